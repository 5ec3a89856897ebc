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
		err = d.forward(&out, cal, kind)
	}
	if err != nil {
		return out, err
	}
	if err := d.extensions(&out, kind); err != nil {
		return out, err
	}
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
func (d *draft) forward(x *Derivation, cal *calendar.Calendar, kind *workflow.Clock) error {
	from, to := lastDay(x.Clock.Start), lastDay(x.Clock.Due)
	pauses := d.pausesOf(x.Clock.Clock)
	if len(x.Clock.Extensions) > 0 {
		first := x.Clock.Extensions[0]
		to, pauses = lastDay(first.From), d.pausesBy(x.Clock.Clock, first.On)
	}
	if kind.Within.Unit != workflow.Months {
		return x.days(cal, kind, from, to, pauses)
	}
	at := from.AddMonths(kind.Within.N)
	x.add(dateOf(at), kind.Within.String()+" after "+dateOf(from).English())
	return d.stoodStill(x, kind, at, from, pauses)
}

// pausesBy returns the pauses of the holds that were lifted by a day: whoever extended the
// clock then knew when it was due after those, and no other hold had moved it.
func (d *draft) pausesBy(c review.Clock, on review.Date) []pause {
	then, r := *d, *d.review
	r.Holds = slices.DeleteFunc(slices.Clone(r.Holds), func(h review.Hold) bool { return !h.Lifted || lastDay(h.LiftedOn).After(lastDay(on)) })
	then.review = &r
	return then.pausesOf(c)
}

// stoodStill adds how far the pauses after a day move the day on which a clock is due.
func (d *draft) stoodStill(x *Derivation, kind *workflow.Clock, at, from calendar.Day, pauses []pause) error {
	for _, p := range pauses {
		since := later(p.from, from)
		if p.open || !p.to.After(since) {
			continue
		}
		stood, err := d.stood(kind, since, p.to)
		if err != nil {
			return err
		}
		if stood.N == 0 {
			continue // over a weekend, say
		}
		if at, _, err = d.moveOn(kind, at, since, p.to, ""); err != nil {
			return err
		}
		x.add(dateOf(at), fmt.Sprintf("later by the %s from %s to %s on which it stood still", stood, dateOf(since).English(), dateOf(p.to).English()))
	}
	return nil
}

// stood is how long a clock stood still between two days, in the days that it counts.
func (d *draft) stood(kind *workflow.Clock, from, to calendar.Day) (workflow.Limit, error) {
	if kind.Within.Unit != workflow.WorkingDays {
		return workflow.Limit{N: to.Sub(from), Unit: workflow.Days}, nil
	}
	cal, err := calendar.For(d.def.Nation)
	if err != nil {
		return workflow.Limit{}, err
	}
	n, err := cal.WorkingDaysBetween(from, to)
	return workflow.Limit{N: n, Unit: workflow.WorkingDays}, err
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

// extensions adds who moved the day, and on what; and how long the clock stood still after
// that, until somebody moved it again.
func (d *draft) extensions(x *Derivation, kind *workflow.Clock) error {
	for i, e := range x.Clock.Extensions {
		says := fmt.Sprintf("extended on %s (#%d)", e.On.English(), e.Seq)
		if len(e.Documents) > 0 {
			says += " on " + english(e.Documents)
		}
		x.add(e.To, says)
		pauses := d.pausesOf(x.Clock.Clock)
		if i+1 < len(x.Clock.Extensions) {
			pauses = d.pausesBy(x.Clock.Clock, x.Clock.Extensions[i+1].On)
		}
		if err := d.stoodStill(x, kind, lastDay(e.To), lastDay(e.On), pauses); err != nil {
			return err
		}
	}
	return nil
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
