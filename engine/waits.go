package engine

import (
	"context"
	"slices"

	"scr/review"
)

// Waits returns everything that stands in the way of one move now, whether or not its
// track stands where it begins: also of a move that the program makes itself, or that is
// only made with another. Whoever tries a definition out asks it.
func (e *Engine) Waits(ctx context.Context, reference, move, item string, by Reader) ([]review.Obstacle, error) {
	d, _, err := e.reading(ctx, reference, At{}, by)
	if err != nil {
		return nil, err
	}
	track, tr, err := d.transition(move)
	if err != nil {
		return nil, err
	}
	in, err := d.instanceFor(track, item)
	if err != nil {
		return nil, err
	}
	a := attempt{track: track, tr: tr, in: in, asking: true, linked: len(tr.By) == 0}
	if slices.Contains(tr.From, in.Stage) {
		v, err := d.examine(ctx, a)
		return v.obstacles, err
	}
	elsewhere := in
	elsewhere.Stage = tr.From[0]
	a.in = elsewhere
	v, err := d.examine(ctx, a)
	a.in = in
	return append([]review.Obstacle{stageObstacle(a)}, v.obstacles...), err
}
