package calendar

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestAddWorkingDays(t *testing.T) {
	tests := []struct {
		name   string
		nation Nation
		from   string
		n      int
		want   string
	}{
		{name: "the day after counts as 1", nation: England, from: "2026-03-02", n: 1, want: "2026-03-03"},
		{name: "a week of them", nation: England, from: "2026-03-02", n: 5, want: "2026-03-09"},
		{name: "over a weekend", nation: England, from: "2026-03-06", n: 1, want: "2026-03-09"},
		{name: "from a Saturday", nation: England, from: "2026-03-07", n: 1, want: "2026-03-09"},
		{name: "from a Sunday", nation: England, from: "2026-03-08", n: 1, want: "2026-03-09"},
		{name: "from a holiday", nation: England, from: "2026-05-04", n: 1, want: "2026-05-05"},
		{name: "none, from a working day", nation: England, from: "2026-03-02", n: 0, want: "2026-03-02"},
		{name: "none, from a Sunday", nation: England, from: "2026-03-08", n: 0, want: "2026-03-08"},
		{name: "none, from a holiday", nation: England, from: "2026-12-25", n: 0, want: "2026-12-25"},

		{name: "rapid review over Easter", nation: England, from: "2026-03-27", n: 15, want: "2026-04-21"},
		{name: "the same in Scotland, where Monday is worked", nation: Scotland, from: "2026-03-27", n: 15, want: "2026-04-20"},
		{name: "the same in Wales", nation: Wales, from: "2026-03-27", n: 15, want: "2026-04-21"},
		{name: "notification before Christmas", nation: England, from: "2026-12-22", n: 5, want: "2026-12-31"},
		{name: "over the New Year", nation: England, from: "2026-12-22", n: 8, want: "2027-01-06"},
		{name: "the same in Scotland, with its second holiday", nation: Scotland, from: "2026-12-22", n: 8, want: "2027-01-07"},
		{name: "over the Twelfth", nation: NorthernIreland, from: "2026-07-10", n: 1, want: "2026-07-14"},
		{name: "the same in England", nation: England, from: "2026-07-10", n: 1, want: "2026-07-13"},
		{name: "over the day after the World Cup match", nation: Scotland, from: "2026-06-12", n: 1, want: "2026-06-16"},
		{name: "over four jubilee days", nation: England, from: "2022-06-01", n: 1, want: "2022-06-06"},

		{name: "one back", nation: England, from: "2026-03-03", n: -1, want: "2026-03-02"},
		{name: "one back over a weekend", nation: England, from: "2026-03-09", n: -1, want: "2026-03-06"},
		{name: "one back from a Sunday", nation: England, from: "2026-03-08", n: -1, want: "2026-03-06"},
		{name: "seven back before publication, over Easter", nation: England, from: "2026-04-14", n: -7, want: "2026-04-01"},
		{name: "the same in Scotland", nation: Scotland, from: "2026-04-14", n: -7, want: "2026-04-02"},

		{name: "to the first working day of the table", nation: England, from: "2006-01-04", n: -1, want: "2006-01-03"},
		{name: "to the last working day of the table", nation: England, from: "2030-12-30", n: 1, want: "2030-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := must(t, tt.nation).AddWorkingDays(on(t, tt.from), tt.n)
			if err != nil || got.String() != tt.want {
				t.Errorf("%s + %d = %s (%s), error %v; want %s", tt.from, tt.n, got, got.Weekday(), err, tt.want)
			}
		})
	}
}

// Beyond the table there is no answer, and the error says which table it was.
func TestWorkingDaysLeaveTheTable(t *testing.T) {
	c := must(t, Scotland)
	tests := []struct {
		name string
		from string
		n    int
	}{
		{name: "one too far", from: "2030-12-31", n: 1},
		{name: "fifteen over the end", from: "2030-12-12", n: 15},
		{name: "one too far back", from: "2006-01-04", n: -1}, // the 1st to the 3rd are no working days
		{name: "from the first day back", from: "2006-01-01", n: -1},
		{name: "from before the table", from: "2005-12-30", n: 5},
		{name: "from after the table", from: "2031-01-02", n: -1},
		{name: "no days from outside", from: "2031-01-02", n: 0},
		{name: "farther than one can count", from: "2026-03-02", n: math.MaxInt},
		{name: "farther back than one can count", from: "2026-03-02", n: math.MinInt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.AddWorkingDays(on(t, tt.from), tt.n)
			if !errors.Is(err, ErrNotCovered) || !got.IsZero() {
				t.Fatalf("%s + %d = %s, error %v; want not covered", tt.from, tt.n, got, err)
			}
			if !strings.Contains(err.Error(), "table for Scotland (edition 2026-11), which covers 1 January 2006 to 31 December 2030") {
				t.Errorf("the error does not say what is covered: %v", err)
			}
		})
	}
}

func TestNotCoveredSaysWhatWasAsked(t *testing.T) {
	c := must(t, England)
	for n, want := range map[int]string{
		1:           "the working day after 31 December 2030 is outside ",
		15:          "the day 15 working days after 31 December 2030 is outside ",
		math.MaxInt: fmt.Sprintf("the day %d working days after ", math.MaxInt),
	} {
		if _, err := c.AddWorkingDays(on(t, "2030-12-31"), n); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s…", err, want)
		}
	}
	for n, want := range map[int]string{
		-1:          "the working day before 2 January 2006 is outside ",
		-7:          "the day 7 working days before 2 January 2006 is outside ",
		math.MinInt: fmt.Sprintf("the day %d working days before ", uint(math.MaxInt)+1),
	} {
		if _, err := c.AddWorkingDays(on(t, "2006-01-02"), n); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s…", err, want)
		}
	}
}

