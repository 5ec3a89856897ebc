package report

import (
	"strings"
	"testing"

	"scr/review"
)

// inOrder checks that parts of a text come in that order.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("%q is missing, or stands too early, in\n%s", part, text)
		}
		rest = after
	}
}

func never(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q stands in\n%s", part, text)
		}
	}
}

// begun is a diary with a review that was opened.
func begun(t *testing.T) *diary {
	t.Helper()
	d := &diary{}
	d.on(t, "2026-01-02", "p1", &review.ReviewOpened{Reference: "EXB-2026-014", Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: "9f"}})
	d.on(t, "2026-01-02", "p1", &review.TrackOpened{Track: "review", Stage: "referred"})
	return d
}

func (d *diary) standing(t *testing.T) Standing {
	t.Helper()
	return Standing{Review: d.fold(t), Definition: rules(), Today: day(t, "2026-11-02")}
}

func reportOf(t *testing.T, s Standing) string {
	t.Helper()
	return strings.Join(strings.Fields(render(t, Options{}, func(w *Writer) { Review(w, s, ReviewOptions{}) })), " ")
}

// TestReportHoldsWhatWasWritten: forms in the order of their days, the latest
// filling of each, whole; letters both ways.
func TestReportHoldsWhatWasWritten(t *testing.T) {
	d := begun(t)
	fill := func(on, form, item, move, words string) {
		d.on(t, on, "p3", &review.FormFilled{Form: form, Item: item, Move: move, Texts: map[string]review.Text{"learning": said(words)}})
	}
	fill("2026-09-01", "closing", "", "review.close", "the learning goes on")
	fill("2026-01-05", "decision", "", "review.decide", "a first reason")
	fill("2026-01-06", "decision", "", "review.decide", "a second reason")
	fill("2026-03", "feedback", "police", "", "what the police said")
	d.last().MadeUp = true
	d.on(t, "2026-09-03", "p1", add(review.Letter{Record: record("letter-1"), Direction: "out", Party: "Ofsted", Kind: "reply", Summary: said("we answer")}))
	d.on(t, "2026-09-02", "p1", add(review.Letter{Record: record("letter-2"), Direction: "in", Party: "Ofsted", Kind: "query", Summary: said("they ask")}))
	got := reportOf(t, d.standing(t))
	inOrder(t, got, "Decisions and statements",
		"6 January 2026: Decision whether to hold a review, for review.decide, decided by p3 (#5), the latest of 2", "a second reason",
		"March 2026: feedback, police, filled by p3 (#6) (made up)", "what the police said",
		"1 September 2026: closing, for review.close", "the learning goes on",
		"Letters", "letter-2: query from Ofsted", "they ask", "letter-1: reply to Ofsted", "we answer")
	never(t, got, "a first reason")
}

// TestReportTellsTheCourseByDay: what was recorded late stands where it belongs; a
// partial date stands at its first day.
func TestReportTellsTheCourseByDay(t *testing.T) {
	d := begun(t)
	d.on(t, "2026-03-02", "p1", &review.MoveMade{Track: "review", Move: "decide", From: "referred", To: "decided"})
	d.on(t, "2026-01-02", "p1", &review.TrackOpened{Track: "publication", Stage: "planned"})
	d.on(t, "2026-02", "p1", &review.MoveMade{Track: "publication", Move: "delay", From: "planned", To: "delayed"})
	d.on(t, "2026-02-01", "p1", &review.MoveMade{Track: "publication", Move: "release", From: "delayed", To: "released"})
	inOrder(t, reportOf(t, d.standing(t)), "The course", "from planned to delayed", "from delayed to released", "from referred to decided", "Decisions")
}

// TestCourseOfAPartialDate: what happened some time in a year does not stand before
// what must have come first.
func TestCourseOfAPartialDate(t *testing.T) {
	d := begun(t)
	d.on(t, "2026-01-02", "p1", &review.TrackOpened{Track: "publication", Stage: "planned"})
	d.on(t, "2026-02-20", "p3", &review.FormFilled{Form: "decision", Move: "review.decide"})
	d.on(t, "2026-02-20", "p3", &review.MoveMade{Track: "review", Move: "decide", From: "referred", To: "decided"})
	d.on(t, "2026", "p3", &review.FormFilled{Form: "stopping", Move: "review.stop"})
	d.on(t, "2026", "p3", &review.MoveMade{Track: "review", Move: "stop", From: "decided", To: "stopped"})
	d.on(t, "2026", "", &review.MoveMade{Track: "publication", Move: "lapse", From: "planned", To: "not_needed", Auto: true})
	inOrder(t, reportOf(t, d.standing(t)), "20 February 2026: The review, from referred to decided", "2026: The review, from decided to stopped",
		"2026: Publication, from planned to not needed", "20 February 2026: Decision whether", "2026: stopping")
}

