package engine

import (
	"strings"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	limit.Hold(t, limit.Limit{What: "a plain value: a title, a minute, a place", N: longestLine, Says: "is one line of 120 letters at most", Code: review.Invalid,
		Try: func(_ *testing.T, n int64) error { return short("the title", strings.Repeat("é", int(n))) }})
}
