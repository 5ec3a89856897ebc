package engine

import (
	"slices"

	"scr/review"
)

// loginEvents returns the events of the board that hold logins of a person: those that they
// had, and those that were asked for them. What is gathered for them and what is erased of
// them go by it.
func loginEvents(person string, board []review.Event) []review.Event {
	return slices.DeleteFunc(slices.Clone(board), func(ev review.Event) bool {
		switch b := ev.Body.(type) {
		case *review.UserNamed:
			return b.User.Person != person
		case *review.ApprovalAsked:
			return b.Act != review.NameLogin || b.Of != person
		}
		return true
	})
}

// loginsOf returns the logins that a person had, or that were asked for them.
func loginsOf(person string, board []review.Event) []review.Written {
	held := loginEvents(person, board)
	return slices.DeleteFunc(review.WrittenIn(board), func(w review.Written) bool {
		return !slices.ContainsFunc(held, func(ev review.Event) bool { return ev.Seq == w.Seq })
	})
}
