package calendar

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestParseDay(t *testing.T) {
	if d := on(t, "2026-03-02"); d.String() != "2026-03-02" || d.English() != "2 March 2026" {
		t.Errorf("prints as %q and %q", d.String(), d.English())
	}
	for _, bad := range []string{
		"", " ", "2026", "2026-03", "2026-3-2", "2026-03-02 ", " 2026-03-02", "02-03-2026", "2026/03/02",
		"2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00", "1899-12-31", "2201-01-01",
		"2026-03-02T00:00:00Z", "2026-03--2", "+026-03-02", "-2026-03-02", "２０２６-03-02", "2 March 2026",
	} {
		d, err := ParseDay(bad)
		if !errors.Is(err, ErrInvalid) || !d.IsZero() {
			t.Errorf("ParseDay(%q) = %v, %v; want an invalid day", bad, d, err)
		}
	}
}

func TestParsePartial(t *testing.T) {
	tests := []struct {
		name        string
		text        string
		first, last string // empty if it is no date
	}{
		{name: "a year", text: "2013", first: "2013-01-01", last: "2013-12-31"},
		{name: "a month", text: "2013-03", first: "2013-03-01", last: "2013-03-31"},
		{name: "a day", text: "2013-03-21", first: "2013-03-21", last: "2013-03-21"},
		{name: "a February", text: "2013-02", first: "2013-02-01", last: "2013-02-28"},
		{name: "a leap February", text: "2012-02", first: "2012-02-01", last: "2012-02-29"},
		{name: "a December", text: "2013-12", first: "2013-12-01", last: "2013-12-31"},
		{name: "the last year", text: "2200", first: "2200-01-01", last: "2200-12-31"},
		{name: "nothing", text: ""},
		{name: "month 13", text: "2013-13"},
		{name: "month 0", text: "2013-00"},
		{name: "30 February", text: "2013-02-30"},
		{name: "too early a year", text: "1066"},
		{name: "half a month", text: "2013-"},
		{name: "two digits of a year", text: "13"},
		{name: "words", text: "spring 2013"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first, last, err := ParsePartial(tt.text)
			if first.String() != tt.first || last.String() != tt.last {
				t.Errorf("ParsePartial(%q) = %s to %s, want %s to %s", tt.text, first, last, tt.first, tt.last)
			}
			if (tt.first == "") != errors.Is(err, ErrInvalid) {
				t.Errorf("ParsePartial(%q): error %v", tt.text, err)
			}
		})
	}
}

// An error may be logged, and what was typed into the wrong field may be a
// name. Only what looks like a date is repeated.
func TestErrorsRepeatNoNames(t *testing.T) {
	for _, text := range []string{"Asha Marlowe", "child seen at home, bruised", "2026-03-0A"} {
		_, day := ParseDay(text)
		_, _, partial := ParsePartial(text)
		for _, err := range []error{day, partial} {
			if strings.Contains(err.Error(), text) {
				t.Errorf("the error repeats what was typed: %v", err)
			}
		}
	}
	if _, err := ParseDay("2026-03"); !strings.Contains(err.Error(), `"2026-03"`) {
		t.Errorf("the error could say what was typed: %v", err)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	_, err := ParseDay("2026-02-30")
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%T is not an Error", err)
	}
	if want := "there is no day 30 in February 2026"; e.Message != want || e.Error() != want {
		t.Errorf("message %q, want %q", e.Message, want)
	}
	if want := "February 2026 has the days 1 to 28"; e.Hint != want {
		t.Errorf("hint %q, want %q", e.Hint, want)
	}
}

func TestDayInJSON(t *testing.T) {
	type record struct {
		Due  Day
		Done Day
	}
	in := record{Due: on(t, "2026-03-02")}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"Due":"2026-03-02","Done":""}`; string(text) != want {
		t.Errorf("written as %s, want %s", text, want)
	}
	out := record{Done: on(t, "2020-01-01")} // must be overwritten by the empty text
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("read back as %v, %v; want %v", out, err, in)
	}
	if err := json.Unmarshal([]byte(`{"Due":"2026-02-30"}`), &out); !errors.Is(err, ErrInvalid) || out != in {
		t.Errorf("read 30 February as %v, %v", out, err)
	}
}
