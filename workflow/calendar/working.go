package calendar

import (
	"fmt"
	"sort"
)

// AddWorkingDays returns the n-th working day after d. The day itself does not
// count, whether or not it is worked: the next working day is number 1. If n is
// negative it is the n-th working day before d, counted the same way. If n is 0
// it is d itself, even on a holiday.
//
// So 5 working days from Friday 24 April 2026 is Friday 1 May, and it is the
// same from the Saturday or the Sunday: Monday is number 1 from all three.
//
// It is an error that wraps [ErrNotCovered] if d or the result is not covered.
func (c *Calendar) AddWorkingDays(d Day, n int) (Day, error) {
	if err := c.check(d); err != nil {
		return Day{}, err
	}
	if n == 0 {
		return d, nil
	}
	steps := clamp(n, len(c.worked)+1) // more is not covered anyway, and could overflow
	want := c.upTo(d) + steps
	if n < 0 {
		want = c.before(d) + steps + 1 // one back is the last of those before d
	}
	if want < 1 || want > c.upTo(c.last) {
		return Day{}, c.notCovered(distant(n) + d.English())
	}
	return c.nth(want), nil
}

// WorkingDaysBetween returns the n for which [Calendar.AddWorkingDays] leads
// from a to b, if b is a working day: how many working days come after a, up to
// and including b. If b lies before a it is minus the number of working days
// from b, included, until a, not included.
//
// Stages add up as long as they go the same way: from a to b and on to c is as
// much as from a to c. There and back differ by one if only one of the two days
// is worked, because the day one starts from never counts.
//
// It is an error that wraps [ErrNotCovered] if either day is not covered.
func (c *Calendar) WorkingDaysBetween(a, b Day) (int, error) {
	for _, d := range []Day{a, b} {
		if err := c.check(d); err != nil {
			return 0, err
		}
	}
	if b.Before(a) {
		return c.before(b) - c.before(a), nil
	}
	return c.upTo(b) - c.upTo(a), nil
}

// Step is one day on the way from one day to another, and what it did to the
// count.
type Step struct {
	Day    Day
	Count  int    // working days so far, this one included; negative on the way back
	Reason string // why the day did not count, such as "Sunday" or "Good Friday"; empty if it did
}

// Counted reports whether the day was a working day.
func (s Step) Counted() bool { return s.Reason == "" }

// Explain shows day by day how [Calendar.WorkingDaysBetween] comes to its
// number, which is the count of the last step. The first step is the day next to
// from, the last is to; from itself is not among them, since it does not count.
// If the two are the same there are no steps. It goes back if to lies before
// from.
//
// It is an error that wraps [ErrNotCovered] if either day is not covered.
func (c *Calendar) Explain(from, to Day) ([]Step, error) {
	for _, d := range []Day{from, to} {
		if err := c.check(d); err != nil {
			return nil, err
		}
	}
	direction, length := 1, to.Sub(from)
	if length < 0 {
		direction, length = -1, -length
	}
	steps := make([]Step, 0, length)
	count := 0
	for d := from; d != to; {
		d = d.AddDays(direction)
		reason := c.reason(d)
		if reason == "" {
			count += direction
		}
		steps = append(steps, Step{Day: d, Count: count, Reason: reason})
	}
	return steps, nil
}

// reason says why a day is not worked.
func (c *Calendar) reason(d Day) string {
	if weekend(d) {
		return d.Weekday().String()
	}
	if h, ok := c.holiday(d); ok {
		return h.String()
	}
	return ""
}

// upTo counts the working days from the first day covered up to d, included.
func (c *Calendar) upTo(d Day) int { return int(c.worked[d.Sub(c.first)]) }

// before counts the working days from the first day covered until d, not
// included.
func (c *Calendar) before(d Day) int {
	if d == c.first {
		return 0
	}
	return c.upTo(d.AddDays(-1))
}

// nth returns the n-th working day of the table: the first day at which so many
// have been counted.
func (c *Calendar) nth(n int) Day {
	return c.first.AddDays(sort.Search(len(c.worked), func(i int) bool {
		return int(c.worked[i]) >= n
	}))
}

func (c *Calendar) check(d Day) error {
	switch {
	case d.IsZero():
		return invalid("no day is given to count from or to", "give a full day, such as 2026-03-02")
	case !c.covers(d):
		return c.notCovered(d.English())
	}
	return nil
}

// distant begins a sentence about a day that lies too far off.
func distant(n int) string {
	switch {
	case n == 1:
		return "the working day after "
	case n == -1:
		return "the working day before "
	case n < 0:
		return fmt.Sprintf("the day %d working days before ", uint(-n))
	}
	return fmt.Sprintf("the day %d working days after ", n)
}
