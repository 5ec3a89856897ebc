package calendar

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// The table is data, typed and copied by people. These tests work each year out
// a second time, from Easter and the rules, so that a slip of one day in one
// nation in one year cannot hide among seven hundred lines.

// exceptions are the years in which the sovereign or a minister decided
// otherwise than the rules.
var exceptions = []struct {
	dropped, added string // either may be empty
	title          string // of the day added
	only           Nation // empty for all
}{
	{added: "2011-04-29", title: "Royal wedding"},
	{dropped: "2012-05-28", added: "2012-06-04", title: "Spring bank holiday"},
	{added: "2012-06-05", title: "Queen’s Diamond Jubilee"},
	{dropped: "2020-05-04", added: "2020-05-08", title: "Early May bank holiday (VE day)"},
	{dropped: "2022-05-30", added: "2022-06-02", title: "Spring bank holiday"},
	{added: "2022-06-03", title: "Platinum Jubilee bank holiday"},
	{added: "2022-09-19", title: "Bank Holiday for the State Funeral of Queen Elizabeth II"},
	{added: "2023-05-08", title: "Bank holiday for the coronation of King Charles III"},
	{added: "2026-06-15", title: "World Cup bank holiday", only: Scotland},
}

func TestTableAgreesWithTheRules(t *testing.T) {
	for _, n := range Nations() {
		for year := 2006; year <= 2030; year++ {
			t.Run(fmt.Sprintf("%s %d", n, year), func(t *testing.T) {
				holidays, err := must(t, n).Holidays(year)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, holidays, ruled(t, n, year))
			})
		}
	}
}

// compare checks the days one by one, and the titles as a set: the lists have
// changed their mind about which of two substitute days stands for which.
func compare(t *testing.T, listed []Holiday, rules map[Day]string) {
	t.Helper()
	var have, want []string
	for _, h := range listed {
		if rules[h.Day] == "" {
			t.Errorf("%s (%s) is listed, but not by rule", h.Day, h.Title)
		}
		have = append(have, h.Title)
	}
	for day, title := range rules {
		if !slices.ContainsFunc(listed, func(h Holiday) bool { return h.Day == day }) {
			t.Errorf("%s (%s) is a holiday by rule, but not listed", day, title)
		}
		want = append(want, title)
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("titles %q, want %q", have, want)
	}
}

// ruled works out the holidays of a nation in a year.
func ruled(t *testing.T, n Nation, year int) map[Day]string {
	t.Helper()
	days := make(map[Day]string)
	day := func(month time.Month, day int) Day { return Day{int16(year), uint8(month), uint8(day)} }
	// take puts a holiday on its day, or on the next that is free and a weekday.
	take := func(d Day, title string) {
		for weekend(d) || days[d] != "" {
			d = d.AddDays(1)
		}
		days[d] = title
	}
	take(day(time.January, 1), "New Year’s Day")
	take(easter(year).AddDays(-2), "Good Friday")
	take(mondayFrom(day(time.May, 1)), "Early May bank holiday")
	take(mondayFrom(day(time.May, 25)), "Spring bank holiday")
	switch n {
	case Scotland:
		take(day(time.January, 2), "2nd January")
		take(mondayFrom(day(time.August, 1)), "Summer bank holiday")
		if year >= 2007 {
			take(day(time.November, 30), "St Andrew’s Day")
		}
	case NorthernIreland:
		take(day(time.March, 17), "St Patrick’s Day")
		take(day(time.July, 12), "Battle of the Boyne (Orangemen’s Day)")
	}
	if n != Scotland {
		take(easter(year).AddDays(1), "Easter Monday")
		take(mondayFrom(day(time.August, 25)), "Summer bank holiday")
	}
	take(day(time.December, 25), "Christmas Day")
	take(day(time.December, 26), "Boxing Day")
	except(t, days, n, year)
	return days
}

func except(t *testing.T, days map[Day]string, n Nation, year int) {
	t.Helper()
	for _, e := range exceptions {
		added := on(t, e.added)
		if int(added.year) != year || e.only != "" && e.only != n {
			continue
		}
		if e.dropped != "" {
			if days[on(t, e.dropped)] == "" {
				t.Errorf("%s was no holiday to begin with", e.dropped)
			}
			delete(days, on(t, e.dropped))
		}
		days[added] = e.title
	}
}

// mondayFrom returns the first Monday on or after a day.
func mondayFrom(d Day) Day {
	for d.Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d
}

// easter returns Easter Sunday by the tables of the Gregorian reform: the first
// Sunday after the full moon that the epact gives for 21 March or later.
func easter(year int) Day {
	golden, century := year%19+1, year/100+1
	skipped := 3*century/4 - 12
	moon := (8*century+5)/25 - 5
	sunday := 5*year/4 - skipped - 10
	epact := (11*golden + 20 + moon - skipped) % 30
	if epact == 25 && golden > 11 || epact == 24 {
		epact++
	}
	full := 44 - epact
	if full < 21 {
		full += 30
	}
	return Day{int16(year), 3, 1}.AddDays(full + 7 - (sunday+full)%7 - 1)
}

func TestEaster(t *testing.T) {
	for _, want := range []string{
		"1998-04-12", "2000-04-23", "2006-04-16", "2007-04-08", "2008-03-23", "2009-04-12", "2010-04-04",
		"2011-04-24", "2012-04-08", "2013-03-31", "2014-04-20", "2015-04-05", "2016-03-27", "2017-04-16",
		"2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31",
		"2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25",
	} {
		if got := easter(int(on(t, want).year)); got.String() != want {
			t.Errorf("Easter is on %s, want %s", got, want)
		}
	}
}

// A holiday with a date of its own is a substitute exactly when it is not taken
// on that date.
func TestSubstitutesAreNoted(t *testing.T) {
	dates := map[string]string{
		"New Year’s Day": "01-01", "2nd January": "01-02", "St Patrick’s Day": "03-17",
		"Battle of the Boyne (Orangemen’s Day)": "07-12", "St Andrew’s Day": "11-30",
		"Christmas Day": "12-25", "Boxing Day": "12-26",
	}
	for _, n := range Nations() {
		for year := 2006; year <= 2030; year++ {
			holidays, err := must(t, n).Holidays(year)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range holidays {
				date, fixed := dates[h.Title]
				moved := fixed && h.Day != on(t, fmt.Sprintf("%d-%s", year, date))
				if fixed && moved != (h.Note == "Substitute day") {
					t.Errorf("%s: %s on %s has the note %q", n, h.Title, h.Day, h.Note)
				}
			}
		}
	}
}