func TestActionsAreJudgedWhenTheyWereClosed(t *testing.T) {
	tested := func(on, result, evidence string) review.ActionTest {
		return review.ActionTest{On: day(t, on), Result: result, Evidence: said(evidence)}
	}
	changed, not := tested("2026-11-15", "changed", "38 of 40"), tested("2026-11-17", "not_changed", "2 of 40")
	tests := []struct {
		name        string
		tests       []review.ActionTest
		state, word string
		unproven    bool
	}{
		{"on evidence", []review.ActionTest{changed}, "closed on evidence of changed practice on 16 November 2026", "changed", false},
		{"on evidence that did not last", []review.ActionTest{changed, not},
			"closed on evidence of changed practice on 16 November 2026; a later test on 17 November 2026 found: practice has not changed", "NOT LASTING", false},
		{"without a test", nil, "CLOSED WITHOUT evidence of changed practice on 16 November 2026", "UNPROVEN", true},
		{"with a test that came later", []review.ActionTest{tested("2026-11-20", "changed", "all")},
			"CLOSED WITHOUT evidence of changed practice on 16 November 2026; a later test on 20 November 2026 found: practice has changed", "UNPROVEN", true},
		{"on a test without evidence", []review.ActionTest{tested("2026-11-15", "changed", "")},
			"CLOSED WITHOUT evidence of changed practice on 16 November 2026", "UNPROVEN", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := review.Action{Record: record("action-1"), Tests: tt.tests, Closed: true, ClosedOn: day(t, "2026-11-16")}
			if got := actionState(a); got != tt.state {
				t.Errorf("says %q, want %q", got, tt.state)
			}
			if got := actionWord(a); got != tt.word {
				t.Errorf("lists %q, want %q", got, tt.word)
			}
			s := Standing{Review: &review.Review{Actions: []review.Action{a}}}
			if got := len(s.unproven()) > 0; got != tt.unproven {
				t.Errorf("counted as closed without evidence: %v", got)
			}
		})
	}
}

// TestClocksKeepPartialDates: a year does not become a day, and nobody is called
// late, or in time, on a guess.
func TestClocksKeepPartialDates(t *testing.T) {
	tests := []struct{ name, stopped, due, says, state string }{
		{"a day in time", "2026-03-01", "2026-03-02", "stopped in time on 1 March 2026.", "stopped"},
		{"a day too late", "2026-03-03", "2026-03-02", "stopped on 3 March 2026, LATE (it was due on 2 March 2026).", "stopped late"},
		{"a year, due within it", "2026", "2026-03-02", "stopped in 2026; whether in time is not known (it was due on 2 March 2026).", "stopped, perhaps late"},
		{"a year, due after it", "2026", "2027-03-02", "stopped in time in 2026.", "stopped"},
		{"a year, due before it", "2026", "2025-03-02", "stopped in 2026, LATE (it was due on 2 March 2025).", "stopped late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Clock{Clock: review.Clock{Name: "decide", State: review.Stopped, Stopped: day(t, tt.stopped), Due: day(t, tt.due), Limit: "1 month"}}
			c.Overdue = c.OverdueOn(day(t, "2028-01-01"))
			if got := (page{}).clockSentence(c); !strings.HasSuffix(got, tt.says) {
				t.Errorf("says %q, want %q at its end", got, tt.says)
			}
			if got := clockState(c); got != tt.state {
				t.Errorf("lists %q, want %q", got, tt.state)
			}
		})
	}
}

