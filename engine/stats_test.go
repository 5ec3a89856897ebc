package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// figures asks as the chair, who holds an office: nothing is suppressed.
func (w *world) figures(ask engine.Stats) review.Figures {
	w.t.Helper()
	f, err := w.Stats(w.t.Context(), ask, "p2")
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// toldFigures says each row as "measure of group number median lower-upper longest".
func toldFigures(f review.Figures) []string {
	var list []string
	for _, row := range f.Rows {
		key := strings.Trim(strings.Join([]string{row.Board, row.Definition, row.Stage, row.Outcome, row.Period}, " "), " ")
		if row.Total {
			key = "all"
		}
		says := strings.Join(strings.Fields(strings.Join([]string{row.Measure, row.Of, key, row.Shown}, " ")), " ")
		if row.Took != nil {
			says += fmt.Sprintf(" %v %v-%v", row.Took.Median, row.Took.Lower, row.Took.Upper)
		}
		if row.Took != nil && row.Took.Longest != nil {
			says += fmt.Sprintf(" %d", *row.Took.Longest)
		}
		if row.About {
			says += " about"
		}
		list = append(list, says)
	}
	return list
}

// fewReviews opens four reviews: one was declined after 7 days, one gathers, two are
// analysed. The days in between are those of the helpers that bring them there.
func fewReviews(t *testing.T) *world {
	w := newWorld(t).open()
	w.decide("no_review", "2014-03-10")
	w.gathering()
	w.analysis()
	w.analysis()
	return w
}

func TestFiguresCountedByHand(t *testing.T) {
	w := fewReviews(t)
	for _, tt := range []struct {
		name string
		ask  engine.Stats
		want []string
	}{
		{"all that were opened", engine.Stats{},
			[]string{"reviews all 4", "to_end all 1 7 7-7 7", "in_stage review.decided all 4 0 0-0 0", "in_stage review.forming all 3 10 10-10 10",
				"in_stage review.gathering all 2 12 12-12 12", "in_stage review.referred all 4 7 7-7 7"}},
		{"by stage", engine.Stats{By: []string{"stage"}, Count: "open"},
			[]string{"reviews analysis 2", "reviews gathering 1", "reviews all 3",
				"in_stage review.decided analysis 2 0 0-0 0", "in_stage review.decided gathering 1 0 0-0 0", "in_stage review.decided all 3 0 0-0 0",
				"in_stage review.forming analysis 2 10 10-10 10", "in_stage review.forming gathering 1 10 10-10 10", "in_stage review.forming all 3 10 10-10 10",
				"in_stage review.gathering analysis 2 12 12-12 12", "in_stage review.gathering all 2 12 12-12 12",
				"in_stage review.referred analysis 2 7 7-7 7", "in_stage review.referred gathering 1 7 7-7 7", "in_stage review.referred all 3 7 7-7 7"}},
		{"by outcome, in a quarter, of those that were closed", engine.Stats{By: []string{"outcome", "period"}, Period: "quarter", Count: "closed"},
			[]string{"reviews not_reviewed publication=not_needed 2014-Q1 1", "reviews all 1",
				"to_end not_reviewed publication=not_needed 2014-Q1 1 7 7-7 7", "to_end all 1 7 7-7 7",
				"in_stage review.decided not_reviewed publication=not_needed 2014-Q1 1 0 0-0 0", "in_stage review.decided all 1 0 0-0 0",
				"in_stage review.referred not_reviewed publication=not_needed 2014-Q1 1 7 7-7 7", "in_stage review.referred all 1 7 7-7 7"}},
		{"on a day before anything was decided", engine.Stats{By: []string{"board", "definition", "stage"}, On: date(t, "2014-03-05")},
			[]string{"reviews EXB trial 1 referred 4", "reviews all 4"}},
		{"before anything was opened", engine.Stats{On: date(t, "2014-02")}, []string{"reviews all 0"}},
		{"opened in another year", engine.Stats{From: date(t, "2015")}, []string{"reviews all 0"}},
		{"opened that month", engine.Stats{From: date(t, "2014-03"), To: date(t, "2014-03"), By: []string{"period"}, Period: "month", On: date(t, "2014-03-04")},
			[]string{"reviews 2014-03 4", "reviews all 4"}},
		{"of another workflow", engine.Stats{Workflow: "trial", To: date(t, "2013")}, []string{"reviews all 0"}},
		{"with small numbers suppressed", engine.Stats{By: []string{"stage"}, Least: 3},
			[]string{"reviews analysis <3", "reviews gathering <3", "reviews not_reviewed <3", "reviews all *"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := toldFigures(w.figures(tt.ask)); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// A review that came back to a stage has not left it; one that left it twice took both
// times together. A date that is not known to the day counts as the last it can mean.
func TestTimeInAStageThatIsLeftTwice(t *testing.T) {
	w := newWorld(t).analysis()
	w.mustMove("p3", "review.gather_more", "2014-04-11")
	if got := toldFigures(w.figures(engine.Stats{})); !slices.Contains(got, "in_stage review.analysis all 1 10 10-10 10") ||
		slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "review.gathering") }) {
		t.Errorf("back at gathering: %q", got)
	}
	w.mustMove("p3", "review.analyse", "2014-05")
	if got := toldFigures(w.figures(engine.Stats{})); !slices.Contains(got, "in_stage review.gathering all 1 62 62-62 62 about") {
		t.Errorf("12 days, and 50 to the end of May: %q", got)
	}
}

// What was under way before it came into the program began on a day that is not on record.
func TestWhatWasTakenOnIsNotTimed(t *testing.T) {
	w := newWorld(t)
	w.must(w.Open(t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "trial", NoConflict: true, Why: "under way",
		At: []review.TakenOnAt{{Track: "review", Stage: "analysis"}}}))
	if got := toldFigures(w.figures(engine.Stats{})); !slices.Equal(got, []string{"reviews all 1"}) {
		t.Errorf("taken on: %q", got)
	}
}

// Of a review that was taken on at its end nobody knows here when it was closed: it is in
// no table of some year, rather than in that of every year.
func TestAReviewClosedOnAnUnknownDayIsOfNoYear(t *testing.T) {
	w := newWorld(t)
	w.must(w.Open(t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "trial", NoConflict: true, Why: "closed long since",
		At: []review.TakenOnAt{{Track: "review", Stage: "closed"}, {Track: "publication", Stage: "not_needed"}}}))
	for _, tt := range []struct {
		from, to string
		want     []string
	}{
		{"", "", []string{"reviews unknown 1", "reviews all 1"}},
		{"2012", "2012", []string{"reviews all 0"}},
		{"2013", "", []string{"reviews all 0"}},
		{"", "2013", []string{"reviews all 0"}},
	} {
		ask := engine.Stats{Count: "closed", By: []string{"period"}, From: date(t, tt.from), To: date(t, tt.to)}
		if got := toldFigures(w.figures(ask)); !slices.Equal(got, tt.want) {
			t.Errorf("from %q to %q: %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

// What goes on beside a review went on after it was closed, and had it counted among those
// that were closed in the next year.
func TestWhatGoesOnBesideClosesNothing(t *testing.T) {
	w := newWorld(t).variant("  publication:\n    title: Publication\n", "  publication:\n    title: Publication\n    beside: true\n",
		"        also: [publication.drop]\n", "").open()
	w.decide("no_review", "2014-03-10")
	w.now = w.now.AddDate(1, 0, 0)
	w.mustMove("p2", "publication.drop", "2015-06-01")
	if got := toldFigures(w.figures(engine.Stats{By: []string{"period"}, Count: "closed"})); got[0] != "reviews 2014 1" {
		t.Errorf("closed on 10 March 2014, and counted as %q", got)
	}
	if got := w.review().ClosedOn(); got != date(t, "2014-03-10") {
		t.Errorf("closed %s", got)
	}
}

func TestWhoseReviewsAreCounted(t *testing.T) {
	w := fewReviews(t)
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: "p7", From: date(t, "2014-01-01")}))
	for _, tt := range []struct {
		name, user  string
		least       int
		mine        bool
		scope, rows string
	}{
		{"an office", "p7", 0, false, review.ScopeBoard, "4"},
		{"an administrator, suppressed", "p1", 5, false, review.ScopeBoard, "<5"},
		{"an administrator with parts, unsuppressed", "p1", 0, false, review.ScopeOwn, "4"},
		{"somebody with a part in three", "p5", 0, false, review.ScopeOwn, "3"},
		{"an office, of their own", "p7", 0, true, review.ScopeOwn, "0"},
	} {
		f, err := w.Stats(t.Context(), engine.Stats{Least: tt.least, Mine: tt.mine}, tt.user)
		if err != nil || f.Scope != tt.scope || f.Rows[0].Shown != tt.rows {
			t.Errorf("%s: %s %s (%v), want %s %s", tt.name, f.Scope, f.Rows[0].Shown, err, tt.scope, tt.rows)
		}
	}
}

// Of four reviews of which three have left a stage, one stands there: the three are not shown.
func TestWhatHasNotLeftAStageIsNotWorkedOut(t *testing.T) {
	w := fewReviews(t)
	want := []string{"reviews all 4", "to_end all *", "in_stage review.decided all 4 0 0-0", "in_stage review.forming all *",
		"in_stage review.gathering all *", "in_stage review.referred all 4 7 7-7"}
	if got := toldFigures(w.figures(engine.Stats{Least: 3})); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Figures that somebody adds themselves lift small numbers over what is suppressed, and are
// taken away from the sum again.
func TestAnAdministratorAddsNoFigures(t *testing.T) {
	w := fewReviews(t)
	other := w.figures(engine.Stats{})
	other.Boards = []string{"CAM"}
	ask := engine.Stats{Least: 5, Add: []review.Figures{other}}
	_, err := w.Stats(t.Context(), ask, "p1")
	code(t, err, review.Forbidden)
	w.figures(ask)
}

// Whoever administers and has a part in no review is told of no small number.
func TestAnAdministratorCountsWithoutSmallNumbers(t *testing.T) {
	w := newWorld(t)
	for _, least := range []int{0, 3, 4} {
		_, err := w.Stats(t.Context(), engine.Stats{Least: least}, "p1")
		code(t, err, review.Forbidden)
	}
	if f, err := w.Stats(t.Context(), engine.Stats{Least: 5}, "p1"); err != nil || f.Scope != review.ScopeBoard {
		t.Errorf("suppressed: %v (%v)", f, err)
	}
}

// Before somebody declared whether they have a conflict, the review is left out, and that
// is said.
func TestFiguresLeaveOutWhatIsNotOpenYet(t *testing.T) {
	w := newWorld(t).open()
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.on("p1", "2014-03-05"), Review: w.ref, Assignment: review.Assignment{Person: "p6", Role: "team_member"}}))
	if f, err := w.Stats(t.Context(), engine.Stats{}, "p6"); err != nil || f.LeftOut != 1 || f.Rows[0].Shown != "0" {
		t.Errorf("undeclared: %+v (%v)", f, err)
	}
}

