package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func must(t testing.TB, n Nation) *Calendar {
	t.Helper()
	c, err := For(n)
	if err != nil {
		t.Fatalf("For(%s): %v", n, err)
	}
	return c
}

// Days as they were published, and next to them the nations in which the same
// day is a day like any other.
func TestPublishedDays(t *testing.T) {
	everywhere := Nations()
	notScotland := []Nation{England, Wales, NorthernIreland}
	scottish := []Nation{Scotland}
	irish := []Nation{NorthernIreland}
	tests := []struct {
		day   string
		title string
		in    []Nation // and in none of the others
	}{
		// Once only.
		{day: "2011-04-29", title: "Royal wedding", in: everywhere},
		{day: "2012-06-04", title: "Spring bank holiday", in: everywhere},
		{day: "2012-06-05", title: "Queen’s Diamond Jubilee", in: everywhere},
		{day: "2012-05-28", in: nil}, // the last Monday of May, worked that year
		{day: "2020-05-08", title: "Early May bank holiday (VE day)", in: everywhere},
		{day: "2020-05-04", in: nil},
		{day: "2022-06-02", title: "Spring bank holiday", in: everywhere},
		{day: "2022-06-03", title: "Platinum Jubilee bank holiday", in: everywhere},
		{day: "2022-05-30", in: nil},
		{day: "2022-09-19", title: "Bank Holiday for the State Funeral of Queen Elizabeth II", in: everywhere},
		{day: "2023-05-08", title: "Bank holiday for the coronation of King Charles III", in: everywhere},
		{day: "2023-05-01", title: "Early May bank holiday", in: everywhere},
		{day: "2026-06-15", title: "World Cup bank holiday", in: scottish},

		// Easter Monday is no holiday in Scotland, and August has two sides.
		{day: "2026-04-03", title: "Good Friday", in: everywhere},
		{day: "2026-04-06", title: "Easter Monday", in: notScotland},
		{day: "2026-08-03", title: "Summer bank holiday", in: scottish},
		{day: "2026-08-31", title: "Summer bank holiday", in: notScotland},

		// St Andrew's Day, by an Act of January 2007.
		{day: "2006-11-30", in: nil},
		{day: "2007-11-30", title: "St Andrew’s Day", in: scottish},
		{day: "2008-12-01", title: "St Andrew’s Day", in: scottish},
		{day: "2013-12-02", title: "St Andrew’s Day", in: scottish},
		{day: "2024-12-02", title: "St Andrew’s Day", in: scottish},
		{day: "2026-11-30", title: "St Andrew’s Day", in: scottish},

		// St Patrick's Day and the Twelfth, on the day and on the Monday after.
		{day: "2008-03-17", title: "St Patrick’s Day", in: irish},
		{day: "2007-03-19", title: "St Patrick’s Day", in: irish},
		{day: "2013-03-18", title: "St Patrick’s Day", in: irish},
		{day: "2024-03-18", title: "St Patrick’s Day", in: irish},
		{day: "2011-07-12", title: "Battle of the Boyne (Orangemen’s Day)", in: irish},
		{day: "2008-07-14", title: "Battle of the Boyne (Orangemen’s Day)", in: irish},
		{day: "2009-07-13", title: "Battle of the Boyne (Orangemen’s Day)", in: irish},
		{day: "2025-07-14", title: "Battle of the Boyne (Orangemen’s Day)", in: irish},

		// The second of January, wherever the weekend puts it.
		{day: "2026-01-02", title: "2nd January", in: scottish},
		{day: "2006-01-03", title: "New Year’s Day", in: scottish},
		{day: "2010-01-04", title: "2nd January", in: scottish},
		{day: "2011-01-03", title: "New Year’s Day", in: everywhere},
		{day: "2011-01-04", title: "2nd January", in: scottish},
		{day: "2012-01-03", title: "New Year’s Day", in: scottish},
		{day: "2016-01-04", title: "2nd January", in: scottish},
		{day: "2017-01-03", title: "New Year’s Day", in: scottish},
		{day: "2021-01-04", title: "2nd January", in: scottish},
		{day: "2022-01-03", title: "New Year’s Day", in: everywhere},
		{day: "2022-01-04", title: "2nd January", in: scottish},
		{day: "2023-01-02", title: "New Year’s Day", in: everywhere},
		{day: "2023-01-03", title: "2nd January", in: scottish},

		// Christmas at the weekend.
		{day: "2009-12-28", title: "Boxing Day", in: everywhere},
		{day: "2010-12-27", title: "Christmas Day", in: everywhere},
		{day: "2010-12-28", title: "Boxing Day", in: everywhere},
		{day: "2016-12-26", title: "Boxing Day", in: everywhere},
		{day: "2016-12-27", title: "Christmas Day", in: everywhere},
		{day: "2026-12-28", title: "Boxing Day", in: everywhere},
		{day: "2026-12-26", in: nil}, // a Saturday: the holiday is taken on the Monday

		// Every year, everywhere.
		{day: "2026-01-01", title: "New Year’s Day", in: everywhere},
		{day: "2026-05-04", title: "Early May bank holiday", in: everywhere},
		{day: "2026-05-25", title: "Spring bank holiday", in: everywhere},
	}
	for _, tt := range tests {
		for _, n := range Nations() {
			want := ""
			if slices.Contains(tt.in, n) {
				want = tt.title
			}
			got, ok := must(t, n).IsHoliday(on(t, tt.day))
			if got != want || ok != (want != "") {
				t.Errorf("%s in %s is %q, want %q", tt.day, n.Title(), got, want)
			}
		}
	}
}

