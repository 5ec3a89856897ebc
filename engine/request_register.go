package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// heldInRegister gathers what the register holds of somebody: their entry and its older
// wordings, their offices, their logins and those that were asked for them.
func (e *Engine) heldInRegister(ctx context.Context, handle string, by Reader, held *Held) error {
	p, board, lists, err := e.answering(ctx, handle, by)
	if err != nil {
		return err
	}
	held.Of, held.Entry = p.Handle, p
	held.Offices = slices.DeleteFunc(slices.Clone(board.Offices), func(o review.OfficeTerm) bool { return o.Person != p.Handle })
	events, err := e.Store.Events(ctx, p.StreamName())
	if err != nil {
		return err
	}
	boards, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return err
	}
	logins := held.login(boards)
	withholdIf(logins, func(review.Body) bool { return !lists })
	withholdIf(events, func(b review.Body) bool { return p.Handle != by.Person && explains(b) })
	reading := e.registerReading(by, p.StreamName())
	if reading.Purpose, err = e.purpose(ctx, "", by); err != nil {
		return err
	}
	err = e.Store.ReadTexts(ctx, reading, review.Sheet{Stream: p.StreamName(), Of: append(bodiesOf(events), p)},
		review.Sheet{Stream: review.BoardStream, Of: bodiesOf(logins)})
	all := func(b review.Body, _ review.Written) (mine, mixed bool) { return true, explains(b) }
	if err == nil {
		events, err = e.asUnerased(ctx, events, p, board, by.Person)
	}
	held.add(&review.Review{}, events, all)
	held.add(&review.Review{}, logins, all)
	return err
}

// asUnerased leaves out of somebody's events that reasons for reading were erased, for whoever
// may not hear of it: to them a reason is not gathered, and stays so.
func (e *Engine) asUnerased(ctx context.Context, events []review.Event, p *review.Person, board *review.Board, user string) ([]review.Event, error) {
	me, err := e.Store.Person(ctx, user)
	if err != nil || hearsOfReasons(review.Erasure{Scope: review.ErasureScope{Of: p.Handle}}, me, board, today(e.Now())) {
		return events, err
	}
	return slices.DeleteFunc(slices.Clone(events), func(ev review.Event) bool {
		b, erased := ev.Body.(*review.TextsErased)
		return erased && !b.Whole
	}), nil
}

// explains reports whether a body says why somebody read something. That is for themselves
// only, and it may tell of whomever they read about.
func explains(b review.Body) bool {
	_, reason := b.(*review.AccessExplained)
	return reason
}

// withholdIf keeps the texts of some of the events from being loaded.
func withholdIf(events []review.Event, wanted func(review.Body) bool) {
	for _, ev := range events {
		if wanted(ev.Body) {
			review.Unshare(ev.Body)
			review.EachText(ev.Body, func(_ string, _ review.Class, t *review.Text) { t.Withhold() })
		}
	}
}

// login notes the logins that the person had or has, and returns the events that hold them,
// and those that were only asked for.
func (h *Held) login(board []review.Event) []review.Event {
	for _, ev := range board {
		switch b := ev.Body.(type) {
		case *review.UserNamed:
			if b.User.Person == h.Of {
				h.Logins = append(h.Logins, HeldLogin{ID: b.User.ID, From: ev.OccurredOn})
			}
		case *review.UserRemoved:
			for i := range h.Logins {
				if h.Logins[i].ID == b.ID {
					h.Logins[i].To = ev.OccurredOn
				}
			}
		}
	}
	return loginEvents(h.Of, board)
}

// answering returns the entry that a request is about, and whether whoever asks may read
// that person's logins: whoever may open reviews reads an entry, and lists no logins. The
// privacy officer sees what the register holds of somebody to answer such a request, and
// for a reason that is recorded.
func (e *Engine) answering(ctx context.Context, handle string, by Reader) (p *review.Person, board *review.Board, lists bool, err error) {
	if board, err = e.Store.Board(ctx); err != nil {
		return nil, nil, false, err
	}
	me, err := e.Store.Person(ctx, by.Person)
	if err != nil {
		return nil, nil, false, err
	}
	day := today(e.Now())
	officer := holdsOffice(board.Offices, me.Handle, PrivacyOfficer, day) && !me.Left(day) && !me.MayOpen && !me.Administrator
	switch {
	case !officer, strings.EqualFold(handle, me.Handle):
		p, board, err = e.entry(ctx, handle, by)
		return p, board, me.Administrator || strings.EqualFold(handle, me.Handle), err
	case by.Why == "":
		return nil, nil, false, review.Errorf(review.Refused, "a privacy officer looks into the register to answer a request, and for a reason that is recorded").
			WithHint("write to a file who asked and when, without a name, and add --reason-from with that file")
	}
	p, err = e.Store.Person(ctx, handle)
	return p, board, true, err
}
