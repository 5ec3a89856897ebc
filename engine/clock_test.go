package engine_test

import (
	"maps"
	"slices"
	"testing"

	"scr/engine"
	"scr/review"
)

func (w *world) hold(day, covers, target string) {
	w.t.Helper()
	w.record(day, &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: covers, Target: target,
		Why: review.NewText("a trial"), ReviewOn: date(w.t, "2014-12-01")}})
}

func TestClockStartsAndStops(t *testing.T) {
	w := newWorld(t).gathering()
	c := w.clock("complete")
	if c.State != review.Running || c.Due != date(t, "2014-09-10") || c.About {
		t.Errorf("complete is %s, due %s, about %t", c.State, c.Due, c.About)
	}
	look := w.clock("look")
	if look.Due != date(t, "2014-04-10") || look.Edition == "" {
		t.Errorf("15 working days from 20 March 2014 end on %s by edition %q, want 10 April", look.Due, look.Edition)
	}
	for _, item := range []string{"constabulary", "hospital"} {
		w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
		w.mustMoveItem("p3", "agency_report.accept", item, "2014-03-26")
	}
	w.mustMove("p3", "review.analyse", "2014-04-01")
	if c := w.clock("look"); c.State != review.Stopped {
		t.Errorf("look is %s", c.State)
	}
}

func TestClockFromAPartialDateIsAbout(t *testing.T) {
	w := newWorld(t).open()
	w.decide("hold_review", "2014-03")
	if c := w.clock("complete"); !c.About || c.Due != date(t, "2014-09-30") {
		t.Errorf("due %s, about %t; want 30 September 2014, counted from 31 March", c.Due, c.About)
	}
}

func TestMissedClockBlocksWhereTheDefinitionSaysSo(t *testing.T) {
	w := newWorld(t).analysis()
	w.now = w.now.AddDate(0, 2, 0)
	err := w.move("p2", "publication.release", "2014-10-01")
	code(t, err, review.Refused)
	if got := obstacles(err); !slices.Equal(got, []string{"clock complete"}) {
		t.Errorf("obstacles %q", got)
	}
	w.mustMove("p2", "publication.release", "2014-09-10") // on the day it was due
}

