package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Stats is a question about numbers: which reviews count, and how they are grouped.
type Stats struct {
	By       []string         // names of [review.GroupedBy]
	Period   string           // year, quarter or month; empty: a year
	Count    string           // one of the Count… words of package review; empty: opened
	On       review.Date      // as things stood then; unknown, or to come: as they stand
	From     review.Date      // of the day of opening or, where closed ones count, of closing
	To       review.Date      //
	Least    int              // smaller numbers are not shown; 0: all are
	Mine     bool             // only reviews in which they have a part, whatever else they may count
	Workflow string           // only reviews of that workflow
	Add      []review.Figures // of other boards, unsuppressed
}

// LeastShown is the smallest number that somebody without a part may be told of.
const LeastShown = 5

// Stats returns numbers about the board's reviews. Whoever holds an office counts all of
// them, and so does an administrator, who reads none, with small numbers suppressed.
// Everybody else counts the reviews in which they have a part.
func (e *Engine) Stats(ctx context.Context, ask Stats, user string) (review.Figures, error) {
	ask, err := ask.settled(today(e.Now()))
	if err != nil {
		return review.Figures{}, err
	}
	if err := e.checkQuery(ctx, review.Query{Workflow: ask.Workflow}); err != nil {
		return review.Figures{}, err
	}
	board, err := e.Store.Board(ctx)
	if err != nil {
		return review.Figures{}, err
	}
	t := newTally(ask, board.Code)
	if t.head.Scope, err = e.statsScope(ctx, board, ask, user); err != nil {
		return review.Figures{}, err
	}
	count := e.countAll
	if t.head.Scope == review.ScopeOwn {
		count = e.countOwn
	}
	if err := count(ctx, t, user); err != nil {
		return review.Figures{}, err
	}
	for _, other := range ask.Add {
		if err := t.add(other); err != nil {
			return review.Figures{}, err
		}
	}
	return t.figures(), nil
}

// statsScope says whose reviews somebody counts.
func (e *Engine) statsScope(ctx context.Context, board *review.Board, ask Stats, user string) (string, error) {
	day := today(e.Now())
	if ask.Mine {
		return review.ScopeOwn, nil
	}
	if slices.ContainsFunc(board.Offices, func(t review.OfficeTerm) bool { return t.Person == user && t.Holds(day) }) {
		return review.ScopeBoard, nil
	}
	p, err := e.Store.Person(ctx, user)
	switch {
	case err != nil:
		return "", err
	case !p.Administrator || p.Left(day):
		return review.ScopeOwn, nil
	case ask.Least >= LeastShown && len(ask.Add) > 0: // what they add they know, and could take away from the sum again
		return "", review.Errorf(review.Forbidden, "whoever only administers the board adds no figures of others to its own").
			WithHint("whoever holds an office of the board does; leave --add out")
	case ask.Least >= LeastShown:
		return review.ScopeBoard, nil
	}
	own, err := e.CountOwn(ctx, user)
	if err == nil && own == 0 {
		return "", review.Errorf(review.Forbidden, "whoever administers the board and has a part in no review sees its numbers with those below %d suppressed", LeastShown).
			WithHint("leave --suppress out, or ask for a larger number with it")
	}
	return review.ScopeOwn, err
}

// countAll counts every review of the board, and reads no text of any.
func (e *Engine) countAll(ctx context.Context, t *tally, _ string) error {
	return e.eachReview(ctx, func(reference string) error {
		r, err := e.Store.Review(ctx, reference)
		if err != nil {
			return err
		}
		l, err := e.definition(ctx, r.Pin.Hash)
		if err != nil {
			return err
		}
		return e.countOne(ctx, t, r, l.def)
	})
}

// countOwn counts the reviews in which somebody has a part, and may know how far they are.
func (e *Engine) countOwn(ctx context.Context, t *tally, user string) error {
	return eachListed(func(q review.Query) ([]review.Listed, error) { return e.List(ctx, q, user) }, func(reference string) error {
		d, s, err := e.standingOf(ctx, reference, user)
		if err != nil {
			return err
		}
		if !d.before.Declares(user) || !s.may(Existence, thing{}, "") {
			t.head.LeftOut++
			return nil
		}
		return e.countOne(ctx, t, d.before, d.def)
	})
}

// countOne counts a review as it stood on the day.
func (e *Engine) countOne(ctx context.Context, t *tally, r *review.Review, def *workflow.Definition) error {
	if t.ask.Workflow != "" && r.Pin.Workflow != t.ask.Workflow {
		return nil
	}
	then, err := e.stoodOn(ctx, r, t.ask.On)
	if then == nil || err != nil {
		return err
	}
	t.count(then, def)
	return nil
}

// settled checks a question and fills in what was left out.
func (ask Stats) settled(today review.Date) (Stats, error) {
	if ask.On = ask.On.Last(); ask.On.IsZero() {
		ask.On = today
	}
	for i, name := range ask.By {
		if err := oneOfThese("--by", name, review.GroupedBy()); err != nil {
			return ask, err
		}
		if slices.Contains(ask.By[:i], name) {
			return ask, review.Errorf(review.Usage, "--by names %s twice", name)
		}
	}
	grouped := slices.Contains(ask.By, review.KeyPeriod)
	switch {
	case ask.Period != "" && !grouped:
		return ask, review.Errorf(review.Usage, "--period says how long a period is, and --by does not name period")
	case ask.Least == 1 || ask.Least == 2 || ask.Least < 0:
		return ask, review.Errorf(review.Usage, "--suppress is %d: it can be 0, for nothing, or 3 and more", ask.Least).
			WithHint("below 3 a number that is not shown could only be one number")
	case ask.To.Before(ask.From):
		return ask, review.Errorf(review.Usage, "--to lies before --from")
	}
	ask.Period, ask.Count = orElse(ask.Period, "year"), orElse(ask.Count, review.CountOpened)
	if !grouped {
		ask.Period = ""
	} else if err := oneOfThese("--period", ask.Period, []string{"year", "quarter", "month"}); err != nil {
		return ask, err
	}
	return ask, oneOfThese("--count", ask.Count, []string{review.CountOpened, review.CountClosed, review.CountOpen})
}

func orElse(said, usual string) string {
	if said == "" {
		return usual
	}
	return said
}

func oneOfThese(flag, said string, known []string) error {
	if slices.Contains(known, said) {
		return nil
	}
	err := review.Errorf(review.Usage, "%s is %q: it can be %s", flag, said, oneOf(known))
	if meant := workflow.Nearest(said, known); meant != "" {
		return err.WithHint("did you mean %q?", meant)
	}
	return err.WithHint("%s", strings.Join(known, ", "))
}
