package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// Derivation is how a clock comes to its day: from where it counts, which days count and
// which do not, and what moved it.
type Derivation struct {
	Clock   ClockView
	Lines   []Counted
	Edition string // of the bank holidays as the program has them now, where the clock was counted with others
}

// Counted is a day, or a run of days, on the way of a clock.
type Counted struct {
	On    review.Date
	To    review.Date // the last day of a run; unknown for one day
	Count int         // how many of the limit are counted by then; 0 where nothing is
	Says  string
}

// Derive explains a clock of a review, day by day, as far as the reader sees what moved it.
func (e *Engine) Derive(ctx context.Context, reference, clock, item string, by Reader) (*View, Derivation, error) {
	v, err := e.Records(ctx, reference, Want{Noun: "clock"}, by)
	if err != nil {
		return nil, Derivation{}, err
	}
	d := &draft{decision: decision{on: v.Today, today: v.Today}, def: v.Definition, review: v.Review, before: v.Review}
	if v.Definition.Clock(clock) == nil {
		return nil, Derivation{}, unknownName("clock", clock, each(v.Definition.Clocks, func(c workflow.Clock) string { return c.Name }))
	}
	i := slices.IndexFunc(v.Clocks, func(c ClockView) bool { return c.Name == clock && c.Item == item })
	if i < 0 {
		return nil, Derivation{}, d.noRun(v, clock, item)
	}
	out, err := d.derive(v.Clocks[i])
	return v, out, err
}

// noRun says that a clock does not run, or that it runs for each of something.
func (d *draft) noRun(v *View, clock, item string) error {
	var items []string
	for _, c := range v.Clocks {
		if c.Name == clock && c.Item != "" {
			items = append(items, c.Item)
		}
	}
	if item == "" && len(items) > 0 {
		return review.Errorf(review.Usage, "clock %s runs for each of several: say for which", clock).WithHint("add --item with one of: %s", english(items))
	}
	return review.Errorf(review.NotFound, "clock %s has not been started in this review%s", clock, d.forItem(item)).
		WithHint("list those that were with \"scr clock list %s\"", d.review.Reference)
}

func (d *draft) forItem(item string) string {
	if item == "" {
		return ""
	}
	return " for " + item
}

// derive lists how a clock comes to its day.
func (d *draft) derive(c ClockView) (Derivation, error) {
	out := Derivation{Clock: c}
	kind := d.def.Clock(c.Name)
	out.add(c.Start, "counted from here"+startedBy(c.Clock))
	cal, err := calendar.For(d.def.Nation)
	if err != nil {
		return out, err
	}
	if c.Edition != "" && c.Edition != cal.Edition() {
		out.Edition = cal.Edition()
	}
	switch {
	case c.Kind == review.LetterDeadline:
		out.add(d.letterGives(c.Clock), "the deadline that the letter gives")
	case c.Kind == review.LooksBack || c.Kind == review.CountsBack:
		err = out.back(cal, kind)
	default:
		err = out.forward(cal, kind, d.pausesOf(c.Clock))
	}
	if err != nil {
		return out, err
	}
	out.extensions()
	out.conclude()
	return out, nil
}

// letterGives is the deadline of a letter as that says it, whatever the clock was extended
// to.
func (d *draft) letterGives(c review.Clock) review.Date {
	if l, ok := review.Find[review.Letter](d.review, c.Item); ok && !l.Deadline.IsZero() {
		return l.Deadline.Last()
	}
	if len(c.Extensions) > 0 {
		return c.Extensions[0].From
	}
	return c.Due
}

func (x *Derivation) add(on review.Date, says string) {
	x.Lines = append(x.Lines, Counted{On: on, Says: says})
}

// startedBy says what started a clock.
func startedBy(c review.Clock) string {
	if c.By == "" {
		return ""
	}
	if c.Cause == 0 {
		return ": " + c.By
	}
	return fmt.Sprintf(": %s (#%d)", c.By, c.Cause)
}

