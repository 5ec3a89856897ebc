package engine

import (
	"context"
	"slices"

	"scr/review"
)

// standing returns the holds on a review that have not been lifted.
func standing(r *review.Review) []review.Hold {
	return slices.DeleteFunc(slices.Clone(r.Holds), func(h review.Hold) bool { return h.Lifted })
}

// noHold refuses to erase anything of a review while a hold on it stands, whatever it
// covers. Which hold it is hears only who may know of it.
func (e *Engine) noHold(ctx context.Context, r *review.Review, user string) error {
	holds := standing(r)
	if len(holds) == 0 {
		return nil
	}
	s, err := e.sightInto(ctx, r.Reference, user)
	if err != nil {
		return err
	}
	if s == nil || slices.ContainsFunc(holds, func(h review.Hold) bool { return s.hides("hold", h.ID) }) {
		return review.HeldBack("a hold stands on the review: nothing of it is erased meanwhile")
	}
	named := each(holds, func(h review.Hold) string { return h.ID + " (" + h.Name + ", on " + h.Scope() + ")" })
	return review.Errorf(review.Refused, "review %s is held by %s: nothing of it is erased meanwhile", r.Reference, english(named)).
		WithHint("when the reason is over: scr hold lift %s HOLD", r.Reference)
}

// sightInto returns what somebody may see of a review that an erasure is of; nil where they
// have no part in it and claimed no access, or have not declared.
func (e *Engine) sightInto(ctx context.Context, reference, user string) (*sight, error) {
	_, s, err := e.reading(ctx, reference, At{}, Reader{Person: user})
	if code := review.CodeOf(err); err != nil && (code == review.NotFound || code == review.Refused) {
		return nil, nil
	}
	return s, err
}

// noHoldOn returns the references of the reviews that somebody of the register had to do
// with, and refuses to erase their entry while a hold stands on one of them.
func (e *Engine) noHoldOn(ctx context.Context, p *review.Person, board *review.Board) (references []string, err error) {
	events, err := e.Store.Events(ctx, p.StreamName())
	if err != nil {
		return nil, err
	}
	read := readIn(events, func(int64) bool { return true })
	err = e.eachOfAll(ctx, func(r *review.Review) error {
		had, err := e.hadToDo(ctx, r, p, board, read)
		if err != nil || !had {
			return err
		}
		references = append(references, r.Reference)
		if len(standing(r)) > 0 { // which review it is, and what holds it, is for those with a part in it
			return review.HeldBack("a hold stands: nothing of " + p.Handle + " is erased meanwhile")
		}
		return nil
	})
	return references, err
}

// hadToDo reports whether somebody had a part in a review, or came near it otherwise:
// they declared, claimed access or were to be given it, or read there for a reason. Read
// are the reviews of which they gave one.
func (e *Engine) hadToDo(ctx context.Context, r *review.Review, p *review.Person, board *review.Board, read []string) (bool, error) {
	switch {
	case slices.ContainsFunc(r.Assignments, func(a review.Assignment) bool { return a.Person == p.Handle }):
		return true, nil
	case !e.asks(3):
		return false, nil
	case slices.Contains(read, r.Reference),
		slices.ContainsFunc(r.Declared, func(c review.Declaration) bool { return c.Person == p.Handle }),
		slices.ContainsFunc(r.Claims, func(c review.Claim) bool { return c.Person == p.Handle }):
		return true, nil
	}
	return e.partByOffice(ctx, r, p, board)
}

// partByOffice reports whether somebody had a part in a review by an office of the board
// that its definition names: they held it at a time when the review was there.
func (e *Engine) partByOffice(ctx context.Context, r *review.Review, p *review.Person, board *review.Board) (bool, error) {
	l, err := e.definition(ctx, r.Pin.Hash)
	if err != nil || p.Left(r.OpenedOn) {
		return false, err
	}
	return slices.ContainsFunc(board.Offices, func(t review.OfficeTerm) bool {
		role := l.def.Role(t.Office)
		return role != nil && role.Office && t.Person == p.Handle && (t.To.IsZero() || !t.To.Before(r.OpenedOn))
	}), nil
}

// eachOfAll visits every review of the board, whoever asks. Nothing that is found
// there may be shown.
func (e *Engine) eachOfAll(ctx context.Context, visit func(*review.Review) error) error {
	for q := (review.Query{Limit: 500}); ; {
		page, err := e.Store.List(ctx, q)
		if err != nil {
			return err
		}
		for _, listed := range page {
			r, err := e.Store.Review(ctx, listed.Reference)
			if err != nil {
				return err
			}
			if err := visit(r); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].Reference
	}
}