func TestStatsThatCannotBeAsked(t *testing.T) {
	w := newWorld(t)
	for _, ask := range []engine.Stats{
		{By: []string{"stag"}}, {By: []string{"stage", "stage"}}, {Period: "year"}, {By: []string{"period"}, Period: "week"}, {Count: "all"},
		{Least: 2}, {Least: -1}, {From: date(t, "2015"), To: date(t, "2014")},
	} {
		_, err := w.Stats(t.Context(), ask, "p2")
		code(t, err, review.Usage)
	}
	_, err := w.Stats(t.Context(), engine.Stats{Workflow: "tria"}, "p2")
	code(t, err, review.Invalid)
}

// The figures of two boards together are as if one board had counted all of it.
func TestFiguresOfSeveralBoards(t *testing.T) {
	w := fewReviews(t)
	ask := engine.Stats{By: []string{"stage"}}
	other := w.figures(ask)
	other.Boards = []string{"CAM"}
	ask.Add = []review.Figures{other}
	got := w.figures(ask)
	if says := toldFigures(got); !slices.Equal(got.Boards, []string{"EXB", "CAM"}) || !slices.Contains(says, "reviews analysis 4") ||
		!slices.Contains(says, "reviews all 8") || !slices.Contains(says, "in_stage review.gathering analysis 4 12 12-12 12") {
		t.Errorf("%v: %q", got.Boards, says)
	}
	for name, change := range map[string]func(*review.Figures){
		"they time more reviews":     func(f *review.Figures) { f.Rows = f.Rows[len(f.Rows)-1:] },
		"counted already":            func(f *review.Figures) { f.Boards = []string{"EXB"} },
		"of CAM are counted already": func(f *review.Figures) { f.Boards = []string{"CAM", "CAM"} },
		"suppressed in them":         func(f *review.Figures) { f.Least = 5 },
		"numbers are suppressed":     func(f *review.Figures) { f.Rows[0].Number = nil },
		"grouped by nothing":         func(f *review.Figures) { f.By = nil },
		"that are closed":            func(f *review.Figures) { f.Counted = "closed" },
		"as of 1 August 2014":        func(f *review.Figures) { f.On = date(t, "2014-08-01") },
		"other days of opening":      func(f *review.Figures) { f.From = date(t, "2014") },
		"but of whoever made them":   func(f *review.Figures) { f.Scope = review.ScopeOwn },
		"are of the reviews of else": func(f *review.Figures) { f.Workflow = "else" },
	} {
		f := other
		f.Rows = slices.Clone(other.Rows)
		change(&f)
		ask.Add = []review.Figures{f}
		_, err := w.Stats(t.Context(), ask, "p2")
		if code(t, err, review.Invalid); !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not say %q", err, name)
		}
	}
}
