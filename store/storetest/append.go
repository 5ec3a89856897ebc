package storetest

import (
	"sync"
	"testing"

	"scr/review"
)

func testOnce(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	r := c.Open("r1")
	ask := func() review.Append {
		a := c.Ask(r, Finding("finding-1", "once"))
		a.Command, a.Digest = "the-command", "the-digest"
		return a
	}
	first, err := c.Store.Append(t.Context(), ask())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Store{c.Store, open()} {
		again, err := s.Append(t.Context(), ask())
		if err != nil {
			t.Fatal(err)
		}
		if !again.Repeated || again.Events != nil {
			t.Errorf("the second receipt does not say that it is one: %+v", again)
		}
		again.Repeated, again.Events = false, first.Events
		if asJSON(t, again) != asJSON(t, first) {
			t.Errorf("the second receipt is %s, want the first, %s", asJSON(t, again), asJSON(t, first))
		}
	}
	receipt, digest, err := c.Store.Receipt(t.Context(), "the-command")
	if err != nil || digest != "the-digest" || asJSON(t, receipt) != asJSON(t, first) {
		t.Errorf("the receipt kept is %s with digest %s (%v)", asJSON(t, receipt), digest, err)
	}
	if r := c.Review(r.Reference); r.Version != 3 || len(r.Findings) != 1 {
		t.Errorf("the review has version %d and %d findings, want one effect", r.Version, len(r.Findings))
	}

	open2 := c.Ask(&review.Review{ID: "r2"}, opened(""))
	for range 2 { // a repeated opening takes no second reference
		if receipt, err := c.Store.Append(t.Context(), open2); err != nil || receipt.Reference != "EXB-2026-002" {
			t.Errorf("opening answered %s (%v)", receipt.Reference, err)
		}
		open2.Events[0].Body = opened("")
	}
	if r := c.Open("r3"); r.Reference != "EXB-2026-003" {
		t.Errorf("the next reference is %s", r.Reference)
	}
	c.Verify()
}

