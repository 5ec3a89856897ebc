package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// Todo returns what waits for somebody in the reviews a person has a part in,
// the earliest first: clocks, holds, letters, notices, actions; and what of the board's waits for
// their approval.
func (e *Engine) Todo(ctx context.Context, user string, day review.Date) ([]Task, error) {
	if day.IsZero() {
		day = today(e.Now())
	}
	var tasks []Task
	for q := (review.Query{Limit: 500}); ; {
		page, err := e.List(ctx, q, user)
		if err != nil {
			return nil, err
		}
		for _, listed := range page {
			of, err := e.tasksOf(ctx, listed.Reference, user, day)
			if err != nil {
				return nil, err
			}
			tasks = append(tasks, of...)
		}
		if len(page) < q.Limit {
			break
		}
		q.After = page[len(page)-1].Reference
	}
	alerts, err := e.alerts(ctx, user)
	if err != nil {
		return nil, err
	}
	asked, err := e.waitingApprovals(ctx, user)
	if err != nil {
		return nil, err
	}
	erasures, err := e.waitingErasures(ctx, user)
	if err != nil {
		return nil, err
	}
	restore, err := e.waitingRestore(ctx, user)
	if err != nil {
		return nil, err
	}
	given, err := e.givenRights(ctx, user)
	if err != nil {
		return nil, err
	}
	tasks = slices.Concat(tasks, restore, alerts, asked, erasures, given)
	sortTasks(tasks)
	return tasks, nil
}

// tasksOf returns what waits in one review, of what the person may see. Before they
// declared whether they have a conflict of interest, only that waits.
func (e *Engine) tasksOf(ctx context.Context, reference, user string, day review.Date) ([]Task, error) {
	d, s, err := e.standingOf(ctx, reference, user)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	if !d.before.Declares(user) {
		return append(tasks, Task{Reference: d.before.Reference, Kind: "conflict", What: "declare",
			Says: "declare whether you have a conflict of interest"}), nil
	}
	r := s.redact(d.before)
	add := func(kind, what string, due review.Date, says string) {
		tasks = append(tasks, Task{Reference: r.Reference, Kind: kind, What: what, Due: due, Overdue: due.Before(day), Says: says})
	}
	for _, c := range r.Clocks {
		switch {
		case c.State == review.Running:
			add("clock", strings.TrimSpace(c.Name+" "+c.Item), c.Due, "the limit of "+c.Limit+" ends")
		case c.State == review.Paused && c.OverdueOn(day):
			add("clock", strings.TrimSpace(c.Name+" "+c.Item), c.Due, "the limit of "+c.Limit+" had ended before the clock was paused")
		}
	}
	for _, h := range r.Holds {
		if !h.Lifted {
			add("hold", h.ID, h.ReviewOn, "look at the hold on "+h.Scope()+" again")
		}
	}
	for _, l := range r.Letters {
		if !l.Deadline.IsZero() && !answered(d.before, l.ID) {
			says := "answer the letter from " + l.Party
			if l.Direction == "out" {
				says = l.Party + " is to answer"
			}
			add("letter", l.ID, l.Deadline, says)
		}
	}
	for _, a := range r.Actions {
		switch {
		case a.Closed:
		case !a.RetestOn.IsZero() && len(a.Tests) > 0 || a.By.Before(day) && !a.RetestOn.IsZero():
			add("action", a.ID, a.RetestOn, "test whether practice changed")
		case !a.By.IsZero():
			add("action", a.ID, a.By, "the action is to be done")
		}
	}
	return append(tasks, d.noticeTasks(s, day)...), nil
}

func answered(r *review.Review, letter string) bool {
	return slices.ContainsFunc(r.Letters, func(l review.Letter) bool { return l.Answers == letter })
}

// sortTasks puts the earliest first, and what has no day last.
func sortTasks(tasks []Task) {
	slices.SortStableFunc(tasks, func(a, b Task) int {
		switch {
		case a.Due == b.Due:
			return strings.Compare(a.Reference, b.Reference)
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero():
			return -1
		}
		return strings.Compare(a.Due.Last().String(), b.Due.Last().String())
	})
}