// Whole years, typed in from the published lists.
func TestPublishedYears(t *testing.T) {
	tests := []struct {
		nation Nation
		year   int
		want   string
	}{
		{England, 2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"},
		{Wales, 2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"},
		{England, 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{England, 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{England, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{England, 2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"},
		{Scotland, 2011, "01-03 01-04 04-22 04-29 05-02 05-30 08-01 11-30 12-26 12-27"},
		{Scotland, 2012, "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26"},
		{Scotland, 2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"},
		{Scotland, 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"},
		{Scotland, 2028, "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26"},
		{NorthernIreland, 2011, "01-03 03-17 04-22 04-25 04-29 05-02 05-30 07-12 08-29 12-26 12-27"},
		{NorthernIreland, 2014, "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"},
		{NorthernIreland, 2024, "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"},
		{NorthernIreland, 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %d", tt.nation, tt.year), func(t *testing.T) {
			holidays, err := must(t, tt.nation).Holidays(tt.year)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range holidays {
				got = append(got, strings.TrimPrefix(h.Day.String(), fmt.Sprintf("%d-", tt.year)))
			}
			if days := strings.Join(got, " "); days != tt.want {
				t.Errorf("got  %s\nwant %s", days, tt.want)
			}
		})
	}
}

func TestHolidaysInAYear(t *testing.T) {
	usual := map[Nation]int{England: 8, Wales: 8, Scotland: 9, NorthernIreland: 10}
	extra := map[int]int{2011: 1, 2012: 1, 2022: 2, 2023: 1} // wedding, jubilee, jubilee and funeral, coronation
	for _, n := range Nations() {
		for year := 2006; year <= 2030; year++ {
			want := usual[n] + extra[year]
			if n == Scotland && year == 2006 {
				want-- // no St Andrew's Day yet
			}
			if n == Scotland && year == 2026 {
				want++ // the World Cup
			}
			holidays, err := must(t, n).Holidays(year)
			if err != nil || len(holidays) != want {
				t.Errorf("%s has %d holidays in %d, want %d (error %v)", n.Title(), len(holidays), year, want, err)
			}
		}
	}
}

func TestHolidaysOutsideTheTable(t *testing.T) {
	for _, year := range []int{0, 1850, 2005, 2031, 9999} {
		holidays, err := must(t, England).Holidays(year)
		if !errors.Is(err, ErrNotCovered) || holidays != nil {
			t.Errorf("%d: %v, %v; want not covered", year, holidays, err)
		}
	}
}

func TestHolidaysAreACopy(t *testing.T) {
	holidays, err := must(t, England).Holidays(2026)
	if err != nil {
		t.Fatal(err)
	}
	holidays[0].Title = "mine"
	if title, _ := must(t, England).IsHoliday(on(t, "2026-01-01")); title != "New Year’s Day" {
		t.Errorf("a caller changed the table: %q", title)
	}
}

func TestHolidayString(t *testing.T) {
	holidays, err := must(t, England).Holidays(2026)
	if err != nil {
		t.Fatal(err)
	}
	first, last := holidays[0].String(), holidays[len(holidays)-1].String()
	if first != "New Year’s Day" || last != "Boxing Day (substitute day)" {
		t.Errorf("first %q, last %q", first, last)
	}
}

// What the table says of itself.
func TestEdition(t *testing.T) {
	for _, n := range Nations() {
		c := must(t, n)
		if c.Edition() != "2026-11" || c.Nation() != n {
			t.Errorf("%s: edition %q of %s", n, c.Edition(), c.Nation())
		}
		first, last := c.Covered()
		if first != on(t, "2006-01-01") || last != on(t, "2030-12-31") {
			t.Errorf("%s: covers %s to %s", n, first, last)
		}
		if got := c.PublishedUntil(); got != on(t, "2028-12-31") {
			t.Errorf("%s: published until %s", n, got)
		}
		if !c.Covers(first) || !c.Covers(last) || c.Covers(first.AddDays(-1)) || c.Covers(last.AddDays(1)) || c.Covers(Day{}) {
			t.Errorf("%s: covers other days than it says", n)
		}
	}
}

// What could not be confirmed is marked, and nothing else is.
func TestUnverified(t *testing.T) {
	doubtful := []Day{on(t, "2010-01-04"), on(t, "2011-01-04")}
	for _, n := range Nations() {
		c := must(t, n)
		for year := 2006; year <= 2030; year++ {
			holidays, err := c.Holidays(year)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range holidays {
				want := h.Day.After(c.PublishedUntil()) || n == Scotland && slices.Contains(doubtful, h.Day)
				if got := h.Unverified != ""; got != want {
					t.Errorf("%s %s: unverified %v, want %v", n, h.Day, got, want)
				}
			}
		}
	}
}

func TestForUnknownNation(t *testing.T) {
	for _, n := range []Nation{"", "narnia", "england-and-wales"} {
		if c, err := For(n); c != nil || !errors.Is(err, ErrInvalid) {
			t.Errorf("For(%q) = %v, %v", n, c, err)
		}
	}
}

// The table is read once, by whoever comes first.
func TestForIsShared(t *testing.T) {
	var wait sync.WaitGroup
	got := make([]*Calendar, 8)
	for i := range got {
		wait.Go(func() { got[i], _ = For(Scotland) })
	}
	wait.Wait()
	for _, c := range got {
		if c == nil || c.table != got[0].table {
			t.Fatal("two calls for Scotland read two tables")
		}
	}
	if england, wales := must(t, England), must(t, Wales); england.table != wales.table {
		t.Error("England and Wales do not share their table")
	}
}
