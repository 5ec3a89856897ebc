package calendar

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // Europe/London, also on machines that have no time zones installed
)

// Day is one whole day of the civil calendar, without hour or time zone. Days
// are comparable with ==. The zero Day is no day at all: it sorts before every
// day, prints as "" and stays zero whatever is added to it.
//
// Days lie in the years [MinYear] to [MaxYear]. Making one beyond is an error;
// arithmetic that would leave these years stops at their first or last day.
type Day struct {
	year  int16
	month uint8
	day   uint8
}

// Earliest and latest year of a [Day]. A board meets no older case and sets no
// later deadline, and a slip such as 20013 should be caught.
const (
	MinYear = 1900
	MaxYear = 2200
)

var (
	earliest = Day{MinYear, 1, 1}
	latest   = Day{MaxYear, 12, 31}
)

// NewDay returns a day, or an error wrapping [ErrInvalid] if there is none such:
// unlike time.Date it does not turn 30 February into 2 March.
func NewDay(year int, month time.Month, day int) (Day, error) {
	if year < MinYear || year > MaxYear {
		return Day{}, invalid(fmt.Sprintf("the year %d is out of range", year),
			fmt.Sprintf("give a year from %d to %d", MinYear, MaxYear))
	}
	if month < time.January || month > time.December {
		return Day{}, invalid(fmt.Sprintf("there is no month %d", int(month)),
			"months are numbered from 01 to 12")
	}
	if last := monthLength(year, month); day < 1 || day > last {
		return Day{}, invalid(fmt.Sprintf("there is no day %d in %s %d", day, month, year),
			fmt.Sprintf("%s %d has the days 1 to %d", month, year, last))
	}
	return Day{int16(year), uint8(month), uint8(day)}, nil
}

// DayOf returns the day that it is in Europe/London at the given instant. The
// zero Time gives the zero Day.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	year, month, day := t.In(london()).Date()
	switch {
	case year < MinYear:
		return earliest
	case year > MaxYear:
		return latest
	}
	return Day{int16(year), uint8(month), uint8(day)}
}

// london is loaded when first asked for. The zone is part of the program, so
// failing to find it means that the program itself is broken.
var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(fmt.Errorf("load the time zone of London: %w", err))
	}
	return zone
})

// IsZero reports whether d is no day at all.
func (d Day) IsZero() bool { return d == Day{} }

// Date returns year, month and day of the month; all 0 for the zero Day.
func (d Day) Date() (year int, month time.Month, day int) {
	return int(d.year), time.Month(d.month), int(d.day)
}

// Weekday returns the day of the week. Ask [Day.IsZero] first: that of the zero
// Day means nothing.
func (d Day) Weekday() time.Weekday { return d.midnight().Weekday() }

// Before reports whether d is an earlier day than e.
func (d Day) Before(e Day) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Day) After(e Day) bool { return d.Compare(e) > 0 }

// Compare is negative if d comes before e, positive if after, and 0 if they are
// the same day. It suits slices.SortFunc.
func (d Day) Compare(e Day) int { return d.rank() - e.rank() }

// AddDays returns the day that many calendar days later, or earlier if n is
// negative. It stops at the first and last day a [Day] can be.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return d
	}
	n = clamp(n, (MaxYear-MinYear+1)*366) // more leads out of range anyway, and could overflow
	return dayAt(min(max(d.number()+n, earliest.number()), latest.number()))
}

// AddMonths returns the same day of the month that many calendar months later,
// or earlier if n is negative. Where that month is too short it is the month's
// last day: six months from 31 August is 28 February. It stops at the first and
// last day a [Day] can be.
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	n = clamp(n, (MaxYear-MinYear+1)*12)
	months := int(d.year)*12 + int(d.month) - 1 + n
	year, month := months/12, time.Month(months%12+1)
	switch {
	case year < MinYear:
		return earliest
	case year > MaxYear:
		return latest
	}
	return Day{int16(year), uint8(month), min(d.day, uint8(monthLength(year, month)))}
}

// Sub returns how many calendar days d is later than e; negative if earlier. If
// either is the zero Day it is 0, which then means nothing.
func (d Day) Sub(e Day) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return d.number() - e.number()
}

// rank orders days without going through package time.
func (d Day) rank() int {
	return int(d.year)<<9 | int(d.month)<<5 | int(d.day)
}

func (d Day) midnight() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

const secondsADay = 24 * 60 * 60

// number counts days from 1 January 1970. In UTC every day has the same length,
// so the division leaves no remainder.
func (d Day) number() int { return int(d.midnight().Unix() / secondsADay) }

// dayAt is the inverse of number; the caller keeps it within range.
func dayAt(number int) Day {
	year, month, day := time.Unix(int64(number)*secondsADay, 0).UTC().Date()
	return Day{int16(year), uint8(month), uint8(day)}
}

func monthLength(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func clamp(n, limit int) int { return min(max(n, -limit), limit) }

// London returns an instant as the clocks of Europe/London show it.
func London(t time.Time) time.Time { return t.In(london()) }
