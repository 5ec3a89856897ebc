package engine

import (
	"cmp"
	"context"
	"strings"

	"scr/review"
)

// pageOfPast is how many reviews a list of the past is filled from at a time, and the
// most that one page of it holds.
const pageOfPast = 500

// ListOn returns one page of the same reviews as List, as they stood on a day: what had
// happened by then. A review that was not open yet is left out. Of today, and of a day to
// come, List tells. Each review's log is read, so this takes longer.
func (e *Engine) ListOn(ctx context.Context, q review.Query, user string, day review.Date) ([]review.Listed, error) {
	if day = day.Last(); !day.Before(today(e.Now())) {
		return e.List(ctx, q, user)
	}
	if err := e.checkQuery(ctx, q); err != nil {
		return nil, err
	}
	var page []review.Listed
	from := review.Query{Workflow: q.Workflow, Person: q.Person, After: q.After, Limit: pageOfPast}
	for {
		now, err := e.List(ctx, from, user)
		if err != nil {
			return nil, err
		}
		for _, l := range now {
			then, err := e.listedOn(ctx, l.Reference, day)
			if err != nil {
				return nil, err
			}
			if then == nil || !wanted(q, then) {
				continue
			}
			line := then.Line()
			if line.Suspended, err = e.suspendedOn(ctx, then, day); err != nil {
				return nil, err
			}
			if page = append(page, line); len(page) == cmp.Or(q.Limit, usualPage) {
				return page, nil
			}
		}
		if len(now) < from.Limit {
			return page, nil
		}
		from.After = now[len(now)-1].Reference
	}
}

// usualPage is how many reviews a page holds where nobody says.
const usualPage = 50

func (e *Engine) listedOn(ctx context.Context, reference string, day review.Date) (*review.Review, error) {
	r, err := e.Store.Review(ctx, reference)
	if err != nil {
		return nil, err
	}
	return e.stoodOn(ctx, r, day)
}

// suspendedOn reports whether a review was suspended as a whole on a day.
func (e *Engine) suspendedOn(ctx context.Context, r *review.Review, day review.Date) (bool, error) {
	if len(r.Holds) == 0 || r.Closed() {
		return false, nil
	}
	l, err := e.definition(ctx, r.Pin.Hash)
	if err != nil {
		return false, err
	}
	return wholly(l.def, r, day), nil
}

// wanted reports whether a review as it stood is one that a query asks for.
func wanted(q review.Query, r *review.Review) bool {
	if q.Open && r.Closed() || q.Stage != "" && !standsAt(r, q.Stage) {
		return false
	}
	return q.Overdue.IsZero() || r.Line().NextDue.Before(q.Overdue)
}

// standsAt reports whether some track of a review stands at a stage, said as track.stage
// or stage.
func standsAt(r *review.Review, stage string) bool {
	track, at, named := strings.Cut(stage, ".")
	for _, in := range r.Instances {
		if named && in.Track == track && in.Stage == at || !named && in.Stage == stage {
			return true
		}
	}
	return false
}
