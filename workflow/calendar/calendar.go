package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calendar answers for one nation which days are worked. Get one with [For]; it
// is never changed and may be used by several goroutines.
type Calendar struct {
	nation Nation
	*table
}

// For returns the calendar of a nation. Its table is read on the first call and
// shared by all later ones. An unknown nation is an error that wraps
// [ErrInvalid].
func For(n Nation) (*Calendar, error) {
	if _, err := ParseNation(string(n)); err != nil {
		return nil, err
	}
	read := englandAndWales
	switch n {
	case Scotland:
		read = scotland
	case NorthernIreland:
		read = northernIreland
	}
	t, err := read()
	if err != nil {
		return nil, err
	}
	return &Calendar{nation: n, table: t}, nil
}

// Nation returns whose calendar it is.
func (c *Calendar) Nation() Nation { return c.nation }

// Edition names the table, such as "2026-11": the month in which it was last
// compared with its sources. It is recorded with every due date, so that a date
// worked out before a holiday was announced can be told from a mistake.
func (c *Calendar) Edition() string { return c.edition }

// Covered returns the first and the last day for which the calendar can answer.
func (c *Calendar) Covered() (first, last Day) { return c.first, c.last }

// Covers reports whether the calendar can answer for a day.
func (c *Calendar) Covers(d Day) bool { return c.covers(d) }

// PublishedUntil returns the last day of the years whose holidays had been
// published when the edition was made. Later days are counted by rule, and a due
// date among them may still move.
func (c *Calendar) PublishedUntil() Day { return c.published }

// Holiday is one bank holiday, on the day on which it is taken.
type Holiday struct {
	Day        Day
	Title      string // as published: "Boxing Day"
	Note       string // as published: "Substitute day"; usually empty
	Unverified string // why the day is not certain; usually empty
}

// String returns the title with its note, as in "Boxing Day (substitute day)".
func (h Holiday) String() string {
	if h.Note == "" {
		return h.Title
	}
	return h.Title + " (" + strings.ToLower(h.Note) + ")"
}

// IsHoliday returns the title of the bank holiday on a day, if there is one. It
// knows of none outside the years covered: ask [Calendar.Covers].
func (c *Calendar) IsHoliday(d Day) (title string, ok bool) {
	h, ok := c.holiday(d)
	return h.Title, ok
}

// Holidays returns the bank holidays of a year in order. A year that is not
// covered is an error that wraps [ErrNotCovered].
func (c *Calendar) Holidays(year int) ([]Holiday, error) {
	day, err := NewDay(year, time.January, 1)
	if err != nil || !c.covers(day) {
		return nil, c.notCovered(fmt.Sprintf("the year %d", year))
	}
	from, _ := c.search(day)
	to, _ := c.search(day.AddMonths(12))
	return slices.Clone(c.holidays[from:to]), nil
}

// WorkingDay reports whether a day is known to be worked: Monday to Friday and
// not a bank holiday. Outside the years covered nothing is known and it is
// false; what must not go wrong there uses the counting methods, which say so.
func (c *Calendar) WorkingDay(d Day) bool {
	if !c.covers(d) || weekend(d) {
		return false
	}
	_, holiday := c.holiday(d)
	return !holiday
}

func (c *Calendar) holiday(d Day) (Holiday, bool) {
	i, ok := c.search(d)
	if !ok {
		return Holiday{}, false
	}
	return c.holidays[i], true
}

// search finds the first holiday on or after a day.
func (c *Calendar) search(d Day) (index int, exact bool) {
	return slices.BinarySearchFunc(c.holidays, d, func(h Holiday, d Day) int {
		return h.Day.Compare(d)
	})
}

// notCovered says that something lies outside the table. It names the edition,
// because the remedy is a newer one.
func (c *Calendar) notCovered(what string) error {
	return &Error{
		Message: fmt.Sprintf("%s is outside the bank-holiday table for %s (edition %s), which covers %s to %s",
			what, c.nation.Title(), c.edition, c.first.English(), c.last.English()),
		Hint: "install a version of the program with a newer table, or check the date",
		Err:  ErrNotCovered,
	}
}
