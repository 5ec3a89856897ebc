package review

import "time"

// Reading says who reads personal values, how and why. A store writes it down before
// it gives any of them.
type Reading struct {
	Person  string    // handle of who reads
	Stream  Stream    // of the review, or of the register, that is read
	At      time.Time // by the program's clock
	Command string    // such as "scr show": the words of the command, never its arguments
	Output  string    // one of the outputs
	Basis   string    // one of the bases
	Purpose string    // where the reason for it stands, as p7#3; empty where none was asked for
}

// Sheet is what texts are to be given to: pointers to values whose texts are
// references into one stream.
type Sheet struct {
	Stream Stream
	Of     []any
}

// Where what is read goes.
const (
	ToScreen = "screen"
	ToFile   = "file"
	ToPipe   = "pipe"
)

// On what a person's reading rests.
const (
	ByPart     = "part"     // a role in the review, or an office of the board
	ByClaim    = "claim"    // access that was claimed: see [Claim]
	ByRegister = "register" // the register and the logins, of those who keep them
)

// Access is one entry of the access log: a [Reading], with what was read by class and
// number. It never says what was read.
type Access struct {
	Number int64 // place in the access log, from 1
	Board  string
	Reading
	Texts []TextCount // in alphabetical order of class
}

// TextCount says how many texts of one class were read.
type TextCount struct {
	Class Class `json:"class"`
	Count int   `json:"count"`
}

// Total returns how many texts were read.
func (a Access) Total() int {
	n := 0
	for _, c := range a.Texts {
		n += c.Count
	}
	return n
}

// AccessQuery says which entries of the access log to list. Empty fields ask for any.
type AccessQuery struct {
	Person string
	Stream Stream
	Since  time.Time // at or after
	Until  time.Time // before
}

// AccessExplained records, on the person's own stream, why they read what their part
// in a review shows only for a reason. The access log refers to it.
type AccessExplained struct {
	Review string `json:"review"` // reference; empty: in the register
	Why    Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "access.explained/1".
func (*AccessExplained) Kind() string { return "access.explained/1" }

func (*AccessExplained) applyPerson(*Person, Event) error { return nil }
