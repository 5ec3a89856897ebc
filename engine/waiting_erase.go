package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
)

// waitingErasures lists the open erasures that somebody can do something about now: approve,
// carry out, read what may tell of several people, or withdraw where nothing is left. Nothing
// else tells them of it, and it tells no more than they may hear of an erasure.
func (e *Engine) waitingErasures(ctx context.Context, user string) ([]Task, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	by := e.complete(Meta{User: user})
	var tasks []Task
	for _, er := range board.Erasures {
		if !er.Open() {
			continue
		}
		if err := e.mayWatch(ctx, er, by, board); err != nil {
			if err = refusal(err); err != nil {
				return nil, err
			}
			continue
		}
		o, err := e.onlooker(ctx, er, board, user)
		if err != nil {
			return nil, err
		}
		waits, err := e.waitsOf(ctx, er, board, by)
		if err != nil {
			return nil, err
		}
		for _, task := range waits {
			task.Reference, task.What = o.told(er).Scope.Review, er.ID
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// waitsOf says what of an erasure waits for somebody. Where another erasure took all that
// this one asks for, nobody is asked to approve it or to carry it out.
func (e *Engine) waitsOf(ctx context.Context, er review.Erasure, board *review.Board, by resolved) ([]Task, error) {
	parts, barred := e.erasedParts(ctx, er, board, by.User)
	if barred == nil && forestalled(er, parts) {
		return e.waitsToBeWithdrawn(ctx, er, board, by)
	}
	var tasks []Task
	err := first(e.mayErase(ctx, by, board), mayApprove(er, by.User), e.noKinOf(ctx, er, by.User), e.ownLogin(ctx, er, by.User))
	if err == nil {
		tasks = append(tasks, Task{Kind: "approval", Says: fmt.Sprintf(
			"%s asks for an erasure: \"scr erase show %s\" says of what, \"scr erase approve %s\" approves it", er.Proposers[0], er.ID, er.ID)})
	} else if err = refusal(err); err != nil {
		return nil, err
	}
	if err = first(noMoratorium(board), barred); err != nil {
		return tasks, refusal(err) // a hold, say: those who see it are told of it
	}
	for _, wait := range []func() (Task, error){
		func() (Task, error) { return e.waitsToRun(ctx, er, board, by, parts) },
		func() (Task, error) { return e.waitsToBeRead(ctx, er, by, parts) },
	} {
		task, err := wait()
		if err = refusal(err); err != nil {
			return nil, err
		}
		if task.Kind != "" {
			tasks = append(tasks, task)
		}
	}
	return tasks, nil
}

// waitsToBeWithdrawn says that nothing is left of what an erasure asks for, to whoever may
// withdraw it.
func (e *Engine) waitsToBeWithdrawn(ctx context.Context, er review.Erasure, board *review.Board, by resolved) ([]Task, error) {
	if err := first(e.mayWithdraw(ctx, er, board, by), e.unrelatedTo(ctx, er, by)); err != nil {
		return nil, refusal(err)
	}
	return []Task{{Kind: "erasure", Says: fmt.Sprintf("nothing is left of what %s asks for: \"scr erase withdraw %s --reason-file FILE\" closes it", er.ID, er.ID)}}, nil
}

// waitsToRun says that an erasure can be carried out as far as it goes.
func (e *Engine) waitsToRun(ctx context.Context, er review.Erasure, board *review.Board, by resolved, parts []part) (Task, error) {
	if _, err := e.runnable(ctx, er.ID, by, board); err != nil {
		return Task{}, err
	}
	takes := func(p part) bool { return len(p.take) > 0 || p.whole && !p.done }
	unread := func(p part) bool { return len(p.worklist) > 0 }
	if !slices.ContainsFunc(parts, takes) && slices.ContainsFunc(parts, unread) {
		return Task{}, nil
	}
	return Task{Kind: "erasure", Says: fmt.Sprintf("two approved it: \"scr erase run %s\" carries it out", er.ID)}, nil
}

// waitsToBeRead says that somebody can read texts of a worklist, and mark them.
func (e *Engine) waitsToBeRead(ctx context.Context, er review.Erasure, by resolved, parts []part) (Task, error) {
	if err := first(maySort(er, by), reaches(er), e.unrelatedTo(ctx, er, by)); err != nil {
		return Task{}, err
	}
	seen, err := e.sorter(ctx, er, by.User)
	if err != nil {
		return Task{}, err
	}
	events, err := e.Store.Events(ctx, er.Scope.Stream)
	if err != nil {
		return Task{}, err
	}
	n := 0
	for _, p := range parts {
		for _, w := range p.worklist {
			if seen.readsAt(review.TextPlace{Seq: w.Seq, Path: w.Path}, events) {
				n++
			}
		}
	}
	if n == 0 {
		return Task{}, nil
	}
	return Task{Kind: "erasure", Says: fmt.Sprintf("read %s that may tell of several people: \"scr erase show %s\" lists them, \"scr erase done %s PLACE\" says what was read",
		textsOf(n), er.ID, er.ID)}, nil
}

// refusal returns what went wrong, and nothing where somebody only may not do something.
func refusal(err error) error {
	if code := review.CodeOf(err); err != nil && slices.Contains([]review.Code{review.Refused, review.Forbidden, review.NotFound}, code) {
		return nil
	}
	return err
}

// waitingRestore tells whoever was named beside who restored: until they answer nothing can
// be recorded.
func (e *Engine) waitingRestore(ctx context.Context, user string) ([]Task, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	restore, waits := board.Waiting()
	if !waits || !strings.EqualFold(restore.With, user) {
		return nil, nil
	}
	return []Task{{Kind: "approval", What: "restore", Says: restore.By + " restored the board from a backup without the end of its log, and nothing can be recorded meanwhile: " +
		"ask what is missing; \"scr db accept-restore\" answers for it with them"}}, nil
}
