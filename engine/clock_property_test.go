package engine

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// counter is a draft that only counts: one clock, and holds that pause it.
func counter(t *rapid.T, kind workflow.ClockKind, units ...string) (*draft, *workflow.Clock) {
	def := &workflow.Definition{Nation: rapid.SampledFrom(calendar.Nations()).Draw(t, "nation"),
		Holds: []workflow.Hold{{Name: "waits", Pauses: []string{"limit"}}},
		Clocks: []workflow.Clock{{Name: "limit", Kind: kind,
			Within: workflow.Limit{N: rapid.IntRange(1, 60).Draw(t, "n"), Unit: rapid.SampledFrom(units).Draw(t, "unit")}}}}
	return &draft{def: def, review: &review.Review{}}, &def.Clocks[0]
}

// someDay draws a day, many of them at the ends of years and months, and of February.
func someDay(t *rapid.T, name string) review.Date {
	year, month, day := rapid.IntRange(2008, 2024).Draw(t, name), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 31).Draw(t, "day")
	if rapid.IntRange(0, 4).Draw(t, "odd") == 0 {
		month, day = 2, 29
	}
	at := time.Date(year, time.Month(month+1), 0, 12, 0, 0, 0, time.UTC)
	return review.NewDate(year, month, min(day, at.Day()))
}

func plus(d review.Date, n int) review.Date { return dateOf(lastDay(d).AddDays(n)) }

func reckon(t *rapid.T, d *draft, kind *workflow.Clock, from review.Date) reckoned {
	r, err := d.reckon(kind, from, review.Date{})
	if err != nil {
		t.Fatal(err)
	}
	if kind.Kind == workflow.LooksBack {
		r.due = r.from
	}
	return r
}

// run is a clock of the draft that counts from a day.
func run(t *rapid.T, d *draft, from review.Date) review.Clock {
	kind := &d.def.Clocks[0]
	r := reckon(t, d, kind, from)
	return review.Clock{Name: "limit", State: review.Running, Start: from, Due: r.due, Edition: r.edition, Limit: kind.Length()}
}

// pauseBefore adds a hold that begins before the clock is due, perhaps before it starts.
func pauseBefore(t *rapid.T, d *draft, c review.Clock) {
	lasts := lastDay(c.Due).Sub(lastDay(c.Start))
	h := review.Hold{Name: "waits", Covers: "review", Lifted: true}
	h.On = plus(c.Start, rapid.IntRange(-20, lasts-1).Draw(t, "held after"))
	h.LiftedOn = plus(h.On, rapid.IntRange(0, 45).Draw(t, "held for"))
	d.review.Holds = append(d.review.Holds, h)
}

func counts(t *rapid.T, d *draft, c review.Clock) review.Clock {
	counted, err := d.count(c)
	if err != nil {
		t.Fatal(err)
	}
	return counted
}

// A derivation counts exactly to the day on which the clock is due: that day is the last
// that counts, and its number is the limit.
func TestADerivationEndsWithTheDueDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, kind := counter(t, workflow.Forward, workflow.WorkingDays, workflow.Days)
		c := run(t, d, someDay(t, "start"))
		for range rapid.IntRange(0, 4).Draw(t, "holds") {
			pauseBefore(t, d, c)
			c = counts(t, d, c)
		}
		x, err := d.derive(ClockView{Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		last := x.Lines[len(x.Lines)-2] // before the line that says: due
		to := ends(last)
		if last.Says != "counted" || last.Count != kind.Within.N || to != c.Due {
			t.Fatalf("%s from %s, due %s, is counted to %+v; the holds are %+v", kind.Within, c.Start, c.Due, last, d.review.Holds)
		}
	})
}

// A clock that was extended, and stood still before that and after, is told as it came
// about: to the day on which it was due until then, and on to the day on which it is due.
func TestADerivationGoesOnFromAnExtension(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, kind := counter(t, workflow.Forward, workflow.WorkingDays, workflow.Days, workflow.Months)
		c := run(t, d, someDay(t, "start"))
		at := c.Start
		for range rapid.IntRange(1, 3).Draw(t, "extensions") {
			c, at = heldFrom(t, d, c, at)
			e := review.Extension{On: at, From: c.Due, To: plus(c.Due, rapid.IntRange(1, 60).Draw(t, "extended by"))}
			c.Extensions, c.Due = append(c.Extensions, e), e.To
		}
		c, _ = heldFrom(t, d, c, at)
		x, err := d.derive(ClockView{Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		var told []Counted // what stands before each extension, and before the line that says: due
		for i, line := range x.Lines {
			if strings.HasPrefix(line.Says, "extended") || i == len(x.Lines)-1 {
				told = append(told, x.Lines[i-1])
			}
		}
		if first := told[0]; kind.Within.Unit != workflow.Months && (first.Says != "counted" || first.Count != kind.Within.N) {
			t.Fatalf("%s are counted to %+v", kind.Within, first)
		}
		for i, e := range append(c.Extensions, review.Extension{From: c.Due}) {
			if ends(told[i]) != e.From {
				t.Fatalf("due %s, and counted to %+v; the holds are %+v", e.From, told[i], d.review.Holds)
			}
		}
	})
}

