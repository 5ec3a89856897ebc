package simulation

import (
	"cmp"
	"maps"
	"slices"

	"scr/review"
	"scr/workflow"
)

// flush lets clocks hear of what was recorded, and then of what says another thing now.
// What follows of itself from it comes after.
func (m *reviewModel) flush(def *workflow.Definition, rest []review.Event) {
	n := &m.news
	if len(n.waiting) == 0 && n.changed == 0 {
		return
	}
	was := map[int64]heard{}
	for _, h := range n.list {
		was[h.seq] = h
	}
	now := n.now(def)
	waiting := n.waiting
	n.waiting = nil
	for _, seq := range waiting {
		if h, ok := now[seq]; ok {
			was[seq] = h
			m.happen(def, h, rest)
		}
	}
	at := n.changed
	n.changed = 0
	if at == 0 {
		return
	}
	m.retell(now)
	for _, ev := range n.records {
		if !was[ev.Seq].same(now[ev.Seq]) {
			for i := range def.Clocks {
				m.reword(def, &def.Clocks[i], at, ev.Seq, was[ev.Seq], now[ev.Seq])
			}
		}
	}
}

// retell brings what was heard up to date. What was voided is heard as nothing.
func (m *reviewModel) retell(now map[int64]heard) {
	for i, h := range m.news.list {
		if !h.move {
			is := now[h.seq]
			is.seq = h.seq
			m.news.list[i] = is
		}
	}
}

// happen stops and then starts the clocks that something stops and starts.
func (m *reviewModel) happen(def *workflow.Definition, h heard, rest []review.Event) {
	m.news.list = append(m.news.list, h)
	for p, c := range m.clocks {
		if kind := def.Clock(p.name); !c.over && h.stops(def, kind, p.item) {
			c.stop(h)
		}
	}
	for i := range def.Clocks {
		m.begin(def, &def.Clocks[i], h, h.seq, rest)
	}
}

func (c *clockModel) stop(h heard) {
	c.over, c.stopped, c.stopper = true, h.on, h.seq
	if h.move {
		c.stopper = 0
	}
}

// begin starts a clock for each for which something starts it.
func (m *reviewModel) begin(def *workflow.Definition, kind *workflow.Clock, h heard, at int64, rest []review.Event) {
	by, from, ok := h.starts(kind)
	if !ok {
		return
	}
	cause := h.seq
	if h.move {
		cause = 0
	}
	for _, item := range m.itemsOf(def, kind, h, rest) {
		m.start(kind, item, clockModel{start: from, by: by, cause: cause, at: at, deadline: h.deadline}, h)
	}
}

// start starts a clock that does not run; one that runs counts from the same field of a
// form that was filled again, and from nothing else.
func (m *reviewModel) start(kind *workflow.Clock, item string, run clockModel, h heard) {
	p := place{kind.Name, item}
	c := m.clocks[p]
	switch {
	case c == nil || c.over:
		m.clocks[p] = &run
	case c.cause != 0 && run.cause != 0 && c.by == run.by && (h.form != "" && run.by != h.name || kind.Kind == workflow.LetterDeadline):
		c.start, c.cause, c.deadline = run.start, run.cause, run.deadline
	}
}

// itemsOf are those for which a clock starts: the letter, the item that it is about where
// the track runs for that, or all that are not done.
func (m *reviewModel) itemsOf(def *workflow.Definition, kind *workflow.Clock, h heard, rest []review.Event) []string {
	about := h.about(def, kind)
	switch {
	case kind.Kind == workflow.LetterDeadline:
		return []string{h.id}
	case kind.Track == "":
		return []string{""}
	case about != "":
		at, there := m.spots[place{kind.Track, about}]
		opens := slices.ContainsFunc(rest, func(ev review.Event) bool {
			b, is := ev.Body.(*review.TrackOpened)
			return is && b.Track == kind.Track && b.Item == about
		})
		if !h.move && (at.excused || !there && !opens) {
			return nil
		}
		return []string{about}
	}
	var items []string
	for p, at := range m.spots {
		if p.name == kind.Track && !at.final && !at.excused {
			items = append(items, p.item)
		}
	}
	return items
}

// join starts for an item the clocks that were started for all. A limit counts from the day
// at the earliest, all else from the day that is written down.
func (m *reviewModel) join(def *workflow.Definition, track, item string, ev review.Event, wanted func(*workflow.Clock) bool) {
	for i := range def.Clocks {
		kind := &def.Clocks[i]
		h, begun := m.begunBy(def, kind)
		if kind.Track != track || item == "" || !begun || !wanted(kind) {
			continue
		}
		by, from, _ := h.starts(kind)
		run := clockModel{start: from, by: by, cause: h.seq, at: ev.Seq}
		if by == h.name || kind.Kind == workflow.Forward && from.Before(ev.OccurredOn) {
			run.start, run.cause = ev.OccurredOn, 0
		}
		m.start(kind, item, run, h)
	}
}

