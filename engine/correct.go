package engine

import (
	"context"
	"reflect"

	"scr/review"
)

// Correct replaces or voids what an earlier event recorded. The earlier event
// stays in the log; moves already made stay made, and are shown as resting on
// what was corrected.
func (e *Engine) Correct(ctx context.Context, cmd Correct) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		events, err := e.Store.Events(ctx, d.before.Stream())
		if err != nil {
			return err
		}
		return d.decideCorrect(cmd, events)
	})
}

func (d *draft) decideCorrect(cmd Correct, events []review.Event) error {
	if err := d.mayRecord(); err != nil {
		return err
	}
	if cmd.Seq < 1 || cmd.Seq > int64(len(events)) {
		return review.Errorf(review.Invalid, "review %s has no event #%d", d.review.Reference, cmd.Seq).
			WithHint("see them with \"scr history %s\"", d.review.Reference)
	}
	ev := events[cmd.Seq-1]
	if err := correctable(ev, cmd); err != nil {
		return err
	}
	if cmd.With != nil {
		if err := d.checkCorrection(ev, cmd.With); err != nil {
			return err
		}
	}
	with := cmd.With
	if with == nil && !cmd.Void {
		with = ev.Body // only the date was wrong
	}
	corrected := &review.RecordCorrected{Seq: cmd.Seq, Void: cmd.Void, With: with, On: cmd.NewOn, Why: review.NewText(cmd.Why)}
	if err := d.emit(corrected); err != nil {
		return err
	}
	return d.refold(events)
}

// correctable refuses what cannot be corrected, with what to do instead.
func correctable(ev review.Event, cmd Correct) error {
	switch ev.Body.(type) {
	case *review.MoveMade:
		return review.Errorf(review.Refused, "#%d is a move: a move is voided by two people, and there are no approvals yet", ev.Seq).
			WithHint("if the definition has a move back, make that")
	case *review.RecordCorrected:
		return review.Errorf(review.Refused, "#%d is a correction itself: correct the event it corrects again", ev.Seq)
	}
	switch {
	case !review.Correctable(ev.Body):
		return review.Errorf(review.Refused, "#%d (%s) cannot be corrected: the program recorded it as what followed from a decision", ev.Seq, ev.Body.Kind())
	case cmd.Why == "":
		return review.Errorf(review.Usage, "a correction needs a reason").WithHint("write it to a file and name it with --reason-file")
	case cmd.Void && cmd.With != nil:
		return review.Errorf(review.Usage, "a record is either voided or replaced")
	case !cmd.Void && cmd.With == nil && cmd.NewOn.IsZero():
		return review.Errorf(review.Usage, "a correction says what is right").WithHint("add --from FILE, --new-on DATE or --void")
	case cmd.With != nil && reflect.TypeOf(cmd.With) != reflect.TypeOf(ev.Body):
		return review.Errorf(review.Invalid, "#%d is a %s and cannot become a %s", ev.Seq, noun(ev.Body), noun(cmd.With))
	}
	return nil
}

// checkCorrection checks a replacement as strictly as a new record: it is
// recorded in a draft of its own, which is thrown away.
func (d *draft) checkCorrection(_ review.Event, with review.Body) error {
	trial := *d
	trial.events = nil
	switch b := with.(type) {
	case *review.Added[review.Agency]:
		return trial.checkAgency(b.Record)
	case *review.Added[review.Subject]:
		return trial.checkSubject(b.Record)
	case *review.Added[review.Relative]:
		return trial.checkRelative(b.Record)
	case *review.Added[review.Hold], *review.HoldLifted, *review.Added[review.Assignment], *review.FormFilled, *review.AssignmentEnded:
		return nil
	}
	return trial.recordPlain(with)
}

// refold folds the whole log with the correction in its place, so that what
// follows in this decision sees the review as it will be.
func (d *draft) refold(events []review.Event) error {
	r, err := review.Fold(&review.Review{ID: d.before.ID}, append(events[:len(events):len(events)], d.events...))
	if err != nil {
		return review.Errorf(review.Refused, "that correction would leave the log impossible: %w", err).
			WithHint("a record that later events build on can be amended, not replaced by something else")
	}
	d.review = r
	return nil
}
