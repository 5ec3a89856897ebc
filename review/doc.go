// Package review holds the nouns of the program: the review and the records
// kept on it, people, offices, partial dates, events and errors.
//
// A review is never changed by assignment. Something happens, an [Event] is
// appended to its stream, and [Apply] folds the event into the state:
//
//	events ──Fold──▶ *Review, *Person, *Board, *Adoption
//	state + new events ──Apply──▶ next state
//
// Every outcome (where a move led, when a clock falls due, which requirement
// was met) stands in the event itself, so folding needs no definition and no
// calendar, and a log recorded today folds to the same state in thirty years.
//
// The package knows nothing of databases, workflow definitions or terminals.
// It imports the standard library only.
package review
