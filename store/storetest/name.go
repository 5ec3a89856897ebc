package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"scr/review"
)

func opened(reference string) *review.ReviewOpened {
	return &review.ReviewOpened{Reference: reference, Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: Hash()}}
}

func testReferences(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	for i, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC), "EXB-2026-001"},
		{time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC), "EXB-2026-002"},
		{time.Date(2027, 1, 1, 8, 0, 0, 0, time.FixedZone("east", 9*3600)), "EXB-2026-003"},
		{time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC), "EXB-2026-004"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "EXB-2027-001"},
		{time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC), "EXB-2027-002"}, // the clock is a little behind
		{time.Date(2030, 12, 1, 0, 0, 0, 0, time.UTC), "EXB-2030-001"},
	} {
		a := c.Ask(&review.Review{ID: fmt.Sprint("r", i)}, opened(""))
		a.RecordedAt = tt.at
		receipt, err := c.Store.Append(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if receipt.Reference != tt.want {
			t.Errorf("at %s the reference is %s, want %s", tt.at, receipt.Reference, tt.want)
		}
	}
	c.Verify()
}

func testLooseReferences(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	c.Open("r1")
	for _, typed := range []string{"EXB-2026-001", "exb-2026-001", "Exb-2026-1"} {
		if r := c.Review(typed); r.ID != "r1" {
			t.Errorf("%s found review %s", typed, r.ID)
		}
	}
	for _, typed := range []string{"EXB-2026-10", "EXB-2026-01x", "EXB-2026", "", "2026-001"} {
		_, err := c.Store.Review(t.Context(), typed)
		wantCode(t, err, review.NotFound)
	}
}

func testHandles(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	if a, b := c.Register("a", "Made Up"), c.Register("b", "Made Up"); a != "p1" || b != "p2" {
		t.Errorf("the handles are %s and %s, want p1 and p2", a, b)
	}
	p, err := c.Store.PersonByID(t.Context(), "b")
	if err != nil || p.Handle != "p2" || p.ID != "b" {
		t.Errorf("person b is %s %s (%v)", p.ID, p.Handle, err)
	}
}

func testChosenNames(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	c.Record(&review.Review{ID: "old"}, opened("EXB-2026-014"))
	c.Record(&review.Review{ID: "foreign"}, opened("LSCB/7"))
	if r := c.Open("r1"); r.Reference != "EXB-2026-015" {
		t.Errorf("after 014 comes %s", r.Reference)
	}
	c.Record(&review.Person{ID: "a"}, &review.PersonRegistered{Person: review.Person{Handle: "p7"}})
	if handle := c.Register("b", "Made Up"); handle != "p8" {
		t.Errorf("after p7 comes %s", handle)
	}
	for _, taken := range []string{"EXB-2026-014", "exb-2026-14"} {
		_, err := c.Store.Append(t.Context(), c.Ask(&review.Review{ID: "again"}, opened(taken)))
		wantCode(t, err, review.Invalid)
	}
	_, err := c.Store.Append(t.Context(), c.Ask(&review.Person{ID: "c"},
		&review.PersonRegistered{Person: review.Person{Handle: "p7"}}))
	wantCode(t, err, review.Invalid)
	c.Verify()
}

func testNamesInRace(t *testing.T, fresh Fresh) {
	const each = 8
	open := fresh(t)
	c := NewClerk(t, open())
	var references [2 * each]string
	var wait sync.WaitGroup
	for h := range 2 {
		s := open()
		for i := range each {
			wait.Go(func() {
				receipt, err := s.Append(t.Context(), c.Ask(&review.Review{ID: fmt.Sprintf("r-%d-%d", h, i)}, opened("")))
				if err != nil {
					t.Error(err)
				}
				references[h*each+i] = receipt.Reference
			})
		}
	}
	wait.Wait()
	slices.Sort(references[:])
	for i, got := range references {
		if want := fmt.Sprintf("EXB-2026-%03d", i+1); got != want {
			t.Errorf("reference %d is %s, want %s", i, got, want)
		}
	}
	c.Verify()
}
