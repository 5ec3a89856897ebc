package engine_test

import "testing"

// TestATrackBesideTheReviewKeepsItNotOpen closes a review whose agency reports were
// never finished, because they run beside it.
func TestATrackBesideTheReviewKeepsItNotOpen(t *testing.T) {
	for name, beside := range map[string]bool{"beside": true, "a part of it": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if beside {
				w.variant("for_each: agency\n", "for_each: agency\n    beside: true\n")
			} else {
				w.variant()
			}
			w.open()
			w.agency("hospital", "health")
			w.decide("no_review", "2014-03-05")
			if got := w.review().Closed(); got != beside {
				t.Errorf("with a report awaited, closed: %t", got)
			}
		})
	}
}
