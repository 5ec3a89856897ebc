package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
		if err := d.instanceUpon(ctx, h, track, in); err != nil {
			return err
		}
	}
	return nil
}

// instanceUpon makes the first move of an instance that an event brings. Where a hold alone
// keeps it from being made, that is remarked.
func (d *draft) instanceUpon(ctx context.Context, h happening, track *workflow.Track, in review.Instance) error {
	held := ""
	for j := range track.Transitions {
		tr := &track.Transitions[j]
		if !h.brings(tr) || !slices.Contains(tr.From, in.Stage) {
			continue
		}
		a := attempt{track: track, tr: tr, in: in, linked: true}
		moved, obstacles, err := d.tryMove(ctx, a, review.MoveMade{Upon: h.handle})
		if err != nil || moved {
			return err
		}
		if held == "" {
			held = d.heldBack(a, h, obstacles)
		}
	}
	if held != "" {
		d.held = append(d.held, held)
	}
	return nil
}

// heldBack says that nothing but holds kept a move from being made upon what was recorded,
// to somebody who may know of them. It is not made later either: what came in meanwhile is
// for people to weigh.
func (d *draft) heldBack(a attempt, h happening, obstacles []review.Obstacle) string {
	var holds []string
	for _, o := range obstacles {
		if o.Kind != review.ByHold || d.eyes().hidesAny(o.Name) || d.eyes().hidesItem(a.in.Item) {
			return ""
		}
		holds = append(holds, o.Name)
	}
	if len(holds) == 0 {
		return ""
	}
	return fmt.Sprintf("%s is not made upon %s, now or later: %s in force; \"scr next\" says what can be done when that ends",
		a.name(), h.handle, areIn(holds))
}

// areIn lists the holds that are in force.
func areIn(holds []string) string {
	if len(holds) == 1 {
		return holds[0] + " is"
	}
	return strings.Join(holds, " and ") + " are"
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
