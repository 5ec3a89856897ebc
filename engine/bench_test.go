package engine_test

import (
	"testing"

	"scr/engine"
)

// BenchmarkAdvance is a whole move on a database on disk: load, judge, append.
func BenchmarkAdvance(b *testing.B) {
	w := newWorld(b).analysis()
	for b.Loop() {
		w.mustMove("p3", "review.note", "2014-04-02")
	}
}

// BenchmarkAdvanceWithRule is the same with two requirements on the way.
func BenchmarkAdvanceWithRule(b *testing.B) {
	w := newWorld(b).analysis()
	w.mustMove("p3", "review.gather_more", "2014-04-02")
	for b.Loop() {
		_, err := w.Advance(b.Context(), engine.Advance{Meta: w.on("p3", "2014-04-02"), Review: w.ref, Move: "review.check"})
		if err != nil {
			b.Fatal(err)
		}
	}
}
