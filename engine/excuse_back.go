package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Admit takes the excuse of one instance of a track back: it must be finished after all.
func (e *Engine) Admit(ctx context.Context, cmd Admit) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		events, err := e.Store.Events(ctx, d.before.Stream())
		if err != nil {
			return err
		}
		return d.decideAdmit(ctx, cmd, events)
	})
}

func (d *draft) decideAdmit(ctx context.Context, cmd Admit, events []review.Event) error {
	if err := d.mayArrange("take an excuse back"); err != nil {
		return err
	}
	track := d.def.Track(cmd.Track)
	if track == nil {
		return unknownName("track", cmd.Track, each(d.def.Tracks, func(t workflow.Track) string { return t.Name }))
	}
	in, err := d.instanceFor(track, cmd.Item)
	if err != nil {
		return err
	}
	excused := excusedBy(events, in)
	switch {
	case !in.Excused:
		return review.Errorf(review.Refused, "%s is not excused", instanceName(in))
	case in.Upon != "":
		return review.Errorf(review.Refused, "%s ended with the part that it was for (%s)", instanceName(in), in.Upon).
			WithHint("it goes on when %s has such a part again: scr team add %s --person %s", in.Item, d.review.Reference, in.Item)
	case !slices.Contains(d.itemsOfAll(track.ForEach), in.Item):
		return review.Errorf(review.Refused, "%s was excused because %s was voided", instanceName(in), in.Item).
			WithHint("add the %s again", track.ForEach)
	case d.on.Before(excused.OccurredOn):
		return review.Errorf(review.Invalid, "%s was excused %s, later than %s", instanceName(in), excused.OccurredOn.When(), d.on.English())
	case cmd.Why == "":
		return review.Errorf(review.Usage, "taking the excuse of %s back needs a reason", instanceName(in)).
			WithHint("write it to a file and name it with --reason-file")
	}
	return d.takeUp(ctx, track, &review.ItemAdmitted{Track: in.Track, Item: in.Item, Why: review.NewText(cmd.Why)}, excused.Seq)
}

// excusedBy returns the latest event that excused an instance.
func excusedBy(events []review.Event, in review.Instance) review.Event {
	for _, ev := range slices.Backward(events) {
		if b, ok := ev.Body.(*review.ItemExcused); ok && b.Track == in.Track && b.Item == in.Item {
			return ev
		}
	}
	return review.Event{}
}

// takeUp lets an instance go on that was excused by an event. Its clocks run again from
// now, and a join that was judged meanwhile was judged without it.
func (d *draft) takeUp(ctx context.Context, track *workflow.Track, admitted *review.ItemAdmitted, excused int64) error {
	admitted.Late = d.lateFor(track.Name, excused)
	if err := refusesLate(track, admitted.Late); err != nil {
		return err
	}
	emit := d.emit
	if admitted.Upon != "" {
		emit = d.emitByProgram
	}
	if err := emit(admitted); err != nil {
		return err
	}
	if err := d.resumeItem(track.Name, admitted.Item); err != nil {
		return err
	}
	return d.backFor(ctx, track, admitted.Late)
}
