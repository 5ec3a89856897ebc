package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"scr/review"
)

func (c *Clerk) standing(r *review.Review, also ...string) review.Standing {
	c.Helper()
	s, err := c.Store.Standing(c.Context(), r.Reference, also...)
	if err != nil {
		c.Fatal(err)
	}
	return s
}

func testStanding(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	for _, name := range []string{"has a part", "holds an office", "has neither", "is asked for"} {
		c.Register(name, "Made Up")
	}
	board, err := c.Store.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Record(board, &review.OfficeHeld{Office: "chair", Person: "p2"})
	r := c.Change(c.Open("r1"), &review.Added[review.Assignment]{Record: review.Assignment{
		Record: review.Record{ID: "assignment-1"}, Person: "p1", Role: "lead_reviewer"}})
	for range 2 { // read, then perhaps kept
		s := c.standing(r, "p4", "p99", "")
		if asJSON(t, s.Review) != asJSON(t, r) || len(s.Board.Offices) != 1 {
			t.Errorf("it stands at %s, under %s", asJSON(t, s.Review), asJSON(t, s.Board))
		}
		if got := handles(s.People); len(got) != 3 || !got["p1"] || !got["p2"] || !got["p4"] {
			t.Errorf("the people are %v, want p1, p2 and p4", got)
		}
	}
	_, err = c.Store.Standing(t.Context(), "EXB-2026-099")
	wantCode(t, err, review.NotFound)
}

func handles(people []review.Person) map[string]bool {
	handles := map[string]bool{}
	for _, p := range people {
		handles[p.Handle] = true
	}
	return handles
}

// testStandingOfOthers changes everything that a standing holds in another process.
func testStandingOfOthers(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	other := &Clerk{TB: t, Store: open(), Now: c.Now.Add(time.Hour)}
	handle := c.Register("person-1", "Made Up")
	r := c.Change(c.Open("r1"), Finding("finding-1", "here"))
	c.standing(r, handle)

	r = other.Change(r, Finding("finding-2", "there"))
	p, err := other.Store.Person(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	amended := *p
	amended.Employer = "council"
	other.Record(p, &review.PersonAmended{Person: amended})
	board, err := other.Store.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other.Record(board, &review.OfficeHeld{Office: "chair", Person: handle})

	s := c.standing(r)
	if len(s.Review.Findings) != 2 {
		t.Errorf("%d findings, want also the one recorded elsewhere", len(s.Review.Findings))
	}
	if len(s.Board.Offices) != 1 {
		t.Error("the office given elsewhere is not seen")
	}
	if len(s.People) != 1 || s.People[0].Employer != "council" {
		t.Errorf("the register still says %v", s.People)
	}
}

// testStandingInTurn lets two processes move one review in turn.
func testStandingInTurn(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	other := &Clerk{TB: t, Store: open(), Now: c.Now.Add(time.Minute)}
	r := c.Open("r1")
	stages := []string{"referred", "decided"}
	for n := range 6 {
		by := []*Clerk{c, other}[n%2]
		s := by.standing(r)
		if got := len(s.Review.Moves); got != n {
			t.Fatalf("before move %d the review has %d", n+1, got)
		}
		by.Record(s.Review, Move(stages[n%2], stages[(n+1)%2]))
	}
	c.Verify()
}

// testOneMoment reads a review while another process moves it: its moves must be
// those of its version.
func testOneMoment(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	r := c.Open("r1")
	reader, reference := open(), r.Reference
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			got, err := reader.Review(context.Background(), reference)
			if err != nil || len(got.Moves) > 0 && got.Moves[len(got.Moves)-1].Seq != got.Version {
				t.Errorf("a review at version %d has %d moves (%v)", got.Version, len(got.Moves), err)
				return
			}
		}
	})
	stages := []string{"referred", "decided"}
	for i := range 100 {
		r = c.Change(r, Move(stages[i%2], stages[(i+1)%2]))
	}
	close(done)
	wait.Wait()
}
