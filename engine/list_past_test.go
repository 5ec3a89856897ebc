package engine_test

import (
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

func (w *world) listOn(q review.Query, day string) []review.Listed {
	w.t.Helper()
	page, err := w.ListOn(w.t.Context(), q, "p1", date(w.t, day))
	if err != nil {
		w.t.Fatal(err)
	}
	return page
}

// A list of a day that has passed is asked in the same words as one of today.
func TestAListOfThePast(t *testing.T) {
	w := newWorld(t).gathering()
	first := w.ref
	w.open()
	w.decide("no_review", "2014-03-10")
	for _, tt := range []struct {
		name, day string
		query     review.Query
		want      []string
	}{
		{"before they were opened", "2014-02", review.Query{}, nil},
		{"while both were open", "2014-03-05", review.Query{Open: true}, []string{w.ref, first}},
		{"once one was declined", "2014-03-12", review.Query{Open: true}, []string{first}},
		{"at a stage then", "2014-03-12", review.Query{Stage: "review.forming"}, []string{first}},
		{"at a stage of whichever track", "2014-03-12", review.Query{Stage: "not_needed"}, []string{w.ref}},
		{"not at the stage of now", "2014-03-12", review.Query{Stage: "review.gathering"}, nil},
		{"overdue then", "2014-04-30", review.Query{Overdue: date(t, "2014-04-30")}, []string{first}},
		{"not overdue yet", "2014-04-10", review.Query{Overdue: date(t, "2014-04-10")}, nil},
		{"a page of it", "2014-03-05", review.Query{Limit: 1}, []string{w.ref}},
		{"the page after", "2014-03-05", review.Query{Limit: 1, After: w.ref}, []string{first}},
		{"a day to come", "2015-01-01", review.Query{Overdue: date(t, "2014-09-15")}, []string{first}},
	} {
		var refs []string
		for _, l := range w.listOn(tt.query, tt.day) {
			refs = append(refs, l.Reference)
		}
		if !slices.Equal(refs, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, refs, tt.want)
		}
	}
	_, err := w.ListOn(t.Context(), review.Query{Stage: "review.gathring"}, "p1", date(t, "2014-03-05"))
	code(t, err, review.Invalid)
}

// What is suspended as a whole is so on the days on which the hold stood.
func TestAListOfThePastSaysWhatWasSuspended(t *testing.T) {
	w := newWorld(t)
	stopping := w.definition()
	stopping.Source = []byte(strings.NewReplacer("workflow: trial", "workflow: stopping",
		"blocks: [publication.release, agency_report.accept]", "blocks: any", "pauses: [complete]", "pauses: any").Replace(string(stopping.Source)))
	w.must(w.Adopt(t.Context(), stopping))
	w.ref = w.must(w.Open(t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "stopping", NoConflict: true})).Receipt.Reference
	w.hold("2014-04-01", "review", "")
	w.record("2014-05-01", &review.HoldLifted{ID: "hold-1"})
	for day, want := range map[string]bool{"2014-03-31": false, "2014-04-01": true, "2014-04-30": true, "2014-05-01": false} {
		if l := w.listOn(review.Query{}, day); len(l) != 1 || l[0].Suspended != want {
			t.Errorf("on %s: %+v, want suspended %v", day, l, want)
		}
	}
}

// What was late before a hold paused it stays late, and stays in the list; what was not is
// nowhere late while it is paused.
func TestWhatWasLateStaysInTheList(t *testing.T) {
	for paused, want := range map[string]int{"2014-08-01": 0, "2014-10-01": 1} { // it is due on 10 September
		w := newWorld(t).analysis()
		w.now = w.now.AddDate(1, 0, 0)
		w.hold(paused, "review", "")
		clock, ok := w.review().Clock("complete", "")
		if !ok || clock.State != review.Paused {
			t.Fatalf("paused %s: %+v", paused, clock)
		}
		q := review.Query{Overdue: date(t, "2015-01-01")}
		now, err := w.List(t.Context(), q, "p1")
		if err != nil {
			t.Fatal(err)
		}
		if then := w.listOn(q, "2015-01-01"); len(now) != want || len(then) != want || clock.OverdueOn(date(t, "2015-01-01")) != (want == 1) {
			t.Errorf("paused %s (due %s): %d overdue now, %d then, want %d", paused, clock.Due, len(now), len(then), want)
		}
	}
}
