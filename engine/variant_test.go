package engine_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// variant adopts the trial definition with some of its text replaced, given as old
// and new in turn, as the next version. Reviews opened from then on run under it.
func (w *world) variant(oldNew ...string) *world {
	w.t.Helper()
	source, err := os.ReadFile("testdata/trial.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	text := strings.Replace(string(source), "version: 1", "version: 2", 1)
	for pair := range slices.Chunk(oldNew, 2) {
		if !strings.Contains(text, pair[0]) {
			w.t.Fatalf("the trial definition does not say %q", pair[0])
		}
		text = strings.Replace(text, pair[0], pair[1], 1)
	}
	w.must(w.Adopt(w.t.Context(), engine.Adopt{Meta: w.by("p1"), File: "trial.yaml", Source: []byte(text)}))
	return w
}

func TestJoinModes(t *testing.T) {
	const all = "joins: {agency_report: {all: accepted}}"
	tests := []struct {
		name, join string
		accepted   []string
		want       bool
	}{
		{"all, one of two", all, []string{"hospital"}, false},
		{"all, both", all, []string{"hospital", "constabulary"}, true},
		{"any, none", "joins: {agency_report: {any: accepted}}", nil, false},
		{"any, one", "joins: {agency_report: {any: accepted}}", []string{"hospital"}, true},
		{"at least two, one", "joins: {agency_report: {at_least: 2, at: accepted}}", []string{"hospital"}, false},
		{"at least two, both", "joins: {agency_report: {at_least: 2, at: accepted}}", []string{"hospital", "constabulary"}, true},
		{"all at either of two stages", "joins: {agency_report: {all: [awaited, accepted]}}", []string{"hospital"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			if test.join != all {
				w.variant(all, test.join)
			}
			w.gathering()
			for _, item := range test.accepted {
				w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
				w.mustMoveItem("p3", "agency_report.accept", item, "2014-03-26")
			}
			if err := w.move("p3", "review.analyse", "2014-04-01"); (err == nil) != test.want {
				t.Errorf("the move ended as %v%s", err, details(err))
			}
			w.clean()
		})
	}
}

func TestJoinOverNothing(t *testing.T) {
	for _, test := range []struct {
		name, join string
		want       bool
	}{
		{"fails", "joins: {agency_report: {all: accepted}}", false},
		{"unless the definition says otherwise", "joins: {agency_report: {all: accepted, even_if_none: true}}", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).variant("joins: {agency_report: {all: accepted}}", test.join)
			w.open()
			w.assign("p3", "lead_reviewer", "")
			w.assign("p4", "lead_reviewer", "")
			w.decide("hold_review", "2014-03-10")
			w.mustMove("p3", "review.gather", "2014-03-20")
			if err := w.move("p3", "review.analyse", "2014-04-01"); (err == nil) != test.want {
				t.Errorf("the move ended as %v%s", err, details(err))
			}
		})
	}
}

func TestLate(t *testing.T) {
	add := func(w *world) error {
		agency := review.WithID(review.Agency{Title: "A school", Professions: []string{"education"}}, "school")
		_, err := w.Record(w.t.Context(), engine.Record{Meta: w.on("p1", "2014-04-02"), Review: w.ref, Body: &review.Added[review.Agency]{Record: agency}})
		return err
	}
	t.Run("refused", func(t *testing.T) {
		w := newWorld(t).variant("late: flag", "late: refuse").analysis()
		code(t, add(w), review.Refused)
		if slices.ContainsFunc(w.review().Agencies, func(a review.Agency) bool { return a.ID == "school" }) {
			t.Error("the agency is there all the same")
		}
		w.clean()
	})
	t.Run("takes the review back", func(t *testing.T) {
		w := newWorld(t).variant("late: flag", "late: {reopen: review.gather_more}").analysis()
		w.assign("p7", "team_member", "education")
		if err := add(w); err != nil {
			t.Fatal(err, details(err))
		}
		if got := w.stage("review", ""); got != "gathering" {
			t.Errorf("the review stands at %s", got)
		}
		w.clean()
	})
	t.Run("does not take it back past what must be met", func(t *testing.T) {
		w := newWorld(t).variant("late: flag", "late: {reopen: review.gather_more}").analysis()
		code(t, add(w), review.Refused) // nobody on the team is from education
		w.clean()
	})
}

