package engine_test

import (
	"testing"

	"scr/engine"
	"scr/review"
)

// eachOf is the trial definition with tracks for each of some more kinds.
func eachOf(t *testing.T) *world {
	t.Helper()
	return eachIn(newWorld(t))
}

// eachIn opens a review under that definition in a world.
func eachIn(w *world) *world {
	w.t.Helper()
	return w.variant("clocks:\n", `  text:
    for_each: document
    of: report
    initial: drafted
    stages: [drafted, checked]
    final: checked
    transitions:
      check: {from: drafted, to: checked, by: coordinator}
  court:
    for_each: proceeding
    initial: open
    stages: [open, over]
    final: over
    transitions:
      end: {from: open, to: over, by: coordinator}
  induction:
    for_each: participant
    of: [team_member]
    initial: named
    stages: [named, briefed]
    final: briefed
    transitions:
      brief: {from: named, to: briefed, by: coordinator}
  kin:
    for_each: relative
    of: [mother, father]
    initial: known
    stages: [known, met]
    final: met
    transitions:
      meet: {from: known, to: met, by: coordinator}
  ally:
    for_each: partner
    of: board
    initial: asked
    stages: [asked, agreed]
    final: agreed
    transitions:
      agree: {from: asked, to: agreed, by: coordinator}
clocks:
  brief:
    track: induction
    starts: opened
    stops: induction.brief
    within: 14 days
`).open()
}

func document(kind string) *review.Added[review.Document] {
	return &review.Added[review.Document]{Record: review.Document{Kind: kind}}
}

func relative(relation string) *review.Added[review.Relative] {
	return &review.Added[review.Relative]{Record: review.Relative{Relation: relation}}
}

// there fails unless a track has exactly these instances.
func (w *world) there(track string, items ...string) {
	w.t.Helper()
	list := w.review().InstancesOf(track)
	for i, in := range list {
		if i >= len(items) || in.Item != items[i] {
			w.t.Fatalf("track %s runs for %v, not for %v", track, list, items)
		}
	}
	if len(list) != len(items) {
		w.t.Fatalf("track %s runs for %d items, not for %v", track, len(list), items)
	}
}

func TestATrackRunsForEachOfItsKind(t *testing.T) {
	w := eachOf(t)
	w.record("2014-03-02", document("report"))
	w.record("2014-03-02", document("plan"))
	w.record("2014-03-03", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}})
	w.record("2014-03-03", relative("sibling"))
	w.record("2014-03-03", relative("father"))
	w.record("2014-03-03", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Title: "Next board", Kind: "board", Part: "joint"}, "next_board")})
	w.record("2014-03-03", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Title: "Partnership", Kind: "safety_partnership", Part: "joint"}, "other")})
	w.there("text", "document-1")
	w.there("court", "proceeding-1")
	w.there("kin", "relative-2")
	w.there("ally", "next_board")
	w.clean()
}

// What is amended so that it matches gets its instance then, and keeps it.
func TestATrackOpensOnAnAmendment(t *testing.T) {
	w := eachOf(t)
	w.record("2014-03-02", document("plan"))
	w.there("text")
	w.record("2014-03-03", &review.Amended[review.Document]{Record: review.WithID(review.Document{Kind: "report"}, "document-1")})
	w.there("text", "document-1")
	w.record("2014-03-04", &review.Amended[review.Document]{Record: review.WithID(review.Document{Kind: "plan"}, "document-1")})
	if in, _ := w.review().Instance("text", "document-1"); in.Done() {
		t.Error("what was begun is over without anybody's word")
	}
	w.clean()
}

// Of a part that ends in this month, on a day that is not known, nobody can say today that
// it is over.
func TestAPartMayLastUntilTheEndOfItsMonth(t *testing.T) {
	for edition, excused := range map[int]bool{4: true, 5: false} {
		w := eachIn(olderWorld(t, edition))
		w.assign("p5", "team_member", "police")
		w.record("2014-03-20", &review.AssignmentEnded{ID: w.assignment("p5"), To: date(t, "2014-09"), Why: written})
		if in, _ := w.review().Instance("induction", "p5"); in.Excused != excused {
			t.Errorf("edition %d: within the month in which it ends the run is excused: %t", edition, in.Excused)
		}
		w.clean()
	}
}

// Nobody waits for what runs for a document that was voided.
func TestATrackEndsWithAVoidedDocument(t *testing.T) {
	w := eachOf(t)
	w.record("2014-03-02", document("report"))
	if err := w.correct(engine.Correct{Seq: w.seqOf("document.added/1"), Void: true, Why: "another review's"}); err != nil {
		t.Fatal(err)
	}
	if in, _ := w.review().Instance("text", "document-1"); !in.Excused {
		t.Error("a voided document's run goes on")
	}
	code(t, w.admit("text", "document-1", "2014-04-01"), review.Refused)
	w.clean()
}

// A person's run ends with their last part, by itself, and goes on with the next; its
// clock runs again.
func TestAParticipantsRunEndsWithTheirPart(t *testing.T) {
	w := eachOf(t)
	w.there("induction")
	w.assign("p3", "lead_reviewer", "health")
	w.there("induction")
	w.assign("p5", "team_member", "police")
	w.there("induction", "p5")
	w.record("2014-03-20", &review.AssignmentEnded{ID: w.assignment("p5"), Why: review.NewText("has left")})
	in, _ := w.review().Instance("induction", "p5")
	if !in.Excused || in.Upon != w.assignment("p5") {
		t.Fatalf("after their last part their run stands as %+v", in)
	}
	if c, _ := w.review().Clock("brief", "p5"); c.State != review.Stopped {
		t.Errorf("its clock is %s", c.State)
	}
	code(t, w.admit("induction", "p5", "2014-04-01"), review.Refused)
	w.assign("p5", "team_member", "health")
	if in, _ = w.review().Instance("induction", "p5"); in.Excused {
		t.Error("with a new part their run is over still")
	}
	if c, _ := w.review().Clock("brief", "p5"); c.State != review.Running {
		t.Errorf("its clock is %s", c.State)
	}
	w.clean()
}

