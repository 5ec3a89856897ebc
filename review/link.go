package review

import "slices"

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

// Link says what this review is to another: one of this board, or one elsewhere.
type Link struct {
	Record
	Kind      string `json:"kind"`                                    // one of LinkKinds
	Review    string `json:"review,omitempty"`                        // reference of a review of this board
	Elsewhere Text   `json:"elsewhere,omitzero" personal:"narrative"` // what a review elsewhere is called there
	Partner   string `json:"partner,omitempty"`                       // handle of the partner whose review that is
}

func (Link) noun() string         { return "link" }
func (Link) in(r *Review) *[]Link { return &r.Links }

// linkKinds pairs what one review is to another with what that one is to it.
var linkKinds = [][2]string{
	{"joint_with", "joint_with"},
	{"merged_into", "merged_from"},
	{"split_into", "split_from"},
	{"supersedes", "superseded_by"},
	{"feeds", "fed_by"},
	{"follows_up", "followed_up_by"},
	{"companion_of", "companion_of"},
	{"replaces_local", "replaced_by_national"},
}

// LinkKinds returns all that a review can be to another.
func LinkKinds() []string {
	var kinds []string
	for _, pair := range linkKinds {
		kinds = append(kinds, pair[:]...)
	}
	return slices.Compact(kinds)
}

// Inverse returns what the other review is to this one; empty where the kind is none.
func (l Link) Inverse() string {
	for _, pair := range linkKinds {
		switch l.Kind {
		case pair[0]:
			return pair[1]
		case pair[1]:
			return pair[0]
		}
	}
	return ""
}

// Opposes reports whether two links to one review of this board cannot both be so: none is
// both before and after another. Each of two may feed the other.
func (l Link) Opposes(other Link) bool {
	return l.Review == other.Review && l.Kind == other.Inverse() && l.Kind != other.Kind && l.Kind != "feeds" && l.Kind != "fed_by"
}

// Says reports whether a review says of another what a kind of link is.
func (r *Review) Says(kind, of string) bool {
	return slices.ContainsFunc(r.Links, func(l Link) bool { return l.Kind == kind && l.Review == of })
}
