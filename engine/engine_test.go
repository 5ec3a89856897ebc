package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// obstacles returns what a refusal lists, as "kind name".
func obstacles(err error) []string {
	var list []string
	if e, ok := errors.AsType[*review.Error](err); ok {
		for _, o := range e.Details {
			list = append(list, o.Kind+" "+o.Name)
		}
	}
	return list
}

func details(err error) string {
	var b strings.Builder
	if e, ok := errors.AsType[*review.Error](err); ok {
		for _, o := range e.Details {
			fmt.Fprintf(&b, "\n  %s %s: %s %v", o.Kind, o.Name, o.Says, o.Values)
		}
		if e.Hint != "" {
			fmt.Fprintf(&b, "\n  hint: %s", e.Hint)
		}
	}
	return b.String()
}

func TestAReviewFromReferralToPublication(t *testing.T) {
	w := newWorld(t).analysis()
	w.mustMove("p2", "publication.release", "2014-05-01")
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p7", From: date(t, "2014-05-02")}))
	w.declare("p7", "none")
	w.mustMove("p7", "review.close", "2014-05-02")
	if !w.review().Closed() {
		t.Error("every track is final, and the review is not closed")
	}
	w.clean()
}

func TestMissingProfessionIsNamedAndNothingIsWritten(t *testing.T) {
	w := newWorld(t).open()
	w.agency("constabulary", "police")
	w.agency("hospital", "health")
	w.assign("p3", "lead_reviewer", "")
	w.assign("p5", "team_member", "police")
	w.decide("hold_review", "2014-03-10")
	before := w.review().Version

	err := w.move("p1", "review.gather", "2014-03-20")
	code(t, err, review.Refused)
	want := []string{"requirement professions_present", "requirement pair"}
	if got := obstacles(err); !slices.Equal(got, want) {
		t.Errorf("obstacles %q, want %q", got, want)
	}
	if !strings.Contains(details(err), "no one from health") {
		t.Errorf("the profession is not named:%s", details(err))
	}
	if after := w.review().Version; after != before {
		t.Errorf("a refused command moved the review from version %d to %d", before, after)
	}
	w.clean()
}

func TestExpectedRequirementIsPassedOverWithAReason(t *testing.T) {
	w := newWorld(t).open()
	w.agency("constabulary", "police")
	w.assign("p5", "team_member", "police")
	w.decide("hold_review", "2014-03-10")
	advance := func(despite map[string]string) error {
		_, err := w.Advance(t.Context(), engine.Advance{Meta: w.on("p1", "2014-03-20"), Review: w.ref, Move: "review.gather", Despite: despite})
		return err
	}
	code(t, advance(nil), review.Refused)
	code(t, advance(map[string]string{"pair": ""}), review.Usage)
	code(t, advance(map[string]string{"professions_present": "because"}), review.Refused)
	code(t, advance(map[string]string{"pears": "because"}), review.Invalid)
	if err := advance(map[string]string{"pair": "the second reviewer is ill"}); err != nil {
		t.Fatal(err, details(err))
	}
	m, _ := w.review().LastMove("review", "")
	if r := m.Results[1]; r.Name != "pair" || r.Met || !r.Despite || !r.Why.Filled() {
		t.Errorf("recorded as %+v", r)
	}
}

