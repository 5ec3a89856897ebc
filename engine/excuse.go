package engine

import (
	"context"

	"scr/review"
	"scr/workflow"
)

// Excuse says that one instance of a track need not be finished, and why.
func (e *Engine) Excuse(ctx context.Context, cmd Excuse) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		return d.decideExcuse(cmd)
	})
}

func (d *draft) decideExcuse(cmd Excuse) error {
	if err := d.mayArrange("excuse anything"); err != nil {
		return err
	}
	track := d.def.Track(cmd.Track)
	if track == nil {
		return unknownName("track", cmd.Track, each(d.def.Tracks, func(t workflow.Track) string { return t.Name }))
	}
	if track.ForEach == "" {
		return review.Errorf(review.Refused, "track %s runs once for the review and cannot be excused", track.Name)
	}
	in, err := d.instanceFor(track, cmd.Item)
	if err != nil {
		return err
	}
	switch {
	case in.Excused:
		return review.Errorf(review.Refused, "%s is excused already", instanceName(in))
	case in.Final:
		return review.Errorf(review.Refused, "%s is done already", instanceName(in))
	case d.on.Before(in.Since):
		return review.Errorf(review.Invalid, "%s came to %s %s, later than %s", instanceName(in), in.Stage, in.Since.When(), d.on.English())
	case cmd.Why == "":
		return review.Errorf(review.Usage, "excusing %s needs a reason", instanceName(in)).
			WithHint("write it to a file and name it with --reason-file")
	}
	return d.excuse(in, &review.ItemExcused{Track: in.Track, Item: in.Item, Why: review.NewText(cmd.Why)})
}

// excuse notes that nothing more is needed of an instance. Its clocks run for nothing
// then.
func (d *draft) excuse(in review.Instance, excused *review.ItemExcused) error {
	emit := d.emit
	if excused.Upon != "" {
		emit = d.emitByProgram
	}
	if err := emit(excused); err != nil {
		return err
	}
	return d.excuseClocks(in.Track, in.Item)
}
