package engine

import (
	"context"
	"slices"

	"scr/review"
)

// erasingOffices are the offices of the board whose holders approve erasures and
// declare moratoria, as administrators do.
func erasingOffices() []string { return []string{"chair", "director", PrivacyOfficer} }

// mayErase returns the register's entry of somebody who may approve an erasure, and
// refuses others.
func (e *Engine) mayErase(ctx context.Context, meta resolved, board *review.Board) error {
	actor, err := e.actor(ctx, meta)
	if err != nil {
		return err
	}
	if meta.DecidedBy != meta.User {
		return review.Errorf(review.Usage, "nobody else can type this: whoever decides it records it").
			WithHint("leave out --decided-by; %s records it", meta.DecidedBy)
	}
	if !erases(actor, board, meta.today) {
		return review.Errorf(review.Forbidden, "%s does not decide on erasures", meta.User).
			WithHint("an administrator does, or who holds the office of %s", oneOf(erasingOffices()))
	}
	return nil
}

// erases reports whether somebody decides on erasures.
func erases(p *review.Person, board *review.Board, day review.Date) bool {
	return p.Administrator || slices.ContainsFunc(board.Offices, func(t review.OfficeTerm) bool {
		return t.Person == p.Handle && t.Holds(day) && slices.Contains(erasingOffices(), t.Office)
	})
}

// mayPropose refuses whoever may neither open reviews nor decide on erasures.
func (e *Engine) mayPropose(ctx context.Context, meta resolved, board *review.Board) error {
	actor, err := e.actor(ctx, meta)
	if err != nil {
		return err
	}
	if !actor.MayOpen && !erases(actor, board, meta.today) {
		return review.Errorf(review.Forbidden, "%s may not propose an erasure, nor see any", meta.User).
			WithHint("who may open reviews can, an administrator, or who holds the office of %s", oneOf(erasingOffices()))
	}
	return nil
}

// watches refuses whoever may not look at erasures.
func (e *Engine) watches(ctx context.Context, user string) (*review.Board, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	return board, e.mayPropose(ctx, e.complete(Meta{User: user}), board)
}

// noMoratorium refuses to erase anything while a moratorium stands.
func noMoratorium(board *review.Board) error {
	for _, m := range board.Moratoria {
		if !m.Lifted {
			return review.Errorf(review.Refused, "%s, declared %s, keeps the board from erasing anything", m.ID, m.On.When()).
				WithHint("once it is over: scr erase moratorium lift %s", m.ID)
		}
	}
	return nil
}

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
		return review.Errorf(review.Refused, "a hold stands on the review: nothing of it is erased meanwhile").
			WithHint("try again when it is lifted: \"scr todo\" reminds those with a part in the review of it")
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

// noHoldOn refuses to erase somebody of the register while a hold stands on a review
// in which they have, or had, a part.
func (e *Engine) noHoldOn(ctx context.Context, person string) error {
	return e.eachOfAll(ctx, func(r *review.Review) error {
		part := slices.ContainsFunc(r.Assignments, func(a review.Assignment) bool { return a.Person == person })
		if part && len(standing(r)) > 0 { // which review it is, and what holds it, is for those with a part in it
			return review.Errorf(review.Refused, "a hold stands: nothing of %s is erased meanwhile", person).
				WithHint("try again when it is lifted: \"scr todo\" reminds those with a part in the review of it")
		}
		return nil
	})
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

// notErased refuses to write to somebody's entry in the register that was erased.
func (e *Engine) notErased(ctx context.Context, p *review.Person) error {
	events, err := e.Store.Events(ctx, p.StreamName())
	if err != nil {
		return err
	}
	if by := review.ErasedWhole(events); by != "" {
		return review.Errorf(review.Refused, "the register's entry of %s was erased (%s): nothing is added to it any more", p.Handle, by).
			WithHint("enter the person anew, if they come back")
	}
	return nil
}
