package review

// Release is something that was put out: published, provided on request, or leaked.
type Release struct {
	Record
	Mode       string `json:"mode"`     // how it was put out: published, provided on request
	By         string `json:"by"`       // board, an outside body, or handle of a partner
	Document   string `json:"document"` // handle
	Version    int    `json:"version,omitempty"`
	Channel    string `json:"channel,omitempty"`  // by which it was put out, such as the web site
	Redacted   string `json:"redacted,omitempty"` // yes or no; empty where nobody said
	Authorised string `json:"authorised"`         // yes; no: a leak
	Note       Text   `json:"note,omitzero" personal:"narrative"`

	Retired   bool `json:"retired,omitempty"`              // it is out no longer
	RetiredOn Date `json:"retired_on,omitzero"`            // when it was retired
	Why       Text `json:"why,omitzero" personal:"reason"` // it was retired
}

func (Release) noun() string            { return "release" }
func (Release) in(r *Review) *[]Release { return &r.Releases }

func (r Release) keep(old Release) Release {
	r.Retired, r.RetiredOn, r.Why = old.Retired, old.RetiredOn, old.Why
	return r
}

// ReleaseRetired takes back what was put out.
type ReleaseRetired struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "release.retired/1".
func (*ReleaseRetired) Kind() string { return "release.retired/1" }

func (b *ReleaseRetired) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(out *Release) { out.Retired, out.RetiredOn, out.Why = true, ev.OccurredOn, b.Why })
}

// Disclosure is a document that one party was given, or refused, apart from any
// publication.
type Disclosure struct {
	Record
	To        string `json:"to"`        // an outside body, or handle of a relative, an agency or a partner
	Document  string `json:"document"`  // handle
	Outcome   string `json:"outcome"`   // made or refused
	Authority string `json:"authority"` // court_order, consent, statute
	Note      Text   `json:"note,omitzero" personal:"narrative"`
}

func (Disclosure) noun() string               { return "disclosure" }
func (Disclosure) in(r *Review) *[]Disclosure { return &r.Disclosures }
