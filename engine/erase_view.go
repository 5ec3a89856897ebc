package engine

import (
	"context"

	"scr/review"
)

// Erasures are all that were proposed, and the moratoria.
type Erasures struct {
	Erasures  []review.Erasure
	Moratoria []review.Moratorium
}

// Erasures lists the erasures, for those who may propose one. Others hear of those of why
// they read something themselves, and of nothing else. Of why somebody else read hears who
// decides on erasures, or proposed it.
func (e *Engine) Erasures(ctx context.Context, user string) (Erasures, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return Erasures{}, err
	}
	me := e.complete(Meta{User: user})
	all, others := Erasures{Moratoria: board.Moratoria}, e.mayPropose(ctx, me, board)
	for _, er := range board.Erasures {
		if err := e.mayWatch(ctx, er, me, board); err != nil {
			if err = refusal(err); err != nil {
				return Erasures{}, err
			}
			continue
		}
		o, err := e.onlooker(ctx, er, board, user)
		if err != nil {
			return Erasures{}, err
		}
		all.Erasures = append(all.Erasures, o.told(er))
	}
	if others == nil {
		return all, nil
	}
	if len(all.Erasures) == 0 {
		return Erasures{}, others
	}
	return Erasures{Erasures: all.Erasures}, nil
}

// ErasureView is an erasure with what stands in its way, and what is to be done.
type ErasureView struct {
	review.Erasure
	Why      review.Text // of the proposal, loaded
	Sealing  bool        // of the board
	Texts    int         // that the next run would erase
	Worklist []WorkItem
	Hidden   int    // texts of the worklist whose places are kept from the reader
	Barred   string // why it could not be carried out now; empty where it could
}

// Erasure shows one erasure. It reads no text of a review.
func (e *Engine) Erasure(ctx context.Context, id string, by Reader) (*ErasureView, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	er, ok := board.Erasure(id)
	if err := e.mayWatch(ctx, er, e.complete(Meta{User: by.Person}), board); err != nil {
		return nil, err
	}
	if !ok {
		return nil, noErasure(id)
	}
	o, err := e.onlooker(ctx, er, board, by.Person)
	if err != nil {
		return nil, err
	}
	v := &ErasureView{Erasure: er, Sealing: board.Sealing}
	if er.Open() {
		err = e.foreseeRun(ctx, v, board, by.Person)
	}
	if err != nil {
		return nil, err
	}
	listed := len(v.Worklist)
	v.Erasure, v.Worklist = o.told(er), o.worklist(v.Worklist)
	v.Hidden = listed - len(v.Worklist)
	if o.knows() {
		v.Why, err = e.whyErased(ctx, er, by)
	}
	return v, err
}

// foreseeRun says what the next run would do, or why there could be none.
func (e *Engine) foreseeRun(ctx context.Context, v *ErasureView, board *review.Board, user string) error {
	barred := noMoratorium(board)
	parts, err := e.erasedParts(ctx, v.Erasure, board, user)
	if err = first(barred, err); review.CodeOf(err) == review.Refused && err != nil {
		v.Barred = err.Error()
	} else if err != nil {
		return err
	}
	for _, p := range parts {
		v.Texts += len(p.take)
		v.Worklist = append(v.Worklist, p.worklist...)
	}
	return nil
}

// whyErased reads why an erasure was proposed.
func (e *Engine) whyErased(ctx context.Context, er review.Erasure, by Reader) (review.Text, error) {
	events, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return review.Text{}, err
	}
	if er.Seq < 1 || er.Seq > int64(len(events)) {
		return review.Text{}, nil
	}
	b, ok := events[er.Seq-1].Body.(*review.ErasureProposed)
	if !ok {
		return review.Text{}, nil
	}
	err = e.Store.ReadTexts(ctx, e.registerReading(by, review.BoardStream), review.Sheet{Stream: review.BoardStream, Of: []any{b}})
	return b.Why, err
}
