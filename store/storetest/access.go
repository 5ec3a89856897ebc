package storetest

import (
	"context"
	"testing"
	"time"

	"scr/review"
)

// testAccess: as many texts as were given are in the access log, by class, one entry
// for one call; what is at hand already is not read again.
func testAccess(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Change(c.Open("r1"), Finding("finding-1", "once"))
	given := map[review.Class]int{}
	review.EachText(r, func(_ string, class review.Class, _ *review.Text) { given[class]++ })
	for range 2 {
		if err := c.Store.TextsOf(t.Context(), Reading(), r); err != nil {
			t.Fatal(err)
		}
	}
	log := AccessLog(t, c.Store, review.AccessQuery{})
	if len(log) != 1 {
		t.Fatalf("%d entries for one reading", len(log))
	}
	for _, texts := range log[0].Texts {
		if given[texts.Class] != texts.Count {
			t.Errorf("%d texts of class %s are in the log, %d were given", texts.Count, texts.Class, given[texts.Class])
		}
		delete(given, texts.Class)
	}
	if len(given) > 0 {
		t.Errorf("%v were given and are not in the log", given)
	}
	if log[0].Reading != Reading() {
		t.Errorf("the log tells of another reading: %+v", log[0].Reading)
	}
	for _, q := range []review.AccessQuery{{Person: "p2"}, {Stream: "review/r2"}, {Since: Reading().At.Add(time.Second)}, {Until: Reading().At}} {
		if list := AccessLog(t, c.Store, q); len(list) > 0 {
			t.Errorf("%+v is answered with %d entries", q, len(list))
		}
	}
	n, err := c.Store.AccessCount(t.Context(), "p1", "review/r1", Reading().At)
	if err != nil || n != 1 {
		t.Errorf("%d readings are counted (%v)", n, err)
	}
}

// testNamelessReading: without a reader there is no entry, and so no text.
func testNamelessReading(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Change(c.Open("r1"), Finding("finding-1", "kept"))
	for name, by := range map[string]func(*review.Reading){
		"no person": func(by *review.Reading) { by.Person = "" }, "no command": func(by *review.Reading) { by.Command = "" },
		"no stream": func(by *review.Reading) { by.Stream = "" }, "no output": func(by *review.Reading) { by.Output = "" },
		"no basis": func(by *review.Reading) { by.Basis = "" },
	} {
		reading := Reading()
		by(&reading)
		if err := c.Store.TextsOf(t.Context(), reading, r); err == nil {
			t.Errorf("%s: texts are given", name)
		}
		if r.Findings[0].Title.Loaded() {
			t.Fatalf("%s: a text is there in spite of the error", name)
		}
	}
	if log := AccessLog(t, c.Store, review.AccessQuery{}); len(log) > 0 {
		t.Errorf("%d entries of what was not given", len(log))
	}
}

// testWithheld: a text that is kept from the reader is neither given nor counted.
func testWithheld(t *testing.T, fresh Fresh) {
	c := NewClerk(t, fresh(t)())
	r := c.Change(c.Open("r1"), Finding("finding-1", "kept"))
	review.Unshare(r)
	review.EachText(r, func(_ string, _ review.Class, text *review.Text) { text.Withhold() })
	if err := c.Store.TextsOf(t.Context(), Reading(), r); err != nil {
		t.Fatal(err)
	}
	if r.Findings[0].Title.Loaded() || !r.Findings[0].Title.Filled() {
		t.Error("a withheld text is there, or is said never to have been")
	}
	if log := AccessLog(t, c.Store, review.AccessQuery{}); len(log) > 0 {
		t.Errorf("%d entries, and nothing was read", len(log))
	}
}

// AccessLog returns entries of a store's access log, and stops the test where they
// cannot be read.
func AccessLog(t testing.TB, s interface {
	AccessLog(context.Context, review.AccessQuery) ([]review.Access, error)
}, q review.AccessQuery) []review.Access {
	t.Helper()
	log, err := s.AccessLog(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return log
}