// heldFrom has holds pause a clock that is not overdue, one after the other, and returns a
// day on which all are lifted.
func heldFrom(t *rapid.T, d *draft, c review.Clock, at review.Date) (review.Clock, review.Date) {
	for range rapid.IntRange(0, 2).Draw(t, "holds") {
		left := lastDay(c.Due).Sub(lastDay(at))
		if left < 1 {
			break
		}
		h := review.Hold{Name: "waits", Covers: "review", Lifted: true}
		h.On = plus(at, rapid.IntRange(0, left-1).Draw(t, "held after"))
		h.LiftedOn = plus(h.On, rapid.IntRange(0, 45).Draw(t, "held for"))
		d.review.Holds, at = append(d.review.Holds, h), h.LiftedOn
		c = counts(t, d, c)
	}
	return c, at
}

// ends is the last day of a line.
func ends(line Counted) review.Date {
	if line.To.IsZero() {
		return line.On
	}
	return line.To
}

// What counts back is told the same way: as many days lie between.
func TestADerivationBackEndsWithTheDueDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, kind := counter(t, workflow.CountsBack, workflow.WorkingDays, workflow.Days)
		c := run(t, d, someDay(t, "planned"))
		c.Kind = review.CountsBack
		x, err := d.derive(ClockView{Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		last := x.Lines[len(x.Lines)-2]
		to := ends(last)
		if last.Says != "counted" || last.Count != kind.Within.N || to != c.Due {
			t.Fatalf("%s before %s, due %s, is counted to %+v", kind.Within, c.Start, c.Due, last)
		}
	})
}

// A hold more never makes a clock due earlier, and counting again what was counted changes
// nothing.
func TestAPauseMakesNothingDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, _ := counter(t, workflow.Forward, workflow.WorkingDays, workflow.Days, workflow.Months)
		c := run(t, d, someDay(t, "start"))
		for range rapid.IntRange(1, 5).Draw(t, "holds") {
			before := c.Due
			pauseBefore(t, d, c)
			c = counts(t, d, c)
			if c.Due.Before(before) {
				t.Fatalf("due %s with a hold more, and %s without; the holds are %+v", c.Due, before, d.review.Holds)
			}
			if again := counts(t, d, c); again.Due != c.Due || again.PausedOn != c.PausedOn || again.Edition != c.Edition {
				t.Fatalf("counted again it is due %s, and was %s", again.Due, c.Due)
			}
		}
	})
}

// A later day is never due earlier, and of a partial date nobody is held to a guess: what
// counts forward is due no earlier than from any day it can mean, what counts back no later.
func TestAPartialDateHoldsNobodyToAGuess(t *testing.T) {
	kinds := []workflow.ClockKind{workflow.Forward, workflow.Keeps, workflow.CountsBack, workflow.LooksBack}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		d, clock := counter(t, kind, workflow.WorkingDays, workflow.Days, workflow.Months)
		day := someDay(t, "start")
		due := reckon(t, d, clock, day).due
		if later := reckon(t, d, clock, plus(day, rapid.IntRange(0, 40).Draw(t, "later"))).due; later.Before(due) {
			t.Fatalf("%s from a later day than %s falls on %s, before %s", clock.Within, day, later, due)
		}
		year, month, _ := day.Parts()
		about := review.NewDate(year, rapid.SampledFrom([]int{0, month}).Draw(t, "known month"), 0)
		partial := reckon(t, d, clock, about).due
		forward := kind == workflow.Forward || kind == workflow.Keeps
		if forward && partial.Before(due) || !forward && due.Before(partial) {
			t.Fatalf("%s %s from %s falls on %s, and from %s on %s", kind, clock.Within, about, partial, day, due)
		}
	})
}

// Counting back from the day on which a limit ends leads to where it began: always in
// days, from a working day in working days, and in months unless a month was too short.
func TestALimitCountedBackLeadsToItsStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, clock := counter(t, workflow.Forward, workflow.WorkingDays, workflow.Days, workflow.Months)
		start := someDay(t, "start")
		due := reckon(t, d, clock, start).due
		back := *clock
		back.Kind = workflow.CountsBack
		got := reckon(t, d, &back, due).due
		cal, err := calendar.For(d.def.Nation)
		if err != nil {
			t.Fatal(err)
		}
		_, _, was := start.Parts()
		_, _, is := due.Parts()
		exact := clock.Within.Unit == workflow.Days || clock.Within.Unit == workflow.WorkingDays && cal.WorkingDay(lastDay(start)) ||
			clock.Within.Unit == workflow.Months && was == is
		if exact && got != start {
			t.Fatalf("%s on from %s is %s, and back %s", clock.Within, start, due, got)
		}
	})
}

// What is recorded today counts the same at every hour of the day in London, and on
// machines in every zone.
func TestTheHourAndTheZoneMoveNoClock(t *testing.T) {
	zones := []string{"UTC", "Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		d, clock := counter(t, workflow.Forward, workflow.WorkingDays, workflow.Days, workflow.Months)
		day := someDay(t, "day")
		year, month, of := day.Parts()
		noon := time.Date(year, time.Month(month), of, 12, 0, 0, 0, time.UTC) // the same day in London, in summer too
		at := noon.Add(time.Duration(rapid.IntRange(-11*60, 11*60-1).Draw(t, "minutes")) * time.Minute)
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := reckon(t, d, clock, today(at.In(zone))).due, reckon(t, d, clock, day).due; got != want {
			t.Fatalf("recorded at %s, %s is due %s, not %s", at.In(zone), clock.Within, got, want)
		}
	})
}
