package calendar

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"
)

// on is a day that a test takes for granted.
func on(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatalf("ParseDay(%q): %v", s, err)
	}
	return d
}

func TestNewDay(t *testing.T) {
	tests := []struct {
		name             string
		year, month, day int
		want             string // empty if there is no such day
	}{
		{name: "ordinary", year: 2026, month: 3, day: 2, want: "2026-03-02"},
		{name: "leap day", year: 2024, month: 2, day: 29, want: "2024-02-29"},
		{name: "leap day of a century", year: 2000, month: 2, day: 29, want: "2000-02-29"},
		{name: "no leap day in a common year", year: 2026, month: 2, day: 29},
		{name: "no leap day in a common century", year: 2100, month: 2, day: 29},
		{name: "first day of all", year: 1900, month: 1, day: 1, want: "1900-01-01"},
		{name: "last day of all", year: 2200, month: 12, day: 31, want: "2200-12-31"},
		{name: "too early", year: 1899, month: 12, day: 31},
		{name: "too late", year: 2201, month: 1, day: 1},
		{name: "a slip in the year", year: 20013, month: 1, day: 1},
		{name: "month 0", year: 2026, month: 0, day: 1},
		{name: "month 13", year: 2026, month: 13, day: 1},
		{name: "day 0", year: 2026, month: 1, day: 0},
		{name: "31 April", year: 2026, month: 4, day: 31},
		{name: "a day that would wrap round a byte", year: 2026, month: 4, day: 257},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := NewDay(tt.year, time.Month(tt.month), tt.day)
			if got.String() != tt.want {
				t.Errorf("NewDay = %s, want %s", got, tt.want)
			}
			if (tt.want == "") != errors.Is(err, ErrInvalid) {
				t.Errorf("error %v, want an invalid day: %v", err, tt.want == "")
			}
		})
	}
}

// The day of an instant is London's: half past eleven at night in summer is
// still today in UTC and already tomorrow in London.
func TestDayOf(t *testing.T) {
	newYork := time.FixedZone("New York", -5*60*60)
	tests := []struct {
		name string
		at   time.Time
		want string
	}{
		{name: "winter, late", at: time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC), want: "2026-01-31"},
		{name: "summer, late", at: time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC), want: "2026-07-01"},
		{name: "night the clocks go forward", at: time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC), want: "2026-03-29"},
		{name: "evening after", at: time.Date(2026, 3, 29, 23, 0, 0, 0, time.UTC), want: "2026-03-30"},
		{name: "evening of the day the clocks go back", at: time.Date(2026, 10, 25, 23, 30, 0, 0, time.UTC), want: "2026-10-25"},
		{name: "from another zone", at: time.Date(2026, 12, 31, 20, 0, 0, 0, newYork), want: "2027-01-01"},
		{name: "no time at all", at: time.Time{}, want: ""},
		{name: "before all days", at: time.Date(1066, 10, 14, 0, 0, 0, 0, time.UTC), want: "1900-01-01"},
		{name: "after all days", at: time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), want: "2200-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := DayOf(tt.at); got.String() != tt.want {
				t.Errorf("DayOf = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		name string
		from string
		n    int
		want string
	}{
		{name: "six months", from: "2026-03-02", n: 6, want: "2026-09-02"},
		{name: "into a short month", from: "2026-08-31", n: 6, want: "2027-02-28"},
		{name: "into a leap February", from: "2027-08-31", n: 6, want: "2028-02-29"},
		{name: "from 30 to February", from: "2026-08-30", n: 6, want: "2027-02-28"},
		{name: "into a month of 30 days", from: "2026-05-31", n: 1, want: "2026-06-30"},
		{name: "a year from a leap day", from: "2024-02-29", n: 12, want: "2025-02-28"},
		{name: "four years from a leap day", from: "2024-02-29", n: 48, want: "2028-02-29"},
		{name: "month's end does not stick", from: "2026-02-28", n: 1, want: "2026-03-28"},
		{name: "over the turn of the year", from: "2026-12-15", n: 1, want: "2027-01-15"},
		{name: "looking back six months", from: "2026-08-31", n: -6, want: "2026-02-28"},
		{name: "back over the turn of the year", from: "2026-01-15", n: -1, want: "2025-12-15"},
		{name: "none", from: "2026-08-31", n: 0, want: "2026-08-31"},
		{name: "stops at the last day", from: "2200-06-01", n: 12, want: "2200-12-31"},
		{name: "stops at the first day", from: "1900-06-01", n: -12, want: "1900-01-01"},
		{name: "stops without overflowing", from: "2026-06-01", n: math.MaxInt, want: "2200-12-31"},
		{name: "stops without underflowing", from: "2026-06-01", n: math.MinInt, want: "1900-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := on(t, tt.from).AddMonths(tt.n); got.String() != tt.want {
				t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
			}
		})
	}
}

