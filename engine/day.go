package engine

import (
	"time"

	"scr/review"
	"scr/workflow/calendar"
)

// today is the civil day in London at an instant.
func today(now time.Time) review.Date { return dateOf(calendar.DayOf(now)) }

// dateOf returns a calendar's day as a date; the zero day is unknown.
func dateOf(d calendar.Day) review.Date {
	if d.IsZero() {
		return review.Date{}
	}
	year, month, day := d.Date()
	return review.NewDate(year, int(month), day)
}

// lastDay returns the last day a date can mean, as a calendar's day; unknown is
// the zero day. Rules and clocks count from it, so that nobody is late on a guess.
func lastDay(d review.Date) calendar.Day {
	if d.IsZero() {
		return calendar.Day{}
	}
	year, month, day := d.Last().Parts()
	c, err := calendar.NewDay(year, time.Month(month), day)
	if err != nil {
		return calendar.Day{} // a Date is always a day that exists
	}
	return c
}

// dayAfter returns the day after the last that a date can mean.
func dayAfter(d review.Date) review.Date { return dateOf(lastDay(d).AddDays(1)) }
