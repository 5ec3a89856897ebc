package simulation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// clockModel is a clock: what it was started, extended and stopped on. When it falls
// due follows from these, the definition and the holds.
type clockModel struct {
	start, stopped review.Date
	over           bool
	byMove         bool // a move of its own item stopped it
	extended       bool
	on, until      review.Date // of the latest extension
}

// tick follows what starts, stops and extends clocks: moves and the opening, as the
// definition has it. The events by which the program says so are not looked at.
func (m *reviewModel) tick(def *workflow.Definition, ev review.Event) {
	switch b := ev.Body.(type) {
	case *review.ReviewOpened:
		m.ticks(def, "opened", "", ev.OccurredOn)
	case *review.ReviewTakenOn:
		clear(m.clocks) // when it was referred is not known
		clear(m.begun)
	case *review.TrackOpened:
		m.join(def, b.Track, b.Item, ev.OccurredOn)
	case *review.ItemExcused:
		m.excuse(def, b.Track, b.Item, ev.OccurredOn)
	case *review.ItemAdmitted:
		m.resume(def, b.Track, b.Item, ev.OccurredOn)
	case *review.MoveMade:
		m.ticks(def, b.Name(), b.Item, ev.OccurredOn)
	case *review.ClockExtended:
		if c := m.clocks[place{b.Clock, b.Item}]; c != nil {
			c.extended, c.on, c.until = true, ev.OccurredOn, b.Due
		}
	}
}

// ticks stops and then starts the clocks that a move stops and starts.
func (m *reviewModel) ticks(def *workflow.Definition, name, item string, on review.Date) {
	for _, kind := range def.Clocks {
		starts, stops := slices.Contains(kind.Starts, name), slices.Contains(kind.Stops, name)
		if stops {
			m.stop(kind, item, on)
		}
		if starts {
			for _, of := range m.itemsOf(kind, item) {
				m.start(kind, of, on)
			}
		}
		if item == "" && (starts || stops) {
			m.begun[kind.Name] = starts
		}
	}
}

func (m *reviewModel) start(kind workflow.Clock, item string, on review.Date) {
	p := place{kind.Name, item}
	if c := m.clocks[p]; c == nil || c.over {
		m.clocks[p] = &clockModel{start: on}
	}
}

// stop stops the clock of an item, or of all of them.
func (m *reviewModel) stop(kind workflow.Clock, item string, on review.Date) {
	for p, c := range m.clocks {
		if p.name == kind.Name && p.item == item && item != "" {
			c.byMove = true
		}
		if p.name == kind.Name && !c.over && (kind.Track == "" || item == "" || p.item == item) {
			c.over, c.stopped = true, on
		}
	}
}

// itemsOf are those for which a clock starts: the item that the move is about, or all
// that are not done.
func (m *reviewModel) itemsOf(kind workflow.Clock, item string) []string {
	switch {
	case kind.Track == "":
		return []string{""}
	case item != "":
		return []string{item}
	}
	var items []string
	for p, at := range m.spots {
		if p.name == kind.Track && !at.final && !at.excused {
			items = append(items, p.item)
		}
	}
	return items
}

// join starts for a new item the clocks that were started for all.
func (m *reviewModel) join(def *workflow.Definition, track, item string, on review.Date) {
	for _, kind := range def.Clocks {
		if kind.Track == track && item != "" && m.begun[kind.Name] {
			m.start(kind, item, on)
		}
	}
}

// excuse stops the clocks of an item of which no more is needed.
func (m *reviewModel) excuse(def *workflow.Definition, track, item string, on review.Date) {
	for p, c := range m.clocks {
		if kind := def.Clock(p.name); kind.Track == track && p.item == item && !c.over {
			c.over, c.stopped = true, on
		}
	}
}

// resume starts the clocks again that were started for all and that no move of the item
// stopped.
func (m *reviewModel) resume(def *workflow.Definition, track, item string, on review.Date) {
	for _, kind := range def.Clocks {
		if c := m.clocks[place{kind.Name, item}]; kind.Track == track && m.begun[kind.Name] && (c == nil || !c.byMove) {
			m.start(kind, item, on)
		}
	}
}

// pausing reports whether a hold, while it stands, keeps a clock from running.
func pausing(def *workflow.Definition, h *holdModel, p place) bool {
	kind, clock := def.Hold(h.name), def.Clock(p.name)
	switch {
	case kind == nil || clock == nil:
		return false
	case kind.PausesAny:
		return pausesAny(h, clock, p.item)
	case h.covers == "track" && h.item != "" && (clock.Track != h.target || p.item != h.item):
		return false
	}
	return slices.Contains(kind.Pauses, p.name) && h.covers != "participant" && h.covers != "document"
}

// pausesAny reports whether a hold that pauses all of what it covers covers a clock.
func pausesAny(h *holdModel, clock *workflow.Clock, item string) bool {
	if h.covers == "review" {
		return true
	}
	if clock.Track != "" {
		return h.reaches(clock.Track, item)
	}
	for _, name := range clock.Stops {
		track, _, _ := strings.Cut(name, ".")
		if h.item == "" && h.covers != "participant" && h.covers != "document" && h.reaches(track, "") {
			return true
		}
	}
	return false
}

