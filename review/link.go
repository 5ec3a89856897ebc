package review

// Partner is a body that leads the review with the board, or shares in it: another
// board, a partnership, a domestic homicide review. Its handle is chosen by whoever adds
// it, and is no agency's.
type Partner struct {
	Record
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Part   string `json:"part"`             // one of PartnerParts
	Nation string `json:"nation,omitempty"` // where it sits, if that is elsewhere
}

// PartnerParts are the parts that a partner may have in a review.
var PartnerParts = []string{"leads", "joint", "contributes", "informed"}

func (Partner) noun() string            { return "partner" }
func (Partner) in(r *Review) *[]Partner { return &r.Partners }