// assignment returns the handle of somebody's latest part.
func (w *world) assignment(person string) string {
	id := ""
	for _, a := range w.review().Assignments {
		if a.Person == person {
			id = a.ID
		}
	}
	return id
}

func (w *world) admit(track, item, day string) error {
	w.t.Helper()
	_, err := w.Admit(w.t.Context(), engine.Admit{Meta: w.on("p1", day), Review: w.ref, Track: track, Item: item, Why: "it is needed"})
	return err
}

// A proceeding goes on when the review is closed, and opens its run then too.
func TestProceedingsRunBesideTheReview(t *testing.T) {
	w := newWorld(t).variant("clocks:\n", `  court:
    for_each: proceeding
    initial: open
    stages: [open, over]
    final: over
    transitions:
      end: {from: open, to: over, by: coordinator}
clocks:
`).open()
	w.record("2014-03-02", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "trial"}})
	w.decide("no_review", "2014-03-05")
	if !w.review().Closed() {
		t.Fatal("a trial keeps the review open")
	}
	w.record("2014-03-06", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}})
	w.there("court", "proceeding-1", "proceeding-2")
	w.mustMoveItem("p1", "court.end", "proceeding-2", "2014-03-07")
	if !w.review().Closed() {
		t.Error("an inquest opens the review again")
	}
	w.clean()
}

func TestAnExcuseIsTakenBack(t *testing.T) {
	w := newWorld(t).variant("  look:\n", `  report:
    track: agency_report
    starts: review.gather
    stops: agency_report.receive
    within: 14 days
  look:
`).gathering()
	excuse := func(item string) {
		w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.on("p1", "2014-03-26"), Review: w.ref, Track: "agency_report", Item: item, Why: "no part in it"}))
	}
	w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
	excuse("hospital")
	excuse("constabulary")
	code(t, w.admit("agency_report", "hospital", "2014-03-25"), review.Invalid)
	for _, item := range []string{"hospital", "constabulary"} {
		if err := w.admit("agency_report", item, "2014-03-28"); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := w.review().Clock("report", "hospital")
	if c.State != review.Running || c.Start != date(t, "2014-03-28") {
		t.Errorf("the clock of the hospital is %s from %s", c.State, c.Start)
	}
	if c, _ = w.review().Clock("report", "constabulary"); c.State != review.Stopped {
		t.Errorf("the report of the constabulary had come, and its clock is %s", c.State)
	}
	code(t, w.admit("agency_report", "hospital", "2014-03-29"), review.Refused)
	code(t, w.move("p3", "review.analyse", "2014-04-01"), review.Refused)
	w.clean()
}

// A join that was judged while something was excused was judged without it.
func TestAnExcuseTakenBackIsLate(t *testing.T) {
	for _, mode := range []string{"flag", "refuse", "{reopen: review.gather_more}"} {
		t.Run(mode, func(t *testing.T) {
			w := newWorld(t).variant("late: flag", "late: "+mode).gathering()
			w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
			w.mustMoveItem("p3", "agency_report.accept", "constabulary", "2014-03-26")
			w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.on("p1", "2014-03-26"), Review: w.ref, Track: "agency_report", Item: "hospital", Why: "closed down"}))
			w.mustMove("p3", "review.analyse", "2014-04-01")
			err := w.admit("agency_report", "hospital", "2014-04-02")
			in, _ := w.review().Instance("agency_report", "hospital")
			want := map[string]string{"flag": "analysis", "refuse": "analysis", "{reopen: review.gather_more}": "gathering"}[mode]
			if got := w.stage("review", ""); (err != nil) != (mode == "refuse") || in.Excused != (mode == "refuse") || (in.Late == "") != (mode == "refuse") || got != want {
				t.Errorf("admitted with %v; it stands as %+v, the review at %s", err, in, got)
			}
			w.clean()
		})
	}
}

// Who may not know of a document may not know that something runs for it.
func TestTheRunOfAHiddenDocumentIsHidden(t *testing.T) {
	w := eachOf(t)
	w.assign("p3", "lead_reviewer", "health")
	w.assign("p5", "team_member", "police")
	w.must(w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-03-22"), Review: w.ref, Body: document("report"), Legal: true}))
	w.mustMoveItem("p1", "text.check", "document-1", "2014-03-23")
	for person, want := range map[string]bool{"p1": true, "p5": false} {
		v, log, err := w.History(t.Context(), w.ref, engine.At{}, reader(person))
		if err != nil {
			t.Fatal(err)
		}
		_, runs := v.Review.Instance("text", "document-1")
		_, moved := v.Review.LastMove("text", "document-1")
		told := false
		for _, e := range log {
			b, is := e.Event.Body.(*review.TrackOpened)
			told = told || is && b.Item == "document-1"
		}
		if runs != want || moved != want || told != want {
			t.Errorf("%s sees that it runs: %t, that it moved: %t, that it began: %t; and may: %t", person, runs, moved, told, want)
		}
	}
}
