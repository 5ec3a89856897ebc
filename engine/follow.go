package engine

import (
	"cmp"
	"maps"
	"slices"

	"scr/review"
	"scr/workflow"
)

// amendsOccasion reports whether an event is another word on what a definition can name.
func amendsOccasion(body review.Body) bool {
	switch body.(type) {
	case *review.Amended[review.Letter], *review.Amended[review.Document]:
		return true
	}
	return false
}

// occurred lists what a review holds that a definition can name, as it says now, in the
// order in which it was recorded.
func (d *draft) occurred(r *review.Review) []happening {
	at := *d
	at.review = r
	var list []happening
	record := func(seq int64, on review.Date, body review.Body) {
		if h, ok := at.happened(review.Event{Seq: seq, OccurredOn: on, Body: body}); ok {
			list = append(list, h)
		}
	}
	for _, m := range r.Moves {
		list = append(list, happening{name: m.Name(), item: m.Item, cause: m.Seq, on: m.On, move: &m})
	}
	for _, f := range r.Forms {
		record(f.Seq, f.On, &f.FormFilled)
	}
	for _, l := range r.Letters {
		record(l.Seq, l.On, &review.Added[review.Letter]{Record: l})
	}
	for _, doc := range r.Documents {
		record(doc.Seq, doc.On, &review.Added[review.Document]{Record: doc})
		for _, v := range doc.Versions {
			record(v.Seq, v.On, &review.DocumentVersioned{ID: doc.ID})
		}
	}
	slices.SortStableFunc(list, func(a, b happening) int { return cmp.Compare(a.cause, b.cause) })
	return formsAfterMoves(list)
}

// formsAfterMoves puts a form that came with a move behind it and the moves that it
// brought: clocks hear of it then.
func formsAfterMoves(list []happening) []happening {
	for i := range list {
		for j := i; list[j].form != "" && list[j].withMove && j+1 < len(list); j++ {
			next := list[j+1]
			if next.move == nil || j == i && next.cause != list[j].cause+1 || j > i && next.move.With == "" {
				break
			}
			list[j], list[j+1] = next, list[j]
		}
	}
	return list
}

// follow lets the clocks follow what was recorded before and says something else now: it
// was corrected, voided or amended. What this decision records itself is not looked at.
func (d *draft) follow() error {
	before, now := byCause(d.occurred(d.before)), byCause(d.occurred(d.review))
	seqs := maps.Clone(before)
	maps.Copy(seqs, now)
	for _, seq := range slices.Sorted(maps.Keys(seqs)) {
		was, is := before[seq], now[seq]
		if seq > d.before.Version || was.says(is) {
			continue
		}
		for i := range d.def.Clocks {
			if err := d.followRecord(&d.def.Clocks[i], seq, was, is); err != nil {
				return err
			}
		}
	}
	return nil
}

func byCause(list []happening) map[int64]happening {
	of := make(map[int64]happening, len(list))
	for _, h := range list {
		of[h.cause] = h
	}
	return of
}

// says reports whether two words on a record are the same to a clock.
func (h happening) says(other happening) bool {
	return h.name == other.name && h.item == other.item && h.on == other.on && maps.Equal(h.values, other.values) &&
		deadlineOf(h) == deadlineOf(other) && answeredBy(h) == answeredBy(other)
}

func answeredBy(h happening) string {
	if h.letter == nil {
		return ""
	}
	return h.letter.Answers
}

// followRecord lets one clock follow a record: those runs that it started, that it should
// have started, and that it stopped. Either word on it is the zero one where it was void.
func (d *draft) followRecord(kind *workflow.Clock, seq int64, was, is happening) error {
	started := false
	for _, c := range d.review.Clocks {
		if c.Name != kind.Name || c.Cause != seq {
			continue
		}
		started = true
		if err := d.followStart(kind, c, was, is); err != nil {
			return err
		}
	}
	if !started && !was.sets(kind) {
		if err := d.startLate(kind, is); err != nil {
			return err
		}
	}
	for _, c := range d.review.Clocks {
		if c.Name != kind.Name {
			continue
		}
		if err := d.followStop(kind, c, seq, was, is); err != nil {
			return err
		}
	}
	return nil
}

// followStart counts a run again from what the record that it counts from says now. What
// starts nothing any more waits for nothing, unless the run had counted from an earlier
// filling of the form, which then stands again.
func (d *draft) followStart(kind *workflow.Clock, c review.Clock, was, is happening) error {
	stopped := c.State == review.Stopped
	switch {
	case is.sets(kind) && stopped && !was.sets(kind):
		return d.startLate(kind, is)
	case is.sets(kind) && (is.item == was.item || was.name == ""):
		_, from, _ := is.starts(kind)
		return d.countFrom(kind, c, from, is)
	}
	if earlier := d.fillingBefore(c, was); earlier.sets(kind) {
		_, from, _ := earlier.starts(kind)
		return d.countFrom(kind, c, from, earlier)
	}
	if stopped {
		return nil
	}
	return d.stopClock(c, d.on, 0)
}

// sets reports whether something starts a clock, with a day to count from.
func (h happening) sets(kind *workflow.Clock) bool {
	_, _, starts := h.starts(kind)
	return starts && (kind.Kind != workflow.LetterDeadline || !deadlineOf(h).IsZero())
}

