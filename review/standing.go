package review

import (
	"slices"
	"time"
)

// Standing is a review with all that a decision about it is made on: the board's
// offices, and the register's entries of whoever has a part in it.
type Standing struct {
	Review *Review
	Board  *Board
	People []Person
	LastAt time.Time // when the log's last event was recorded, of the whole board
}

// Involved returns the handles of everyone who has, or had, a part in the review
// or an office, and of others who are named, each once.
func (s Standing) Involved(others ...string) []string {
	handles := slices.Clone(others)
	for _, a := range s.Review.Assignments {
		handles = append(handles, a.Person)
	}
	for _, term := range s.Board.Offices {
		handles = append(handles, term.Person)
	}
	slices.Sort(handles)
	return slices.DeleteFunc(slices.Compact(handles), func(h string) bool { return h == "" })
}
