package engine_test

import (
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// replayed decides the whole log of the world's board again.
func (w *world) replayed(t testing.TB) []review.Untrusted {
	t.Helper()
	found, err := w.VerifyDecisions(t.Context(), w.db, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// decidedRight fails the test for every decision that could not have been made. Most
// people in these tests have no login: commands are given with their handles.
func (w *world) decidedRight(t testing.TB) {
	t.Helper()
	for _, p := range w.replayed(t) {
		if strings.HasSuffix(p.Says, "who had no login then") {
			continue
		}
		t.Errorf("%s #%d (%d): %s", p.Stream, p.Seq, p.Global, p.Says)
	}
}

// A form in which nothing must be filled may be left out: a move without it was doubted.
func TestAFormThatMayBeLeftOutIsNotMissed(t *testing.T) {
	w := newWorld(t).variant("tracks:\n", "  remarks:\n    title: Remarks\n    fields:\n      words: {type: text, optional: true}\ntracks:\n",
		"drop:    {from: planned, to: not_needed, by: [chair]}", "drop:    {from: planned, to: not_needed, by: [chair], form: remarks}")
	w.open()
	w.mustMove("p2", "publication.drop", "2014-03-10")
	w.clean()
}

// A form that came with a move, and nothing filled in, is on record: the move was decided again
// as one without a form, and doubted.
func TestAFormThatCameEmptyIsNotMissed(t *testing.T) {
	w := newWorld(t).variant("tracks:\n", "  remarks:\n    title: Remarks\n    fields:\n      words: {type: text, optional: true}\n      kind: {type: text, optional: true}\ntracks:\n",
		"drop:    {from: planned, to: not_needed, by: [chair]}", "drop:    {from: planned, to: not_needed, by: [chair], form: remarks}")
	w.open()
	w.must(w.Advance(t.Context(), engine.Advance{Meta: w.on("p2", "2014-03-10"), Review: w.ref, Move: "publication.drop",
		Form: &engine.FormInput{Values: map[string]string{"words": " "}}}))
	if len(w.review().Forms) != 1 {
		t.Fatalf("the forms are %v", w.review().Forms)
	}
	w.clean()
	w.decidedRight(t)
}

// meets has somebody record a meeting as the program would, at an instant, as of a day
// that is past.
func (w *world) meets(by string, login int64, at time.Time) (review.Stream, int64) {
	w.t.Helper()
	r := w.review()
	receipt, err := w.db.Append(w.t.Context(), review.Append{Before: r, Command: w.NewID(), Digest: "meets", RecordedBy: by, RecordedAt: at,
		Login: login, Rules: 1, Definition: r.Pin.Hash, Events: []review.Event{{DecidedBy: by, OccurredOn: date(w.t, "2014-08-20"),
			Body: &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel"}, r.NextID("meeting"))}}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return receipt.Stream, receipt.Last
}

// Somebody's login ended between the moment at which they were let in and the one at
// which what they typed was recorded. An hour later they could not have been let in.
func TestACommandMayBeOvertaken(t *testing.T) {
	w := newWorld(t).loggedIn().analysis()
	login := w.loginOf("p3")
	w.now = w.now.Add(time.Hour)
	loggedOut(w)
	w.meets("p3", login, w.now.Add(30*time.Second))
	w.clean()
	stream, seq := w.meets("p3", login, w.now.Add(time.Hour))
	w.doubted(t, stream, seq, "meeting.added/1 was recorded under user-3, a login that had ended")
}

// An entry under a clock that was years ahead puts off all that come after it, and those
// were decided in their own time: by somebody whose part is over by then.
func TestAnInstantThatWasPutOffIsNotTheDecisions(t *testing.T) {
	w := newWorld(t).loggedIn().analysis()
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref,
		Body: &review.AssignmentEnded{ID: "assignment-4", To: date(t, "2014-12-31"), Why: review.NewText("a test")}}))
	ahead := time.Date(2030, time.March, 4, 9, 0, 0, 0, time.UTC)
	w.meets("p1", w.loginOf("p1"), ahead)
	w.meets("p5", w.loginOf("p5"), ahead)
	w.clean()
	stream, seq := w.meets("p5", w.loginOf("p5"), ahead.Add(time.Hour))
	w.doubted(t, stream, seq, "meeting.added/1 was recorded, which is refused on what stood there")
}

// Access that is claimed begins by the clock of the machine. Where the log was minutes ahead
// of that, the claim was said to be another than was decided.
func TestAccessBeginsByTheClockOfItsMachine(t *testing.T) {
	for _, ahead := range []time.Duration{time.Second, 4 * time.Minute} {
		w := newWorld(t).loggedIn().analysis()
		w.privacyOfficer("p6")
		w.meets("p1", w.loginOf("p1"), w.now.Add(ahead))
		w.must(w.Claim(t.Context(), engine.Claim{Meta: w.by("p7"), Review: w.ref, Why: "an emergency"}))
		c := w.review().Claims[0]
		if began := w.now; !c.From.Equal(began) || c.Until.Sub(c.From) != time.Hour {
			t.Errorf("it lasts from %s to %s, and was claimed at %s", c.From, c.Until, began)
		}
		w.clean()
		w.decidedRight(t)
	}
}
