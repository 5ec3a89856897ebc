package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"

	"scr/review"
)

var update = flag.Bool("update", false, "write the golden files and docs/json.md anew")

// golden compares output with the file that holds what it should be.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (run with -update when the new form is right):\n%s", path, diff)
	}
}

// places are what output is written to.
var places = []struct {
	name string
	opt  Options
}{
	{"terminal", Options{Terminal: true, Width: 80}},
	{"pipe", Options{}},
}

func render(t *testing.T, opt Options, write func(*Writer)) string {
	t.Helper()
	var out bytes.Buffer
	w := New(&out, opt)
	write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestText(t *testing.T) {
	s, entries := sample(t)
	tests := []struct {
		name  string
		write func(*Writer)
	}{
		{"show", func(w *Writer) { Show(w, s) }},
		{"next", func(w *Writer) { Next(w, s) }},
		{"history", func(w *Writer) { History(w, s, entries) }},
		{"report", func(w *Writer) { Review(w, s, ReviewOptions{}) }},
		{"records", func(w *Writer) { everyRecord(t, w, s) }},
		{"list", func(w *Writer) { List(w, listed(t)) }},
		{"todo", func(w *Writer) { Todo(w, waiting()) }},
		{"stats", func(w *Writer) { Figures(w, outcomes()) }},
		{"stats-suppressed", func(w *Writer) { Figures(w, few()) }},
		{"stats-chart", func(w *Writer) { Chart(w, few()) }},
		{"people", func(w *Writer) { register(t, w) }},
		{"board", func(w *Writer) { board(t, w, s) }},
		{"show-empty", func(w *Writer) { Show(w, barely(t)) }},
		{"show-taken-on", func(w *Writer) { Show(w, takenOn(t)) }},
		{"report-empty", func(w *Writer) { Review(w, barely(t), ReviewOptions{}) }},
	}
	for _, tt := range tests {
		for _, place := range places {
			t.Run(tt.name+"/"+place.name, func(t *testing.T) {
				got := render(t, place.opt, tt.write)
				golden(t, tt.name+"."+place.name, got)
				for i, line := range strings.Split(got, "\n") {
					if strings.HasSuffix(line, " ") {
						t.Errorf("line %d ends with a space", i+1)
					}
				}
				if i := strings.IndexFunc(strings.ReplaceAll(got, "\t", ""), harmful); i >= 0 {
					t.Errorf("a character that hides or steers stands at byte %d", i)
				}
			})
		}
	}
}

// everyRecord lists the records of every kind, and shows each in full.
func everyRecord(t *testing.T, w *Writer, s Standing) {
	t.Helper()
	for _, noun := range Nouns() {
		w.Heading(noun)
		if err := Records(w, s, noun); err != nil {
			t.Fatal(err)
		}
		b, err := s.words().binder(s.Review, noun)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.sheets() {
			if err := Record(w, s, noun, r.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func listed(t *testing.T) []review.Listed {
	t.Helper()
	return []review.Listed{
		{Reference: "EXB-2026-014", Workflow: "learning-together", Number: 1, OpenedOn: day(t, "2026-01"), OnHold: true,
			Stages: []review.Listing{{Track: "review", Stage: "gathering"}, {Track: "publication", Stage: "planned"}}, NextDue: day(t, "2026-09-30"), NextClock: "complete"},
		{Reference: "EXB-2025-002", Workflow: "england-scr-2010", Number: 2, OpenedOn: day(t, "2025-02-03"), Closed: true,
			Stages: []review.Listing{{Track: "review", Stage: "closed"}}},
	}
}

func register(t *testing.T, w *Writer) {
	t.Helper()
	people := []review.Person{
		{Handle: "p1", Name: said("Alice Example"), Employer: "board", MayOpen: true, Administrator: true},
		{Handle: "p2", Name: said("Bob 日本 Sample"), Professions: []string{"social_care", "health"}, IndependentOf: []string{review.AllAgencies}, MadeUp: true,
			Accreditations: []review.Accreditation{{Scheme: "scie", From: day(t, "2020"), Until: day(t, "2027-01-31")}, {Scheme: "other_scheme"}}},
		{Handle: "p3", LeftOn: day(t, "2026-05")},
	}
	People(w, people)
	for _, p := range people {
		Person(w, p, []review.OfficeTerm{{Office: "chair", Person: "p2", From: day(t, "2024"), To: day(t, "2025-03-31")}})
	}
}

func board(t *testing.T, w *Writer, s Standing) {
	t.Helper()
	Offices(w, s.Offices)
	Users(w, []review.User{{ID: "user-1", Person: "p1", Login: said("alice")}})
	Adoptions(w, []review.Adoption{{Workflow: "learning-together", Adopted: []review.Adopted{
		{Number: 1, Hash: "9f2c0000000000aa", Title: "Learning Together", Nation: "england", From: day(t, "2013-03")}}}})
	Clocks(w, s)
}

// takenOn is a review that was under way before it came here, asked about as of
// an earlier day, under a definition that is not at hand.
func takenOn(t *testing.T) Standing {
	t.Helper()
	d := &diary{}
	d.on(t, "2019", "p1", &review.ReviewOpened{Reference: "EXB-2026-003", Pin: review.Pin{Workflow: "england-scr-2010", Number: 2, Hash: "77"}, OutsideDates: said("it began before")})
	d.on(t, "2026-02-01", "p1", &review.ReviewTakenOn{At: []review.TakenOnAt{{Track: "health_overview", Stage: "draft_returned"}}, Why: said("from the paper files")})
	return Standing{Review: d.fold(t), AsOf: day(t, "2026-03-01"), KnownAt: day(t, "2026-04"), Today: day(t, "2026-11-02")}
}

// barely is a review that was opened, and no more.
func barely(t *testing.T) Standing {
	t.Helper()
	d := &diary{}
	d.on(t, "2026-10-01", "p1", &review.ReviewOpened{Reference: "EXB-2026-020", Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: "9f"}})
	return Standing{Review: d.fold(t), Definition: rules(), Today: day(t, "2026-11-02")}
}

func TestColour(t *testing.T) {
	s, _ := sample(t)
	colour := render(t, Options{Terminal: true, Color: true, Width: 80}, func(w *Writer) { Show(w, s) })
	grey := render(t, Options{Terminal: true, Width: 80}, func(w *Writer) { Show(w, s) })
	if !strings.Contains(colour, "\x1b[") {
		t.Error("nothing is coloured where colour is wanted")
	}
	if without := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colour, ""); without != grey {
		t.Errorf("colour carries a meaning of its own:\n%s", cmp.Diff(grey, without))
	}
}

func TestWidth(t *testing.T) {
	s, entries := sample(t)
	for _, width := range []int{60, 80, 120} {
		out := render(t, Options{Terminal: true, Width: width}, func(w *Writer) {
			Next(w, s)
			History(w, s, entries)
			Review(w, s, ReviewOptions{Identify: true})
		})
		for line := range strings.SplitSeq(out, "\n") {
			if got := displaywidth.String(line); got > width {
				t.Errorf("width %d: %d columns: %q", width, got, line)
			}
		}
	}
}

func TestReviewNamesPeopleOnlyWhenAsked(t *testing.T) {
	s, _ := sample(t)
	plain := render(t, Options{}, func(w *Writer) { Review(w, s, ReviewOptions{}) })
	named := render(t, Options{}, func(w *Writer) { Review(w, s, ReviewOptions{Identify: true}) })
	if strings.Contains(plain, "Bob") || !strings.Contains(named, "Bob") {
		t.Error("names stand in a report exactly when they were asked for")
	}
}

func TestRecordsOfUnknownKind(t *testing.T) {
	s, _ := sample(t)
	w := New(&bytes.Buffer{}, Options{})
	if err := Records(w, s, "findngs"); review.CodeOf(err) != review.Invalid {
		t.Errorf("records of an unknown kind: %v, want an Invalid error", err)
	}
	if err := Record(w, s, "finding", "finding-99"); review.CodeOf(err) != review.NotFound {
		t.Errorf("a record that is not there: %v, want a NotFound error", err)
	}
}