func TestWhoDecidesAndWhoTypes(t *testing.T) {
	tests := []struct {
		name    string
		meta    func(*world) engine.Meta
		want    review.Code
		records string
	}{
		{"the chair decides and types", func(w *world) engine.Meta { return w.on("p2", "2014-03-10") }, "", "p2"},
		{"the business manager records it for the chair", func(w *world) engine.Meta {
			m := w.on("p1", "2014-03-10")
			m.DecidedBy, m.Minute = "p2", "board minute 7"
			return m
		}, "", "p2"},
		{"without the minute", func(w *world) engine.Meta {
			m := w.on("p1", "2014-03-10")
			m.DecidedBy = "p2"
			return m
		}, review.Usage, ""},
		{"the business manager decides alone", func(w *world) engine.Meta { return w.on("p1", "2014-03-10") }, review.Forbidden, ""},
		{"a team member records it for the chair", func(w *world) engine.Meta {
			m := w.on("p5", "2014-03-10")
			m.DecidedBy, m.Minute = "p2", "board minute 7"
			return m
		}, review.Forbidden, ""},
		{"somebody without a part hears of no review", func(w *world) engine.Meta { return w.on("p7", "2014-03-10") }, review.NotFound, ""},
		{"the chair before taking office", func(w *world) engine.Meta { return w.on("p2", "2012-12-31") }, review.Forbidden, ""},
		{"tomorrow", func(w *world) engine.Meta { return w.on("p2", "2014-09-02") }, review.Invalid, ""},
		{"nobody", func(w *world) engine.Meta { return w.on("", "2014-03-10") }, review.Forbidden, ""},
		{"another version than the one seen", func(w *world) engine.Meta {
			m := w.on("p2", "2014-03-10")
			m.Expect = 1
			return m
		}, review.Conflict, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).open()
			w.assign("p5", "team_member", "police")
			_, err := w.Advance(t.Context(), engine.Advance{Meta: test.meta(w), Review: w.ref, Move: "review.decide",
				Form: &engine.FormInput{Values: map[string]string{"outcome": "hold_review", "reasons": "made up"}}})
			if test.want != "" {
				if err != nil && review.CodeOf(err) == review.Refused && test.name == "the chair before taking office" {
					return // the date is refused as well: both are said
				}
				code(t, err, test.want)
				return
			}
			if err != nil {
				t.Fatal(err, details(err))
			}
			if m := w.review().Moves[0]; m.DecidedBy != test.records {
				t.Errorf("decided by %s, want %s", m.DecidedBy, test.records)
			}
		})
	}
}

func TestFourEyesAndTheAgencysOwnPeople(t *testing.T) {
	t.Run("who released may not close", func(t *testing.T) {
		w := newWorld(t).analysis()
		w.mustMove("p2", "publication.release", "2014-05-01")
		err := w.move("p2", "review.close", "2014-05-02")
		code(t, err, review.Forbidden)
		if got := obstacles(err); !slices.Equal(got, []string{"separation publication.release"}) {
			t.Errorf("obstacles %q", got)
		}
	})
	t.Run("nobody judges their own agency", func(t *testing.T) {
		w := newWorld(t).gathering()
		own := person("p5")
		own.Employer = "constabulary"
		w.amend("p5", own)
		w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
		err := w.moveItem("p5", "agency_report.accept", "constabulary", "2014-03-26")
		code(t, err, review.Forbidden)
		w.mustMoveItem("p6", "agency_report.accept", "constabulary", "2014-03-26")
	})
}

func TestMovesThatAreNotThere(t *testing.T) {
	tests := []struct {
		name, move, item string
		want             review.Code
	}{
		{"too early", "review.close", "", review.Refused},
		{"unknown move", "review.clsoe", "", review.Invalid},
		{"unknown track", "revue.close", "", review.Invalid},
		{"no dot", "close", "", review.Invalid},
		{"auto", "review.commission", "", review.Invalid},
		{"item missing", "agency_report.receive", "", review.Usage},
		{"item unknown", "agency_report.receive", "library", review.NotFound},
		{"item where there is none", "review.decide", "constabulary", review.Invalid},
	}
	w := newWorld(t).open()
	w.agency("constabulary", "police")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code(t, w.moveItem("p2", test.move, test.item, "2014-03-10"), test.want)
		})
	}
	w.clean()
}

