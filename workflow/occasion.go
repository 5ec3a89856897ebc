package workflow

import (
	"slices"
	"strings"
)

// Occasion is something recorded in a review that a definition can name, beside
// moves: a form that was filled, a letter that came or went, a document.
//
//	filled.FORM         the form was filled, by itself or with a move
//	filled.FORM.FIELD   the same; what counts from it counts from the date in that field
//	received.KIND       a letter of that kind came in
//	sent.KIND           a letter of that kind went out
//	recorded.KIND       a document of that kind was added, or got a version
type Occasion struct {
	Verb  string
	Name  string // of the form, or the kind
	Field string // a date of the form; "" for the day on which it was filled
}

// Opened is the opening of the review, which starts a clock as a move does.
const Opened = "opened"

// The verbs of an [Occasion]. No track can have such a name.
const (
	Filled   = "filled"
	Received = "received"
	Sent     = "sent"
	Recorded = "recorded"
)

// occasionVerbs are all of them.
func occasionVerbs() []string { return []string{Filled, Received, Sent, Recorded} }

// ParseOccasion reads what a definition calls something that is recorded, and reports
// whether it is that and not a move.
func ParseOccasion(name string) (Occasion, bool) {
	verb, rest, dotted := strings.Cut(name, ".")
	if !dotted || !slices.Contains(occasionVerbs(), verb) {
		return Occasion{}, false
	}
	o := Occasion{Verb: verb}
	o.Name, o.Field, _ = strings.Cut(rest, ".")
	return o, true
}
