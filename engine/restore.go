package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// AcceptLoss records that the database was put back from a backup that is shorter
// than the log is known to have been.
type AcceptLoss struct {
	Meta
	Loss review.BoardRestored // With, and Why as well
}

// AcceptRestore is the second person's answer for a restore.
type AcceptRestore struct{ Meta }

func (c AcceptLoss) plain() (any, error) {
	return []any{c.Loss.Number, c.Loss.Size, c.Loss.Root, c.Loss.KnownSize, c.Loss.KnownRoot, c.Loss.With}, nil
}

func (c AcceptRestore) plain() (any, error) { return "restore", nil }

// AcceptLoss begins a restore with a loss. Nothing else is recorded until the second
// person has answered for it too: see [Engine.AcceptRestore].
func (e *Engine) AcceptLoss(ctx context.Context, cmd AcceptLoss) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		if err := needText("the reason", cmd.Loss.Why); err != nil {
			return Outcome{}, err
		}
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		if err := e.answers(ctx, meta, board); err != nil {
			return Outcome{}, err
		}
		loss := cmd.Loss
		if loss.With, err = e.canAnswer(ctx, meta, board, cmd.Loss.With); err != nil {
			return Outcome{}, err
		}
		return e.append(ctx, meta, board, meta.CommandID, digest, &loss)
	})
}

// answers refuses whoever does not answer for a restore: to drop the end of the log is
// no less than to erase it.
func (e *Engine) answers(ctx context.Context, meta resolved, board *review.Board) error {
	actor, err := e.actor(ctx, meta)
	if err == nil && !erases(actor, board, meta.today) {
		err = review.Errorf(review.Forbidden, "%s does not answer for a restore that loses something", meta.User).
			WithHint("an administrator does, or who holds the office of %s", oneOf(erasingOffices()))
	}
	return err
}

// answerers returns the handles of those, but for one, who have a login and answer for
// restores.
func (e *Engine) answerers(ctx context.Context, meta resolved, board *review.Board, but string) ([]string, error) {
	people, err := e.Store.People(ctx)
	var list []string
	for _, p := range people {
		if p.Handle != but && !p.Left(meta.today) && erases(&p, board, meta.today) && hasLogin(board, p.Handle) {
			list = append(list, p.Handle)
		}
	}
	return list, err
}

func hasLogin(board *review.Board, person string) bool {
	return slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == person })
}

// canAnswer returns the handle of whoever answers for a restore beside the first, as it is
// on record, and refuses somebody who could not. Where nobody else of the board answers for
// restores, whoever has a login may.
func (e *Engine) canAnswer(ctx context.Context, meta resolved, board *review.Board, named string) (string, error) {
	p, err := e.Store.Person(ctx, named)
	if err != nil {
		return "", err
	}
	others, err := e.answerers(ctx, meta, board, meta.User)
	return p.Handle, first(err, beside(meta, board, p, others))
}

// beside refuses somebody who could not be the second to answer, where the others could.
func beside(meta resolved, board *review.Board, p *review.Person, others []string) error {
	switch {
	case p.Handle == meta.User:
		return review.Errorf(review.Refused, "two different people answer for a restore that loses something").
			WithHint("name somebody else")
	case p.Left(meta.today):
		return review.Errorf(review.Refused, "%s has left the register, and cannot answer for a restore", p.Handle)
	case !hasLogin(board, p.Handle):
		return review.Errorf(review.Refused, "%s has no login, and so could never answer for the restore", p.Handle).
			WithHint("name somebody who can run the program")
	case len(others) > 0 && !slices.Contains(others, p.Handle):
		return review.Errorf(review.Refused, "%s does not answer for a restore that loses something", p.Handle).
			WithHint("name one of those who do: %s", oneOf(others))
	}
	return nil
}

// AcceptRestore ends the waiting. The person who was named can, under their own login,
// or another who answers for restores; and when nobody has for a fortnight, who restored
// may alone: a board would otherwise stand still for ever behind somebody who is gone.
func (e *Engine) AcceptRestore(ctx context.Context, cmd AcceptRestore) (Outcome, error) {
	return e.unrepeated(ctx, cmd.Meta, cmd, func(meta resolved, digest string) (Outcome, error) {
		if _, err := e.actor(ctx, meta); err != nil {
			return Outcome{}, err
		}
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		restore, waits := board.Waiting()
		if !waits {
			return Outcome{}, review.Errorf(review.Refused, "no restore waits for anybody")
		}
		alone := ""
		if meta.User == restore.By {
			alone, err = e.nobodyAnswered(ctx, meta, restore)
		} else if !strings.EqualFold(meta.User, restore.With) { // earlier programs recorded it as it was typed
			err = e.inTheirPlace(ctx, meta, board, restore)
		}
		if err != nil {
			return Outcome{}, err
		}
		out, err := e.append(ctx, meta, board, meta.CommandID, digest, &review.RestoreAccepted{})
		return remarked(out, alone), err
	})
}

// inTheirPlace refuses to answer for whoever was named, unless one answers for restores
// oneself.
func (e *Engine) inTheirPlace(ctx context.Context, meta resolved, board *review.Board, restore review.Restore) error {
	others, err := e.answerers(ctx, meta, board, restore.By)
	if err != nil || slices.Contains(others, meta.User) {
		return err
	}
	return review.Errorf(review.Forbidden, "the restore waits for %s, and you are %s", restore.With, meta.User).
		WithHint("%s runs \"scr db accept-restore\" under their own login, or another administrator does", restore.With)
}

// nobodyAnswered lets who restored go on alone, once the others have had time.
func (e *Engine) nobodyAnswered(ctx context.Context, meta resolved, restore review.Restore) (string, error) {
	events, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return "", err
	}
	for _, ev := range slices.Backward(events) {
		if _, ok := ev.Body.(*review.BoardRestored); !ok {
			continue
		}
		last := dateOf(lastDay(today(ev.RecordedAt)).AddDays(answerWithin))
		if last.Before(meta.today) {
			return "nobody answered for the restore until " + last.English() + ", so you acted alone", nil
		}
		return "", review.Errorf(review.Forbidden, "the restore waits for %s, and you are %s", restore.With, meta.User).
			WithHint("%s runs \"scr db accept-restore\" under their own login, or another administrator does; after %s you may alone",
				restore.With, last.English())
	}
	return "", review.Errorf(review.Failed, "no restore is on record")
}
