package engine_test

import (
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
