package review_test

import (
	"testing"

	"scr/review"
)

// A blank before a date, and "2 April 2026" as every receipt prints it, were refused.
func TestADateIsReadAsPeopleTypeIt(t *testing.T) {
	for said, want := range map[string]string{
		" 2026-04-02": "2026-04-02", "2026-04-02 ": "2026-04-02", "2 April 2026": "2026-04-02", "02 April 2026": "2026-04-02",
		"2 april 2026": "2026-04-02", " 2  Apr  2026": "2026-04-02", "April 2026": "2026-04", "2026": "2026", "": "", "29 February 2024": "2024-02-29",
	} {
		if d, err := review.ReadDate(said); err != nil || d.String() != want {
			t.Errorf("%q is read as %q (%v), want %q", said, d, err, want)
		}
	}
	for _, said := range []string{"2/4/2026", "04-02-2026", "31 April 2026", "29 February 2023", "2 April 1066", "soon", "2 April", "+2026"} {
		if d, err := review.ReadDate(said); err == nil {
			t.Errorf("%q is read as %q", said, d)
		}
	}
}