func TestForm(t *testing.T) {
	full := func(change map[string]string) map[string]string {
		values := map[string]string{"outcome": "hold_review", "reasons": "made up"}
		for k, v := range change {
			values[k] = v
		}
		return values
	}
	tests := []struct {
		name   string
		values map[string]string
		want   review.Code
	}{
		{"nothing", nil, review.Usage},
		{"a field missing", map[string]string{"outcome": "hold_review"}, review.Usage},
		{"unknown field", full(map[string]string{"outcom": "x"}), review.Invalid},
		{"unknown choice", full(map[string]string{"outcome": "perhaps"}), review.Invalid},
		{"unknown choice, and a field missing", map[string]string{"outcome": "perhaps"}, review.Invalid},
		{"not a number", full(map[string]string{"weight": "heavy"}), review.Invalid},
		{"not yes or no", full(map[string]string{"seen": "true"}), review.Invalid},
		{"not a date", full(map[string]string{"day": "tomorrow"}), review.Invalid},
		{"unknown word of several", full(map[string]string{"topics": "one,three"}), review.Invalid},
		{"unknown person", full(map[string]string{"who": "p99"}), review.Invalid},
		{"unknown agency", full(map[string]string{"where": "library"}), review.Invalid},
		{"everything", full(map[string]string{"weight": "2.5", "seen": "yes", "day": "2013-03", "topics": "two, one", "who": "p2"}), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).open()
			_, err := w.Advance(t.Context(), engine.Advance{Meta: w.on("p2", "2014-03-10"), Review: w.ref, Move: "review.decide",
				Form: &engine.FormInput{Values: test.values}})
			if test.want != "" {
				code(t, err, test.want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			f, _ := w.review().Filled("decision", "")
			if f.Values["weight"] != "2.5" || !slices.Equal(f.Lists["topics"], []string{"two", "one"}) || !f.Texts["reasons"].Filled() {
				t.Errorf("filled as %v %v", f.Values, f.Lists)
			}
		})
	}
}

func TestAutoAndLinkedMoves(t *testing.T) {
	w := newWorld(t).open()
	w.decide("no_review", "2014-03-10")
	if got := w.stage("review", ""); got != "not_reviewed" {
		t.Errorf("the review stands at %s", got)
	}
	if got := w.stage("publication", ""); got != "not_needed" {
		t.Errorf("publication stands at %s", got)
	}
	r := w.review()
	if !r.Closed() {
		t.Error("the review is not closed")
	}
	if m := r.Moves[1]; !m.Auto || m.DecidedBy != "" {
		t.Errorf("the auto move was decided by %q, auto %t", m.DecidedBy, m.Auto)
	}
	if m := r.Moves[2]; m.With != "review.decline" {
		t.Errorf("the linked move names %q", m.With)
	}
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref,
		Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
	code(t, err, review.Refused)
	w.record("2014-04-01", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "ofsted", Kind: "query"}})
	w.clean()
}

func TestJoin(t *testing.T) {
	w := newWorld(t).gathering()
	err := w.move("p3", "review.analyse", "2014-04-01")
	code(t, err, review.Refused)
	if got := obstacles(err); !slices.Equal(got, []string{"join agency_report"}) {
		t.Errorf("obstacles %q", got)
	}
	w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
	w.mustMoveItem("p3", "agency_report.accept", "constabulary", "2014-03-26")
	w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.by("p1"), Review: w.ref, Track: "agency_report", Item: "hospital", Why: "closed down"}))
	w.mustMove("p3", "review.analyse", "2014-04-01")
	w.clean()
}

// Once all instances were excused a join said that there was none yet, and the
// review could go no further.
func TestNobodyWaitsForWhatWasExcused(t *testing.T) {
	w := newWorld(t).gathering()
	for _, item := range []string{"constabulary", "hospital"} {
		w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.by("p1"), Review: w.ref, Track: "agency_report", Item: item, Why: "closed down"}))
	}
	w.mustMove("p3", "review.analyse", "2014-04-01")
	w.clean()
}

func TestAnAgencyAddedAfterTheJoinIsLate(t *testing.T) {
	w := newWorld(t).analysis()
	w.agency("school", "education")
	in, _ := w.review().Instance("agency_report", "school")
	if in.Late != "review.analyse" {
		t.Errorf("late for %q", in.Late)
	}
	w.assign("p7", "team_member", "education")
	w.mustMove("p3", "review.gather_more", "2014-04-02")
	w.agency("nursery", "education")
	if in, _ := w.review().Instance("agency_report", "nursery"); in.Late != "" {
		t.Errorf("the join will be judged again, yet it is late for %q", in.Late)
	}
}