func TestExtension(t *testing.T) {
	w := newWorld(t).analysis()
	extend := func(user string, change func(*engine.ExtendClock)) error {
		cmd := engine.ExtendClock{Meta: w.on(user, "2014-08-01"), Review: w.ref, Clock: "complete",
			Until: date(t, "2014-12-10"), Documents: []string{"document-1"}, Why: "a trial"}
		if change != nil {
			change(&cmd)
		}
		_, err := w.ExtendClock(t.Context(), cmd)
		return err
	}
	code(t, extend("p2", nil), review.NotFound) // no such document yet
	w.record("2014-07-30", &review.Added[review.Document]{Record: review.Document{Kind: "report"}})
	code(t, extend("p2", nil), review.Refused) // a document, but not a plan
	w.record("2014-07-30", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
	plan := func(cmd *engine.ExtendClock) { cmd.Documents = []string{"document-2"} }
	code(t, extend("p1", plan), review.Forbidden)
	code(t, extend("p2", func(cmd *engine.ExtendClock) { plan(cmd); cmd.Until = date(t, "2014-09-10") }), review.Invalid)
	code(t, extend("p2", func(cmd *engine.ExtendClock) { plan(cmd); cmd.Until = date(t, "2014-12") }), review.Usage)
	code(t, extend("p2", func(cmd *engine.ExtendClock) { plan(cmd); cmd.Why = "" }), review.Usage)
	code(t, extend("p2", func(cmd *engine.ExtendClock) { plan(cmd); cmd.Clock = "look" }), review.Refused)
	code(t, extend("p2", func(cmd *engine.ExtendClock) { plan(cmd); cmd.Clock = "compleat" }), review.Invalid)
	if err := extend("p2", plan); err != nil {
		t.Fatal(err, details(err))
	}
	c := w.clock("complete")
	if c.Due != date(t, "2014-12-10") || len(c.Extensions) != 1 || c.Extensions[0].From != date(t, "2014-09-10") {
		t.Errorf("due %s, extensions %v", c.Due, c.Extensions)
	}
	w.clean()
}

func TestHoldBlocksAndPauses(t *testing.T) {
	w := newWorld(t).analysis()
	w.hold("2014-05-01", "publication", "")
	if c := w.clock("complete"); c.State != review.Paused {
		t.Errorf("complete is %s", c.State)
	}
	err := w.move("p2", "publication.release", "2014-06-01")
	code(t, err, review.Refused)
	if got := obstacles(err); !slices.Equal(got, []string{"hold hold-1"}) {
		t.Errorf("obstacles %q", got)
	}
	w.record("2014-05-31", &review.HoldLifted{ID: "hold-1", Why: review.NewText("the trial is over")})
	c := w.clock("complete")
	if c.State != review.Running || c.Due != date(t, "2014-10-10") {
		t.Errorf("complete is %s, due %s; want thirty days later than 10 September", c.State, c.Due)
	}
	w.mustMove("p2", "publication.release", "2014-06-01")
	w.clean()
}

func TestTwoHoldsPauseOnce(t *testing.T) {
	w := newWorld(t).analysis()
	w.hold("2014-05-01", "publication", "")
	w.hold("2014-05-11", "review", "")
	w.record("2014-05-21", &review.HoldLifted{ID: "hold-1"})
	if c := w.clock("complete"); c.State != review.Paused {
		t.Errorf("one hold is left, and complete is %s", c.State)
	}
	w.record("2014-05-31", &review.HoldLifted{ID: "hold-2"})
	if c := w.clock("complete"); c.Due != date(t, "2014-10-10") {
		t.Errorf("due %s; want thirty days later, not fifty", c.Due)
	}
}

// A clock that was stopped while a hold paused it was called overdue by the day it
// was stopped on, though it had stood still for months.
func TestAClockStoppedOnHoldIsNotLate(t *testing.T) {
	w := newWorld(t).analysis()
	w.hold("2014-05-01", "track", "review") // publication goes on
	w.now = w.now.AddDate(1, 0, 0)
	w.mustMove("p2", "publication.release", "2015-03-01")
	c := w.clock("complete")
	if c.State != review.Stopped || c.OverdueOn(date(t, "2015-09-01")) {
		t.Errorf("complete is %s, due %s, and late", c.State, c.Due)
	}
}

// A hold that was placed before a clock started, and recorded after, gave it the
// days before its start as well.
func TestAHoldOlderThanTheClockTakesNothingBeforeItsStart(t *testing.T) {
	w := newWorld(t).gathering()
	w.hold("2014-03-05", "review", "")
	w.record("2014-03-20", &review.HoldLifted{ID: "hold-1"})
	if c := w.clock("complete"); c.Due != date(t, "2014-09-20") {
		t.Errorf("due %s; want ten days after 10 September, counted from the start on 10 March", c.Due)
	}
}

func TestAHoldOnOneParticipantKeepsTheRestGoing(t *testing.T) {
	w := newWorld(t).gathering()
	w.hold("2014-03-21", "participant", "constabulary")
	if c := w.clock("complete"); c.State != review.Running {
		t.Errorf("complete is %s", c.State)
	}
	for _, item := range []string{"constabulary", "hospital"} {
		w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
	}
	code(t, w.moveItem("p3", "agency_report.accept", "constabulary", "2014-03-26"), review.Refused)
	w.mustMoveItem("p3", "agency_report.accept", "hospital", "2014-03-26")
}

func TestAConversationWaitsForItsHold(t *testing.T) {
	w := newWorld(t).gathering()
	w.record("2014-03-21", &review.Added[review.Conversation]{Record: review.Conversation{Agency: "hospital"}})
	w.hold("2014-03-21", "participant", "conversation-1")
	w.record("2014-03-21", &review.ConversationDeferred{ID: "conversation-1", Hold: "hold-1"})
	held := engine.Record{Meta: w.on("p3", "2014-04-01"), Review: w.ref, Body: &review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}}}
	_, err := w.Record(t.Context(), held)
	code(t, err, review.Refused)
	w.record("2014-03-31", &review.HoldLifted{ID: "hold-1"})
	w.must(w.Record(t.Context(), held))
	if c := w.review().Conversations[0]; c.State != review.Held {
		t.Errorf("the conversation is %s", c.State)
	}
}

// What is recorded need not come in the order in which it happened.
func TestAHoldRecordedLatePausesFromItsDay(t *testing.T) {
	w := newWorld(t).analysis()
	w.hold("2014-05-11", "publication", "")
	w.hold("2014-05-01", "review", "") // recorded second, placed first
	if c := w.clock("complete"); c.PausedOn != date(t, "2014-05-01") {
		t.Errorf("complete is paused since %s", c.PausedOn)
	}
	w.record("2014-05-31", &review.HoldLifted{ID: "hold-1"})
	w.record("2014-05-31", &review.HoldLifted{ID: "hold-2"})
	if c := w.clock("complete"); c.State != review.Running || c.Due != date(t, "2014-10-10") {
		t.Errorf("complete is %s, due %s; want thirty days later than 10 September", c.State, c.Due)
	}
	w.clean()
}

