package review

// Criterion says whether a set of criteria of the definition is met, and which notices
// are owed because it is.
type Criterion struct {
	Record
	Set     string   `json:"set"` // of criteria, as the definition names it
	Met     string   `json:"met"` // yes, no or not_yet
	Why     Text     `json:"why,omitzero" personal:"reason"`
	Notices []Notice `json:"notices,omitempty"` // set by the program, from the definition
}

// The words of [Criterion.Met].
const (
	Yes    = "yes"
	No     = "no"
	NotYet = "not_yet"
)

func (Criterion) noun() string              { return "criterion" }
func (Criterion) in(r *Review) *[]Criterion { return &r.Criteria }

// keep lets the notices of a set stand that was met before it was amended. A new record has
// none: what is owed comes of the definition.
func (c Criterion) keep(old Criterion) Criterion {
	if old.Set == "" || c.Met == Yes && old.Met == Yes && c.Set == old.Set {
		c.Notices = old.Notices
	}
	return c
}

// Notice is a letter that is owed to a body outside. Its last day was computed when the
// criteria were found met; the edition says on which bank-holiday data.
type Notice struct {
	Name    string `json:"name"`
	To      string `json:"to"`              // the party of the letter
	Kind    string `json:"kind"`            // of the letter
	From    Date   `json:"from,omitzero"`   // when the criteria were found met
	Due     Date   `json:"due,omitzero"`    // unknown: there is no last day
	About   bool   `json:"about,omitempty"` // From is partial: Due is counted from its last possible day
	Limit   string `json:"limit,omitempty"` // as the definition says it: 5 working days
	Edition string `json:"edition,omitempty"`
}

// OwedNotice is a notice with what became of it.
type OwedNotice struct {
	Notice
	Set       string `json:"set"`              // of criteria, because of which it is owed
	Criterion string `json:"criterion"`        // handle of the record that says the set is met
	Sent      bool   `json:"sent"`             // the letter went out
	On        Date   `json:"on,omitzero"`      // when it was sent
	Letter    string `json:"letter,omitempty"` // handle of the letter
}

// OverdueOn reports whether the notice has certainly not gone out in time on that day.
func (n OwedNotice) OverdueOn(day Date) bool {
	if n.Sent {
		day = n.On
	}
	return n.Due.Before(day)
}

// OwedNotices returns the notices that are owed because criteria are met, each with the
// first letter that went out to that body, of that kind, on the day it became owed or
// later.
func (r *Review) OwedNotices() []OwedNotice {
	var list []OwedNotice
	for _, c := range r.Criteria {
		for _, n := range c.Notices {
			owed := OwedNotice{Notice: n, Set: c.Set, Criterion: c.ID}
			if l, ok := r.letterFor(n); ok {
				owed.Sent, owed.On, owed.Letter = true, l.On, l.ID
			}
			list = append(list, owed)
		}
	}
	return list
}

// letterFor returns the earliest letter by which a notice was given.
func (r *Review) letterFor(n Notice) (first Letter, found bool) {
	for _, l := range r.Letters {
		if l.Direction != "out" || l.Party != n.To || l.Kind != n.Kind || l.On.Before(n.From) {
			continue
		}
		if !found || l.On.Before(first.On) {
			first, found = l, true
		}
	}
	return first, found
}