// clocksDiffer says which clock is not what the model makes of it.
func (s *subject) clocksDiffer(r *review.Review) string {
	m := &s.model
	if len(r.Clocks) != len(m.clocks) {
		return fmt.Sprintf("%d clocks were started, and %d should be", len(r.Clocks), len(m.clocks))
	}
	for _, c := range r.Clocks {
		want := m.clocks[place{c.Name, c.Item}]
		if want == nil {
			return fmt.Sprintf("clock %s of %q was never started", c.Name, c.Item)
		}
		state := m.stateOf(s.def, want, place{c.Name, c.Item})
		due, paused, ok := m.due(s.def, want, place{c.Name, c.Item})
		if c.State != state || ok && (day(c.Due) != due || day(c.PausedOn) != paused) {
			return fmt.Sprintf("clock %s of %q is %s, due %s, paused since %q; it should be %s, due %s, since %s",
				c.Name, c.Item, c.State, c.Due, c.PausedOn, state, civil(due), civil(paused))
		}
	}
	return ""
}

func (m *reviewModel) stateOf(def *workflow.Definition, c *clockModel, p place) string {
	if c.over {
		return review.Stopped
	}
	for _, h := range m.holds {
		if !h.over && pausing(def, h, p) {
			return review.Paused
		}
	}
	return review.Running
}

// span is a time in which a clock stands still: its first day, and the first on which
// it runs again; without an end where open.
type span struct {
	from, to int
	open     bool
}

// due works out when a clock falls due, and since when it stands still, in days. It
// does not know where the bank holidays are not known.
func (m *reviewModel) due(def *workflow.Definition, c *clockModel, of place) (due, paused int, ok bool) {
	kind := def.Clock(of.name)
	cal, err := calendar.For(def.Nation)
	if kind == nil || err != nil {
		return 0, 0, false
	}
	base := day(c.start)
	due, ok = limitFrom(cal, base, kind.Within)
	if c.extended {
		base, due, ok = day(c.on), day(c.until), true
	}
	for _, p := range m.spans(def, c, of) {
		if p.open {
			paused = p.from
			continue
		}
		from := max(p.from, base)
		if p.to <= from || !ok {
			continue
		}
		if kind.Within.Unit != workflow.WorkingDays {
			due += p.to - from
			continue
		}
		n := 0
		for d := from + 1; d <= p.to; d++ {
			if cal.WorkingDay(calendarDay(d)) {
				n++
			}
		}
		due, ok = worked(cal, due, n)
	}
	return due, paused, ok
}

// spans are the times in which holds kept a clock from running, each on its own: those
// that overlap or touch are one.
func (m *reviewModel) spans(def *workflow.Definition, c *clockModel, of place) []span {
	const never = 1 << 40
	stop := never
	if c.over {
		stop = day(c.stopped)
	}
	var list []span
	for _, h := range m.holds {
		if !pausing(def, h, of) {
			continue
		}
		p := span{max(day(h.on), day(c.start)), never, true}
		if h.over {
			p.to, p.open = day(h.lifted), false
		}
		if p.to <= p.from || stop <= p.from {
			continue
		}
		if p.to > stop {
			p.open = true
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b span) int { return a.from - b.from })
	var joined []span
	for _, p := range list {
		if n := len(joined); n > 0 && (joined[n-1].open || p.from <= joined[n-1].to) {
			joined[n-1].to = max(joined[n-1].to, p.to)
			joined[n-1].open = joined[n-1].open || p.open
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

// limitFrom counts a limit from a day.
func limitFrom(cal *calendar.Calendar, from int, limit workflow.Limit) (due int, ok bool) {
	switch limit.Unit {
	case workflow.Days:
		return from + limit.N, true
	case workflow.WorkingDays:
		return worked(cal, from, limit.N)
	}
	at := civil(from)
	first := time.Date(at.Year(), at.Month()+time.Month(limit.N), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return number(first.AddDate(0, 0, min(at.Day(), last)-1)), true
}

// worked returns the n-th working day after a day.
func worked(cal *calendar.Calendar, from, n int) (int, bool) {
	for n > 0 {
		from++
		if !cal.Covers(calendarDay(from)) {
			return 0, false
		}
		if cal.WorkingDay(calendarDay(from)) {
			n--
		}
	}
	return from, true
}

// day is the last day that a date can mean, counted from 1970; 0 for unknown.
func day(d review.Date) int {
	year, month, at := d.Parts()
	switch {
	case year == 0:
		return 0
	case month == 0:
		return number(time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC))
	case at == 0:
		return number(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC))
	}
	return number(time.Date(year, time.Month(month), at, 0, 0, 0, 0, time.UTC))
}

func number(t time.Time) int { return int(t.Unix() / 86400) }

func civil(n int) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }

func calendarDay(n int) calendar.Day { return calendar.DayOf(civil(n).Add(12 * time.Hour)) }
