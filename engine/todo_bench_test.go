package engine_test

import (
	"testing"

	"scr/engine"
)

// BenchmarkTodo lists what waits in a hundred reviews, as they stand and as they stood: of
// the past each review's log is read.
func BenchmarkTodo(b *testing.B) {
	w := newWorld(b)
	for range 100 {
		w.analysis()
	}
	for name, h := range map[string]engine.Horizon{"now": {}, "past": {On: date(b, "2014-04-15")}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.Todo(b.Context(), "p1", h); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("stats", func(b *testing.B) {
		for b.Loop() {
			w.t = b
			w.figures(engine.Stats{By: []string{"stage"}, On: date(b, "2014-04-15")})
		}
	})
}