func TestCountingNeedsADay(t *testing.T) {
	c, some := must(t, England), on(t, "2026-03-02")
	_, add := c.AddWorkingDays(Day{}, 5)
	_, from := c.WorkingDaysBetween(Day{}, some)
	_, to := c.WorkingDaysBetween(some, Day{})
	_, explained := c.Explain(some, Day{})
	for _, err := range []error{add, from, to, explained} {
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("counting with no day: %v", err)
		}
	}
}

func TestWorkingDaysBetween(t *testing.T) {
	tests := []struct {
		name     string
		from, to string
		want     int
	}{
		{name: "the same day", from: "2026-03-02", to: "2026-03-02", want: 0},
		{name: "the next", from: "2026-03-02", to: "2026-03-03", want: 1},
		{name: "a week", from: "2026-03-02", to: "2026-03-09", want: 5},
		{name: "to a Sunday", from: "2026-03-02", to: "2026-03-08", want: 4},
		{name: "within a weekend", from: "2026-03-07", to: "2026-03-08", want: 0},
		{name: "over Easter", from: "2026-03-27", to: "2026-04-21", want: 15},
		{name: "back a day", from: "2026-03-03", to: "2026-03-02", want: -1},
		{name: "back a week", from: "2026-03-09", to: "2026-03-02", want: -5},
		{name: "back to a Sunday", from: "2026-03-10", to: "2026-03-08", want: -1},
		{name: "a year of 366 days", from: "2023-12-31", to: "2024-12-31", want: 366 - 104 - 8},
		{name: "to the ends of the table", from: "2030-12-31", to: "2006-01-01", want: -(25*365 + 6 - 2608 - 206) + 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := must(t, England).WorkingDaysBetween(on(t, tt.from), on(t, tt.to))
			if err != nil || got != tt.want {
				t.Errorf("%s to %s is %d, error %v; want %d", tt.from, tt.to, got, err, tt.want)
			}
		})
	}
	for _, pair := range [][2]string{{"2005-12-31", "2026-03-02"}, {"2026-03-02", "2031-01-01"}} {
		if n, err := must(t, England).WorkingDaysBetween(on(t, pair[0]), on(t, pair[1])); n != 0 || !errors.Is(err, ErrNotCovered) {
			t.Errorf("%s to %s: %d, %v; want not covered", pair[0], pair[1], n, err)
		}
	}
}

func TestWorkingDayOutsideTheTable(t *testing.T) {
	c := must(t, England)
	for _, d := range []Day{{}, on(t, "2005-12-30"), on(t, "2031-01-02")} {
		if _, holiday := c.IsHoliday(d); c.WorkingDay(d) || holiday {
			t.Errorf("%q is said to be known", d)
		}
	}
}

func TestExplain(t *testing.T) {
	c := must(t, England)
	steps, err := c.Explain(on(t, "2026-12-23"), on(t, "2026-12-29"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Step{
		{Day: on(t, "2026-12-24"), Count: 1},
		{Day: on(t, "2026-12-25"), Count: 1, Reason: "Christmas Day"},
		{Day: on(t, "2026-12-26"), Count: 1, Reason: "Saturday"},
		{Day: on(t, "2026-12-27"), Count: 1, Reason: "Sunday"},
		{Day: on(t, "2026-12-28"), Count: 1, Reason: "Boxing Day (substitute day)"},
		{Day: on(t, "2026-12-29"), Count: 2},
	}
	if len(steps) != len(want) {
		t.Fatalf("%d steps, want %d", len(steps), len(want))
	}
	for i, s := range steps {
		if s != want[i] || s.Counted() != (s.Reason == "") {
			t.Errorf("step %d is %v, want %v", i, s, want[i])
		}
	}
}

func TestExplainBackAndNowhere(t *testing.T) {
	c := must(t, England)
	steps, err := c.Explain(on(t, "2026-12-29"), on(t, "2026-12-24"))
	if err != nil || len(steps) != 5 {
		t.Fatalf("%d steps back, error %v", len(steps), err)
	}
	if first, last := steps[0], steps[4]; first.Reason != "Boxing Day (substitute day)" || first.Count != 0 || last.Count != -1 {
		t.Errorf("back: first %v, last %v", first, last)
	}
	if steps, err := c.Explain(on(t, "2026-12-29"), on(t, "2026-12-29")); len(steps) != 0 || err != nil {
		t.Errorf("from a day to itself: %v, %v", steps, err)
	}
	if _, err := c.Explain(on(t, "2026-12-29"), on(t, "2031-01-01")); !errors.Is(err, ErrNotCovered) {
		t.Errorf("out of the table: %v", err)
	}
}

// The totals are looked up; here they are counted out, day by day, for every day
// of the table and the fortnights around it.
func TestTotalsAreThoseOfCounting(t *testing.T) {
	for _, n := range []Nation{England, Scotland, NorthernIreland} {
		c := must(t, n)
		first, last := c.Covered()
		for d := first; !d.After(last); d = d.AddDays(1) {
			sum := 0
			for e := d.AddDays(1); e.Sub(d) <= 14 && c.Covers(e); e = e.AddDays(1) {
				if c.WorkingDay(e) {
					sum++
				}
				if got, err := c.WorkingDaysBetween(d, e); got != sum || err != nil {
					t.Fatalf("%s, %s to %s: %d, %v; want %d", n, d, e, got, err, sum)
				}
			}
		}
	}
}

// Fifteen working days are a look-up, not a walk.
func BenchmarkAddWorkingDays(b *testing.B) {
	c, from := must(b, England), on(b, "2026-03-27")
	for b.Loop() {
		if _, err := c.AddWorkingDays(from, 15); err != nil {
			b.Fatal(err)
		}
	}
}
