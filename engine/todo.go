package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// Todo returns what waits for somebody in the reviews a person has a part in, the most
// pressing first: clocks, holds, letters, notices, actions; and what of the board's waits for
// their approval. That is as it is now, so a question about the past has no answer to it.
func (e *Engine) Todo(ctx context.Context, user string, h Horizon) ([]Task, error) {
	now := today(e.Now())
	h = h.settled(now)
	if err := e.checkHorizon(ctx, h); err != nil {
		return nil, err
	}
	var tasks []Task
	err := eachListed(func(q review.Query) ([]review.Listed, error) { return e.List(ctx, h.query(q, user), user) },
		func(reference string) error {
			of, err := e.tasksOf(ctx, reference, user, h)
			tasks = append(tasks, of...)
			return err
		})
	if err != nil {
		return nil, err
	}
	if !h.On.Before(now) && !h.ofReviews() {
		of, err := e.boardTasks(ctx, user)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, of...)
	}
	for i := range tasks {
		h.judge(&tasks[i])
	}
	sortTasks(tasks)
	return tasks, nil
}

// boardTasks returns what of the board's waits for a person.
func (e *Engine) boardTasks(ctx context.Context, user string) ([]Task, error) {
	var tasks []Task
	for _, waiting := range []func(context.Context, string) ([]Task, error){
		e.waitingRestore, e.alerts, e.waitingApprovals, e.waitingErasures, e.givenRights,
	} {
		of, err := waiting(ctx, user)
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, of...)
	}
	return tasks, nil
}

// tasksOf returns what waits in one review, of what the person may see. Before they
// declared whether they have a conflict of interest, only that waits.
func (e *Engine) tasksOf(ctx context.Context, reference, user string, h Horizon) ([]Task, error) {
	d, s, err := e.standingOf(ctx, reference, user)
	if err != nil {
		return nil, err
	}
	if !d.before.Declares(user) {
		return []Task{{Reference: d.before.Reference, Kind: "conflict", What: "declare",
			Says: "declare whether you have a conflict of interest"}}, nil
	}
	whole, err := e.stoodOn(ctx, d.before, h.On)
	if whole == nil || err != nil {
		return nil, err
	}
	seen := s.redact(whole)
	tasks := waitingIn(whole, seen, h)
	if h.Clock != "" {
		return tasks, nil
	}
	links, err := e.linkTasks(ctx, seen, user, h)
	return slices.Concat(tasks, d.noticeTasks(s, whole), links), err
}

// stoodOn returns a review as it stood on a day: what had happened by then. Of a day to
// come nothing is known but how it stands. Nil: it was not open yet.
func (e *Engine) stoodOn(ctx context.Context, r *review.Review, day review.Date) (*review.Review, error) {
	if !day.Before(today(e.Now())) {
		return r, nil
	}
	past, err := e.past(ctx, r, At{AsOf: day})
	if review.CodeOf(err) == review.NotFound {
		return nil, nil
	}
	return past, err
}

// waitingIn lists what waits in a review, of what its reader sees of it. Whole is the
// review with what they do not see: an answer that is hidden from them answers all the same.
func waitingIn(whole, seen *review.Review, h Horizon) []Task {
	tasks := clockTasks(seen, h)
	if h.Clock == "" {
		tasks = slices.Concat(tasks, holdTasks(seen), letterTasks(whole, seen), actionTasks(seen, h.On))
	}
	for i := range tasks {
		tasks[i].Reference = whole.Reference
	}
	return tasks
}

func clockTasks(r *review.Review, h Horizon) []Task {
	var tasks []Task
	for _, c := range r.Clocks {
		if h.Clock != "" && c.Name != h.Clock {
			continue
		}
		t := Task{Kind: "clock", What: strings.TrimSpace(c.Name + " " + c.Item), Due: c.Due, About: c.About,
			Says: limitEnds(c)}
		switch c.State {
		case review.Paused:
			tasks = append(tasks, pausedTask(t, c, r, h.On))
		case review.Running:
			tasks = append(tasks, t)
		case review.Lasting:
			if c.Kept(h.On) {
				t.Due, t.Says = review.Date{}, "it was to be kept until "+c.Due.English()+", and may end"
				tasks = append(tasks, t)
			}
		}
	}
	return tasks
}

func limitEnds(c review.Clock) string {
	switch c.Kind {
	case review.CountsBack:
		return "it is to be done " + c.Limit + " " + c.Start.English()
	case review.LetterDeadline:
		return "the letter is to be answered"
	}
	return "the limit of " + c.Limit + " ends"
}

// pausedTask says of a clock that stands still for which holds, and when somebody looks at
// the first of them again. It has no due day, unless that had passed before.
func pausedTask(t Task, c review.Clock, r *review.Review, day review.Date) Task {
	t.Paused, t.PausedSince = true, c.PausedOn
	for _, h := range r.Holds {
		if !slices.Contains(c.PausedBy, h.ID) {
			continue
		}
		t.PausedBy = append(t.PausedBy, h.ID)
		if t.LookOn.IsZero() || h.ReviewOn.Before(t.LookOn) {
			t.LookOn = h.ReviewOn
		}
	}
	if c.OverdueOn(day) {
		t.Says = "the limit of " + c.Limit + " had ended before the clock was paused"
		return t
	}
	t.Due, t.About, t.Says = review.Date{}, false, "the limit of "+c.Limit+" waits"
	return t
}

func holdTasks(r *review.Review) []Task {
	var tasks []Task
	for _, h := range r.Holds {
		if !h.Lifted {
			tasks = append(tasks, Task{Kind: "hold", What: h.ID, Due: h.ReviewOn, Says: "look at the hold on " + h.Scope() + " again"})
		}
	}
	return tasks
}

func letterTasks(whole, seen *review.Review) []Task {
	var tasks []Task
	for _, l := range seen.Letters {
		if l.Deadline.IsZero() || answered(whole, l.ID) || clocked(seen, l.ID) {
			continue
		}
		says := "answer the letter from " + l.Party
		if l.Direction == "out" {
			says = l.Party + " is to answer"
		}
		tasks = append(tasks, Task{Kind: "letter", What: l.ID, Due: l.Deadline, Says: says})
	}
	return tasks
}

// clocked reports whether a clock runs for the deadline of a letter: then that waits, with
// what the board decided of it.
func clocked(r *review.Review, letter string) bool {
	return slices.ContainsFunc(r.Clocks, func(c review.Clock) bool {
		return c.Kind == review.LetterDeadline && c.Item == letter && c.State != review.Stopped
	})
}

func actionTasks(r *review.Review, day review.Date) []Task {
	var tasks []Task
	for _, a := range r.Actions {
		switch {
		case a.Closed:
		case !a.RetestOn.IsZero() && (len(a.Tests) > 0 || a.By.IsZero() || a.By.Before(day)):
			tasks = append(tasks, Task{Kind: "action", What: a.ID, Due: a.RetestOn, Says: "test whether practice changed"})
		case !a.By.IsZero():
			tasks = append(tasks, Task{Kind: "action", What: a.ID, Due: a.By, Says: "the action is to be done"})
		}
	}
	return tasks
}

func answered(r *review.Review, letter string) bool {
	return slices.ContainsFunc(r.Letters, func(l review.Letter) bool { return l.Answers == letter })
}
