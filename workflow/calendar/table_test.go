package calendar

import (
	"encoding/json"
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

// read goes through all that the shipped table goes through.
func read(data []byte, n Nation) (*Calendar, error) {
	f, err := readFile(data)
	if err != nil {
		return nil, err
	}
	t, err := f.table(n)
	if err != nil {
		return nil, err
	}
	return &Calendar{nation: n, table: t}, nil
}

func TestRead(t *testing.T) {
	for n, want := range map[Nation]string{England: "Easter Monday", Wales: "Easter Monday", Scotland: "", NorthernIreland: ""} {
		c, err := read([]byte(small), n)
		if err != nil {
			t.Fatal(err)
		}
		if title, _ := c.IsHoliday(on(t, "2026-04-06")); title != want {
			t.Errorf("%s has %q, want %q", n.Title(), title, want)
		}
	}
}

// A slip in the table must stop the program, not shift a deadline.
func TestReadRefuses(t *testing.T) {
	tests := []struct {
		name     string
		old, new string
		want     string // in the error
	}{
		{name: "broken text", old: `{`, new: `[`, want: "read the bank-holiday table"},
		{name: "no such part", old: `"england-and-wales": {`, new: `"england": {`, want: "for England"},
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
			c, err := read([]byte(strings.Replace(small, tt.old, tt.new, 1)), England)
			if c != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

// The file keeps the shape of the list on GOV.UK, so that the two can be laid
// side by side: three divisions, each naming itself.
func TestShapeOfTheFile(t *testing.T) {
	f, err := readFile(bankHolidays)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]json.RawMessage{
		"england-and-wales": f.EnglandAndWales, "scotland": f.Scotland, "northern-ireland": f.NorthernIreland,
	} {
		var d division
		if err := json.Unmarshal(text, &d); err != nil || d.Division != name {
			t.Errorf("%s calls itself %q (error %v)", name, d.Division, err)
		}
	}
}

// Reading is what the first count of a command pays.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		if _, err := read(bankHolidays, Scotland); err != nil {
			b.Fatal(err)
		}
	}
}
