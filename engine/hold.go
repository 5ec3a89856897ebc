package engine

import (
	"slices"

	"scr/review"
	"scr/workflow"
)

// placeHold places a hold and pauses the clocks that it pauses.
func (d *draft) placeHold(a *review.Added[review.Hold]) error {
	kind, err := d.holdKind(a.Record.Name)
	if err != nil {
		return err
	}
	if err := d.mayDecide(kind.By, "place "+kind.Name); err != nil {
		return err
	}
	if err := d.notPast("the day to look at the hold again", a.Record.ReviewOn); err != nil {
		return err
	}
	id, err := add(d, a, d.checkHold)
	if err != nil {
		return err
	}
	placed, _ := review.Find[review.Hold](d.review, id)
	return d.pauseClocks(placed)
}

func (d *draft) holdKind(name string) (*workflow.Hold, error) {
	if kind := d.def.Hold(name); kind != nil {
		return kind, nil
	}
	return nil, unknownName("hold", name, each(d.def.Holds, func(h workflow.Hold) string { return h.Name }))
}

func (d *draft) checkHold(h review.Hold) error {
	kind, err := d.holdKind(h.Name)
	if err != nil {
		return err
	}
	err = first(
		word("what the hold covers", h.Covers, kind.MayCover...),
		how(needText("the reason for the hold", h.Why), fromFile, "--reason-file"),
		d.checkTarget(h),
		checkGround(kind, h.Ground))
	if err != nil {
		return err
	}
	if !h.ReviewOn.IsDay() {
		return review.Errorf(review.Usage, "a hold needs the day on which somebody looks at it again").WithHint("add --review-on with a full day")
	}
	return nil
}

// checkGround checks that a hold rests on one of the grounds that its kind has.
func checkGround(kind *workflow.Hold, ground string) error {
	if len(kind.Grounds) == 0 {
		if ground != "" {
			return review.Errorf(review.Invalid, "a hold of kind %s names no ground", kind.Name).WithHint("leave out --ground")
		}
		return nil
	}
	return word("the ground of the hold", ground, kind.Grounds...)
}

// checkHeldTrack checks that a hold names a track, and where it names one item, that the
// track runs for it.
func (d *draft) checkHeldTrack(h review.Hold) error {
	track := d.def.Track(h.Target)
	switch {
	case track == nil:
		return unknownName("track", h.Target, each(d.def.Tracks, func(t workflow.Track) string { return t.Name }))
	case h.Item == "":
		return nil
	}
	_, err := d.instanceFor(track, h.Item)
	return err
}

// checkTarget checks that a hold names what it covers, where that must be named.
func (d *draft) checkTarget(h review.Hold) error {
	if h.Target == "" && slices.Contains([]string{"track", "document", "participant"}, h.Covers) {
		return review.Errorf(review.Usage, "not given: --target").WithHint("a hold that covers a %s names which", h.Covers)
	}
	if h.Item != "" && h.Covers != "track" {
		return review.Errorf(review.Invalid, "a hold that covers a %s names no item", h.Covers).WithHint("leave out --item: --target says what must wait")
	}
	switch h.Covers {
	case "track":
		return d.checkHeldTrack(h)
	case "document":
		if !knows[review.Document](d, h.Target) && !d.isEvidence(h.Target) {
			return d.unknownRecord("document", h.Target)
		}
	case "participant":
		if !d.isParticipant(h.Target) {
			return d.unknownRecord("participant", h.Target).
				WithHint("name a conversation, a relative, a subject, an agency or a person with a part in the review")
		}
	default:
		if h.Target != "" {
			return review.Errorf(review.Invalid, "a hold that covers %s names no target", h.Covers)
		}
	}
	return nil
}

func (d *draft) isParticipant(id string) bool {
	return knows[review.Conversation](d, id) || knows[review.Relative](d, id) || knows[review.Subject](d, id) ||
		knows[review.Agency](d, id) || d.isPart(id)
}

// holdInForce returns a hold that was not lifted yet.
func (d *draft) holdInForce(id string) (review.Hold, error) {
	h, ok := find[review.Hold](d, id)
	switch {
	case !ok:
		return h, d.unknownRecord("hold", id)
	case h.Lifted:
		return h, review.Errorf(review.Refused, "%s was lifted %s", id, h.LiftedOn.When())
	}
	return h, nil
}

func (d *draft) reviewHold(b *review.HoldReviewed) error {
	h, err := d.holdInForce(b.ID)
	if err != nil {
		return err
	}
	if kind := d.def.Hold(h.Name); kind != nil {
		if err := d.mayDecide(kind.By, "keep "+h.Name); err != nil {
			return err
		}
	}
	if !b.Next.IsDay() {
		return review.Errorf(review.Usage, "a hold that goes on needs the day to look at it next").WithHint("add --next with a full day")
	}
	return change[review.Hold](d, b.ID, b, d.notPast("the day to look at the hold again", b.Next))
}

// liftHold lifts a hold and lets the clocks that it paused run again.
func (d *draft) liftHold(b *review.HoldLifted) error {
	h, err := d.holdInForce(b.ID)
	if err != nil {
		return err
	}
	if kind := d.def.Hold(h.Name); kind != nil {
		if err := d.mayDecide(kind.By, "lift "+h.Name); err != nil {
			return err
		}
	}
	if err := d.checkLift(b); err != nil {
		return err
	}
	if err := d.emit(b); err != nil {
		return err
	}
	return d.resumeClocks(h)
}

// checkLift refuses to lift a hold that does not stand, or before it was placed.
func (d *draft) checkLift(b *review.HoldLifted) error {
	h, err := d.holdInForce(b.ID)
	if err == nil && d.on.Before(h.On) {
		err = review.Errorf(review.Refused, "%s was placed %s, later than %s", b.ID, h.On.When(), d.on.English())
	}
	return err
}
