package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// days draws a day that is far enough within a calendar's table to count from.
func days(c *Calendar) *rapid.Generator[Day] {
	first, last := c.Covered()
	return rapid.Custom(func(t *rapid.T) Day {
		d := first.AddDays(rapid.IntRange(400, last.Sub(first)-400).Draw(t, "day"))
		switch rapid.IntRange(0, 5).Draw(t, "odd") {
		case 0: // the end of a year
			year, _, _ := d.Date()
			return Day{int16(year), 12, 20}.AddDays(rapid.IntRange(0, 16).Draw(t, "about the new year"))
		case 1: // of February
			year, _, _ := d.Date()
			return Day{int16(year), 2, 26}.AddDays(rapid.IntRange(0, 4).Draw(t, "about a leap day"))
		case 2: // a bank holiday, moved ones too
			i, _ := c.search(d)
			return c.holidays[i].Day.AddDays(rapid.IntRange(-1, 1).Draw(t, "about a holiday"))
		}
		return d
	})
}

func anyCalendar(t *rapid.T) *Calendar {
	c, err := For(rapid.SampledFrom(Nations()).Draw(t, "nation"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// counted counts working days, which must be covered.
func counted(t *rapid.T, c *Calendar, d Day, n int) Day {
	at, err := c.AddWorkingDays(d, n)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestForwardAndBackAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		d, n := days(c).Draw(t, "from"), rapid.IntRange(0, 60).Draw(t, "n")
		if back := counted(t, c, counted(t, c, d, n), -n); c.WorkingDay(d) && back != d {
			t.Fatalf("%s and %d working days on, and back, is %s", d, n, back)
		}
		if back := d.AddDays(n).AddDays(-n); back != d {
			t.Fatalf("%s and %d days on, and back, is %s", d, n, back)
		}
		on := d.AddMonths(n)
		back := on.AddMonths(-n)
		if back.After(d) || back.month != d.month || back.year != d.year || on.day == d.day && back != d {
			t.Fatalf("%s and %d months on is %s, and back %s", d, n, on, back)
		}
	})
}

func TestLaterIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCalendar(t)
		d, n := days(c).Draw(t, "from"), rapid.IntRange(-60, 60).Draw(t, "n")
		e := d.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
		if counted(t, c, e, n).Before(counted(t, c, d, n)) {
			t.Errorf("%d working days from %s come before those from %s", n, e, d)
		}
		if e.AddMonths(n).Before(d.AddMonths(n)) || e.AddDays(n).Before(d.AddDays(n)) {
			t.Errorf("%d months or days from %s come before those from %s", n, e, d)
		}
		if counted(t, c, d, n+1).Before(counted(t, c, d, n)) || !d.AddMonths(n+1).After(d.AddMonths(n)) {
			t.Errorf("%d from %s comes before %d", n+1, d, n)
		}
	})
}

// What day it is depends on London alone: not on the zone of the machine, nor on the hour.
func TestTheDayIsThatOfLondonAtAnyHour(t *testing.T) {
	zones := []string{"UTC", "Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/London"}
	rapid.Check(t, func(t *rapid.T) {
		d := days(anyCalendar(t)).Draw(t, "day")
		if rapid.Bool().Draw(t, "summer time begins or ends") {
			year, _, _ := d.Date()
			d = Day{int16(year), rapid.SampledFrom([]uint8{3, 10}).Draw(t, "month"), 31}
			for d.Weekday() != time.Sunday {
				d = d.AddDays(-1)
			}
		}
		year, month, day := d.Date()
		midnight := time.Date(year, month, day, 0, 0, 0, 0, london())
		next := time.Date(year, month, day+1, 0, 0, 0, 0, london())
		at := midnight.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(midnight))-1).Draw(t, "hour")))
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		if got := DayOf(at.In(zone)); got != d {
			t.Errorf("%s is taken for %s, not %s", at.In(zone), got, d)
		}
	})
}
