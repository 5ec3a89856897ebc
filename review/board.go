package review

import (
	"slices"
	"strings"
)

// Board is the board whose database this is: one board per SQLite file.
type Board struct {
	Code    string       `json:"code"` // EXB; stands in every reference and key
	Title   string       `json:"title"`
	Version int64        `json:"version"`
	Sealing bool         `json:"sealing"` // personal values are sealed on disk
	Offices []OfficeTerm `json:"offices,omitempty"`
	Users   []User       `json:"users,omitempty"`
	Issued  int          `json:"issued,omitempty"` // user ids handed out

	// Restored lists how often the log goes on from a backup that was shorter than it.
	Restored []Restore `json:"restored,omitempty"`
	Asked    []Asked   `json:"asked,omitempty"` // grave acts that one person asked for

	Erasures       []Erasure    `json:"erasures,omitempty"`        // proposed, and what became of them
	ErasuresIssued int          `json:"erasures_issued,omitempty"` // the highest number that an erasure has
	Moratoria      []Moratorium `json:"moratoria,omitempty"`       // during which nothing is erased
}

// OfficeTerm is a board office held by a person, from a day and until a day.
type OfficeTerm struct {
	Office string `json:"office"` // chair, director
	Person string `json:"person"` // handle
	From   Date   `json:"from,omitzero"`
	To     Date   `json:"to,omitzero"`
}

// Holds reports whether the office may be held by the person on that day.
func (t OfficeTerm) Holds(day Date) bool {
	return !day.Before(t.From) && (t.To.IsZero() || !t.To.Before(day))
}

// User is a login that belongs to a person. The login is kept as a personal
// value: it says who somebody is.
type User struct {
	ID     string `json:"id"` // user-1
	Login  Text   `json:"login,omitzero" personal:"staff"`
	Person string `json:"person"` // handle
}

// BoardCreated begins a board's log.
type BoardCreated struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Sealing bool   `json:"sealing"`
}

// Kind returns "board.created/1".
func (*BoardCreated) Kind() string { return "board.created/1" }

func (b *BoardCreated) applyBoard(board *Board, _ Event) error {
	board.Code, board.Title, board.Sealing = b.Code, b.Title, b.Sealing
	return nil
}

// OfficeHeld says who holds a board office from a day on. Whoever held it before
// holds it too, until they leave it.
type OfficeHeld struct {
	Office string `json:"office"`
	Person string `json:"person"`
	From   Date   `json:"from,omitzero"`
	To     Date   `json:"to,omitzero"`
}

// Kind returns "office.held/1".
func (*OfficeHeld) Kind() string { return "office.held/1" }

func (b *OfficeHeld) applyBoard(board *Board, _ Event) error {
	board.Offices = append(slices.Clip(board.Offices),
		OfficeTerm{Office: b.Office, Person: b.Person, From: b.From, To: b.To})
	board.answered(GiveOffice, func(of string) bool { return strings.HasPrefix(of, b.Office+" of "+b.Person+",") })
	return nil
}

// OfficeLeft ends a person's term in an office.
type OfficeLeft struct {
	Office string `json:"office"`
	Person string `json:"person"`
	To     Date   `json:"to"`
}

// Kind returns "office.left/1".
func (*OfficeLeft) Kind() string { return "office.left/1" }

func (b *OfficeLeft) applyBoard(board *Board, ev Event) error {
	offices := slices.Clone(board.Offices)
	for i := len(offices) - 1; i >= 0; i-- {
		if t := &offices[i]; t.Office == b.Office && t.Person == b.Person && t.To.IsZero() {
			t.To = b.To
			board.Offices = offices
			board.answered(EndOffice, func(of string) bool { return strings.HasPrefix(of, b.Office+" of "+b.Person+",") })
			return nil
		}
	}
	return absent(ev, b.Office)
}

// UserNamed maps a login to a person.
type UserNamed struct {
	User User `json:"user"`
}

// Kind returns "user.named/1".
func (*UserNamed) Kind() string { return "user.named/1" }

func (b *UserNamed) applyBoard(board *Board, _ Event) error {
	board.Issued++
	board.Users = append(slices.Clip(board.Users), b.User)
	board.answered(NameLogin, func(of string) bool { return of == b.User.Person })
	return nil
}

// UserRemoved ends a login.
type UserRemoved struct {
	ID string `json:"id"`
}

// Kind returns "user.removed/1".
func (*UserRemoved) Kind() string { return "user.removed/1" }

func (b *UserRemoved) applyBoard(board *Board, ev Event) error {
	i := slices.IndexFunc(board.Users, func(u User) bool { return u.ID == b.ID })
	if i < 0 {
		return absent(ev, b.ID)
	}
	board.Users = slices.Delete(slices.Clone(board.Users), i, i+1)
	return nil
}

// Adoption is the state of a definition's stream: the versions adopted, in order.
type Adoption struct {
	Workflow string    `json:"workflow"` // the definition's id
	Version  int64     `json:"version"`
	Adopted  []Adopted `json:"adopted"`
}

// Adopted is one adopted version of a definition.
type Adopted struct {
	Number  int      `json:"number"` // the definition's own version
	Hash    string   `json:"hash"`   // SHA-256 of the file
	Title   string   `json:"title"`
	Nation  string   `json:"nation"`
	From    Date     `json:"from,omitzero"` // in force for reviews initiated from
	To      Date     `json:"to,omitzero"`
	Parents []string `json:"parents,omitempty"` // hashes of the definitions it extends
}

// DefinitionAdopted adopts a version of a definition. Its file travels in
// [Append.File].
type DefinitionAdopted struct {
	Workflow string `json:"workflow"`
	Adopted
}

// Kind returns "definition.adopted/1".
func (*DefinitionAdopted) Kind() string { return "definition.adopted/1" }

func (b *DefinitionAdopted) applyAdoption(a *Adoption, _ Event) error {
	a.Workflow = b.Workflow
	a.Adopted = append(slices.Clip(a.Adopted), b.Adopted)
	return nil
}

// InForce reports whether the version may be in force for a review initiated on
// that day: not provably before it, not provably after.
func (a Adopted) InForce(day Date) bool {
	return !day.Before(a.From) && !a.To.Before(day)
}

// Dates says in words when the version is in force.
func (a Adopted) Dates() string {
	switch {
	case a.From.IsZero() && a.To.IsZero():
		return "at any time"
	case a.To.IsZero():
		return "from " + a.From.English()
	case a.From.IsZero():
		return "until " + a.To.English()
	}
	return "from " + a.From.English() + " to " + a.To.English()
}

// NextUser returns the id that the next user gets.
func (b *Board) NextUser() string { return handle("user", b.Issued+1) }
