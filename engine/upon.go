package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// movesUpon makes the moves that the definition ties to what this command recorded, in
// the order in which it was recorded, and of the file.
func (d *draft) movesUpon(ctx context.Context) error {
	for _, ev := range d.events { // not those that these moves add
		h, ok := d.happened(ev)
		if !ok {
			continue
		}
		for i := range d.def.Tracks {
			if err := d.trackUpon(ctx, h, &d.def.Tracks[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// trackUpon makes, of each instance that an event is about, the first move that it brings.
func (d *draft) trackUpon(ctx context.Context, h happening, track *workflow.Track) error {
	for _, in := range d.review.InstancesOf(track.Name) {
		in, _ = d.review.Instance(in.Track, in.Item) // a move of another one may have led it elsewhere
		if in.Excused || !h.about(track, in.Item) {
			continue
		}
		for j := range track.Transitions {
			tr := &track.Transitions[j]
			if !h.brings(tr) || !slices.Contains(tr.From, in.Stage) {
				continue
			}
			moved, err := d.tryMove(ctx, attempt{track: track, tr: tr, in: in, linked: true}, review.MoveMade{Upon: h.handle})
			if err != nil {
				return err
			}
			if moved {
				break
			}
		}
	}
	return nil
}

// brings reports whether a move is made upon that event.
func (h happening) brings(tr *workflow.Transition) bool {
	return slices.Contains(tr.Upon, h.name) && (h.party == "" || len(tr.UponFrom) == 0 || slices.Contains(tr.UponFrom, h.party))
}

// about reports whether an event is about an instance. What is recorded for one item is
// about that item only, in a track for such items; so is a letter, where the other party
// can be what a track runs for. Everything else is about each instance.
func (h happening) about(track *workflow.Track, item string) bool {
	switch {
	case h.of != "" && h.of == track.ForEach:
		return h.item == item
	case h.party != "" && slices.Contains([]string{"agency", "partner", "relative", "participant"}, track.ForEach):
		return h.party == item
	}
	return true
}
