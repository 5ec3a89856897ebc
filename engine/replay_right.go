package engine

import (
	"slices"

	"scr/review"
)

// byProgram reports whether a command is one that nobody types: the two events that a
// board begins with, before anybody has a login, and what a database that came back
// from an older copy loses again.
func (w *replayer) byProgram(run []review.Event) bool {
	if run[0].RecordedBy != "" {
		return false
	}
	switch b := run[0].Body.(type) {
	case *review.BoardCreated:
		return run[0].Global == 1
	case *review.PersonRegistered:
		return run[0].Global == 2
	case *review.ErasuresReapplied:
		return true
	case *review.TextsErased:
		return w.reapplied(b.Erasure, run[0].Global)
	}
	return false
}

// reapplied reports whether an erasure was done again before an event, after the
// database came back.
func (w *replayer) reapplied(erasure string, before int64) bool {
	return slices.ContainsFunc(w.plain[review.BoardStream].events, func(ev review.Event) bool {
		b, ok := ev.Body.(*review.ErasuresReapplied)
		return ok && ev.Global < before && slices.Contains(b.Erasures, erasure)
	})
}

// stranger says that a command was typed by nobody who could: it takes an entry in the
// register, and a login that belongs to it. The board's first login is named by the
// person whose login it is.
func (w *replayer) stranger(run []review.Event) []review.Untrusted {
	ev := run[0]
	board, founded := w.past.stateOf(review.BoardStream).(*review.Board)
	person, registered := w.past.stateOf(w.handles[ev.RecordedBy]).(*review.Person)
	switch {
	case ev.RecordedBy == "":
		return []review.Untrusted{doubt(ev, "%s, and it is not said by whom", done(ev))}
	case !registered || !founded:
		return []review.Untrusted{doubt(ev, "%s by %s, who was not in the register then", done(ev), ev.RecordedBy)}
	case person.Left(today(w.past.at)):
		return []review.Untrusted{doubt(ev, "%s by %s, who had left the register by then", done(ev), ev.RecordedBy)}
	case ev.Global == 3 && board.Issued == 0:
		return nil
	}
	if says := w.loginOf(ev, board); says != "" {
		return []review.Untrusted{doubt(ev, "%s %s", done(ev), says)}
	}
	return nil
}

// loginOf says what is wrong with the login under which a command was typed. Older
// entries do not say which it was: then the person must have had one.
func (w *replayer) loginOf(ev review.Event, board *review.Board) string {
	if ev.Login == 0 {
		if !slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == ev.RecordedBy }) {
			return "by " + ev.RecordedBy + ", who had no login then"
		}
		return ""
	}
	log := w.plain[review.BoardStream].events
	if ev.Login > int64(len(log)) {
		return "under a login that nobody ever named"
	}
	named, ok := log[ev.Login-1].Body.(*review.UserNamed)
	switch {
	case !ok:
		return "under a login that nobody ever named"
	case named.User.Person != ev.RecordedBy:
		return "by " + ev.RecordedBy + ", under " + named.User.ID + ", which is a login of " + named.User.Person
	case !slices.ContainsFunc(board.Users, func(u review.User) bool { return u.ID == named.User.ID }):
		return "under " + named.User.ID + ", a login that had ended, or was not named yet"
	}
	return ""
}

// unentitled says that somebody did what they had no right to. It asks only what every
// edition of the program asked.
func (w *replayer) unentitled(run []review.Event) []review.Untrusted {
	ev := run[0]
	p, ok := w.past.stateOf(w.handles[ev.RecordedBy]).(*review.Person)
	board, founded := w.past.stateOf(review.BoardStream).(*review.Board)
	if !ok || !founded {
		return nil // which stranger says
	}
	says := ""
	switch b := ev.Body.(type) {
	case *review.OfficeHeld, *review.OfficeLeft, *review.UserNamed, *review.UserRemoved, *review.DefinitionAdopted, *review.ApprovalAsked:
		says = unless(p.Administrator, "who did not administer the board")
	case *review.PersonRegistered:
		says = w.unfitToEnter(p, review.Person{}, b.Person)
	case *review.PersonAmended:
		says = w.unfitToEnter(p, *w.past.state.(*review.Person), b.Person)
	case *review.AccessExplained:
		says = unless(p.StreamName() == ev.Stream, "in somebody else's name")
	case *review.ReviewOpened:
		says = unless(p.MayOpen, "who might not open reviews")
	case *review.ErasureApproved:
		er, _ := board.Erasure(b.ID)
		says = unless(erases(p, board, today(w.past.at)) && !slices.Contains(er.Proposers, p.Handle), "who might not approve it")
	case *review.TextsErased:
		says = unless(approved(board, b.Erasure), "without the approval of two others")
	case *review.ErasureCompleted:
		says = unless(approved(board, b.ID), "without the approval of two others")
	}
	if says == "" {
		return nil
	}
	return []review.Untrusted{doubt(ev, "%s by %s, %s", done(ev), ev.RecordedBy, says)}
}

func unless(may bool, says string) string {
	if may {
		return ""
	}
	return says
}

// unfitToEnter says that somebody might not make, or change, an entry in the register.
func (w *replayer) unfitToEnter(p *review.Person, old, entry review.Person) string {
	if mayGrant(p, old, entry) != nil {
		return "who did not administer the board"
	}
	return unless(p.MayOpen || p.Administrator, "who did not keep the register")
}

// approved reports whether two people approved an erasure that neither of them proposed.
func approved(board *review.Board, id string) bool {
	er, ok := board.Erasure(id)
	var by []string
	for _, a := range er.Approvals {
		if !slices.Contains(by, a.By) && !slices.Contains(er.Proposers, a.By) {
			by = append(by, a.By)
		}
	}
	return ok && len(by) >= review.ApprovalsNeeded
}
