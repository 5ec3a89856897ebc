package calendar

import (
	"errors"
	"strings"
)

// The two kinds of failure, for errors.Is. Callers have codes of their own and
// need to tell a slip of the pen from a table that ends too soon.
var (
	// ErrInvalid is text or a number that names no day, no date and no nation.
	ErrInvalid = errors.New("invalid")
	// ErrNotCovered is a count that leaves the years of the bank-holiday table.
	ErrNotCovered = errors.New("not covered")
)

// Error is a failure told to a person: a sentence, and a hint what to do.
type Error struct {
	Message string // lower case, no full stop, the thing first
	Hint    string // a whole sentence's worth of advice; may be empty
	Err     error  // [ErrInvalid] or [ErrNotCovered]
}

// Error returns the sentence without the hint.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the kind of failure.
func (e *Error) Unwrap() error { return e.Err }

// invalid is an error about something typed.
func invalid(message, hint string) error {
	return &Error{Message: message, Hint: hint, Err: ErrInvalid}
}

// echo repeats typed text only if it is short and made of the given characters.
// Anything else may be a name or a narrative in the wrong field, and those stay
// out of errors and logs.
func echo(s, allowed string) string {
	if s == "" || len(s) > 20 || strings.Trim(s, allowed) != "" {
		return "this"
	}
	return `"` + s + `"`
}