func TestLoopToTheSameStageIsAMove(t *testing.T) {
	w := newWorld(t).analysis()
	w.mustMove("p3", "review.note", "2014-04-02")
	if m, _ := w.review().LastMove("review", ""); m.From != "analysis" || m.To != "analysis" {
		t.Errorf("moved from %s to %s", m.From, m.To)
	}
}

func TestAMoveMayNotBeProvablyEarlier(t *testing.T) {
	w := newWorld(t).analysis()
	err := w.move("p3", "review.note", "2014-03-31")
	code(t, err, review.Refused)
	if got := obstacles(err); !slices.Equal(got, []string{"date date"}) {
		t.Errorf("obstacles %q", got)
	}
	w.mustMove("p3", "review.note", "2014") // perhaps earlier, perhaps not
}

func TestReopening(t *testing.T) {
	w := newWorld(t).analysis()
	w.mustMove("p2", "publication.release", "2014-05-01")
	code(t, w.move("p2", "publication.republish", "2014-05-03"), review.Usage)
	_, err := w.Advance(t.Context(), engine.Advance{Meta: w.on("p2", "2014-05-03"), Review: w.ref, Move: "publication.republish",
		Why: "an error was found", Authority: "the board"})
	if err != nil {
		t.Fatal(err, details(err))
	}
	if got := w.stage("publication", ""); got != "planned" {
		t.Errorf("publication stands at %s", got)
	}
	w.clean()
}

// Anybody with a part in a review could give themselves any other role, and take
// what the review waited for out of its way.
func TestNotEverybodyArranges(t *testing.T) {
	w := newWorld(t).gathering()
	assign := engine.Assign{Meta: w.by("p6"), Review: w.ref, Assignment: review.Assignment{Person: "p6", Role: "coordinator"}}
	_, err := w.Assign(t.Context(), assign)
	code(t, err, review.Forbidden)
	excuse := engine.Excuse{Meta: w.by("p6"), Review: w.ref, Track: "agency_report", Item: "hospital", Why: "not needed"}
	_, err = w.Excuse(t.Context(), excuse)
	code(t, err, review.Forbidden)
	_, err = w.Record(t.Context(), engine.Record{Meta: w.by("p6"), Review: w.ref, Body: &review.AssignmentEnded{ID: "assignment-1", Why: written}})
	code(t, err, review.Forbidden)
	_, err = w.Correct(t.Context(), engine.Correct{Meta: w.by("p6"), Review: w.ref, Seq: w.seqOf("assignment.added/1"), Void: true, Why: "slip"})
	code(t, err, review.Forbidden)
	excuse.Meta = w.by("p2") // the chair's is a board office
	w.must(w.Excuse(t.Context(), excuse))
	w.clean()
}

func TestAppointmentIsCheckedOnTheDay(t *testing.T) {
	w := newWorld(t).open()
	w.agency("constabulary", "police")
	assign := func(person, role, day string) error {
		_, err := w.Assign(t.Context(), engine.Assign{Meta: w.on("p1", day), Review: w.ref,
			Assignment: review.Assignment{Person: person, Role: role}})
		return err
	}
	err := assign("p6", "lead_reviewer", "2014-03-05")
	code(t, err, review.Refused)
	if got := obstacles(err); !slices.Equal(got, []string{"requirement accredited", "requirement independent_of_agencies"}) {
		t.Errorf("obstacles %q", got)
	}
	code(t, assign("p3", "lead_reviewer", "2012-12-31"), review.Refused)
	code(t, assign("p3", "chair", "2014-03-05"), review.Invalid)
	code(t, assign("p3", "lead_reviwer", "2014-03-05"), review.Invalid)
	if err := assign("p3", "lead_reviewer", "2014-03-05"); err != nil {
		t.Fatal(err, details(err))
	}
	code(t, assign("p3", "lead_reviewer", "2014-03-06"), review.Conflict)
	_, err = w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-04-01"), Review: w.ref,
		Body: &review.AssignmentEnded{ID: "assignment-2", Why: review.NewText("moved away")}})
	if err != nil {
		t.Fatal(err)
	}
	if roles := w.review().RolesOf("p3", date(t, "2014-04-02")); len(roles) != 0 {
		t.Errorf("still %q the day after", roles)
	}
}
