package engine

import (
	"slices"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// pausing reports whether a hold pauses a run of a clock while it stands. A planned day, a
// letter's deadline and a window stay where they are.
func (d *draft) pausing(h review.Hold, clock, item string) bool {
	kind, c := d.def.Hold(h.Name), d.def.Clock(clock)
	return kind != nil && c != nil && c.Kind == workflow.Forward && d.stills(kind, h, c, item)
}

// pauseFor pauses a clock for a hold that stands.
func (d *draft) pauseFor(h review.Hold, clock string) error {
	if h.Lifted {
		return nil
	}
	for _, c := range d.review.Clocks {
		if c.Name != clock || !d.pausing(h, clock, c.Item) || c.State == review.Stopped || slices.Contains(c.PausedBy, h.ID) {
			continue
		}
		on := d.on
		if on.Before(h.On) {
			on = h.On
		}
		paused := &review.ClockPaused{Clock: c.Name, Item: c.Item, Hold: h.ID}
		if err := d.emitEvent(review.Event{OccurredOn: on, MadeUp: d.madeUp, Body: paused}); err != nil {
			return err
		}
	}
	return nil
}

// pauseClocks pauses every clock that a new hold pauses.
func (d *draft) pauseClocks(h review.Hold) error {
	for _, kind := range d.def.Clocks {
		if err := d.pauseFor(h, kind.Name); err != nil {
			return err
		}
	}
	return d.countAgain(h.Name)
}

// resumeClocks takes a lifted hold off the clocks that it paused. A clock that
// runs again falls due later by as long as it was paused.
func (d *draft) resumeClocks(h review.Hold) error {
	for _, c := range d.review.Clocks {
		if c.State != review.Stopped && slices.Contains(c.PausedBy, h.ID) {
			if err := d.resume(c, h.ID); err != nil {
				return err
			}
		}
	}
	return d.countAgain(h.Name)
}

func (d *draft) resume(c review.Clock, hold string) error {
	resumed := &review.ClockResumed{Clock: c.Name, Item: c.Item, Hold: hold}
	if c.State == review.Paused && len(c.PausedBy) == 1 {
		counted, err := d.count(c)
		if err != nil {
			return err
		}
		resumed.Due, resumed.Edition = counted.Due, counted.Edition
	}
	return d.emitByProgram(resumed)
}

// matchClocks pauses and resumes clocks until they fit the holds that stand, and
// counts those again that holds of the given names pause.
func (d *draft) matchClocks(holds ...string) error {
	for _, c := range d.review.Clocks {
		if c.State == review.Stopped {
			continue
		}
		for _, id := range c.PausedBy {
			h, ok := review.Find[review.Hold](d.review, id)
			if ok && !h.Lifted && d.pausing(h, c.Name, c.Item) {
				continue
			}
			now, _ := d.review.Clock(c.Name, c.Item)
			if err := d.resume(now, id); err != nil {
				return err
			}
		}
	}
	for _, h := range d.review.Holds {
		for _, kind := range d.def.Clocks {
			if err := d.pauseFor(h, kind.Name); err != nil {
				return err
			}
		}
	}
	return d.countAgain(holds...)
}

// countAgain counts the clocks again that holds of the given names pause: one was
// placed, lifted or corrected.
func (d *draft) countAgain(holds ...string) error {
	for _, c := range d.review.Clocks {
		if !slices.ContainsFunc(holds, func(name string) bool {
			kind := d.def.Hold(name)
			return kind != nil && (kind.PausesAny || slices.Contains(kind.Pauses, c.Name))
		}) {
			continue // new bank holidays alone move no clock
		}
		if err := d.recompute(c); err != nil {
			return err
		}
	}
	return nil
}

// countPaused counts a clock again that started, stopped or was extended, where a
// hold has paused it: what is recorded need not come in the order it happened in.
func (d *draft) countPaused(name, item string) error {
	c, ok := d.review.Clock(name, item)
	if !ok || !slices.ContainsFunc(d.review.Holds, func(h review.Hold) bool { return d.pausing(h, name, item) }) {
		return nil
	}
	return d.recompute(c)
}

// recompute records what the holds make of a clock, where that is something else
// than it says.
func (d *draft) recompute(c review.Clock) error {
	counted, err := d.count(c)
	if err != nil || counted.Due == c.Due && counted.PausedOn == c.PausedOn {
		return err
	}
	return d.emitByProgram(&review.ClockRecomputed{Clock: c.Name, Item: c.Item,
		Due: counted.Due, PausedOn: counted.PausedOn, Edition: counted.Edition})
}

// count returns a clock as the holds on record make it: due by the limit from its
// start, or by its latest extension, and later by all the time that holds have
// paused it since. Whoever extends a clock that is paused knows of the pause: only
// what comes after that decision is added.
func (d *draft) count(c review.Clock) (review.Clock, error) {
	kind := d.def.Clock(c.Name)
	if kind == nil {
		return c, nil
	}
	from, first, edition, err := d.counting(c, kind)
	if err != nil {
		return c, err
	}
	due := lastDay(first)
	c.PausedOn = review.Date{}
	for _, p := range d.pausesOf(c) {
		if p.open {
			c.PausedOn = p.since
			continue
		}
		if due, edition, err = d.moveOn(kind, due, later(p.from, from), p.to, edition); err != nil {
			return c, err
		}
	}
	c.Due, c.Edition = dateOf(due), edition
	return c, nil
}

// counting returns the day from which a clock's pauses count, and when it falls due
// without them.
func (d *draft) counting(c review.Clock, kind *workflow.Clock) (from calendar.Day, due review.Date, edition string, err error) {
	if kind.Kind != workflow.Forward {
		return lastDay(c.Start), c.Due, c.Edition, nil
	}
	if n := len(c.Extensions); n > 0 {
		latest := c.Extensions[n-1]
		return lastDay(latest.On), latest.To, c.Edition, nil
	}
	from = lastDay(c.Start)
	due, edition, err = d.due(from, kind.Within)
	return from, due, edition, err
}

// moveOn moves a due day on by the time between two days: in working days for a
// limit in working days, in calendar days otherwise.
func (d *draft) moveOn(kind *workflow.Clock, due, from, to calendar.Day, edition string) (calendar.Day, string, error) {
	if !to.After(from) {
		return due, edition, nil
	}
	if kind.Within.Unit != workflow.WorkingDays {
		return due.AddDays(to.Sub(from)), edition, nil
	}
	cal, err := calendar.For(d.def.Nation)
	if err != nil {
		return due, edition, err
	}
	n, err := cal.WorkingDaysBetween(from, to)
	if err != nil {
		return due, edition, err
	}
	due, err = cal.AddWorkingDays(due, n)
	return due, cal.Edition(), err
}

// pause is a time in which a clock stood still.
type pause struct {
	since    review.Date // its first day as recorded, perhaps partial
	from, to calendar.Day
	open     bool // no day has ended it
}

// pausesOf returns the times in which holds paused a clock, in order, those that
// overlap or touch as one. What came before its start or after its stop is left
// out, and a pause in which it was stopped has no end.
func (d *draft) pausesOf(c review.Clock) []pause {
	start, stop := lastDay(c.Start), lastDay(c.Stopped)
	stopped := c.State == review.Stopped
	var list []pause
	for _, h := range d.review.Holds {
		if !d.pausing(h, c.Name, c.Item) {
			continue
		}
		p := pause{since: h.On, from: lastDay(h.On), to: lastDay(h.LiftedOn), open: !h.Lifted}
		if start.After(p.from) {
			p.since, p.from = c.Start, start
		}
		if !p.open && !p.to.After(p.from) || stopped && !stop.After(p.from) {
			continue
		}
		if stopped && p.to.After(stop) {
			p.open = true
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b pause) int { return a.from.Compare(b.from) })
	return joinPauses(list)
}

func joinPauses(list []pause) []pause {
	var joined []pause
	for _, p := range list {
		last := len(joined) - 1
		if last < 0 || !joined[last].open && p.from.After(joined[last].to) {
			joined = append(joined, p)
			continue
		}
		joined[last].open = joined[last].open || p.open
		joined[last].to = later(joined[last].to, p.to)
	}
	return joined
}

// later returns the later of two days.
func later(a, b calendar.Day) calendar.Day {
	if a.After(b) {
		return a
	}
	return b
}