func testOneDigest(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	a := c.Ask(r, Move("referred", "decided"))
	if _, err := c.Store.Append(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	b := c.Ask(c.Review(r.Reference), Move("decided", "referred"))
	b.Command = a.Command
	_, err := c.Store.Append(t.Context(), b)
	wantCode(t, err, review.Invalid)
	if r := c.Review(r.Reference); r.Version != 3 {
		t.Errorf("the refused command took the review to version %d", r.Version)
	}
}

func testNothingBehind(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	before := c.Verify()
	for name, spoil := range map[string]func(*review.Append){
		"no state":      func(a *review.Append) { a.Before = nil },
		"no events":     func(a *review.Append) { a.Events = nil },
		"no command id": func(a *review.Append) { a.Command = "" },
		"no digest":     func(a *review.Append) { a.Digest = "" },
		"a move from where the track is not": func(a *review.Append) {
			a.Events = append(a.Events, review.Event{Body: Move("analysis", "closed")})
		},
		"an event of another stream": func(a *review.Append) {
			a.Events = append(a.Events, review.Event{Body: &review.UserRemoved{ID: "user-1"}})
		},
		"a file with another hash": func(a *review.Append) {
			a.File = &review.DefinitionFile{Hash: Hash(), Bytes: []byte("another")}
		},
		"a minute that is not UTF-8":  func(a *review.Append) { a.Events[0].Minute = "\xff" },
		"a definition without a hash": func(a *review.Append) { a.Definition = "latest" },
	} {
		a := c.Ask(r, Finding("finding-1", "kept back"))
		body := a.Events[0].Body.(*review.Added[review.Finding])
		spoil(&a)
		if _, err := c.Store.Append(t.Context(), a); err == nil {
			t.Errorf("%s: the append was taken", name)
		}
		if seq, _ := body.Record.Title.Ref(); seq != 0 || body.Record.Title.Reveal() != "title: kept back" {
			t.Errorf("%s: the body is not as it was handed in", name)
		}
	}
	after := c.Verify()
	same(t, "the log", after, before)
	c.Change(r, Finding("finding-1", "taken")) // the database goes on working
}

func testConflict(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	stale := c.Open("r1")
	c.Change(stale, Move("referred", "decided"))
	for _, s := range []Store{c.Store, open()} {
		a := c.Ask(stale, Finding("finding-1", "tried again"))
		_, err := s.Append(t.Context(), a)
		wantCode(t, err, review.Conflict)
		const want = "review EXB-2026-001 moved on while you were working: read it again"
		if err.Error() != want {
			t.Errorf("it says %q, want %q", err, want)
		}
		current := c.Review(stale.Reference)
		current.Findings = nil
		a.Before = current // the same bodies, on the new state
		if _, err := s.Append(t.Context(), a); err != nil {
			t.Errorf("the retry: %v", err)
		}
		r := c.Review(stale.Reference)
		if err := s.Texts(t.Context(), Reading(), r.Stream(), r); err != nil || r.Findings[0].Title.Reveal() != "title: tried again" {
			t.Errorf("the retried text is not there (%v)", err)
		}
		stale = current
	}
	_, err := c.Store.Append(t.Context(), c.Ask(&review.Review{ID: "r1"}, opened("")))
	wantCode(t, err, review.Conflict)
	_, err = c.Store.Append(t.Context(), c.Ask(&review.Person{ID: "nobody", Version: 1}, &review.PersonAmended{}))
	wantCode(t, err, review.Conflict)
}

func testRace(t *testing.T, fresh Fresh) {
	open := fresh(t)
	c := NewClerk(t, open())
	r := c.Open("r1")
	stores := []Store{open(), open()}
	stages := []string{"referred", "decided"}
	for round := range 10 {
		var wait sync.WaitGroup
		var codes [8]review.Code
		for i := range codes {
			wait.Go(func() {
				a := c.Ask(r, Move(stages[round%2], stages[(round+1)%2]))
				if _, err := stores[i%2].Append(t.Context(), a); err != nil {
					codes[i] = review.CodeOf(err)
				}
			})
		}
		wait.Wait()
		won := 0
		for _, code := range codes {
			switch code {
			case "":
				won++
			case review.Conflict:
			default:
				t.Errorf("round %d: a loser was told %s", round, code)
			}
		}
		r = c.Review(r.Reference)
		if won != 1 || r.Version != int64(round)+3 {
			t.Fatalf("round %d: %d writers won, and the version is %d", round, won, r.Version)
		}
	}
	c.Verify()
}

func testCorrection(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	r = c.Change(r, Finding("finding-1", "first"), Finding("finding-2", "second"), Move("referred", "decided"))
	r = c.Change(r, &review.RecordCorrected{Seq: 3, With: Finding("finding-1", "better"), Why: review.NewText("a slip")})
	if err := c.Store.Texts(t.Context(), Reading(), r.Stream(), r); err != nil {
		t.Fatal(err)
	}
	if got := r.Findings[0].Title.Reveal(); got != "title: better" {
		t.Errorf("after the correction it says %q", got)
	}
	r = c.Change(r, &review.RecordCorrected{Seq: 4, Void: true, Why: review.NewText("of another case")})
	if len(r.Findings) != 1 || r.Version != 7 || r.NextID("finding") != "finding-3" || len(r.Corrected) != 2 {
		t.Errorf("after the second was voided: %s", asJSON(t, r))
	}
	r = c.Change(r, Finding("finding-3", "third")) // and it goes on from there
	if len(r.Findings) != 2 {
		t.Errorf("it has %d findings, want 2", len(r.Findings))
	}
	c.Verify()
}

func testStaleCorrection(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Open("r1")
	stale := c.Change(r, Finding("finding-1", "first"))
	c.Change(stale, Move("referred", "decided"))
	a := c.Ask(stale, &review.RecordCorrected{Seq: 3, With: Finding("finding-1", "late"), Why: review.NewText("a slip")})
	_, err := c.Store.Append(t.Context(), a)
	wantCode(t, err, review.Conflict)
	c.Verify()
}
