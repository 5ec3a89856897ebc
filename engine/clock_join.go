package engine

import (
	"slices"

	"scr/workflow"
)

// joinClocks starts, for an item that was added late, the clocks that run for the
// others already. A limit counts from the day on which it was added: nobody could have
// begun before. What counts back from a day that is planned, or keeps to one, keeps to it.
func (d *draft) joinClocks(track, item string) error {
	return d.startForAll(track, item, func(*workflow.Clock) bool { return true })
}

// resumeItem starts the clocks of an item again that ran for nothing while it was excused:
// those that run for the others and that no move of its own had stopped.
func (d *draft) resumeItem(track, item string) error {
	return d.startForAll(track, item, func(kind *workflow.Clock) bool { return !d.stoppedFor(kind, item) })
}

func (d *draft) startForAll(track, item string, wanted func(*workflow.Clock) bool) error {
	for i := range d.def.Clocks {
		kind := &d.def.Clocks[i]
		if kind.Track != track || !wanted(kind) {
			continue
		}
		begun, ok := d.startedForAll(kind)
		if !ok {
			continue
		}
		by, from, _ := begun.starts(kind)
		if kind.Kind == workflow.Forward && from.Before(d.on) || !begun.dated(by) {
			from, begun.cause = d.on, 0
		}
		begun.item = item
		if err := d.startClock(kind, item, by, from, begun); err != nil {
			return err
		}
	}
	return nil
}

// dated reports whether a clock counts from a day that is written in a form, and not from
// the one on which the form was filled.
func (h happening) dated(by string) bool { return by != h.name }

// startedForAll returns what started a clock for every item at once, unless something
// stopped it for every item after that.
func (d *draft) startedForAll(kind *workflow.Clock) (begun happening, ok bool) {
	if slices.Contains(kind.Starts, workflow.Opened) && d.review.TakenOn == nil {
		begun, ok = d.moved(workflow.Opened, ""), true
	}
	for _, h := range d.occurred(d.review) {
		if d.itemFor(kind, h) != "" {
			continue
		}
		if slices.Contains(kind.Stops, h.name) {
			ok = false
		}
		if h.sets(kind) && (!ok || begun.again(kind, h)) {
			begun, ok = h, true
		}
	}
	return begun, ok
}

// again reports whether something is the form filled again that a clock counts from.
func (h happening) again(kind *workflow.Clock, later happening) bool {
	by, _, _ := h.starts(kind)
	same, _, _ := later.starts(kind)
	return later.dated(same) && by == same
}

// stoppedFor reports whether something that is about the item itself stopped its clock.
func (d *draft) stoppedFor(kind *workflow.Clock, item string) bool {
	c, ran := d.review.Clock(kind.Name, item)
	return ran && slices.ContainsFunc(d.occurred(d.review), func(h happening) bool {
		return h.cause > since(c) && d.itemFor(kind, h) == item && slices.Contains(kind.Stops, h.name)
	})
}
