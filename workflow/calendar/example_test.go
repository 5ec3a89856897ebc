package calendar_test

import (
	"fmt"
	"log"

	"scr/workflow/calendar"
)

// Fifteen working days for a rapid review, from the Friday before Palm Sunday:
// the same limit ends on different days in different nations.
func ExampleCalendar_AddWorkingDays() {
	notified, err := calendar.ParseDay("2026-03-27")
	if err != nil {
		log.Fatal(err)
	}
	for _, nation := range []calendar.Nation{calendar.England, calendar.Scotland} {
		c, err := calendar.For(nation)
		if err != nil {
			log.Fatal(err)
		}
		due, err := c.AddWorkingDays(notified, 15)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s %s (bank holidays of edition %s)\n", nation.Title(), due.Weekday(), due.English(), c.Edition())
	}
	// Output:
	// England: Tuesday 21 April 2026 (bank holidays of edition 2026-11)
	// Scotland: Monday 20 April 2026 (bank holidays of edition 2026-11)
}

// A due date that someone doubts is shown day by day.
func ExampleCalendar_Explain() {
	c, err := calendar.For(calendar.England)
	if err != nil {
		log.Fatal(err)
	}
	from, _ := calendar.NewDay(2026, 12, 23)
	due, err := c.AddWorkingDays(from, 2)
	if err != nil {
		log.Fatal(err)
	}
	steps, err := c.Explain(from, due)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range steps {
		if s.Counted() {
			fmt.Println(s.Day, "working day", s.Count)
		} else {
			fmt.Println(s.Day, s.Reason)
		}
	}
	// Output:
	// 2026-12-24 working day 1
	// 2026-12-25 Christmas Day
	// 2026-12-26 Saturday
	// 2026-12-27 Sunday
	// 2026-12-28 Boxing Day (substitute day)
	// 2026-12-29 working day 2
}

// Only the month of a death is known: a clock runs from the last day it can be,
// and six months from a long month's end are clamped.
func ExampleParsePartial() {
	first, last, err := calendar.ParsePartial("2025-08")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("between", first.English(), "and", last.English())
	fmt.Println("six months on:", last.AddMonths(6).English())
	// Output:
	// between 1 August 2025 and 31 August 2025
	// six months on: 28 February 2026
}
