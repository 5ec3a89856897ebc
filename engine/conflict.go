package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Declare records what a person declares of themselves. It is the first thing that
// anybody with a part in a review does there: nothing is shown, and nothing else
// recorded, before.
func (e *Engine) Declare(ctx context.Context, cmd Declare) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error { return d.decideDeclare(cmd) })
}

func (d *draft) decideDeclare(cmd Declare) error {
	if d.decider != d.actor {
		return review.Errorf(review.Usage, "nobody declares for another").WithHint("leave out --decided-by")
	}
	if err := first(checkKinds(cmd.Kinds), d.agencyToBe(cmd.Agency)); err != nil {
		return err
	}
	if cmd.Agency != "" && !slices.ContainsFunc(cmd.Kinds, ofAnAgency) || cmd.Agency == "" && slices.Contains(cmd.Kinds, review.OwnAgency) {
		return review.Errorf(review.Usage, "an agency goes with %s", oneOf([]string{review.OwnAgency, review.LineManagement, review.EarlierInvolvement})).
			WithHint("name it with --agency; %s needs one", review.OwnAgency)
	}
	known := d.review.ConflictsOf(d.actor)
	for _, kind := range cmd.Kinds {
		if err := d.declare(kind, cmd, known); err != nil {
			return err
		}
	}
	return nil
}

// agencyToBe refuses what names no agency of the review and cannot become one. Whoever
// opens a review declares before any agency can be added: so the declaration may name one
// that is to come, and counts from when it is there.
func (d *draft) agencyToBe(handle string) error {
	known := d.knownAgencies()
	switch {
	case handle == "" || slices.Contains(known, handle):
		return nil
	case !d.eyes().may(Existence, thing{}, ""): // who is not told which agencies there are
		return d.agency(handle)
	case !mayBeAgency(handle):
		return review.Errorf(review.Invalid, "%q cannot be an agency's handle", handle).WithHint("%s", agencyHint)
	}
	if meant := workflow.Nearest(handle, known); meant != "" {
		return review.Errorf(review.NotFound, "there is no agency %q in this review", handle).WithHint("did you mean %q?", meant)
	}
	return nil
}

// ofAnAgency reports whether a conflict may be with one agency only.
func ofAnAgency(kind string) bool {
	return kind == review.OwnAgency || kind == review.LineManagement || kind == review.EarlierInvolvement
}

// declare records one declaration. A conflict that was declared is not taken back by
// the person who has it.
func (d *draft) declare(kind string, cmd Declare, known []review.Declaration) error {
	if kind == review.NoConflict && len(known) > 0 {
		return review.Errorf(review.Refused, "you declared a conflict of interest (#%d)", known[0].Seq).
			WithHint("if that was wrong, somebody who appoints people voids it: scr correct %s %d --void --reason-file FILE", d.review.Reference, known[0].Seq)
	}
	b := &review.ConflictDeclared{Person: d.actor, Conflict: kind, Why: review.NewText(cmd.Why)}
	if ofAnAgency(kind) {
		b.Agency = cmd.Agency
	}
	same := func(c review.Declaration) bool {
		return c.Person == b.Person && c.Kind == b.Conflict && c.Agency == b.Agency
	}
	if slices.ContainsFunc(d.review.Declared, same) {
		return review.Errorf(review.Conflict, "you declared that already (%s)", kind).
			WithHint("\"scr show %s\" shows the review; a conflict that has come up since is declared with --kind", d.review.Reference)
	}
	return d.emit(b)
}

func checkKinds(kinds []string) error {
	if len(kinds) == 0 {
		return review.Errorf(review.Usage, "what do you declare?").
			WithHint("--none, or --kind with one or more of %s", oneOf(review.Conflicts()[1:]))
	}
	for _, kind := range kinds {
		if err := word("the conflict", kind, review.Conflicts()...); err != nil {
			return err
		}
	}
	if len(kinds) > 1 && slices.Contains(kinds, review.NoConflict) {
		return review.Errorf(review.Usage, "there is either a conflict or none")
	}
	return once("the conflict", kinds)
}

// declareNone records that whoever types has no conflict of interest.
func (d *draft) declareNone() error {
	if d.review.Declares(d.actor) {
		return nil
	}
	return d.emitEvent(review.Event{DecidedBy: d.actor, OccurredOn: d.on, MadeUp: d.madeUp,
		Body: &review.ConflictDeclared{Person: d.actor, Conflict: review.NoConflict}})
}
