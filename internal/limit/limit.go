// Package limit tries limits in tests: exactly so much is taken, and one more is refused
// with a sentence that names the limit. Each row of docs/limits.md is one of them; a
// test of internal/arch holds the document, the constants and the tries together.
//
// The program itself does not use it.
package limit

import (
	"strings"
	"testing"

	"scr/review"
)

// Limit is a row of docs/limits.md.
type Limit struct {
	What  string      // the row
	N     int64       // the constant, under its name
	Says  string      // is part of the sentence beyond it
	Code  review.Code // of the error beyond it
	Least bool        // it is the least, not the most

	// Try does it with n of whatever is limited.
	Try func(t *testing.T, n int64) error
	// Otherwise is what is said of n, where trying needs more than is made up here;
	// empty: nothing is said.
	Otherwise string
}

// Hold tries each limit at n and one beyond.
func Hold(t *testing.T, limits ...Limit) {
	t.Helper()
	for _, l := range limits {
		t.Run(l.What, func(t *testing.T) {
			l.within(t)
			l.beyond(t)
		})
	}
}

func (l Limit) within(t *testing.T) {
	t.Helper()
	err := l.Try(t, l.N)
	switch {
	case err == nil && l.Otherwise == "":
	case err == nil:
		t.Errorf("%d are taken, and something else was expected: %q", l.N, l.Otherwise)
	case l.Otherwise == "" || !strings.Contains(err.Error(), l.Otherwise) || strings.Contains(err.Error(), l.Says):
		t.Errorf("%d are refused: %v", l.N, err)
	}
}

func (l Limit) beyond(t *testing.T) {
	t.Helper()
	n := l.N + 1
	if l.Least {
		n = l.N - 1
	}
	err := l.Try(t, n)
	if err == nil || !strings.Contains(err.Error(), l.Says) || review.CodeOf(err) != l.Code {
		t.Errorf("%d: got %v (%s), want %s and %q", n, err, review.CodeOf(err), l.Code, l.Says)
	}
}
