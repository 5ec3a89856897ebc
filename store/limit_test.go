package store

import (
	"strings"
	"testing"

	"scr/review"
	"scr/store/storetest"
)

// TestWhatOneCommandMayRecord tries each limit, and one more.
func TestWhatOneCommandMayRecord(t *testing.T) {
	held := func(n int) []review.Body {
		bodies := make([]review.Body, n)
		for i := range bodies {
			bodies[i] = &review.OfficeHeld{Office: "chair", Person: "p1"}
		}
		return bodies
	}
	long := func(n int) []review.Body {
		return []review.Body{&review.UserNamed{User: review.User{ID: "user-1", Person: "p1", Login: review.NewText(strings.Repeat("x", n))}}}
	}
	tests := []struct {
		name string
		of   func(n int) []review.Body
		most int
		says string
	}{
		{"events", held, MaxEvents, "one command cannot record"},
		{"bytes of a text", long, MaxText, "the most is 1048576"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := opened(t, made(t), Options{})
			c := storetest.NewClerk(t, db)
			board, err := db.Board(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Append(t.Context(), c.Ask(board, tt.of(tt.most+1)...))
			if review.CodeOf(err) != review.Invalid || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("one too many is told as %v", err)
			}
			if _, err := db.Append(t.Context(), c.Ask(board, tt.of(tt.most)...)); err != nil {
				t.Errorf("the most that there may be: %v", err)
			}
		})
	}
}
