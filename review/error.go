package review

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Code says which kind of failure an [Error] is. The command line turns it into
// an exit status from one table.
type Code string

// The kinds of failure.
const (
	Failed     Code = "failed"          // the program or the machine failed
	Usage      Code = "usage"           // the command was not understood
	Refused    Code = "refused"         // the rules of the review stand in the way
	NotFound   Code = "not_found"       // no such thing, or none that the person may know of
	Conflict   Code = "conflict"        // someone else moved first
	Forbidden  Code = "forbidden"       // the person has a part in the review, but not this one
	Invalid    Code = "invalid"         // unknown move, definition or form; unreadable file
	Unknown    Code = "outcome_unknown" // the commit failed and may have happened
	Unfinished Code = "unfinished"      // it is recorded and cannot be undone, and something is left to do
)

// Error is a failure told three ways: a code for the program, a sentence and a
// hint for the person, and a cause for whoever mends the program. None of them
// holds a name, a narrative or a finding.
type Error struct {
	Code    Code
	Message string     // lower case, no full stop, the thing first
	Hint    string     // what to do about it, a whole sentence or a command
	Details []Obstacle // for Refused: everything that stands in the way
	Err     error      // the cause; never shown to people
}

// Error returns the sentence for people.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error with a code and a formatted sentence. An operand of
// the %w verb becomes the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// WithHint returns the error with a hint added.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// NotFinished says of an erasure that it is on record, and that err kept it from being
// carried through. What the error says of nothing being recorded is left out.
func NotFinished(err error) error {
	if err == nil || CodeOf(err) == Unfinished {
		return err
	}
	says := err.Error()
	if e, ok := errors.AsType[*Error](err); ok {
		says = e.Message
	}
	return &Error{Code: Unfinished, Err: err,
		Message: "the erasure is recorded, and is not finished: " + strings.TrimSuffix(says, ": nothing was recorded"),
		Hint:    "what was erased cannot be read any more, and keys of it may be left. See to the cause, then run the same \"scr erase run\" again: it goes on from there"}
}

// CodeOf returns the code of the first [Error] in err's chain, and Failed for
// any other error.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Failed
}

// Obstacle is one thing that stands in the way of a move. A refusal lists them
// all at once, so that nobody mends one only to meet the next.
type Obstacle struct {
	Kind     string   `json:"kind"`               // one of the Obstacle kinds below
	Name     string   `json:"name"`               // the requirement, hold, clock or role, as the definition calls it
	Says     string   `json:"says"`               // the sentence for people
	Values   []string `json:"values,omitempty"`   // the values that failed, explained
	Found    []string `json:"found,omitempty"`    // those values without the rules that read them
	Fill     []string `json:"fill,omitempty"`     // forms that nobody has filled and that would answer it: the command for each, or that it goes with the move
	Ask      []string `json:"ask,omitempty"`      // roles that could supply what is missing
	People   []string `json:"people,omitempty"`   // handles of those who hold such a role now
	Cites    string   `json:"cites,omitempty"`    // guidance paragraph
	Strength string   `json:"strength,omitempty"` // must, or expected: passable with a recorded reason
}

// Plain returns the values that failed, for whoever does not read rules. Several parts of
// a rule may look at the same people; what was found of them is said once.
func (o Obstacle) Plain() []string {
	said := o.Values
	if len(o.Found) > 0 {
		said = o.Found
	}
	var plain []string
	for _, line := range said {
		if !slices.Contains(plain, line) {
			plain = append(plain, line)
		}
	}
	return plain
}

// The kinds of [Obstacle].
const (
	ByStage       = "stage"       // the track does not stand where the move starts
	ByRequirement = "requirement" // a named requirement is not met
	ByJoin        = "join"        // not every instance of another track is where it must be
	ByHold        = "hold"        // a hold covers this
	ByClock       = "clock"       // a clock blocks this
	ByRole        = "role"        // the decider holds no role that decides this
	BySeparation  = "separation"  // the decider decided an earlier step, or belongs to the agency judged
	ByForm        = "form"        // a form is missing or incomplete
	ByDate        = "date"        // the date is provably earlier than the last move
)
