package simulation

import (
	"context"
	"slices"
	"time"

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
		w.whatWaits(wr, user)
		w.adds(wr, user)
	}
}

// whatWaits asks what waits for somebody today and what waited a month ago. Each task is
// in one group, and late ones are in that of the late.
func (w *world) whatWaits(wr *writer, user string) {
	for _, back := range []int{0, 30} {
		on := w.now.AddDate(0, 0, -back)
		tasks, err := wr.Todo(w.ctx, user, engine.Horizon{On: review.NewDate(on.Year(), int(on.Month()), on.Day()), Within: 20})
		w.must("what is to be done", err)
		for _, t := range tasks {
			if !slices.Contains(engine.Groups(), t.Group) || t.Overdue != (t.Group == engine.GroupOverdue) {
				w.fail("%s %s of %s is in group %q, overdue: %v", t.Kind, t.What, t.Reference, t.Group, t.Overdue)
			}
		}
	}
}

// adds counts the reviews by where they stand: the groups add up to all of them, and what
// is not shown of a group has no days.
func (w *world) adds(wr *writer, user string) {
	f, err := wr.Stats(w.ctx, engine.Stats{By: []string{review.KeyStage, review.KeyOutcome}, Least: engine.LeastShown}, user)
	w.must("the numbers", err)
	sum, hidden := 0, false
	for _, row := range f.Rows {
		switch {
		case row.Number == nil:
			hidden = true
		case row.Measure == review.MeasureReviews && !row.Total:
			sum += *row.Number
		case row.Measure == review.MeasureReviews && (sum > *row.Number || sum < *row.Number && !hidden):
			w.fail("%d reviews are in groups, and %d in all", sum, *row.Number)
		}
		if row.Number == nil && row.Took != nil || len(row.Days) > 0 {
			w.fail("days are told of a number that is suppressed")
		}
	}
}

// readReview shows a review to somebody, as it is or as it was.
func (w *world) readReview(wr *writer, s *subject) {
	user := w.opens(s)
	if w.one(4) {
		user = pick(w.chance, w.board.people)
	}
	at := engine.At{}
	if w.one(2) {
		at.AsOf = w.someDay(review.Date{})
	}
	if w.one(3) {
		at.KnownAt = w.someDay(review.Date{})
	}
	by := engine.Reader{Person: user, Command: "simulate", Output: review.ToPipe}
	switch w.IntN(3) {
	case 0:
		view, err := wr.Show(w.ctx, s.ref, at, by)
		w.shown(s, "show", err)
		if err == nil && at == (engine.At{}) {
			w.asRead(s, view.Review)
		}
	case 1:
		view, err := wr.Next(w.ctx, s.ref, by)
		w.shown(s, "next", err)
		if err == nil {
			w.asRead(s, view.Review)
		}
	default:
		_, entries, err := wr.History(w.ctx, s.ref, at, by)
		w.shown(s, "history", err)
		if err == nil && at == (engine.At{}) {
			w.toldOf(s, entries)
		}
	}
}

// asRead holds what a reader sees of a review to the model. What is not for their eyes
// is left out; what is there must be right.
func (w *world) asRead(s *subject, r *review.Review) {
	if r.Version != s.model.version {
		w.fail("%s is shown at version %d, and stands at %d", s.ref, r.Version, s.model.version)
	}
	for _, in := range r.Instances {
		if want := s.model.spots[place{in.Track, in.Item}]; in.Stage != want.stage {
			w.fail("%s: %s of %q is shown at %s, and stands at %s", s.ref, in.Track, in.Item, in.Stage, want.stage)
		}
	}
	review.EachText(r, func(path string, _ review.Class, t *review.Text) { w.textIs(s, path, t) })
}

// shown holds a refusal to read to those that there are.
func (w *world) shown(s *subject, what string, err error) {
	late := latest(w.last, w.looked).Sub(w.now) > allowance
	if code := review.CodeOf(err); err != nil && code != review.NotFound && code != review.Refused && !late {
		w.fail("%s %s: %v", what, s.ref, err)
	}
	if err == nil {
		w.looked = latest(w.looked, w.now)
	}
}

// lookLate is a time at which somebody may look, whatever the clock has done since the
// last entry and the last look.
func (w *world) lookLate() time.Time {
	w.looked = latest(w.now, latest(w.last, w.looked))
	return w.looked
}

// toldOf holds a history to the events that were acknowledged: nothing else is in it, and
// the last is, for a reader who sees the course of the review.
func (w *world) toldOf(s *subject, entries []engine.Entry) {
	last := int64(0)
	for _, e := range entries {
		if e.Event.Seq <= last || e.Event.Seq > int64(len(s.log)) || e.Event.ID != s.log[e.Event.Seq-1].ID {
			w.fail("the history of %s shows #%d, which is not what was acknowledged", s.ref, e.Event.Seq)
		}
		last = e.Event.Seq
		w.textsAre(s, e.Event)
	}
	latest := s.log[len(s.log)-1]
	if m, moved := latest.Body.(*review.MoveMade); moved && m.Item == "" && last != latest.Seq {
		w.fail("the history of %s ends with #%d, and the last move is #%d", s.ref, last, latest.Seq)
	}
}

// settled holds a review to having no automatic move left that could be made. Only
// what was decided today can be compared with what could be done today.
func (w *world) settled(o op, s *subject) {
	if on := o.meta().On; !on.IsZero() && on != w.today() || !w.one(6) {
		return
	}
	view, err := w.writers[0].Next(w.ctx, s.ref, engine.Reader{Person: w.opens(s), Command: "simulate", Output: review.ToPipe})
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
func loadTexts(ctx context.Context, db *store.DB, at time.Time, stream review.Stream, events []review.Event) error {
	into := make([]any, len(events))
	for i := range events {
		into[i] = events[i].Body
	}
	by := review.Reading{Person: "p1", Stream: stream, At: at, Command: "simulate", Output: review.ToPipe, Basis: review.ByPart}
	return db.Texts(ctx, by, stream, into...)
}

// latest is the later of two instants.
func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
