package review

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a civil date that may be partial: a day, a month, a year, or unknown
// (the zero value). It is printed exactly as it was recorded, because "March
// 2013" in a file is a fact and "1 March 2013" would be an invention.
//
// A Date has no time zone. Whoever turns an instant into a Date uses the day in
// Europe/London.
type Date struct {
	year, month, day int16
}

// Earliest and latest years a Date may hold. Records of cases older than a
// century do not come before a board, and a slip such as 20013 should be caught.
const (
	MinYear = 1900
	MaxYear = 2200
)

// NewDate returns the given day. It is for days known to be real, such as those
// a calendar computed; typed input goes through [ParseDate].
func NewDate(year, month, day int) Date {
	return Date{int16(year), int16(month), int16(day)}
}

// ParseDate reads 2013-03-21, 2013-03 or 2013. The empty string is the unknown
// date. Any other text is an [Invalid] error that says what to write.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	var part [3]int
	fields := strings.Split(s, "-")
	if len(fields) > 3 {
		return Date{}, badDate(s)
	}
	for i, f := range fields {
		width := 2
		if i == 0 {
			width = 4
		}
		n, err := strconv.Atoi(f)
		if err != nil || len(f) != width || n < 1 || f[0] == '+' {
			return Date{}, badDate(s)
		}
		part[i] = n
	}
	d := NewDate(part[0], part[1], part[2])
	if d.year < MinYear || d.year > MaxYear {
		bad := badDate(s)
		bad.Message += fmt.Sprintf(": years are %d to %d", MinYear, MaxYear)
		return Date{}, bad
	}
	if !d.real() {
		bad := badDate(s)
		bad.Message += ": the calendar has no such day"
		return Date{}, bad
	}
	return d, nil
}

// ReadDate reads a date as people type it: with blanks around it, or as 2 April 2026 or
// April 2026. What may mean two days, such as 2/4/2026, is no date. Stored dates go through
// [ParseDate], which knows one spelling only.
func ReadDate(s string) (Date, error) {
	s = strings.Join(strings.Fields(s), " ")
	d, err := ParseDate(s)
	if err == nil {
		return d, nil
	}
	for _, layout := range []string{"2 January 2006", "2 Jan 2006", "January 2006", "Jan 2006"} {
		if day, wrong := time.Parse(layout, s); wrong == nil {
			d = NewDate(day.Year(), int(day.Month()), day.Day())
			if !strings.HasPrefix(layout, "2") {
				d.day = 0
			}
			return ParseDate(d.String())
		}
	}
	return Date{}, err
}

// WhyNoDate says why a text is no date, of an error that [ReadDate] or [ParseDate] gave, and
// repeats nothing of the text: it may be a line of somebody's account.
func WhyNoDate(err error) string {
	const says = "is not a date"
	why := err.Error()
	return why[max(strings.LastIndex(why, says), 0):]
}

func badDate(s string) *Error {
	return &Error{
		Code:    Invalid,
		Message: fmt.Sprintf("%q is not a date", s),
		Hint:    "write a day (2013-03-21), a month (2013-03) or a year (2013)",
	}
}

// real reports whether the parts that are given exist in the calendar.
func (d Date) real() bool {
	if d.year < MinYear || d.year > MaxYear {
		return false
	}
	if d.month > 12 {
		return false
	}
	return d.day <= int16(d.lastDayOfMonth())
}

func (d Date) lastDayOfMonth() int {
	if d.month == 0 {
		return 31
	}
	return time.Date(int(d.year), time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// IsZero reports whether nothing is known of the date.
func (d Date) IsZero() bool { return d == Date{} }

// IsDay reports whether the date is a full day, not just a month or a year.
func (d Date) IsDay() bool { return d.day != 0 }

// Parts returns year, month and day; the parts not known are 0.
func (d Date) Parts() (year, month, day int) {
	return int(d.year), int(d.month), int(d.day)
}

// First is the earliest day the date can mean; unknown stays unknown.
func (d Date) First() Date {
	if d.IsZero() {
		return d
	}
	return Date{d.year, max(d.month, 1), max(d.day, 1)}
}

// Last is the latest day the date can mean; unknown stays unknown. Clocks run
// from it, so that nobody is called late on a guess.
func (d Date) Last() Date {
	if d.IsZero() || d.IsDay() {
		return d
	}
	last := Date{d.year, d.month, 0}
	if last.month == 0 {
		last.month = 12
	}
	last.day = int16(last.lastDayOfMonth())
	return last
}

// Before reports whether d is provably earlier than e: even its last possible
// day lies before e's first. An unknown date is provably nothing.
func (d Date) Before(e Date) bool {
	if d.IsZero() || e.IsZero() {
		return false
	}
	return d.Last().compare(e.First()) < 0
}

// compare orders full days.
func (d Date) compare(e Date) int {
	key := func(d Date) int { return int(d.year)*10000 + int(d.month)*100 + int(d.day) }
	return key(d) - key(e)
}

// String prints the date in ISO form as far as it is known, and nothing for an
// unknown date.
func (d Date) String() string {
	var room [len("2006-01-02")]byte
	return string(d.appendISO(room[:0]))
}

// appendISO writes the ISO form by hand: a state holds many dates, and every
// append writes the state.
func (d Date) appendISO(b []byte) []byte {
	if d.IsZero() {
		return b
	}
	b = appendDigits(b, d.year, 1000)
	if d.month != 0 {
		b = appendDigits(append(b, '-'), d.month, 10)
	}
	if d.month != 0 && d.day != 0 {
		b = appendDigits(append(b, '-'), d.day, 10)
	}
	return b
}

// appendDigits writes n in as many digits as the unit has.
func appendDigits(b []byte, n, unit int16) []byte {
	for ; unit > 0; unit /= 10 {
		b = append(b, '0'+byte(n/unit%10))
	}
	return b
}

// English prints the date for people: 2 March 2026, March 2013, 2013, or
// "date not known".
func (d Date) English() string {
	switch {
	case d.IsZero():
		return "date not known"
	case d.month == 0:
		return strconv.Itoa(int(d.year))
	case d.day == 0:
		return fmt.Sprintf("%s %d", time.Month(d.month), d.year)
	}
	return fmt.Sprintf("%d %s %d", d.day, time.Month(d.month), d.year)
}

// When prints the date as it stands after a verb: "on 2 March 2026", "in March
// 2026", "on a date not known".
func (d Date) When() string {
	switch {
	case d.IsZero():
		return "on a date not known"
	case d.day == 0:
		return "in " + d.English()
	}
	return "on " + d.English()
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return d.appendISO([]byte{}), nil }

// UnmarshalText reads the ISO form.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