// back counts back from the day, of a partial date from the first that it can mean.
func (x *Derivation) back(cal *calendar.Calendar, kind *workflow.Clock) error {
	from, to := firstDay(x.Clock.Start), lastDay(x.Clock.Due)
	if x.Clock.Kind == review.LooksBack {
		to = firstDay(x.Clock.From)
	}
	if kind.Within.Unit == workflow.Months {
		x.add(dateOf(to), kind.Within.String()+" before "+dateOf(from).English())
		return nil
	}
	return x.days(cal, kind, from, to, nil)
}

// forward counts to the day on which the clock was due before anybody extended it.
func (x *Derivation) forward(cal *calendar.Calendar, kind *workflow.Clock, pauses []pause) error {
	from, to := lastDay(x.Clock.Start), lastDay(x.Clock.Due)
	if n := len(x.Clock.Extensions); n > 0 {
		to = lastDay(x.Clock.Extensions[0].From)
	}
	if kind.Within.Unit != workflow.Months {
		return x.days(cal, kind, from, to, pauses)
	}
	at := from.AddMonths(kind.Within.N)
	x.add(dateOf(at), kind.Within.String()+" after "+dateOf(from).English())
	for _, p := range pauses {
		if p.open || !p.to.After(later(p.from, from)) {
			continue
		}
		stood := p.to.Sub(later(p.from, from))
		at = at.AddDays(stood)
		x.add(dateOf(at), fmt.Sprintf("later by the %d days from %s to %s on which it stood still", stood, dateOf(p.from).English(), dateOf(p.to).English()))
	}
	return nil
}

// days lists the days on the way, those of the same sort as one run.
func (x *Derivation) days(cal *calendar.Calendar, kind *workflow.Clock, from, to calendar.Day, pauses []pause) error {
	steps, err := cal.Explain(from, to)
	if err != nil {
		return err
	}
	count := 0
	for _, s := range steps {
		why := s.Reason
		if why == "Saturday" || why == "Sunday" {
			why = "weekend"
		}
		if kind.Within.Unit == workflow.Days {
			why = ""
		}
		if slices.ContainsFunc(pauses, func(p pause) bool { return s.Day.After(p.from) && (p.open || !s.Day.After(p.to)) }) {
			why = "the clock stands still"
		}
		if why == "" {
			count++
		}
		x.day(s.Day, count, why)
	}
	return nil
}

// day adds a day to the run that it continues, or begins another.
func (x *Derivation) day(at calendar.Day, count int, why string) {
	says := why
	if why == "" {
		says = "counted"
	}
	last := &x.Lines[len(x.Lines)-1]
	if last.Says == says && len(x.Lines) > 1 {
		last.To, last.Count = dateOf(at), count
		return
	}
	x.Lines = append(x.Lines, Counted{On: dateOf(at), Count: count, Says: says})
}

// extensions adds who moved the day, and on what.
func (x *Derivation) extensions() {
	for _, e := range x.Clock.Extensions {
		says := fmt.Sprintf("extended on %s (#%d)", e.On.English(), e.Seq)
		if len(e.Documents) > 0 {
			says += " on " + english(e.Documents)
		}
		x.add(e.To, says)
	}
}

// conclude says what it comes to. Where the reader does not see all that moved the clock,
// or the bank holidays have changed since, the log's day stands.
func (x *Derivation) conclude() {
	c := x.Clock
	switch {
	case c.Kind == review.LooksBack:
		x.add(c.From, "the window begins; it ends with the day it is counted from")
		return
	case c.Kind == review.Keeps:
		x.add(c.Due, "kept until then")
		return
	}
	says := []string{"due"}
	if c.About {
		says = append(says, "about, because the day that it counts from is not known")
	}
	if c.State == review.Paused {
		says = append(says, "and later by each day on which it stands still")
	}
	x.add(c.Due, strings.Join(says, ", "))
}
