package engine_test

import (
	"context"
	"testing"

	"scr/engine"
	"scr/review"
)

// still is a store that stands still: it answers from memory and writes nothing,
// so that what is timed is deciding alone.
type still struct {
	engine.Store
	as review.Standing
}

func (s still) Standing(context.Context, string, ...string) (review.Standing, error) {
	return s.as, nil
}
func (s still) Append(context.Context, review.Append) (review.Receipt, error) {
	return review.Receipt{}, nil
}

// BenchmarkDecide is deciding alone: facts, rules, obstacles, events, the fold of
// the events into the review. The rules are compiled once, as in a long process.
func BenchmarkDecide(b *testing.B) {
	for _, move := range []struct{ name, move string }{
		{"no rule", "review.note"},
		{"two rules", "review.gather_more"},
	} {
		b.Run(move.name, func(b *testing.B) {
			w := newWorld(b).analysis()
			board, err := w.db.Board(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			people, err := w.db.People(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			w.Store = still{w.db, review.Standing{Review: w.review(), Board: board, People: people}}
			for b.Loop() {
				w.mustMove("p3", move.move, "2014-04-02")
			}
		})
	}
}

// BenchmarkRefused times the answer to somebody without a part, for a review that is
// there and for one that is not: the two are to differ by less than a tenth.
func BenchmarkRefused(b *testing.B) {
	w := newWorld(b).open()
	for range 50 {
		w.record("2014-02-03", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "counsel", Kind: "query"}})
	}
	for name, reference := range map[string]string{"hidden": w.ref, "absent": "EXB-2014-999"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.Show(b.Context(), reference, engine.At{}, engine.Reader{Person: "p7", Command: "scr show"}); review.CodeOf(err) != review.NotFound {
					b.Fatal(err)
				}
			}
		})
	}
}
