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
	return e.secondOf(ctx, meta, digest, &review.ApprovalAsked{Act: act, Of: of, At: at, By: meta.User})
}

func (e *Engine) secondOf(ctx context.Context, meta resolved, digest string, ask *review.ApprovalAsked) (second, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return second{}, err
	}
	others, err := e.otherAdministrators(ctx, board, meta)
	if err != nil {
		return second{}, err
	}
	asked, err := e.askedFor(ctx, board, ask)
	if err != nil {
		return second{}, err
	}
	by := asked.By
	switch {
	case len(others) == 0:
		return second{may: true, says: "nobody else administers the board, so you acted alone: name a second administrator"}, nil
	case by == meta.User && ask.Act == review.UnmakeAdministrator && answerBy(asked).Before(meta.today):
		return second{may: true, says: "nobody answered since you asked for it " + asked.On.When() + ", so you acted alone"}, nil
	case by == meta.User:
		return second{}, review.Errorf(review.Refused, "you asked for that already: it waits for %s", oneOf(others)).
			WithHint("another administrator approves it by typing the same command")
	case slices.Contains(others, by):
		return second{may: true, says: "asked for by " + by + ", approved by " + meta.User}, nil
	}
	if meta.On != meta.today {
		return second{}, review.Errorf(review.Usage, "what takes two administrators is asked for by who types it, today").WithHint("leave out --on")
	}
	out, err := e.append(ctx, meta, board, meta.CommandID, digest, ask)
	out.Remarks = []string{waitsFor(others) + "; \"scr todo\" tells them"}
	return second{waits: out}, err
}

// stillWaits says of a command that was carried out before, where all it did was to ask for
// a second administrator, whether anything was done since.
func (e *Engine) stillWaits(ctx context.Context, meta resolved, r review.Receipt) ([]string, error) {
	if r.Stream != review.BoardStream {
		return nil, nil
	}
	events, err := e.Recorded(ctx, r)
	if err != nil || len(events) != 1 {
		return nil, err
	}
	ask, asked := events[0].Body.(*review.ApprovalAsked)
	if !asked {
		return nil, nil
	}
	waits, err := e.waitsYet(ctx, ask, r.First)
	if err != nil || !waits {
		return []string{"a second administrator was asked for then, and it waits for nobody now: see how it stands, and repeat it with another id if need be"}, err
	}
	meta.User = ask.By
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	others, err := e.otherAdministrators(ctx, board, meta)
	if err != nil || len(others) == 0 {
		return []string{"nothing is done yet: it took two when it was asked for, and nobody else administers the board now; repeat it with another id"}, err
	}
	return []string{waitsFor(others) + ", with another id or none"}, nil
}

// waitsYet reports whether what was asked for in an event of the board was neither done
// since nor asked for on a state that has changed.
func (e *Engine) waitsYet(ctx context.Context, ask *review.ApprovalAsked, seq int64) (bool, error) {
	board, err := e.Store.Board(ctx)
	if err != nil || !slices.ContainsFunc(board.Asked, func(a review.Asked) bool { return a.Seq == seq }) {
		return false, err
	}
	if ask.Act != review.MakeAdministrator && ask.Act != review.UnmakeAdministrator {
		return true, nil
	}
	p, err := e.Store.Person(ctx, ask.Of)
	return err == nil && p.Version == ask.At, err
}

func waitsFor(others []string) string {
	return "nothing is done yet: it takes two, and waits for " + oneOf(others) + " to type the same command"
}

// answerWithin is for how many days it waits for a second administrator that one is to
// be an administrator no longer. Without an end, a board whose only other administrator
// died or will not answer could never name another.
const answerWithin = 14

// answerBy is the last day on which what was asked for waits.
func answerBy(a review.Asked) review.Date { return dateOf(lastDay(a.On).AddDays(answerWithin)) }

// unmake asks for a second administrator where one is to be an administrator no longer.
// Whoever goes themselves asks nobody: it takes nothing from anybody else.
func (e *Engine) unmake(ctx context.Context, meta resolved, digest string, p review.Person) (second, error) {
	if p.Handle == meta.User {
		return second{may: true}, nil
	}
	return e.second(ctx, meta, digest, review.UnmakeAdministrator, p.Handle, p.Version)
}

// mayChangeLogin asks for a second administrator where somebody is given a login, and
// where one that ends is the last one of an administrator: without it they approve
// nothing any more.
func (e *Engine) mayChangeLogin(ctx context.Context, meta resolved, digest string, board *review.Board, body review.Body) (second, error) {
	if named, ok := body.(*review.UserNamed); ok {
		return e.mayName(ctx, meta, digest, named.User)
	}
	ends, ok := body.(*review.UserRemoved)
	if !ok {
		return second{may: true}, nil
	}
	var of string
	for _, u := range board.Users {
		if u.ID == ends.ID {
			of = u.Person
		}
	}
	p, err := e.Store.Person(ctx, of)
	if err != nil {
		return second{}, err
	}
	others := slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == of && u.ID != ends.ID })
	if others || !p.Administrator || p.Left(meta.today) {
		return second{may: true}, nil
	}
	return e.unmake(ctx, meta, digest, *p)
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
