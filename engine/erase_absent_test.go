package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// TestAnErasureOfReasonsIsAsAbsent for whoever may open reviews: who proposed it could only
// propose their own, so that its kind said who had read something for a reason.
func TestAnErasureOfReasonsIsAsAbsent(t *testing.T) {
	w := erasing(t)
	opener := person("")
	opener.MayOpen = true
	w.amend("p6", opener)
	w.relative("relative-1")
	other := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	own := reasons("p7", w.readsIn("p7", "why I read"))
	own.Meta = w.by("p7")
	id, err := w.propose(own)
	if err != nil {
		t.Fatal(err)
	}
	absent := func(when string) {
		t.Helper()
		all, err := w.Erasures(t.Context(), "p6")
		if err != nil || len(all.Erasures) != 1 || all.Erasures[0].ID != other {
			t.Errorf("%s, p6 hears of %+v, %v", when, all.Erasures, err)
		}
		if says := w.erasureTasks("p6"); says != "" {
			t.Errorf("%s, p6 is told to do\n%s", when, says)
		}
		for name, do := range w.withErasures("p6") {
			hidden, none := do(id), do("erasure-99")
			if got, want := hears(hidden), strings.ReplaceAll(hears(none), "erasure-99", id); got != want || review.CodeOf(hidden) != review.CodeOf(none) {
				t.Errorf("%s, %s: p6 hears %q, and of none %q", when, name, got, want)
			}
		}
	}
	absent("proposed")
	w.approve(id, "p3", "p4")
	absent("approved")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	absent("completed")
	w.decidedRight(t)
}

// withErasures is all that somebody can try to do with an erasure.
func (w *world) withErasures(user string) map[string]func(id string) error {
	ctx := w.t.Context()
	return map[string]func(id string) error{
		"show": func(id string) error { _, err := w.Erasure(ctx, id, reader(user)); return err },
		"withdraw": func(id string) error {
			_, err := w.WithdrawErasure(ctx, engine.WithdrawErasure{Meta: w.by(user), Erasure: id, Why: "made up"})
			return err
		},
		"withdraw for no reason": func(id string) error {
			_, err := w.WithdrawErasure(ctx, engine.WithdrawErasure{Meta: w.by(user), Erasure: id})
			return err
		},
		"sort": func(id string) error {
			_, err := w.SortErasure(ctx, engine.SortErasure{Meta: w.by(user), Erasure: id, Texts: []review.TextPlace{{Seq: 2, Path: "why"}}})
			return err
		},
		"approve": func(id string) error {
			_, err := w.ApproveErasure(ctx, engine.ApproveErasure{Meta: w.by(user), Erasure: id})
			return err
		},
		"run": func(id string) error {
			_, err := w.RunErasure(ctx, engine.RunErasure{Meta: w.by(user), Erasure: id})
			return err
		},
	}
}
