package storetest

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
	"scr/review"
)

func testRowsEqualFold(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	reviews := 0
	rapid.Check(t, func(rt *rapid.T) {
		reviews++
		s := &story{T: rt, clerk: c, r: c.Open(fmt.Sprint("r", reviews))}
		for range rapid.IntRange(1, 12).Draw(rt, "commands") {
			s.next()
		}
		s.compare()
	})
	c.Verify()
}

func testRebuild(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	c.Register("a", "Made Up")
	reviews := 0
	rapid.Check(t, func(rt *rapid.T) {
		reviews++
		s := &story{T: rt, clerk: c, r: c.Open(fmt.Sprint("r", reviews))}
		for range rapid.IntRange(1, 4).Draw(rt, "commands") {
			s.next()
		}
	})
	before, err := c.Store.List(t.Context(), review.Query{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Store.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := c.Store.List(t.Context(), review.Query{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	if asJSON(t, after) != asJSON(t, before) {
		t.Error("the list is another after the rows were made anew")
	}
	c.Verify()
	c.Change(c.Review(before[0].Reference), Finding("finding-99", "goes on"))
	if r := c.Open("after"); r.Reference != fmt.Sprintf("EXB-2026-%03d", reviews+1) {
		t.Errorf("the next reference is %s", r.Reference)
	}
}

// story is a random sequence of commands on one review.
type story struct {
	*rapid.T
	clerk *Clerk
	r     *review.Review
}

// next appends one to three random events that can happen to the review as it is.
func (s *story) next() {
	if seq := s.correctable(); seq > 0 && rapid.IntRange(0, 4).Draw(s.T, "correct") == 0 {
		s.r = s.clerk.Change(s.r, s.correction(seq))
		return
	}
	ask := s.clerk.Ask(s.r)
	after := s.r
	for range rapid.IntRange(1, 3).Draw(s.T, "events") {
		ev := review.Event{
			Board: Board, Stream: s.r.Stream(), Seq: after.Version + 1,
			DecidedBy: "p1", MadeUp: rapid.Bool().Draw(s.T, "made up"), OccurredOn: s.date(), Body: s.body(after),
		}
		next, err := review.Apply(after, ev)
		if err != nil {
			continue // it cannot happen now
		}
		after, ask.Events = next, append(ask.Events, ev)
	}
	if len(ask.Events) == 0 {
		return
	}
	if _, err := s.clerk.Store.Append(s.clerk.Context(), ask); err != nil {
		s.Fatalf("append: %v (%v)", err, cause(err))
	}
	kept := s.clerk.standing(s.r).Review // what the append left behind
	s.r = s.clerk.Review(s.r.Reference)
	if got, want := asJSON(s.clerk, kept), asJSON(s.clerk, s.r); got != want {
		s.Fatalf("the append left behind\n%s, and the row says\n%s", got, want)
	}
}

// compare folds the log from its beginning and compares with the row.
func (s *story) compare() {
	events, err := s.clerk.Store.Events(s.clerk.Context(), s.r.Stream())
	if err != nil {
		s.Fatal(err)
	}
	folded, err := review.Fold(&review.Review{ID: s.r.ID}, events)
	if err != nil {
		s.Fatal(err)
	}
	if got, want := asJSON(s.clerk, s.r), asJSON(s.clerk, folded); got != want {
		s.Fatalf("the row says\n%s, and the log folds to\n%s", got, want)
	}
	if err := s.clerk.Store.Texts(s.clerk.Context(), Reading(), s.r.Stream(), s.r); err != nil {
		s.Fatal(err)
	}
}

// correctable returns an event that a correction may be about, or 0.
func (s *story) correctable() int64 {
	var seqs []int64
	for _, f := range s.r.Findings {
		seqs = append(seqs, f.Seq)
	}
	for _, m := range s.r.Meetings {
		seqs = append(seqs, m.Seq)
	}
	if len(seqs) == 0 {
		return 0
	}
	return rapid.SampledFrom(seqs).Draw(s.T, "corrected")
}

func (s *story) correction(seq int64) review.Body {
	c := &review.RecordCorrected{Seq: seq, Why: s.text()}
	if rapid.Bool().Draw(s.T, "void") {
		c.Void = true
		return c
	}
	for _, f := range s.r.Findings {
		if f.Seq == seq {
			c.With = s.finding(f.ID)
		}
	}
	for _, m := range s.r.Meetings {
		if m.Seq == seq {
			c.With = s.meeting(m.ID)
		}
	}
	return c
}

// body returns a random event body.
func (s *story) body(r *review.Review) review.Body {
	stages := []string{"referred", "decided", "analysis"}
	from, to := rapid.SampledFrom(stages).Draw(s.T, "from"), rapid.SampledFrom(stages).Draw(s.T, "to")
	switch rapid.IntRange(0, 15).Draw(s.T, "kind") {
	case 0:
		return s.finding(r.NextID("finding"))
	case 1:
		return &review.Amended[review.Finding]{Record: s.finding(s.given(r, "finding")).Record}
	case 2:
		return s.meeting(r.NextID("meeting"))
	case 3:
		return &review.TrackOpened{Track: "agency_report", Item: s.given(r, "agency"), Stage: "awaited"}
	case 4:
		return &review.Added[review.Agency]{Record: review.Agency{Record: review.Record{ID: r.NextID("agency")},
			Title: s.plain(), Professions: []string{}}}
	case 5:
		return &review.Added[review.Assignment]{Record: review.Assignment{Record: review.Record{ID: r.NextID("assignment")},
			Person: rapid.SampledFrom([]string{"p1", "p2"}).Draw(s.T, "person"), Role: "chair", From: s.date(), To: s.date()}}
	case 6:
		return &review.AssignmentEnded{ID: s.given(r, "assignment"), To: s.date(), Why: s.text()}
	case 7:
		return &review.Added[review.Hold]{Record: review.Hold{Record: review.Record{ID: r.NextID("hold")}, Name: "proceedings",
			Covers: "review", Why: s.text(), ReviewOn: s.date()}}
	case 8:
		return &review.HoldLifted{ID: s.given(r, "hold"), Why: s.text()}
	case 9:
		return &review.ClockStarted{Clock: "complete", Start: s.date(), Due: s.date().Last(), Limit: "6 months"}
	case 10:
		return &review.ClockPaused{Clock: "complete", Hold: s.given(r, "hold")}
	case 11:
		return &review.ClockResumed{Clock: "complete", Hold: s.given(r, "hold"), Due: s.date().Last()}
	case 12:
		return &review.ClockExtended{Clock: "complete", Due: s.date().Last(), Why: s.text()}
	case 13:
		return &review.FormFilled{Form: "decision", Values: map[string]string{"outcome": s.plain()},
			Lists: map[string][]string{"b": {s.plain()}, "a": {}}, Texts: map[string]review.Text{"z": s.text(), "a": s.text(), "empty": {}}}
	case 14:
		return &review.ItemExcused{Track: "agency_report", Item: s.given(r, "agency"), Why: s.text()}
	}
	return Move(from, to)
}

func (s *story) finding(id string) *review.Added[review.Finding] {
	return &review.Added[review.Finding]{Record: review.Finding{Record: review.Record{ID: id}, Kind: review.Pattern,
		Title: s.text(), Questions: []review.Text{s.text(), {}, s.text()}, Categories: []string{s.plain()},
		Factors: []review.Factor{{Frame: s.plain(), Note: s.text()}}}}
}

func (s *story) meeting(id string) *review.Added[review.Meeting] {
	return &review.Added[review.Meeting]{Record: review.Meeting{Record: review.Record{ID: id}, Kind: s.plain(), Note: s.text()}}
}

// given returns the handle of a record that may be there.
func (s *story) given(r *review.Review, noun string) string {
	return fmt.Sprintf("%s-%d", noun, rapid.IntRange(1, r.Issued[noun]+1).Draw(s.T, "which"))
}

// plain returns a plain value, with everything in it that JSON might change.
func (s *story) plain() string {
	return rapid.SampledFrom([]string{"", "plain", "<&>", "\u2028", "\xff\xfe", "a\x00b", "é", "\U0001f476"}).Draw(s.T, "plain")
}

func (s *story) text() review.Text {
	return review.NewText(rapid.StringN(0, 20, 60).Draw(s.T, "text"))
}

// date returns a date that may be partial or unknown.
func (s *story) date() review.Date {
	year, month, day := rapid.IntRange(2024, 2027).Draw(s.T, "year"), rapid.IntRange(0, 12).Draw(s.T, "month"), 0
	if month > 0 {
		day = rapid.IntRange(0, 28).Draw(s.T, "day")
	}
	if rapid.IntRange(0, 5).Draw(s.T, "unknown") == 0 {
		return review.Date{}
	}
	return review.NewDate(year, month, day)
}
