package review

import "slices"

// Person is someone in the board's register. In reviews and in arguments people
// are named by handle (p7), never by name.
type Person struct {
	ID             string          `json:"id"`     // random; names the stream
	Handle         string          `json:"handle"` // p7
	Version        int64           `json:"version"`
	Name           Text            `json:"name,omitzero" personal:"identity"`
	Employer       string          `json:"employer,omitempty"`       // agency or firm, as the board calls it
	Professions    []string        `json:"professions,omitempty"`    //
	Accreditations []Accreditation `json:"accreditations,omitempty"` //
	IndependentOf  []string        `json:"independent_of,omitempty"` // bodies and agencies the person has no tie to; "all_agencies" for every one
	MayOpen        bool            `json:"may_open,omitempty"`       // may open reviews
	Administrator  bool            `json:"administrator,omitempty"`  // may adopt definitions and name users
	LeftOn         Date            `json:"left_on,omitzero"`         // left the register
	MadeUp         bool            `json:"made_up,omitempty"`
}

// AllAgencies in [Person.IndependentOf] means every agency of the case.
const AllAgencies = "all_agencies"

// Accreditation is a reviewer's accreditation under a scheme, from a day and
// until a day. An unknown Until means that it does not expire.
type Accreditation struct {
	Scheme string `json:"scheme"`
	From   Date   `json:"from,omitzero"`
	Until  Date   `json:"until,omitzero"`
}

// AccreditedOn reports whether some accreditation is in force on that day. A
// day outside the dates for certain is not; what cannot be told counts as in force.
func (p Person) AccreditedOn(day Date) bool {
	return slices.ContainsFunc(p.Accreditations, func(a Accreditation) bool {
		return !day.Before(a.From) && !a.Until.Before(day)
	})
}

// IndependentOfAll reports whether independence is recorded of each of the
// agencies, and the person does not work for one of them.
func (p Person) IndependentOfAll(agencies []string) bool {
	for _, a := range agencies {
		if p.Employer == a {
			return false
		}
		if !slices.Contains(p.IndependentOf, a) && !slices.Contains(p.IndependentOf, AllAgencies) {
			return false
		}
	}
	return len(p.IndependentOf) > 0
}

// Left reports whether the person had certainly left the register by that day.
func (p Person) Left(day Date) bool { return p.LeftOn.Before(day) }

// PersonRegistered enters a person in the register. The store assigns an empty
// handle when it appends.
type PersonRegistered struct {
	Person Person `json:"person"`
}

// Kind returns "person.registered/1".
func (*PersonRegistered) Kind() string { return "person.registered/1" }

func (b *PersonRegistered) applyPerson(p *Person, ev Event) error {
	id := p.ID
	*p = b.Person
	p.ID, p.MadeUp = id, ev.MadeUp
	return nil
}

// PersonAmended replaces what the register says of a person.
type PersonAmended struct {
	Person Person `json:"person"`
	Why    Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "person.amended/1".
func (*PersonAmended) Kind() string { return "person.amended/1" }

func (b *PersonAmended) applyPerson(p *Person, _ Event) error {
	id, handle, madeUp := p.ID, p.Handle, p.MadeUp
	*p = b.Person
	p.ID, p.Handle, p.MadeUp = id, handle, madeUp
	return nil
}

// Assignment is what a person is in one review, from a day and until a day.
type Assignment struct {
	Record
	Person     string `json:"person"` // handle
	Role       string `json:"role"`   // as the definition names it
	Agency     string `json:"agency,omitempty"`
	Profession string `json:"profession,omitempty"`
	From       Date   `json:"from,omitzero"`
	To         Date   `json:"to,omitzero"` // last day; unknown while the assignment lasts
	Why        Text   `json:"why,omitzero" personal:"reason"`
	ReplacedBy string `json:"replaced_by,omitempty"` // handle
}

func (Assignment) noun() string               { return "assignment" }
func (Assignment) in(r *Review) *[]Assignment { return &r.Assignments }

// Holds reports whether the assignment may be in force on that day: not provably
// before it began, not provably after it ended.
func (a Assignment) Holds(day Date) bool {
	return !day.Before(a.From) && (a.To.IsZero() || !a.To.Before(day))
}

// AssignmentEnded removes or replaces somebody, with the reason.
type AssignmentEnded struct {
	ID         string `json:"id"`
	To         Date   `json:"to"`
	Why        Text   `json:"why,omitzero" personal:"reason"`
	ReplacedBy string `json:"replaced_by,omitempty"`
}

// Kind returns "assignment.ended/1".
func (*AssignmentEnded) Kind() string { return "assignment.ended/1" }

func (b *AssignmentEnded) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(a *Assignment) {
		a.To, a.Why, a.ReplacedBy = b.To, b.Why, b.ReplacedBy
	})
}
