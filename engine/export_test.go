package engine

import (
	"context"

	"scr/review"
)

// Places says of what kind the records are that a field of a review's state holds.
var Places = places

// Counted returns a review's clocks as its holds on record make them.
func (e *Engine) Counted(ctx context.Context, r *review.Review) ([]review.Clock, error) {
	l, err := e.definition(ctx, r.Pin.Hash)
	if err != nil {
		return nil, err
	}
	d := &draft{def: l.def, review: r}
	var clocks []review.Clock
	for _, c := range r.Clocks {
		counted, err := d.count(c)
		if err != nil {
			return nil, err
		}
		clocks = append(clocks, counted)
	}
	return clocks, nil
}

// AsEdition has the engine decide by the rules of an earlier edition, as a replay does.
func (e *Engine) AsEdition(edition int) { e.rules = edition }

// JudgedBy returns a task as it stands on the day of a horizon.
func (t Task) JudgedBy(h Horizon) Task {
	h.judge(&t)
	return t
}

// Suppressed says what is shown instead of numbers and of their sum.
var Suppressed = suppressed