func TestAddDays(t *testing.T) {
	tests := []struct {
		name string
		from string
		n    int
		want string
	}{
		{name: "fourteen days", from: "2026-02-20", n: 14, want: "2026-03-06"},
		{name: "over a leap day", from: "2028-02-28", n: 2, want: "2028-03-01"},
		{name: "back over a leap day", from: "2028-03-01", n: -1, want: "2028-02-29"},
		{name: "over the night of 23 hours", from: "2026-03-28", n: 2, want: "2026-03-30"},
		{name: "before 1970", from: "1970-01-01", n: -1, want: "1969-12-31"},
		{name: "stops without overflowing", from: "2026-06-01", n: math.MaxInt, want: "2200-12-31"},
		{name: "stops without underflowing", from: "2026-06-01", n: math.MinInt, want: "1900-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := on(t, tt.from).AddDays(tt.n); got.String() != tt.want {
				t.Errorf("%s + %d days = %s, want %s", tt.from, tt.n, got, tt.want)
			}
		})
	}
}

// Every day there is, in order: this walks the whole range once and so covers
// each month's end and each leap year.
func TestDaysFollowEachOther(t *testing.T) {
	weekday := time.Monday // 1 January 1900
	day, n := earliest, 0
	for ; day != latest; n++ {
		next := day.AddDays(1)
		switch {
		case !next.After(day) || !day.Before(next) || next.Sub(day) != 1 || day.Sub(next) != -1:
			t.Fatalf("%s is not the day after %s", next, day)
		case next.AddDays(-1) != day:
			t.Fatalf("the day before %s is %s, want %s", next, next.AddDays(-1), day)
		case day.Weekday() != weekday:
			t.Fatalf("%s is a %s, want %s", day, day.Weekday(), weekday)
		case on(t, day.String()) != day:
			t.Fatalf("%s does not read back", day)
		}
		day, weekday = next, (weekday+1)%7
	}
	if want := 301*365 + 73 - 1; n != want { // 73 leap days, 1904 to 2196 without 2100
		t.Errorf("%d days follow the first, want %d", n, want)
	}
}

func TestZeroDay(t *testing.T) {
	var none Day
	some := on(t, "2026-03-02")
	if !none.IsZero() || some.IsZero() {
		t.Error("only the zero Day is zero")
	}
	if none.AddDays(3) != none || none.AddMonths(3) != none {
		t.Error("nothing can be added to no day")
	}
	if none.Sub(some) != 0 || some.Sub(none) != 0 {
		t.Error("no day has no distance")
	}
	if none.String() != "" || none.English() != "" {
		t.Error("no day prints as nothing")
	}
	if year, month, day := none.Date(); year != 0 || month != 0 || day != 0 {
		t.Error("no day has no year, month and day")
	}
	if !none.Before(earliest) {
		t.Error("no day sorts before all days")
	}
}

func TestCompare(t *testing.T) {
	days := []Day{on(t, "2026-03-02"), on(t, "2025-12-31"), on(t, "2026-02-28"), on(t, "2026-03-01"), {}}
	slices.SortFunc(days, Day.Compare)
	want := []Day{{}, on(t, "2025-12-31"), on(t, "2026-02-28"), on(t, "2026-03-01"), on(t, "2026-03-02")}
	if !slices.Equal(days, want) {
		t.Errorf("sorted %v, want %v", days, want)
	}
}
