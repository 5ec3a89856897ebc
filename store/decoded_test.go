package store

import (
	"testing"

	"scr/review"
	"scr/store/storetest"
)

func finding(title string) review.Body {
	f := review.WithID(review.Finding{Kind: review.Pattern, Title: review.NewText(title)}, "finding-1")
	return &review.Added[review.Finding]{Record: f}
}

func standing(t *testing.T, db *DB, r *review.Review) review.Standing {
	t.Helper()
	s, err := db.Standing(t.Context(), r.Reference, "p1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A review that an append left behind goes to one reader only. Texts that were
// loaded to show it must not come to whoever reads next.
func TestShownTextsStayWithTheirReader(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Change(c.Open("r1"), finding("canary"))
	if len(db.decoded.reviews) != 1 {
		t.Fatal("the review that an append left behind was not kept")
	}
	first := standing(t, db, r).Review
	if err := db.Texts(t.Context(), first.Stream(), first); err != nil {
		t.Fatal(err)
	}
	if !first.Findings[0].Title.Loaded() {
		t.Fatal("the text was not loaded")
	}
	if standing(t, db, r).Review.Findings[0].Title.Loaded() {
		t.Error("the next reader sees a text that was loaded for another")
	}
}

// An append of this process makes only its own stream be read again.
func TestWhatAnAppendChangesIsReadAgain(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	handle := c.Register("person-1", "Made Up")
	p := standing(t, db, r).People[0]
	if db.decoded.board == nil || len(db.decoded.people) != 1 {
		t.Fatal("board and people that were read were not kept")
	}
	amended := p
	amended.Employer = "council"
	c.Record(&p, &review.PersonAmended{Person: amended})
	if db.decoded.board == nil {
		t.Error("the board was forgotten, which did not change")
	}
	if got := standing(t, db, r).People[0]; got.Handle != handle || got.Employer != "council" {
		t.Errorf("the register still says %v", got)
	}
}
