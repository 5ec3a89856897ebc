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

// mayWatch refuses whoever may not look at an erasure. Who may look at others hears of one
// of reasons for reading what they hear of one that does not exist: that it is told would
// say that somebody read for a reason.
func (e *Engine) mayWatch(ctx context.Context, er review.Erasure, meta resolved, board *review.Board) error {
	if err := e.mayAskFor(ctx, er, meta, board); err != nil || er.Scope.Kind != review.EraseReasons {
		return err
	}
	me, err := e.Store.Person(ctx, meta.User)
	if err == nil && !hearsOfReasons(er, me, board, meta.today) {
		err = noErasure(er.ID)
	}
	return err
}

// noErasure says that there is no such erasure, or none that whoever asks may hear of.
func noErasure(id string) error {
	return review.Errorf(review.NotFound, "there is no erasure %s", id).WithHint(`"scr erase list" lists them`)
}

// mayAskFor refuses whoever may propose no erasure. Everybody may one of why they read
// something themselves.
func (e *Engine) mayAskFor(ctx context.Context, er review.Erasure, meta resolved, board *review.Board) error {
	if er.Scope.Kind == review.EraseReasons && er.Scope.Of == meta.User {
		_, err := e.actor(ctx, meta)
		return err
	}
	return e.mayPropose(ctx, meta, board)
}

// mayPropose refuses whoever may neither open reviews nor decide on erasures.
func (e *Engine) mayPropose(ctx context.Context, meta resolved, board *review.Board) error {
	actor, err := e.actor(ctx, meta)
	if err != nil {
		return err
	}
	if !actor.MayOpen && !erases(actor, board, meta.today) {
		return review.Errorf(review.Forbidden, "%s may not propose an erasure, nor see any", meta.User).
			WithHint("who may open reviews can, an administrator, or who holds the office of %s; the reasons that you gave for reading you propose yourself, see \"scr help erase propose\"",
				oneOf(erasingOffices()))
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