// A review keeps the definition it was opened under: the file is pinned by its
// hash, and a newer version changes nothing for it.
func TestReviewsKeepTheirDefinition(t *testing.T) {
	w := newWorld(t).open()
	first := w.ref
	w.variant("late: flag", "late: refuse").open()
	if second := w.review(); second.Pin.Number != 2 {
		t.Errorf("a new review runs under version %d", second.Pin.Number)
	}
	w.ref = first
	if r := w.review(); r.Pin.Number != 1 {
		t.Errorf("a live review runs under version %d", r.Pin.Number)
	}
}

func TestAdopting(t *testing.T) {
	w := newWorld(t)
	source, err := os.ReadFile("testdata/trial.yaml")
	if err != nil {
		t.Fatal(err)
	}
	adopt := func(user, text string) error {
		_, err := w.Adopt(t.Context(), engine.Adopt{Meta: w.by(user), File: "trial.yaml", Source: []byte(text)})
		return err
	}
	code(t, adopt("p1", string(source)), review.Conflict)
	code(t, adopt("p1", string(source)+"\n# a remark\n"), review.Refused)
	code(t, adopt("p1", strings.Replace(string(source), "initial: referred", "initial: refered", 1)), review.Invalid)
	code(t, adopt("p2", strings.Replace(string(source), "version: 1", "version: 2", 1)), review.Forbidden)
	if err := adopt("p1", strings.Replace(string(source), "version: 1", "version: 2", 1)); err != nil {
		t.Error(err)
	}
	w.clean()
}

// records_for names roles that may type what another decided.
func TestRecordsFor(t *testing.T) {
	w := newWorld(t).variant("decide: {from: referred, to: decided, by: [chair], form: decision}",
		"decide: {from: referred, to: decided, by: [chair], records_for: [team_member], form: decision}").open()
	w.assign("p5", "team_member", "police")
	meta := w.on("p5", "2014-03-10")
	meta.DecidedBy, meta.Minute = "p2", "board minute 7"
	_, err := w.Advance(t.Context(), engine.Advance{Meta: meta, Review: w.ref, Move: "review.decide",
		Form: &engine.FormInput{Values: map[string]string{"outcome": "hold_review", "reasons": "made up"}}})
	if err != nil {
		t.Fatal(err, details(err))
	}
}

// A move that went with another was decided by nobody, so that one person could
// decide both steps of what asks for four eyes.
func TestFourEyesSeeLinkedMoves(t *testing.T) {
	const note = "note: {from: analysis, to: analysis, by: [lead_reviewer]}"
	w := newWorld(t).variant(note, "note: {from: analysis, to: analysis, by: [chair], also: [publication.release]}").analysis()
	w.mustMove("p2", "review.note", "2014-04-02")
	err := w.move("p2", "review.close", "2014-04-03") // not_by: [publication.release]
	code(t, err, review.Forbidden)
	if got := obstacles(err); !slices.Equal(got, []string{"separation publication.release"}) {
		t.Errorf("obstacles %q", got)
	}
}

// A version that was adopted late, such as an older one for reviews under way, was
// taken for the newest.
func TestTheNewestVersionIsTheHighest(t *testing.T) {
	w := newWorld(t)
	for _, number := range []string{"version: 3", "version: 2"} {
		cmd := w.definition()
		cmd.Source = []byte(strings.Replace(string(cmd.Source), "version: 1", number, 1))
		w.must(w.Adopt(t.Context(), cmd))
	}
	w.open()
	if got := w.review().Pin.Number; got != 3 {
		t.Errorf("the review runs under version %d", got)
	}
	if def, err := w.Definition(t.Context(), "trial", 0); err != nil || def.Version != 3 {
		t.Errorf("the definition shown is not the newest: %v", err)
	}
}
