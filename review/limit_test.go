package review_test

import (
	"fmt"
	"testing"

	"scr/internal/limit"
	"scr/review"
)

func TestLimits(t *testing.T) {
	year := func(_ *testing.T, n int64) error {
		_, err := review.ParseDate(fmt.Sprintf("%d-12-31", n))
		return err
	}
	limit.Hold(t,
		limit.Limit{What: "the year of a day, at least", N: review.MinYear, Says: "is not a date: years are 1900 to 2200", Code: review.Invalid, Least: true, Try: year},
		limit.Limit{What: "the year of a day", N: review.MaxYear, Says: "is not a date: years are 1900 to 2200", Code: review.Invalid, Try: year},
	)
}