// begunBy is what started a clock for all items at once, unless it was stopped so.
func (m *reviewModel) begunBy(def *workflow.Definition, kind *workflow.Clock) (begun heard, ok bool) {
	for _, h := range m.news.list {
		if h.about(def, kind) != "" {
			continue
		}
		if slices.Contains(kind.Stops, h.name) {
			ok = false
		}
		by, _, starts := h.starts(kind)
		first, _, _ := begun.starts(kind)
		if starts && (!ok || by == first && by != h.name) {
			begun, ok = h, true
		}
	}
	return begun, ok
}

// stoppedItself reports whether something about the item itself stopped its clock.
func (m *reviewModel) stoppedItself(kind *workflow.Clock, item string) bool {
	c := m.clocks[place{kind.Name, item}]
	return c != nil && slices.ContainsFunc(m.news.list, func(h heard) bool {
		return h.seq > c.since() && m.itself(kind, h) == item && slices.Contains(kind.Stops, h.name)
	})
}

// itself is the item that something is about.
func (m *reviewModel) itself(kind *workflow.Clock, h heard) string { return h.about(m.def, kind) }

// since is what came before all that can have stopped a run.
func (c *clockModel) since() int64 {
	if c.cause == 0 {
		return c.at
	}
	return min(c.at, c.cause)
}

// excuse stops the clocks of an item of which no more is needed.
func (m *reviewModel) excuse(def *workflow.Definition, track, item string, on review.Date) {
	for p, c := range m.clocks {
		if kind := def.Clock(p.name); kind.Track == track && p.item == item && !c.over {
			c.stop(heard{on: on})
		}
	}
}

// reword follows another word on a record, the at-th event: the runs of a clock that it
// started, should have started, or stopped.
func (m *reviewModel) reword(def *workflow.Definition, kind *workflow.Clock, at, seq int64, was, is heard) {
	_, _, did := was.starts(kind)
	begun := false
	for _, p := range m.runsOf(kind) {
		if c := m.clocks[p]; c.cause == seq {
			begun = true
			m.restart(def, kind, at, p, was, is)
		}
	}
	if !begun && !did {
		m.startLate(def, kind, at, is)
	}
	for _, p := range m.runsOf(kind) {
		m.restop(def, kind, p, seq, was, is)
	}
}

// runsOf are the runs of a clock, in some order.
func (m *reviewModel) runsOf(kind *workflow.Clock) []place {
	runs := slices.Collect(maps.Keys(m.clocks))
	runs = slices.DeleteFunc(runs, func(p place) bool { return p.name != kind.Name })
	slices.SortFunc(runs, func(a, b place) int { return cmp.Compare(a.item, b.item) })
	return runs
}

// restart counts a run again that a record started.
func (m *reviewModel) restart(def *workflow.Definition, kind *workflow.Clock, at int64, p place, was, is heard) {
	c := m.clocks[p]
	_, from, does := is.starts(kind)
	_, _, did := was.starts(kind)
	switch {
	case does && c.over && !did:
		m.startLate(def, kind, at, is)
		return
	case does && (is.item == was.item || was.name == ""):
		c.start, c.deadline = from, is.deadline
		return
	}
	if was.form != "" && was.seq > c.at {
		earlier := m.filled(was.form, was.item)
		if _, from, starts := earlier.starts(kind); starts {
			c.start, c.cause = from, earlier.seq
			return
		}
	}
	if !c.over {
		c.stop(heard{on: m.today})
	}
}

// filled is the latest filling of a form.
func (m *reviewModel) filled(form, item string) (latest heard) {
	for _, h := range m.news.list {
		if h.form == form && h.item == item && h.name != "" && h.seq > latest.seq {
			latest = h
		}
	}
	return latest
}

// startLate starts a clock that should have been started long ago, and stops it where it
// would have been stopped since.
func (m *reviewModel) startLate(def *workflow.Definition, kind *workflow.Clock, at int64, h heard) {
	if h.form != "" && m.filled(h.form, h.item).seq != h.seq {
		return
	}
	before := map[place]*clockModel{}
	maps.Copy(before, m.clocks)
	m.begin(def, kind, h, at, nil)
	for _, p := range m.runsOf(kind) {
		if c := m.clocks[p]; c != before[p] {
			m.stopLate(def, kind, p, h.seq)
		}
	}
}

// stopLate stops a run by the first that stops it of what clocks heard of after something.
func (m *reviewModel) stopLate(def *workflow.Definition, kind *workflow.Clock, p place, after int64) bool {
	i := slices.IndexFunc(m.news.list, func(h heard) bool { return h.seq == after })
	for _, h := range m.news.list[i+1:] {
		if h.stops(def, kind, p.item) {
			m.clocks[p].stop(h)
			return true
		}
	}
	return false
}

// restop follows another word on a record that stopped a run, or should have.
func (m *reviewModel) restop(def *workflow.Definition, kind *workflow.Clock, p place, seq int64, was, is heard) {
	c := m.clocks[p]
	does, did := is.stops(def, kind, p.item), was.stops(def, kind, p.item)
	switch {
	case !c.over && does && !did && seq > c.since():
		c.stop(is)
	case !c.over || c.stopper != seq:
	case does:
		c.stop(is)
	case !m.stopLate(def, kind, p, seq) && !m.spots[place{kind.Track, p.item}].excused:
		c.over, c.stopped, c.stopper = false, review.Date{}, 0
	}
}
