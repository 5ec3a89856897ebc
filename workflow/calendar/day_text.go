package calendar

import (
	"fmt"
	"time"
)

// ParseDay reads a full day as 2026-03-02, and nothing else: no spaces, no
// single digits, no other order. An error wraps [ErrInvalid].
func ParseDay(s string) (Day, error) {
	n, count := numbers(s)
	if count != 3 {
		return Day{}, invalid(echo(s, dateCharacters)+" is not a day", "write a day as 2026-03-02")
	}
	return NewDay(n[0], time.Month(n[1]), n[2])
}

// ParsePartial reads a day, a month or a year (2013-03-21, 2013-03 or 2013) and
// returns the first and the last day that it can mean. For a full day they are
// the same. An error wraps [ErrInvalid].
func ParsePartial(s string) (first, last Day, err error) {
	n, count := numbers(s)
	if count == 0 {
		return Day{}, Day{}, invalid(echo(s, dateCharacters)+" is not a date",
			"write a day (2013-03-21), a month (2013-03) or a year (2013)")
	}
	switch count {
	case 1:
		return span(n[0], 1, 12)
	case 2:
		return span(n[0], n[1], n[1])
	}
	first, err = NewDay(n[0], time.Month(n[1]), n[2])
	return first, first, err
}

// span runs from the first day of one month to the last day of another.
func span(year, from, to int) (first, last Day, err error) {
	first, err = NewDay(year, time.Month(from), 1)
	if err != nil {
		return Day{}, Day{}, err
	}
	length := monthLength(year, time.Month(to))
	return first, Day{int16(year), uint8(to), uint8(length)}, nil
}

// dateCharacters are those of any date that one might try.
const dateCharacters = "0123456789-"

// numbers takes 2013, 2013-03 or 2013-03-21 apart into one, two or three
// numbers; of any other shape it makes none. Whether the numbers name a day is
// left to [NewDay].
func numbers(s string) (n [3]int, count int) {
	switch len(s) {
	case len("2013"), len("2013-03"), len("2013-03-21"):
	default:
		return n, 0
	}
	for i, c := range []byte(s) {
		switch {
		case i == len("2013") || i == len("2013-03"):
			if c != '-' {
				return n, 0
			}
			count++
		case c < '0' || c > '9':
			return n, 0
		default:
			n[count] = 10*n[count] + int(c-'0')
		}
	}
	return n, count + 1
}

// String returns the day as 2026-03-02; the zero Day is the empty string.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// English returns the day as a letter would have it, 2 March 2026; the zero Day
// is the empty string.
func (d Day) English() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.day, time.Month(d.month), d.year)
}

// MarshalText writes what [Day.String] prints.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [Day.MarshalText] wrote, so unlike [ParseDay] it
// takes the empty text for the zero Day. On an error d is left as it was.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
