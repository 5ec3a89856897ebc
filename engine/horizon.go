package engine

import (
	"cmp"
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Horizon says what of all that waits somebody wants to see, and on which day it is judged.
type Horizon struct {
	On       review.Date // unknown: today. A past day: as things stood then; one to come: as they stand, judged on that day
	Within   int         // so many days after it are soon
	Clock    string      // only clocks of that name; empty: whatever waits
	Workflow string      // only reviews of that workflow
	Mine     bool        // only reviews in which they hold a role of their own
}

// The groups of what waits, in the order in which they are told. Each task is in one.
const (
	GroupOverdue = "overdue" // its day has certainly passed
	GroupSoon    = "soon"    // it may fall within the days that were asked for
	GroupLater   = "later"   // it certainly falls after them
	GroupPaused  = "paused"  // a clock that stands still, and was not overdue when it was paused
	GroupUndated = "undated" // it waits and has no day
)

// Groups lists the groups of what waits, in the order in which they are told.
func Groups() []string {
	return []string{GroupOverdue, GroupSoon, GroupLater, GroupPaused, GroupUndated}
}

// settled is the horizon with its day: the last that was meant, or today.
func (h Horizon) settled(today review.Date) Horizon {
	if h.On = h.On.Last(); h.On.IsZero() {
		h.On = today
	}
	return h
}

// query asks for the reviews that a horizon is about.
func (h Horizon) query(q review.Query, user string) review.Query {
	q.Workflow = h.Workflow
	if h.Mine {
		q.Person = user
	}
	return q
}

// ofReviews reports whether only what waits in reviews is asked for.
func (h Horizon) ofReviews() bool { return h.Clock != "" || h.Workflow != "" }

// judge says of a task whether it is late on the day, and in which group it is.
func (h Horizon) judge(t *Task) {
	t.Overdue = t.Due.Before(h.On)
	switch {
	case t.Overdue:
		t.Group = GroupOverdue
	case t.Paused:
		t.Group = GroupPaused
	case t.Due.IsZero():
		t.Group = GroupUndated
	case dateOf(lastDay(h.On).AddDays(h.Within)).Before(t.Due):
		t.Group = GroupLater
	default:
		t.Group = GroupSoon
	}
}

// sortTasks puts the groups in their order, and in each the earliest first.
func sortTasks(tasks []Task) {
	slices.SortStableFunc(tasks, func(a, b Task) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Groups(), a.Group), slices.Index(Groups(), b.Group)),
			cmp.Compare(cmp.Or(a.Due, a.LookOn).Last().String(), cmp.Or(b.Due, b.LookOn).Last().String()),
			cmp.Compare(a.Reference, b.Reference))
	})
}

// checkHorizon refuses a clock that no adopted definition has: nothing overdue for a slip
// of the pen looks like good news.
func (e *Engine) checkHorizon(ctx context.Context, h Horizon) error {
	if h.Clock == "" {
		return nil
	}
	var names []string
	err := e.eachDefinition(ctx, func(def *workflow.Definition) {
		for _, c := range def.Clocks {
			names = append(names, c.Name)
		}
	})
	if err != nil || slices.Contains(names, h.Clock) {
		return err
	}
	unknown := review.Errorf(review.Invalid, "no definition has a clock %q", h.Clock)
	if meant := workflow.Nearest(h.Clock, names); meant != "" {
		return unknown.WithHint("did you mean %q?", meant)
	}
	return unknown.WithHint("see the clocks with \"scr workflow show ID\"")
}
