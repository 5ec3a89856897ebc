package simulation

import (
	"slices"
	"time"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

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
	switch kind.Kind {
	case workflow.LooksBack:
		return 0, 0, true
	case workflow.CountsBack:
		due, ok = limitBack(cal, firstDay(c.start), kind.Within)
		return due, 0, ok
	case workflow.LetterDeadline:
		due, ok = day(c.deadline), true
	default:
		due, ok = limitFrom(cal, base, kind.Within)
	}
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

// windowOf is the first day of a window; 0 of another clock, and where bank holidays are
// not known.
func (m *reviewModel) windowOf(def *workflow.Definition, c *clockModel, of place) int {
	kind := def.Clock(of.name)
	cal, err := calendar.For(def.Nation)
	if kind == nil || err != nil || kind.Kind != workflow.LooksBack {
		return 0
	}
	from, _ := limitBack(cal, firstDay(c.start), kind.Within)
	return from
}

// limitBack counts a limit back from a day.
func limitBack(cal *calendar.Calendar, from int, limit workflow.Limit) (int, bool) {
	n := limit.N
	if limit.Unit != workflow.WorkingDays {
		limit.N = -n
		return limitFrom(cal, from, limit)
	}
	for n > 0 {
		from--
		if !cal.Covers(calendarDay(from)) {
			return 0, false
		}
		if cal.WorkingDay(calendarDay(from)) {
			n--
		}
	}
	return from, true
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

// firstDay is the first day that a date can mean.
func firstDay(d review.Date) int {
	year, month, at := d.Parts()
	if year == 0 {
		return 0
	}
	return number(time.Date(year, time.Month(max(month, 1)), max(at, 1), 0, 0, 0, 0, time.UTC))
}

func number(t time.Time) int { return int(t.Unix() / 86400) }

func civil(n int) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }

func calendarDay(n int) calendar.Day { return calendar.DayOf(civil(n).Add(12 * time.Hour)) }
