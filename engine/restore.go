package engine

import (
	"context"
	"slices"

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
		if _, err := e.actor(ctx, meta); err != nil {
			return Outcome{}, err
		}
		board, err := e.Store.Board(ctx)
		if err != nil {
			return Outcome{}, err
		}
		if err := e.canAnswer(ctx, meta, board, cmd.Loss.With); err != nil {
			return Outcome{}, err
		}
		return e.append(ctx, meta, board, meta.CommandID, digest, &cmd.Loss)
	})
}

// canAnswer refuses somebody who could not answer for a restore beside the first.
func (e *Engine) canAnswer(ctx context.Context, meta resolved, board *review.Board, handle string) error {
	p, err := e.Store.Person(ctx, handle)
	if err != nil {
		return err
	}
	switch {
	case p.Handle == meta.User:
		return review.Errorf(review.Refused, "two different people answer for a restore that loses something").
			WithHint("name somebody else")
	case p.Left(meta.today):
		return review.Errorf(review.Refused, "%s has left the register, and cannot answer for a restore", p.Handle)
	case !slices.ContainsFunc(board.Users, func(u review.User) bool { return u.Person == p.Handle }):
		return review.Errorf(review.Refused, "%s has no login, and so could never answer for the restore", p.Handle).
			WithHint("name somebody who can run the program")
	}
	return nil
}

// AcceptRestore ends the waiting. Only the person who was named can, under their own
// login.
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
		if meta.User != restore.With {
			return Outcome{}, review.Errorf(review.Forbidden, "the restore waits for %s, and you are %s", restore.With, meta.User).
				WithHint("%s runs \"scr db accept-restore\" under their own login", restore.With)
		}
		return e.append(ctx, meta, board, meta.CommandID, digest, &review.RestoreAccepted{})
	})
}
