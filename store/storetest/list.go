package storetest

import (
	"fmt"
	"testing"

	"scr/review"
)

func references(list []review.Listed) []string {
	refs := []string{}
	for _, l := range list {
		refs = append(refs, l.Reference)
	}
	return refs
}

func testPages(t *testing.T, fresh Fresh) {
	const reviews = 1000
	c := NewClerk(t, fresh(t)())
	for i := range reviews {
		c.Record(&review.Review{ID: fmt.Sprint("r", i)}, opened(""), &review.TrackOpened{Track: "review", Stage: "referred"})
	}
	for _, q := range []review.Query{{}, {Stage: "referred", Limit: 300}, {Limit: 7}, {Limit: 500}} {
		next := reviews
		for page := 1; ; page++ {
			list, err := c.Store.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range references(list) {
				if want := fmt.Sprintf("EXB-2026-%03d", next); got != want {
					t.Fatalf("%+v, page %d: got %s, want %s", q, page, got, want)
				}
				next--
			}
			if len(list) == 0 {
				break
			}
			q.After = list[len(list)-1].Reference
		}
		if next != 0 {
			t.Errorf("%+v: the pages end before %d", q, next)
		}
		if n, err := c.Store.Count(t.Context(), q); err != nil || n != reviews {
			t.Errorf("%+v: %d are counted (%v), want %d", q, n, err, reviews)
		}
	}
	if list, err := c.Store.List(t.Context(), review.Query{}); err != nil || len(list) != 50 {
		t.Errorf("a page has %d reviews (%v), want 50", len(list), err)
	}
	_, err := c.Store.List(t.Context(), review.Query{Limit: 501})
	wantCode(t, err, review.Invalid)
}

// testFilters lists three reviews: the first closed, the second at work with an
// overdue clock and a hold, the third just opened.
func testFilters(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	c.Adopt("england-scr-2010", 1, file)
	closed := Move("referred", "closed")
	closed.Final = true
	c.Change(c.Open("r1"), closed, &review.Added[review.Assignment]{Record: review.Assignment{
		Record: review.Record{ID: "assignment-1"}, Person: "p1", Role: "lead_reviewer", To: review.NewDate(2026, 6, 0)}})
	c.Change(c.Open("r2"), Move("referred", "decided"),
		&review.TrackOpened{Track: "agency_report", Item: "agency-1", Stage: "awaited"},
		&review.TrackOpened{Track: "agency_report", Item: "agency-2", Stage: "awaited"},
		&review.ClockStarted{Clock: "complete", Due: review.NewDate(2026, 9, 2), Limit: "6 months"},
		&review.ClockStarted{Clock: "decide", Due: review.NewDate(2026, 4, 2), Limit: "1 month"},
		&review.ClockStarted{Clock: "answer", Due: review.NewDate(2026, 3, 2), Limit: "14 days"},
		&review.ClockStopped{Clock: "answer"},
		&review.Added[review.Hold]{Record: review.Hold{Record: review.Record{ID: "hold-1"}, Name: "proceedings", Covers: "publication"}},
		&review.Added[review.Assignment]{Record: review.Assignment{Record: review.Record{ID: "assignment-1"},
			Person: "p1", Role: "lead_reviewer", From: review.NewDate(2026, 3, 0)}},
		&review.Added[review.Assignment]{Record: review.Assignment{Record: review.Record{ID: "assignment-2"},
			Person: "p1", Role: "panel_member"}},
		&review.Added[review.Assignment]{Record: review.Assignment{Record: review.Record{ID: "assignment-3"}, Person: "p2", Role: "chair"}},
		&review.Added[review.Assignment]{Record: review.Assignment{Record: review.Record{ID: "assignment-4"},
			Person: "p4", Role: "chair", From: review.NewDate(2026, 3, 0)}},
		&review.AssignmentEnded{ID: "assignment-3", To: review.NewDate(2026, 3, 1), Why: review.NewText("left")})
	c.Record(&review.Review{ID: "r3"}, &review.ReviewOpened{Pin: review.Pin{Workflow: "england-scr-2010", Number: 1, Hash: Hash()}},
		&review.TrackOpened{Track: "review", Stage: "referred"})

	day := review.NewDate
	for _, tt := range []struct {
		name  string
		query review.Query
		want  []string
	}{
		{"all, the newest first", review.Query{}, []string{"3", "2", "1"}},
		{"after a reference in small letters", review.Query{After: "exb-2026-3"}, []string{"2", "1"}},
		{"open", review.Query{Open: true}, []string{"3", "2"}},
		{"at a stage of any track", review.Query{Stage: "awaited"}, []string{"2"}},
		{"at a stage of a track", review.Query{Stage: "review.referred"}, []string{"3"}},
		{"at a stage of another track", review.Query{Stage: "agency_report.decided"}, nil},
		{"at a stage that a track has left", review.Query{Stage: "review.decided", After: "EXB-2026-002"}, nil},
		{"of a workflow", review.Query{Workflow: "england-scr-2010"}, []string{"3"}},
		{"with a clock due before a day", review.Query{Overdue: day(2026, 4, 3)}, []string{"2"}},
		{"on the day it falls due", review.Query{Overdue: day(2026, 4, 2)}, nil},
		{"with somebody in it, no day told", review.Query{Person: "p1"}, []string{"2"}},
		{"with somebody in it on a day", review.Query{Person: "p1", Today: day(2026, 6, 30)}, []string{"2", "1"}},
		{"after the last day of the part", review.Query{Person: "p1", Today: day(2026, 7, 1)}, []string{"2"}},
		{"before the part began", review.Query{Person: "p4", Today: day(2026, 2, 28)}, nil},
		{"on the first day it may have begun", review.Query{Person: "p4", Today: day(2026, 3, 1), Stage: "review.decided"}, []string{"2"}},
		{"with somebody who has left", review.Query{Person: "p2", Today: day(2026, 3, 2)}, nil},
		{"with nobody", review.Query{Person: "p3"}, nil},
		{"with somebody in it, or under a definition", review.Query{Person: "p1", Today: day(2026, 7, 1),
			Under: []review.Pin{{Workflow: "england-scr-2010", Number: 1}, {Workflow: "learning-together", Number: 7}}}, []string{"3", "2"}},
		{"several at once", review.Query{Person: "p1", Stage: "awaited", Open: true, Overdue: day(2027, 1, 1),
			Workflow: "learning-together", Today: day(2026, 3, 2)}, []string{"2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := c.Store.List(t.Context(), tt.query)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{}
			for _, n := range tt.want {
				want = append(want, "EXB-2026-00"+n)
			}
			same(t, "the list", references(list), want)
			if n, err := c.Store.Count(t.Context(), tt.query); tt.query.After == "" && (err != nil || n != int64(len(want))) {
				t.Errorf("%d are counted (%v), want %d", n, err, len(want))
			}
		})
	}
	t.Run("a line says where the review stands", func(t *testing.T) {
		list, err := c.Store.List(t.Context(), review.Query{Stage: "awaited"})
		if err != nil {
			t.Fatal(err)
		}
		want := review.Listed{Reference: "EXB-2026-002", Workflow: "learning-together", Number: 1, OpenedOn: day(2026, 3, 2),
			Stages: []review.Listing{{Track: "review", Stage: "decided"}}, OnHold: true,
			NextDue: day(2026, 4, 2), NextClock: "decide", Latest: day(2026, 3, 2)}
		if asJSON(t, list[0]) != asJSON(t, want) {
			t.Errorf("the line is\n%s, want\n%s", asJSON(t, list[0]), asJSON(t, want))
		}
	})
	c.Verify()
}