// fillingBefore returns the filling of a form that stands where another does no more, of
// the same run of a clock.
func (d *draft) fillingBefore(c review.Clock, was happening) (h happening) {
	if was.form == "" || was.cause < c.Seq {
		return h
	}
	if f, ok := d.review.Filled(was.form, was.item); ok {
		h, _ = d.happened(review.Event{Seq: f.Seq, OccurredOn: f.On, Body: &f.FormFilled})
	}
	return h
}

// startLate starts a clock that a record should have started when it was recorded, unless
// a later filling of the form stands in its place; and stops it where something has
// happened since that stops it.
func (d *draft) startLate(kind *workflow.Clock, h happening) error {
	if !h.sets(kind) {
		return nil
	}
	if f, ok := d.review.Filled(h.form, h.item); ok && f.Seq != h.cause {
		return nil
	}
	from := d.review.Version
	if err := d.beginClock(kind, h); err != nil {
		return err
	}
	for _, c := range d.review.Clocks {
		if c.Name != kind.Name || c.Seq <= from {
			continue
		}
		if stop, ok := d.nextStop(kind, c, h); ok {
			if err := d.stopClock(c, stop.on, stop.stopper()); err != nil {
				return err
			}
		}
	}
	return nil
}

// nextStop returns the first of what has happened after something that stops a run. The
// move that a form came with, and those that this brought, had stopped what they stop
// before the form started anything.
func (d *draft) nextStop(kind *workflow.Clock, c review.Clock, after happening) (happening, bool) {
	with := after.withMove
	for _, h := range d.occurred(d.review) {
		if h.cause <= after.cause {
			continue
		}
		with = with && h.move != nil && (h.cause == after.cause+1 || h.move.With != "")
		if !with && d.ends(kind, c, h) {
			return h, true
		}
	}
	return happening{}, false
}

// followStop lets a run follow a record that stopped it, or should have: it stopped on
// another day, by something else, or runs still.
func (d *draft) followStop(kind *workflow.Clock, c review.Clock, seq int64, was, is happening) error {
	ends := d.ends(kind, c, is)
	switch {
	case c.State != review.Stopped && ends && !d.ends(kind, c, was) && seq > since(c):
		return d.stopClock(c, is.on, seq)
	case c.State != review.Stopped || c.StoppedBy != seq:
		return nil
	case !ends:
		is, ends = d.nextStop(kind, c, was)
	}
	if ends {
		return d.stoppedOtherwise(c, is)
	}
	if in, ok := d.review.Instance(kind.Track, c.Item); ok && kind.Track != "" && in.Excused {
		return nil
	}
	if d.fifth && !d.standsStarted(kind, c) {
		return nil
	}
	return d.runOn(c)
}

// standsStarted reports whether what a run counts from is still on record and starts it: a
// letter that is void waits for no answer.
func (d *draft) standsStarted(kind *workflow.Clock, c review.Clock) bool {
	return c.Cause == 0 || slices.ContainsFunc(d.occurred(d.review), func(h happening) bool { return h.cause == c.Cause && h.sets(kind) })
}

// since is what came before everything that can have stopped a run.
func since(c review.Clock) int64 {
	if c.Cause == 0 {
		return c.Seq
	}
	return min(c.Seq, c.Cause)
}

// stoppedOtherwise records that a clock was stopped by something else, or on another day.
func (d *draft) stoppedOtherwise(c review.Clock, by happening) error {
	if by.on == c.Stopped && by.stopper() == c.StoppedBy {
		return nil
	}
	err := d.emitByProgram(&review.ClockRecomputed{Clock: c.Name, Item: c.Item, Due: c.Due, PausedOn: c.PausedOn,
		Stopped: by.on, StoppedBy: by.stopper()})
	if err != nil {
		return err
	}
	return d.countPaused(c.Name, c.Item)
}

// runOn lets a clock run again that nothing has stopped after all, as the holds that stand
// let it.
func (d *draft) runOn(c review.Clock) error {
	err := d.emitByProgram(&review.ClockRecomputed{Clock: c.Name, Item: c.Item, Due: c.Due, PausedOn: c.PausedOn, Runs: true})
	if err != nil {
		return err
	}
	if err := d.matchClocks(); err != nil {
		return err
	}
	return d.countPaused(c.Name, c.Item)
}

// countFrom records that a clock counts from another day than it did. One that was
// extended is due when that decision says.
func (d *draft) countFrom(kind *workflow.Clock, c review.Clock, start review.Date, h happening) error {
	r, err := d.reckon(kind, start, deadlineOf(h))
	if err != nil {
		return err
	}
	if len(c.Extensions) > 0 {
		r.due = c.Due
	}
	if start == c.Start && r.due == c.Due && r.from == c.From && h.cause == c.Cause {
		return nil
	}
	err = d.emitByProgram(&review.ClockRecomputed{Clock: c.Name, Item: c.Item, Start: start,
		Due: r.due, From: r.from, PausedOn: c.PausedOn, Edition: r.edition, Cause: h.cause})
	if err != nil {
		return err
	}
	return d.countPaused(c.Name, c.Item)
}
