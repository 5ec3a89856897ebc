package engine_test

import (
	"testing"

	"scr/engine"
	"scr/review"
)

// meetingsClose is the trial definition with an auto move that waits for a
// meeting of the board.
func meetingsClose(t *testing.T) *world {
	t.Helper()
	return newWorld(t).variant("      reopen:", `      finish:
        auto: true
        from: analysis
        to: closed
        requires:
          met: {rule: 'meetings.exists(m, m.kind == "board")', tell: the board has not met, cites: wt 4}
      reopen:`)
}

func TestAutoMoveFiresWhenAFactIsRecorded(t *testing.T) {
	w := meetingsClose(t).analysis()
	w.record("2014-04-02", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	if got := w.stage("review", ""); got != "analysis" {
		t.Fatalf("a meeting of the panel brought the review to %s", got)
	}
	w.record("2014-04-03", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}})
	if got := w.stage("review", ""); got != "closed" {
		t.Errorf("the review stands at %s", got)
	}
	w.clean()
}

// A fact recorded late, about a day before the track came to its stage, once left
// the auto move refused for its date until something else happened.
func TestAutoMoveOnAFactRecordedLate(t *testing.T) {
	w := meetingsClose(t).analysis()
	w.record("2014-03-05", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}})
	if got := w.stage("review", ""); got != "closed" {
		t.Fatalf("the review stands at %s", got)
	}
	if m, _ := w.review().LastMove("review", ""); m.On != date(t, "2014-04-01") {
		t.Errorf("the move is dated %s; the review came to analysis on 1 April", m.On)
	}
	w.clean()
}

// What lets an auto move fire may be a correction of what was recorded before.
func TestAutoMoveOnACorrection(t *testing.T) {
	w := meetingsClose(t).analysis()
	w.record("2014-04-02", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	err := w.correct(engine.Correct{Seq: w.seqOf("meeting.added/1"), Why: "slip",
		With: &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "board"}, "meeting-1")}})
	if err != nil {
		t.Fatal(err, details(err))
	}
	if got := w.stage("review", ""); got != "closed" {
		t.Errorf("the review stands at %s", got)
	}
	w.clean()
}

// An auto move that a missed clock held back goes once the clock is extended.
func TestAutoMoveBehindAClock(t *testing.T) {
	w := newWorld(t).variant("missed: {block: [publication.release]}", "missed: {block: [review.finish]}", "      reopen:", `      finish:
        auto: true
        from: analysis
        to: closed
        requires:
          met: {rule: 'meetings.exists(m, m.kind == "board")', tell: the board has not met, cites: wt 4}
      reopen:`)
	w.analysis()
	w.now = w.now.AddDate(0, 2, 0)
	w.record("2014-09-20", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}})
	if got := w.stage("review", ""); got != "analysis" {
		t.Fatalf("the clock is missed, and the review stands at %s", got)
	}
	w.record("2014-09-21", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
	_, err := w.ExtendClock(t.Context(), engine.ExtendClock{Meta: w.on("p2", "2014-09-22"), Review: w.ref, Clock: "complete",
		Until: date(t, "2014-12-10"), Documents: []string{"document-1"}, Why: "a trial"})
	if err != nil {
		t.Fatal(err, details(err))
	}
	if got := w.stage("review", ""); got != "closed" {
		t.Errorf("the clock is extended, and the review stands at %s", got)
	}
	w.clean()
}
