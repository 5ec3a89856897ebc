package engine

import (
	"fmt"
	"slices"

	"scr/review"
	"scr/workflow"
)

// tally is reviews being counted, before anything is suppressed. It does not leave this
// package.
type tally struct {
	ask    Stats
	head   review.Figures
	groups map[review.FigureKey]*group
}

// group is what is known of the reviews of one group.
type group struct {
	reviews int
	toEnd   []review.Span
	inStage map[string][]review.Span // by track.stage
}

func newTally(ask Stats, board string) *tally {
	return &tally{ask: ask, groups: map[review.FigureKey]*group{}, head: review.Figures{Boards: []string{board}, On: ask.On,
		Counted: ask.Count, From: ask.From, To: ask.To, Workflow: ask.Workflow, By: slices.Clone(ask.By), Period: ask.Period, Least: ask.Least}}
}

// group returns the group of a key, and makes it where it is the first.
func (t *tally) group(k review.FigureKey) *group {
	if t.groups[k] == nil {
		t.groups[k] = &group{inStage: map[string][]review.Span{}}
	}
	return t.groups[k]
}

// count counts a review, if it is one that was asked for.
func (t *tally) count(r *review.Review, def *workflow.Definition) {
	day := r.OpenedOn
	switch closed := r.Closed(); {
	case t.ask.Count == review.CountClosed && !closed, t.ask.Count == review.CountOpen && closed:
		return
	case t.ask.Count == review.CountClosed:
		day = r.ClosedOn()
	}
	if !t.ask.within(day) {
		return
	}
	main := mainTrack(def)
	g := t.group(t.key(r, main, day))
	g.reviews++
	g.time(r, main)
}

// within reports whether a day is one of those that were asked for. One of which nothing
// is known is among them only where any is.
func (ask Stats) within(day review.Date) bool {
	last := day.Last()
	if last.IsZero() {
		return ask.From.IsZero() && ask.To.IsZero()
	}
	return !last.Before(ask.From) && !ask.To.Before(last)
}

// mainTrack returns the first track of a definition that runs once: the review itself.
func mainTrack(def *workflow.Definition) string {
	for _, t := range def.Tracks {
		if t.ForEach == "" {
			return t.Name
		}
	}
	return ""
}

// key says which group a review is in.
func (t *tally) key(r *review.Review, main string, day review.Date) (k review.FigureKey) {
	in, _ := r.Instance(main, "")
	for _, name := range t.ask.By {
		switch name {
		case review.KeyBoard:
			k.Board = t.head.Boards[0]
		case review.KeyDefinition:
			k.Definition = fmt.Sprintf("%s %d", r.Pin.Workflow, r.Pin.Number)
		case review.KeyStage:
			k.Stage = orElse(in.Stage, "none")
		case review.KeyOutcome:
			k.Outcome = outcomeOf(r, in)
		case review.KeyPeriod:
			k.Period = periodOf(day, t.ask.Period)
		}
	}
	return k
}

// outcomeOf says how a review ended: the last stage of its first track and, where there is
// a track of publication, the stage of that.
func outcomeOf(r *review.Review, in review.Instance) string {
	if !in.Final {
		return "open"
	}
	if p, published := r.Instance(publication, ""); published && in.Track != publication {
		return in.Stage + " " + publication + "=" + p.Stage
	}
	return in.Stage
}

// periodOf returns the year, quarter or month of a day, or as much of it as is known.
func periodOf(day review.Date, length string) string {
	year, month, _ := day.Parts()
	switch {
	case day.IsZero():
		return "unknown"
	case month == 0 || length == "year":
		return fmt.Sprintf("%04d", year)
	case length == "quarter":
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3)
	}
	return fmt.Sprintf("%04d-%02d", year, month)
}

// time measures how long a review took: to the end of its first track, and in each stage
// that it has left. What was under way before it came into this program began on a day
// that nobody recorded here.
func (g *group) time(r *review.Review, main string) {
	in, _ := r.Instance(main, "")
	known := r.TakenOn == nil
	if in.Final && known {
		g.toEnd = append(g.toEnd, spanOf(r.OpenedOn, in.Since))
	}
	since, spent := r.OpenedOn, map[string]review.Span{}
	for _, m := range r.Moves {
		if m.Track != main || m.Item != "" || m.From == m.To {
			continue
		}
		if known {
			lasted := spanOf(since, m.On)
			spent[m.From] = review.Span{Days: spent[m.From].Days + lasted.Days, About: spent[m.From].About || lasted.About}
		}
		since, known = m.On, true
	}
	for stage, s := range spent {
		if stage != in.Stage { // a review that came back to a stage has not left it
			g.inStage[main+"."+stage] = append(g.inStage[main+"."+stage], s)
		}
	}
}

// spanOf counts the days from one day to another. A partial date counts as the last day
// that it can mean.
func spanOf(from, to review.Date) review.Span {
	return review.Span{Days: max(0, lastDay(to).Sub(lastDay(from))), About: !from.IsDay() || !to.IsDay()}
}