// TestOneLineForAMoveThatReliedOnCorrections: however much was corrected, and
// however many rules read it.
func TestOneLineForAMoveThatReliedOnCorrections(t *testing.T) {
	d := begun(t)
	a := d.on(t, "2026-01-03", "p1", add(review.Agency{Record: record("police"), Title: "Police"}))
	b := d.on(t, "2026-01-03", "p1", add(review.Agency{Record: record("council"), Title: "Council"}))
	d.on(t, "2026-01-04", "p1", &review.RecordCorrected{Seq: a, With: add(review.Agency{Record: record("police"), Title: "Constabulary"})})
	d.on(t, "2026-01-04", "p1", &review.RecordCorrected{Seq: b, Void: true})
	s := d.standing(t)
	for _, requirement := range []string{"heard", "known"} {
		s.Relied = append(s.Relied, Reliance{Move: "review.analyse", MoveSeq: 9, Requirement: requirement, Seq: a, CorrectedBy: 5},
			Reliance{Move: "review.analyse", MoveSeq: 9, Requirement: requirement, Seq: b, CorrectedBy: 6})
	}
	s.Relied = append(s.Relied, Reliance{Move: "family.tell", Item: "relative-1", MoveSeq: 12, Requirement: "known", Seq: b, CorrectedBy: 6})
	got := (page{s: s}).corrected()
	want := []string{
		"CORRECTED SINCE: the move review.analyse (#9) relied on #3 (corrected by #5) and #4 (voided by #6) for heard and known.",
		"CORRECTED SINCE: the move family.tell (relative-1) (#12) relied on #4 (voided by #6) for known.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestForgottenReadsTheTrack: a relative whose track has moved was approached.
func TestForgottenReadsTheTrack(t *testing.T) {
	d := begun(t)
	for _, id := range []string{"relative-1", "relative-2"} {
		d.on(t, "2026-01-03", "p1", add(review.Relative{Record: record(id), Relation: "mother"}))
		d.on(t, "2026-01-03", "p1", &review.TrackOpened{Track: "family", Item: id, Stage: "to_be_told"})
	}
	d.on(t, "2026-01-04", "p1", &review.MoveMade{Track: "family", Item: "relative-1", Move: "tell", From: "to_be_told", To: "told"})
	s := d.standing(t)
	s.Definition.Track("family").Initial = "to_be_told"
	if got := strings.Join(s.forgotten(), " "); got != "relative-2" {
		t.Errorf("forgotten: %q, want relative-2", got)
	}
}

// TestSheetsSayWhatWasCorrected: of a record, and of a step of one.
func TestSheetsSayWhatWasCorrected(t *testing.T) {
	d := begun(t)
	d.on(t, "2026-01-03", "p1", add(review.Evidence{Record: record("evidence-1"), Kind: "chronology", State: review.Received}))
	d.on(t, "2026-01-04", "p1", &review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: said("two months are missing")})
	d.on(t, "2026-01-05", "p1", &review.EvidenceMoved{ID: "evidence-1", State: review.Received})
	d.on(t, "2026-01-06", "p1", &review.RecordCorrected{Seq: 3, With: add(review.Evidence{Record: record("evidence-1"), Kind: "statement", State: review.Received})})
	d.on(t, "2026-01-06", "p1", &review.RecordCorrected{Seq: 4, With: &review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: said("a month is missing")}})
	s := d.standing(t)
	got := render(t, Options{}, func(w *Writer) {
		if err := Record(w, s, "evidence", "evidence-1"); err != nil {
			t.Fatal(err)
		}
	})
	inOrder(t, got,
		"steps\treturned on 4 January 2026 by p1: a month is missing (#4, corrected by #7)\n",
		"steps\treceived on 5 January 2026 by p1 (#5)\n",
		"recorded\t#3, corrected by #6; last changed by #5\n")
}

// TestSeveralValuesOfALabel: a line each in a pipe, the label once on a terminal.
func TestSeveralValuesOfALabel(t *testing.T) {
	pairs := append(several("question", []string{"Who?", "Why?"}), Pair{"answer", "nobody"})
	for place, want := range map[Options]string{
		{}:                          "question\tWho?\nquestion\tWhy?\nanswer\tnobody\n",
		{Terminal: true, Width: 80}: "  question  Who?\n            Why?\n  answer    nobody\n",
	} {
		if got := render(t, place, func(w *Writer) { w.Pairs(0, pairs) }); got != want {
			t.Errorf("%+v: %q, want %q", place, got, want)
		}
	}
}

// TestNarrowListBreaksNoWord: where the columns do not fit, each review is a list,
// and nothing of it is left out.
func TestNarrowListBreaksNoWord(t *testing.T) {
	reviews := listed(t)
	reviews[0].Stages = append(reviews[0].Stages, review.Listing{Track: "health_overview", Stage: "awaited"})
	got := render(t, Options{Terminal: true, Width: 60}, func(w *Writer) { List(w, reviews) })
	inOrder(t, got, "EXB-2026-014\n", "Opened     2026-01\n", "Workflow   learning-together 1\n", "health_overview=awaited\n", "EXB-2025-002\n")
	wide := render(t, Options{Terminal: true, Width: 80}, func(w *Writer) { List(w, reviews) })
	never(t, wide, "Workflow")
	inOrder(t, wide, "Stands at\n", "health_overview=awaited\n")
}
