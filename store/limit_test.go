package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"scr/internal/limit"
	"scr/review"
	"scr/store/storetest"
)

// inOne records in one command.
func inOne(t *testing.T, db *DB, c *storetest.Clerk, bodies ...review.Body) error {
	t.Helper()
	board, err := db.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Append(t.Context(), c.Ask(board, bodies...))
	return err
}

func TestLimits(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	limit.Hold(t,
		limit.Limit{What: "a text", N: MaxText, Says: "the most is 1048576", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				login := review.NewText(strings.Repeat("x", int(n)))
				return inOne(t, db, c, &review.UserNamed{User: review.User{ID: "user-1", Person: "p1", Login: login}})
			}},
		limit.Limit{What: "events of one command", N: MaxEvents, Says: "the most is 10000", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				return inOne(t, db, c, slices.Repeat([]review.Body{&review.OfficeHeld{Office: "chair", Person: "p1"}}, int(n))...)
			}},
		limit.Limit{What: "reviews on a page of a list", N: largestPage, Says: "a page has at most 500 reviews", Code: review.Invalid,
			Try: func(t *testing.T, n int64) error {
				_, err := db.List(t.Context(), review.Query{Limit: int(n)})
				return err
			}},
		limit.Limit{What: "a clock behind the last entry", N: int64(clockSlack), Says: "the clock of this machine went back", Code: review.Failed,
			Try: func(_ *testing.T, n int64) error {
				last := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
				tries := 0
				_, err := db.inTime(review.Append{RecordedAt: last.Add(-time.Duration(n))}, func(a review.Append) (review.Receipt, error) {
					if tries++; tries > 1 {
						return review.Receipt{}, nil
					}
					return review.Receipt{}, &earlierError{instant(last)}
				})
				return err
			}},
	)
}