// Whoever extends a clock that is paused knows of the pause so far.
func TestAnExtensionOfAPausedClockAddsWhatComesAfterIt(t *testing.T) {
	w := newWorld(t).analysis()
	w.record("2014-04-30", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
	w.hold("2014-05-01", "publication", "")
	_, err := w.ExtendClock(t.Context(), engine.ExtendClock{Meta: w.on("p2", "2014-05-21"), Review: w.ref, Clock: "complete",
		Until: date(t, "2014-12-10"), Documents: []string{"document-1"}, Why: "a trial"})
	if err != nil {
		t.Fatal(err, details(err))
	}
	w.record("2014-05-31", &review.HoldLifted{ID: "hold-1"})
	if c := w.clock("complete"); c.Due != date(t, "2014-12-20") {
		t.Errorf("due %s; want ten days later than 10 December, not thirty", c.Due)
	}
	w.clean()
}

// A year is not a day: nobody is late on a guess.
func TestAPartialDateMakesNothingLate(t *testing.T) {
	w := newWorld(t).gathering()
	w.now = w.now.AddDate(1, 0, 0)
	for _, item := range []string{"constabulary", "hospital"} {
		w.mustMoveItem("p1", "agency_report.receive", item, "2014")
		w.mustMoveItem("p3", "agency_report.accept", item, "2014")
	}
	w.mustMove("p3", "review.analyse", "2014")
	look := w.clock("look") // due on 10 April 2014
	if look.State != review.Stopped || look.Stopped != date(t, "2014") || look.OverdueOn(date(t, "2015-06-01")) {
		t.Errorf("look is %s on %s, late %t", look.State, look.Stopped, look.OverdueOn(date(t, "2015-06-01")))
	}
}

// A view shows why a clock was extended.
func TestAViewHoldsTheReasonOfAnExtension(t *testing.T) {
	w := newWorld(t).analysis()
	w.record("2014-07-30", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
	_, err := w.ExtendClock(t.Context(), engine.ExtendClock{Meta: w.on("p2", "2014-08-01"), Review: w.ref, Clock: "complete",
		Until: date(t, "2014-12-10"), Documents: []string{"document-1"}, Why: "a trial"})
	if err != nil {
		t.Fatal(err, details(err))
	}
	v, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Clocks {
		if c.Name == "complete" && c.Extensions[0].Why.Reveal() != "a trial" {
			t.Errorf("the extension says %q", c.Extensions[0].Why.Reveal())
		}
	}
}

// each is a clock that runs for each agency and is started by a move that is about
// none of them.
const eachReport = `clocks:
  report:
    title: Send the report
    track: agency_report
    starts: review.gather
    stops: [agency_report.receive, review.analyse]
    within: 14 days
    missed: flag
`

// reportClocks tells of each agency's clock where it is.
func (w *world) reportClocks() map[string]string {
	says := map[string]string{}
	for _, c := range w.review().Clocks {
		if c.Name == "report" {
			says[c.Item] = c.State + " to " + c.Due.String()
		}
	}
	return says
}

func (w *world) reportClocksAre(when string, want map[string]string) {
	w.t.Helper()
	if got := w.reportClocks(); !maps.Equal(got, want) {
		w.t.Errorf("%s the clocks are %v, want %v", when, got, want)
	}
}

func TestAClockForEachAgencyRunsForEachAgency(t *testing.T) {
	w := newWorld(t).variant("clocks:\n", eachReport).gathering()
	w.reportClocksAre("when it was commissioned", map[string]string{
		"constabulary": "running to 2014-04-03", "hospital": "running to 2014-04-03"})

	w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
	w.reportClocksAre("when one report is here", map[string]string{
		"constabulary": "stopped to 2014-04-03", "hospital": "running to 2014-04-03"})

	school := review.WithID(review.Agency{Title: "An agency", Professions: []string{"education"}}, "school")
	w.record("2014-04-01", &review.Added[review.Agency]{Record: school})
	w.reportClocksAre("when an agency joins late", map[string]string{
		"constabulary": "stopped to 2014-04-03", "hospital": "running to 2014-04-03", "school": "running to 2014-04-15"})

	w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.on("p1", "2014-04-02"), Review: w.ref,
		Track: "agency_report", Item: "school", Why: "it has nothing"}))
	w.reportClocksAre("when one is excused", map[string]string{
		"constabulary": "stopped to 2014-04-03", "hospital": "running to 2014-04-03", "school": "stopped to 2014-04-15"})
	w.clean()
}
