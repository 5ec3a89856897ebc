package engine

import (
	"cmp"
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Due is something whose time under a retention schedule is over, or will be. It is a
// proposal: nothing is erased because of it.
type Due struct {
	Schedule string      `json:"schedule"` // name
	What     string      `json:"what"`     // reference of a review, or handle of a person
	Since    review.Date `json:"since"`    // from which the years count
	On       review.Date `json:"on"`       // the day on which they are over
	Asked    string      `json:"asked"`    // handle of the erasure that was proposed already
	Barred   string      `json:"barred"`   // why it could not be erased now
}

// Retained returns what is due under some schedules by a day: reviews in which the
// person has a part, and people of the register.
func (e *Engine) Retained(ctx context.Context, schedules []workflow.Schedule, by review.Date, user string) ([]Due, error) {
	board, err := e.watches(ctx, user)
	if err != nil {
		return nil, err
	}
	if by.IsZero() {
		by = today(e.Now())
	}
	due := []Due{}
	for _, s := range schedules {
		if s.Years == 0 {
			continue
		}
		found, err := e.dueUnder(ctx, s, user)
		if err != nil {
			return nil, err
		}
		due = append(due, found...)
	}
	due = slices.DeleteFunc(due, func(d Due) bool { return by.Last().Before(d.On) })
	for i := range due {
		due[i].Asked = asked(board, due[i].What)
		if barred := noMoratorium(board); barred != nil {
			due[i].Barred = barred.Error()
		}
	}
	slices.SortStableFunc(due, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.On.String(), b.On.String()), cmp.Compare(a.What, b.What))
	})
	return due, nil
}

// asked returns the erasure that somebody proposed already.
func asked(board *review.Board, what string) string {
	for _, er := range board.Erasures {
		if er.Open() && (er.Scope.Kind == review.EraseReview && er.Scope.Review == what || er.Scope.Kind == review.ErasePerson && er.Scope.Of == what) {
			return er.ID
		}
	}
	return ""
}

func (e *Engine) dueUnder(ctx context.Context, s workflow.Schedule, user string) ([]Due, error) {
	if s.Class == "person" {
		return e.peopleDue(ctx, s)
	}
	var due []Due
	for q := (review.Query{Limit: 500}); ; {
		page, err := e.List(ctx, q, user)
		if err != nil {
			return nil, err
		}
		for _, listed := range page {
			r, err := e.Store.Review(ctx, listed.Reference)
			if err != nil {
				return nil, err
			}
			if since := countsFrom(r, s.After); !since.IsZero() && r.Erased == "" {
				d := dueAfter(s, r.Reference, since)
				if held := e.noHold(ctx, r, user); review.CodeOf(held) == review.Refused && held != nil {
					d.Barred = held.Error()
				} else if held != nil {
					return nil, held
				}
				due = append(due, d)
			}
		}
		if len(page) < q.Limit {
			return due, nil
		}
		q.After = page[len(page)-1].Reference
	}
}

// countsFrom returns the day from which a schedule counts for a review, unknown while
// it has not come.
func countsFrom(r *review.Review, after string) (since review.Date) {
	if after == workflow.AfterClosed {
		if r.Closed() {
			return r.Latest
		}
		return since
	}
	for _, m := range r.Moves {
		if m.Name() == after {
			since = m.On
		}
	}
	return since
}

// dueAfter counts from the last day that a partial date can mean: nothing falls due
// too early.
func dueAfter(s workflow.Schedule, what string, since review.Date) Due {
	return Due{Schedule: s.Name, What: what, Since: since, On: dateOf(lastDay(since).AddMonths(12 * s.Years))}
}

func (e *Engine) peopleDue(ctx context.Context, s workflow.Schedule) ([]Due, error) {
	if s.After != workflow.AfterLeft {
		return nil, nil
	}
	people, err := e.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	var due []Due
	for _, p := range people {
		if p.LeftOn.IsZero() {
			continue
		}
		events, err := e.Store.Events(ctx, p.StreamName())
		if err != nil {
			return nil, err
		}
		if review.ErasedWhole(events) == "" {
			due = append(due, dueAfter(s, p.Handle, p.LeftOn))
		}
	}
	return due, nil
}

// timeIsOver refuses an erasure that rests on a retention schedule under which its time
// is not over. What counts from birth is for people to judge: no dates of birth are kept.
func (e *Engine) timeIsOver(ctx context.Context, c ProposeErasure, scope review.ErasureScope) error {
	s := c.Under
	if c.Rule == "" {
		return nil
	}
	of, what := "review", scope.Review
	if scope.Kind == review.ErasePerson {
		of, what = "person", scope.Of
	}
	switch {
	case scope.Kind == review.EraseReasons:
		return review.Errorf(review.Refused, "no schedule is for reasons for reading").
			WithHint("they go with their reader's entry in the register, when that is due; or name another basis")
	case s.Class != of:
		return review.Errorf(review.Invalid, "%s is a schedule for a %s, not for a %s", s.Name, s.Class, of).
			WithHint("\"scr retention list\" says what each is for")
	case s.Years == 0:
		return review.Errorf(review.Refused, "nobody has decided after how many years %s is over", s.Name).
			WithHint("write the board's decision into a file of its own, and name it with --schedule")
	case s.After == workflow.AfterBirth:
		return nil
	}
	since, err := e.countsFrom(ctx, s, scope)
	if err != nil {
		return err
	}
	if since.IsZero() {
		return review.Errorf(review.Refused, "%s is not due under %s: its %d years count from %s, which has not come", what, s.Name, s.Years, s.After)
	}
	if due := dueAfter(s, what, since).On; today(e.Now()).Before(due) {
		return review.Errorf(review.Refused, "%s is not due under %s before %s", what, s.Name, due.English())
	}
	return nil
}

// countsFrom returns the day from which a schedule counts for what is to be erased.
func (e *Engine) countsFrom(ctx context.Context, s workflow.Schedule, scope review.ErasureScope) (review.Date, error) {
	if scope.Kind == review.ErasePerson {
		p, err := e.Store.Person(ctx, scope.Of)
		if err != nil {
			return review.Date{}, err
		}
		return p.LeftOn, nil
	}
	r, err := e.Store.Review(ctx, scope.Review)
	if err != nil {
		return review.Date{}, err
	}
	return countsFrom(r, s.After), nil
}
