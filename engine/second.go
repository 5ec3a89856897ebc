package engine

import (
	"context"
	"slices"

	"scr/review"
)

// second is how a grave act stands that takes two administrators.
type second struct {
	may   bool    // it may be done now
	says  string  // what is to be told of it
	waits Outcome // that it was asked for, where it may not
}

// second asks whether another administrator agrees to an act: they asked for the same,
// on the same state. If nobody did, it is asked for now, and nothing else is done. A
// board with one administrator has nobody to ask: until a second is named they act
// alone, and are told so.
func (e *Engine) second(ctx context.Context, meta resolved, digest, act, of string, at int64) (second, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return second{}, err
	}
	others, err := e.otherAdministrators(ctx, board, meta)
	if err != nil {
		return second{}, err
	}
	by := board.AskedBy(act, of, at)
	switch {
	case len(others) == 0:
		return second{may: true, says: "nobody else administers the board, so you acted alone: name a second administrator"}, nil
	case by == meta.User:
		return second{}, review.Errorf(review.Refused, "you asked for that already: it waits for %s", oneOf(others)).
			WithHint("another administrator approves it by typing the same command")
	case slices.Contains(others, by):
		return second{may: true, says: "asked for by " + by + ", approved by " + meta.User}, nil
	}
	out, err := e.append(ctx, meta, board, meta.CommandID, digest, &review.ApprovalAsked{Act: act, Of: of, At: at, By: meta.User})
	out.Remarks = []string{"nothing is done yet: it takes two, and waits for " + oneOf(others) + " to type the same command"}
	return second{waits: out}, err
}

// otherAdministrators returns the handles of those who could approve: administrators
// with a login, but for who types.
func (e *Engine) otherAdministrators(ctx context.Context, board *review.Board, meta resolved) ([]string, error) {
	people, err := e.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, p := range people {
		login := slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == p.Handle })
		if p.Administrator && login && p.Handle != meta.User && !p.Left(meta.today) {
			list = append(list, p.Handle)
		}
	}
	return list, nil
}

// live reports whether reviews that are not closed run under some version of a workflow.
func (e *Engine) live(ctx context.Context, workflow string) (bool, error) {
	page, err := e.Store.List(ctx, review.Query{Workflow: workflow, Open: true, Limit: 1})
	return len(page) > 0, err
}
