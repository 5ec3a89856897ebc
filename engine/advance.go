package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Advance moves a review along one transition of one track.
func (e *Engine) Advance(ctx context.Context, cmd Advance) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, false, func(d *draft) error {
		return d.decideAdvance(ctx, cmd)
	})
}

// decideAdvance decides one move: whether it may be made, and all that follows.
func (d *draft) decideAdvance(ctx context.Context, cmd Advance) error {
	track, tr, err := d.transition(cmd.Move)
	if err != nil {
		return err
	}
	in, err := d.instanceFor(track, cmd.Item)
	if err != nil {
		return err
	}
	if err := d.movable(track, tr, in, cmd); err != nil {
		return err
	}
	if err := d.fillWithMove(tr, in, cmd); err != nil {
		return err
	}
	a := attempt{track: track, tr: tr, in: in, despite: cmd.Despite}
	v, err := d.examine(ctx, a)
	if err != nil {
		return err
	}
	if err := d.refusal(cmd.Move, v.obstacles); err != nil {
		return err
	}
	more := review.MoveMade{Authority: review.NewText(cmd.Authority)}
	if len(cmd.Despite) == 0 || tr.Reopens {
		more.Why = review.NewText(cmd.Why) // a reason for passing over a requirement stands with the requirement
	}
	return d.make(ctx, a, v, more)
}

// movable checks what can be said of a move before anybody's rules are asked.
func (d *draft) movable(track *workflow.Track, tr *workflow.Transition, in review.Instance, cmd Advance) error {
	if err := d.mayRecordFor(tr.RecordsFor); err != nil {
		return err
	}
	if tr.Auto {
		return review.Errorf(review.Invalid, "%s fires by itself when its rule holds", cmd.Move).
			WithHint("see what it waits for with \"scr next %s\"", d.review.Reference)
	}
	if len(tr.Upon) > 0 {
		return review.Errorf(review.Invalid, "%s is made by the program upon %s", cmd.Move, oneOf(tr.Upon)).
			WithHint("record that; where it was recorded and the move was not made, something stood in its way: \"scr next %s\" says what does now", d.review.Reference)
	}
	if len(tr.By) == 0 {
		return review.Errorf(review.Invalid, "%s is only made together with another move", cmd.Move)
	}
	if err := checkDespite(tr, cmd.Despite); err != nil {
		return err
	}
	begins := slices.Contains(tr.From, in.Stage)
	if tr.Reopens && in.Final && begins && (cmd.Why == "" || cmd.Authority == "") {
		return review.Errorf(review.Usage, "%s re-opens what was finished: it needs a reason and whose authority it rests on", cmd.Move).
			WithHint("write them to files and name them with --reason-file and --authority-file")
	}
	return nil
}

// checkDespite refuses to pass over what may not be passed over.
func checkDespite(tr *workflow.Transition, despite map[string]string) error {
	for _, name := range sortedKeys(despite) { // so that of several it is the same one that is told
		why := despite[name]
		i := slices.IndexFunc(tr.Requires, func(q workflow.Requirement) bool { return q.Name == name })
		switch {
		case i < 0:
			return unknownName("requirement", name, each(tr.Requires, func(q workflow.Requirement) string { return q.Name }))
		case tr.Requires[i].Strength != workflow.Expected:
			return review.Errorf(review.Refused, "%s must be met: no reason passes it over", name)
		case why == "":
			return review.Errorf(review.Usage, "passing over %s needs a reason", name).
				WithHint("write it to a file and name it with --reason-file")
		}
	}
	return nil
}
