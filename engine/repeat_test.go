package engine_test

import (
	"context"
	"testing"

	"scr/engine"
	"scr/review"
)

// A move cannot be made twice; but who repeats the command that made it, because no
// answer came, is answered as the first time and not refused.
func TestAMoveThatIsRepeatedIsNotRefused(t *testing.T) {
	w := newWorld(t).analysis()
	meta := w.on("p2", "2014-06-01")
	meta.CommandID = "given"
	release := engine.Advance{Meta: meta, Review: w.ref, Move: "publication.release"}
	first := w.must(w.Advance(t.Context(), release)).Receipt
	second := w.must(w.Advance(t.Context(), release)).Receipt
	if !second.Repeated || second.First != first.First || second.Last != first.Last {
		t.Errorf("the first receipt is %d–%d, the second %d–%d, repeated %t", first.First, first.Last, second.First, second.Last, second.Repeated)
	}
	w.clean()
}

// interrupted is a store in which somebody else writes after each look at a review.
type interrupted struct {
	engine.Store
	somebody func()
}

func (s interrupted) Standing(ctx context.Context, reference string, also ...string) (review.Standing, error) {
	standing, err := s.Store.Standing(ctx, reference, also...)
	s.somebody()
	return standing, err
}

// Who decided on a move had seen the review as it stood. When somebody else writes
// before the move is recorded, it is theirs to look again, also where the move would
// still be possible.
func TestAMoveIsNotMadeOnWhatNobodySaw(t *testing.T) {
	w := newWorld(t).analysis()
	others := &engine.Engine{Store: w.Store, Now: w.Now, NewID: w.NewID}
	wrote := 0
	w.Store = interrupted{w.Store, func() {
		if wrote++; wrote == 1 {
			w.must(others.Record(t.Context(), engine.Record{Meta: engine.Meta{User: "p1"}, Review: w.ref,
				Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}))
		}
	}}
	_, err := w.Advance(t.Context(), engine.Advance{Meta: engine.Meta{User: "p2"}, Review: w.ref, Move: "publication.release"})
	code(t, err, review.Conflict)
	if wrote != 1 {
		t.Errorf("the review was looked at %d times", wrote)
	}
}
