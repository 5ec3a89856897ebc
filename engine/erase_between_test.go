package engine_test

import (
	"context"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// between is a store on which somebody else does something after an erasure was looked
// at, and before it is recorded.
type between struct {
	engine.Store
	act func()
}

// Append is part of [engine.Store].
func (b *between) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	if _, erases := a.Events[0].Body.(*review.TextsErased); erases && b.act != nil {
		act := b.act
		b.act = nil
		act()
	}
	return b.Store.Append(ctx, a)
}

// TestWhatComesBetweenStopsAnErasure: a moratorium that was acknowledged while an erasure
// was being made ready did not stop it; nor did its withdrawal, nor a hold on a review in
// which the person had a part.
func TestWhatComesBetweenStopsAnErasure(t *testing.T) {
	relative := engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"}
	somebody := engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"}
	tests := []struct {
		name string
		of   engine.ProposeErasure
		act  func(w *world, id string)
		says string
	}{
		{"a moratorium", relative, func(w *world, _ string) {
			w.must(w.Bar(w.t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
		}, "moratorium-1"},
		{"a moratorium, of somebody in the register", somebody, func(w *world, _ string) {
			w.must(w.Bar(w.t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
		}, "moratorium-1"},
		{"its withdrawal", relative, func(w *world, id string) {
			w.must(w.WithdrawErasure(w.t.Context(), engine.WithdrawErasure{Meta: w.by("p2"), Erasure: id, Why: "a mistake"}))
		}, "erasure-1 is not"},
		{"a hold on a review in which they had a part", somebody, func(w *world, _ string) {
			w.record("2014-04-01", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "publication",
				ReviewOn: date(w.t, "2015-01-01"), Why: review.NewText("made up")}})
		}, "a hold stands"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := erasing(t)
			w.relative("relative-1")
			if tt.of.Kind == review.ErasePerson {
				w.departs("p6")
			}
			id := w.mustPropose(tt.of)
			w.approve(id, "p2", "p3")
			w.Store = &between{w.Store, func() { tt.act(w, id) }}
			err := w.runErasure(id)
			code(t, err, review.Refused)
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "nothing was erased") {
				t.Errorf("it says %v", err)
			}
			if gone := w.says("erased by"); len(gone) > 0 {
				t.Errorf("texts are gone: %v", gone)
			}
			p, err := w.db.Person(t.Context(), "p6")
			if err != nil {
				t.Fatal(err)
			}
			if err := w.db.TextsOf(t.Context(), reading(p.StreamName()), p); err != nil || p.Name.Erased() {
				t.Errorf("the name is gone (%v)", err)
			}
			w.clean()
		})
	}
}

// departs has somebody take part in the review, and then leave the register.
func (w *world) departs(handle string) {
	w.t.Helper()
	w.assign(handle, "team_member", "health")
	left := person(handle)
	left.LeftOn = date(w.t, "2014-08-01")
	w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by("p1"), Person: left, Why: "moved on"}))
}
