package calendar

import (
	"errors"
	"strings"
	"testing"
)

// What reads, prints as it was written; what does not, is no day and says so.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{
		"2026-03-02", "2024-02-29", "2026-02-29", "1900-01-01", "2200-12-31", "1899-12-31", "2026-13-01",
		"", "-", "2026", "2026-3-2", "2026-03-02T00:00", "a026-03-02", "２０２６-03-02", "\x00\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDay(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) || !d.IsZero() {
				t.Fatalf("ParseDay(%q) = %v, %v", s, d, err)
			}
			if len(s) > 20 && strings.Contains(err.Error(), s) {
				t.Fatalf("the error repeats all that was typed: %v", err)
			}
			return
		}
		if d.String() != s {
			t.Fatalf("%q prints as %q", s, d)
		}
		year, month, day := d.Date()
		if again, err := NewDay(year, month, day); again != d || err != nil {
			t.Fatalf("%q is made again as %s, %v", s, again, err)
		}
		if d != earliest && d.AddDays(-1).AddDays(1) != d || d != latest && d.AddDays(1).AddDays(-1) != d {
			t.Fatalf("there and back from %s is another day", d)
		}
	})
}

// A partial date means the days that begin with it, from the first to the last.
func FuzzPartial(f *testing.F) {
	for _, s := range []string{
		"2013", "2013-03", "2013-03-21", "2012-02", "2013-02", "1900", "2200", "1899", "2013-13", "2013-00",
		"", "2013-", "-2013", "201", "20133", "2013-03-2", "2013/03", "spring", "\xff-03",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		first, last, err := ParsePartial(s)
		if err != nil {
			if !errors.Is(err, ErrInvalid) || !first.IsZero() || !last.IsZero() {
				t.Fatalf("ParsePartial(%q) = %v, %v, %v", s, first, last, err)
			}
			if _, err := ParseDay(s); err == nil {
				t.Fatalf("%q is a day, but no date", s)
			}
			return
		}
		if last.Before(first) || !strings.HasPrefix(first.String(), s) || !strings.HasPrefix(last.String(), s) {
			t.Fatalf("%q means %s to %s", s, first, last)
		}
		before, after := first.AddDays(-1), last.AddDays(1)
		if before != first && strings.HasPrefix(before.String(), s) || after != last && strings.HasPrefix(after.String(), s) {
			t.Fatalf("%q means more than %s to %s", s, first, last)
		}
	})
}

// Whatever is counted, the counting methods agree.
func FuzzWorkingDays(f *testing.F) {
	f.Add(uint8(0), uint16(7390), int16(15), int16(3))   // England, spring 2026
	f.Add(uint8(2), uint16(1826), int16(-5), int16(-9))  // Scotland, New Year 2011
	f.Add(uint8(3), uint16(6026), int16(0), int16(40))   // Northern Ireland, July 2022
	f.Add(uint8(1), uint16(0), int16(-1), int16(0))      // the first day of the table
	f.Add(uint8(0), uint16(9130), int16(1), int16(1))    // the last
	f.Add(uint8(2), uint16(4000), int16(9000), int16(5)) // far too many
	f.Fuzz(func(t *testing.T, nation uint8, start uint16, days, more int16) {
		c := must(t, Nations()[int(nation)%len(Nations())])
		checkInvariants(t, c, anyDay(c, start), int(days), int(more))
	})
}
