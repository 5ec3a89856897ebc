package engine_test

import (
	"context"
	"testing"

	"scr/engine"
	"scr/review"
)

// Somebody without a part in a review learned that it is there, and its version,
// by expecting a version: the conflict was told before the right to know of it.
func TestExpectingAVersionTellsNothingToOutsiders(t *testing.T) {
	w := newWorld(t).open()
	meta := w.by("p7")
	meta.Expect = 1
	body := &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}
	_, err := w.Record(t.Context(), engine.Record{Meta: meta, Review: w.ref, Body: body})
	code(t, err, review.NotFound)
	meta.User = "p1"
	_, err = w.Record(t.Context(), engine.Record{Meta: meta, Review: w.ref, Body: body})
	code(t, err, review.Conflict)
}

// Whoever alone could record for others was let go at the end of the day: on that
// last day the role still counts, and from the next morning nobody had it.
func TestNobodyStrandsAReviewFromTomorrow(t *testing.T) {
	w := newWorld(t).open()
	end := engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.AssignmentEnded{ID: "assignment-1",
		To: date(t, "2014-09-01"), Why: written}}
	_, err := w.Record(t.Context(), end)
	code(t, err, review.Refused)
	w.assign("p7", "coordinator", "")
	w.must(w.Record(t.Context(), end))
	w.clean()
}

// meddler lets somebody else write before the first append.
type meddler struct {
	engine.Store
	first func()
}

func (m *meddler) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	if first := m.first; first != nil {
		m.first = nil
		first()
	}
	return m.Store.Append(ctx, a)
}

// The end of an appointment without a day was decided again when somebody else wrote
// first. The first try had put the day into the command, so that the second had another
// content: whoever repeated the command by its id, to be sure, was told that the id had
// been used for something else.
func TestATriedCommandIsStillTheSameCommand(t *testing.T) {
	w := newWorld(t).open()
	w.assign("p6", "team_member", "health")
	m := &meddler{Store: w.db, first: func() { w.agency("hospital") }}
	other := &engine.Engine{Store: m, Now: w.Engine.Now, NewID: w.Engine.NewID}
	end := func() (engine.Outcome, error) {
		meta := w.by("p1")
		meta.CommandID = "end"
		return other.Record(t.Context(), engine.Record{Meta: meta, Review: w.ref, Body: &review.AssignmentEnded{ID: "assignment-2", Why: written}})
	}
	first := w.must(end())
	again := w.must(end())
	if !again.Receipt.Repeated || again.Receipt.First != first.Receipt.First {
		t.Errorf("repeated, it is answered with %+v", again.Receipt)
	}
}
