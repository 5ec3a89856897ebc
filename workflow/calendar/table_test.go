package calendar

import (
	"strings"
	"testing"
)

// small is a table with the one field that matters changed by each test.
const small = `{
	"edition": "2026-11", "first_year": 2026, "last_year": 2026, "published_until": "2026-12-31",
	"england-and-wales": {"division": "england-and-wales", "events": [
		{"title": "Good Friday", "date": "2026-04-03", "notes": "", "bunting": false},
		{"title": "Easter Monday", "date": "2026-04-06", "notes": "", "bunting": true}
	]},
	"scotland": {"division": "scotland", "events": []},
	"northern-ireland": {"division": "northern-ireland", "events": []}
}`

func TestReadCalendars(t *testing.T) {
	all, err := readCalendars([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if title, ok := all[Wales].IsHoliday(on(t, "2026-04-06")); !ok || title != "Easter Monday" {
		t.Errorf("Wales has %q, %v", title, ok)
	}
	if _, ok := all[Scotland].IsHoliday(on(t, "2026-04-06")); ok {
		t.Error("Scotland has England's holiday")
	}
}

// A slip in the table must stop the program, not shift a deadline.
func TestReadCalendarsRefuses(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		want     string // in the error
	}{
		{name: "broken text", old: `{`, new: `[`, want: "read the bank-holiday table"},
		{name: "no edition", old: `"2026-11"`, new: `""`, want: "which edition"},
		{name: "nothing published", old: `"published_until": "2026-12-31"`, new: `"published_until": ""`, want: "which edition"},
		{name: "years the wrong way round", old: `"last_year": 2026`, new: `"last_year": 2025`, want: "which years"},
		{name: "no years", old: `"first_year": 2026`, new: `"first_year": 0`, want: "year 0"},
		{name: "no such day", old: "2026-04-06", new: "2026-04-31", want: "April"},
		{name: "a day of another year", old: "2026-04-06", new: "2027-03-29", want: "outside"},
		{name: "no day", old: "2026-04-06", new: "", want: "outside"},
		{name: "a Sunday", old: "2026-04-06", new: "2026-04-05", want: "2026-04-05 is a Sunday"},
		{name: "twice the same day", old: "2026-04-06", new: "2026-04-03", want: "twice"},
		{name: "out of order", old: "2026-04-06", new: "2026-04-02", want: "order"},
		{name: "no title", old: "Easter Monday", new: "", want: "title"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := readCalendars([]byte(strings.Replace(small, tt.old, tt.new, 1)))
			if all != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

// Reading is what the first count of a command pays.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := readCalendars(bankHolidays); err != nil {
			b.Fatal(err)
		}
	}
}
