package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// List returns one page of the reviews in which the person has a part. An office
// gives a part in the reviews whose definition names it.
func (e *Engine) List(ctx context.Context, q review.Query, user string) ([]review.Listed, error) {
	if err := e.checkQuery(ctx, q); err != nil {
		return nil, err
	}
	q, err := e.ofTheirs(ctx, q, user)
	if err != nil {
		return nil, err
	}
	list, err := e.Store.List(ctx, q)
	if err != nil {
		return nil, err
	}
	return list, e.suspended(ctx, list)
}

// suspended notes which reviews of a list are suspended as a whole. That is asked only of
// those with a hold.
func (e *Engine) suspended(ctx context.Context, list []review.Listed) error {
	for i := range list {
		if !list[i].OnHold || list[i].Closed {
			continue
		}
		r, err := e.Store.Review(ctx, list[i].Reference)
		if err != nil {
			return err
		}
		if list[i].Suspended, err = e.suspendedOn(ctx, r, today(e.Now())); err != nil {
			return err
		}
	}
	return nil
}

// CountOwn returns in how many reviews the person has a part, however few a list shows.
func (e *Engine) CountOwn(ctx context.Context, user string) (int64, error) {
	q, err := e.ofTheirs(ctx, review.Query{}, user)
	if err != nil {
		return 0, err
	}
	return e.Store.Count(ctx, q)
}

// ofTheirs narrows a query to the reviews in which the person has a part. Where it names
// them already it asks for those with a role of their own only.
func (e *Engine) ofTheirs(ctx context.Context, q review.Query, user string) (review.Query, error) {
	q.Today = today(e.Now())
	if q.Person == user {
		return q, nil
	}
	board, err := e.Store.Board(ctx)
	if err != nil {
		return q, err
	}
	var offices []string
	for _, t := range board.Offices {
		if t.Person == user && t.Holds(q.Today) {
			offices = append(offices, t.Office)
		}
	}
	all := false
	if q.Under, all, err = e.under(ctx, offices); err != nil {
		return q, err
	}
	if !all {
		q.Person = user
	}
	return q, nil
}

// Count returns how many reviews the board has. That much an administrator may know,
// who reads none of them: whoever edits the process has no part in the cases.
func (e *Engine) Count(ctx context.Context, user string) (n int64, may bool, err error) {
	p, err := e.Store.Person(ctx, user)
	if err != nil || !p.Administrator || p.Left(today(e.Now())) {
		return 0, false, err
	}
	n, err = e.Store.Count(ctx, review.Query{})
	return n, true, err
}

// under returns the adopted definitions that name one of the offices, and whether
// that is all of them.
func (e *Engine) under(ctx context.Context, offices []string) (pins []review.Pin, all bool, err error) {
	if len(offices) == 0 {
		return nil, false, nil
	}
	all = true
	err = e.eachDefinition(ctx, func(def *workflow.Definition) {
		if slices.ContainsFunc(def.Roles, func(r workflow.Role) bool { return r.Office && slices.Contains(offices, r.Name) }) {
			pins = append(pins, review.Pin{Workflow: def.ID, Number: def.Version})
		} else {
			all = false
		}
	})
	return pins, all, err
}

// checkQuery refuses a workflow or a stage that no adopted definition has: a list
// that is empty for a slip of the pen looks like the truth.
func (e *Engine) checkQuery(ctx context.Context, q review.Query) error {
	if q.Workflow != "" {
		if _, err := e.Store.Adoption(ctx, q.Workflow); err != nil {
			if review.CodeOf(err) == review.NotFound {
				return e.unknownWorkflow(ctx, q.Workflow)
			}
			return err
		}
	}
	if q.Stage == "" {
		return nil
	}
	var stages []string
	err := e.eachDefinition(ctx, func(def *workflow.Definition) {
		for _, track := range def.Tracks {
			for _, stage := range track.Stages {
				if q.Workflow == "" || q.Workflow == def.ID {
					stages = append(stages, stage.Name, track.Name+"."+stage.Name)
				}
			}
		}
	})
	if err != nil || slices.Contains(stages, q.Stage) {
		return err
	}
	unknown := review.Errorf(review.Invalid, "no definition has a stage %q", q.Stage)
	if meant := workflow.Nearest(q.Stage, stages); meant != "" {
		return unknown.WithHint("did you mean %q?", meant)
	}
	return unknown.WithHint("see the stages with \"scr workflow show ID\"")
}
