package simulation

import (
	"context"

	"scr/engine"
	"scr/review"
	"scr/store"
)

// This file alone knows how a review is read and shown.

// readSomething asks one of the questions that people ask.
func (w *world) readSomething() {
	w.report.Readings++
	wr := pick(w.chance, w.writers[:])
	if s := w.someReview(); s != nil && !w.one(4) {
		w.readReview(wr, s)
		return
	}
	user := pick(w.chance, w.board.people)
	if w.one(2) {
		_, err := wr.List(w.ctx, review.Query{Limit: 5, Open: w.one(2), Overdue: w.today()}, user)
		w.must("list", err)
		return
	}
	if w.one(20) {
		_, err := wr.Todo(w.ctx, user, review.Date{})
		w.must("what is to be done", err)
	}
}

// readReview shows a review to somebody, as it is or as it was.
func (w *world) readReview(wr *writer, s *subject) {
	user := w.holder(s, []string{"coordinator"})
	if w.one(6) {
		user = pick(w.chance, w.board.people)
	}
	at := engine.At{}
	if w.one(2) {
		at.AsOf = w.someDay(review.Date{})
	}
	if w.one(3) {
		at.KnownAt = w.someDay(review.Date{})
	}
	switch w.IntN(3) {
	case 0:
		view, err := wr.Show(w.ctx, s.ref, at, user)
		w.shown(s, "show", err)
		if err == nil && at == (engine.At{}) {
			w.same(s, view.Review, "shown")
		}
	case 1:
		view, err := wr.Next(w.ctx, s.ref, user)
		w.shown(s, "next", err)
		if err == nil {
			w.same(s, view.Review, "asked what is next")
		}
	default:
		entries, err := wr.History(w.ctx, s.ref, at, user)
		w.shown(s, "history", err)
		if err == nil && at == (engine.At{}) {
			w.toldOf(s, entries)
		}
	}
}

// shown holds a refusal to read to the one that there is.
func (w *world) shown(s *subject, what string, err error) {
	if err != nil && review.CodeOf(err) != review.NotFound {
		w.fail("%s %s: %v", what, s.ref, err)
	}
}

// toldOf holds a history to the events that were acknowledged.
func (w *world) toldOf(s *subject, entries []engine.Entry) {
	if len(entries) != len(s.log) {
		w.fail("the history of %s has %d events, and %d were acknowledged", s.ref, len(entries), len(s.log))
	}
	for _, e := range entries {
		w.textsAre(s, e.Event)
	}
}

// settled holds a review to having no automatic move left that could be made. Only
// what was decided today can be compared with what could be done today.
func (w *world) settled(o op, s *subject) {
	if on := o.meta().On; !on.IsZero() && on != w.today() || !w.one(6) {
		return
	}
	view, err := w.writers[0].Next(w.ctx, s.ref, w.holder(s, []string{"coordinator", "chair"}))
	w.shown(s, "next", err)
	if err != nil {
		return
	}
	for _, m := range view.Moves {
		track := s.def.Track(m.Track)
		tr := track.Transition(m.Move[len(m.Track)+1:])
		if m.Auto && m.Allowed && len(tr.Also) == 0 {
			w.fail("after %s the automatic move %s %s could be made, and was not", o, m.Move, m.Item)
		}
	}
}

// loadTexts loads the texts of some events.
func loadTexts(ctx context.Context, db *store.DB, stream review.Stream, events []review.Event) error {
	into := make([]any, len(events))
	for i := range events {
		into[i] = events[i].Body
	}
	return db.Texts(ctx, stream, into...)
}
