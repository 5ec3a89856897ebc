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

// A review that an append left behind goes to one reader only. Texts that were
// loaded to show it must not come to whoever reads next.
func TestShownTextsStayWithTheirReader(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Change(c.Open("r1"), finding("canary"))
	first := c.Review(r.Reference)
	if err := db.Texts(t.Context(), first.Stream(), first); err != nil {
		t.Fatal(err)
	}
	if !first.Findings[0].Title.Loaded() {
		t.Fatal("the text was not loaded")
	}
	if c.Review(r.Reference).Findings[0].Title.Loaded() {
		t.Error("the next reader sees a text that was loaded for another")
	}
}

// What is kept decoded is used only while the row says the same.
func TestAnotherProcessIsSeen(t *testing.T) {
	path := made(t)
	here, there := opened(t, path, Options{}), opened(t, path, Options{})
	c := storetest.NewClerk(t, here)
	r := c.Open("r1")
	handle := c.Register("person-1", "Made Up")
	if _, err := here.Person(t.Context(), handle); err != nil {
		t.Fatal(err)
	}

	other := &storetest.Clerk{TB: t, Store: there, Now: c.Now}
	other.Change(r, finding("found elsewhere"))
	p, err := there.Person(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	amended := *p
	amended.Employer = "council"
	other.Record(p, &review.PersonAmended{Person: amended})

	if got := c.Review(r.Reference); len(got.Findings) != 1 {
		t.Errorf("%d findings, want the one recorded elsewhere", len(got.Findings))
	}
	if got, err := here.Person(t.Context(), handle); err != nil || got.Employer != "council" {
		t.Errorf("the register still says %v (%v)", got, err)
	}
}
