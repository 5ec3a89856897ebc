package engine

import (
	"context"

	"scr/review"
)

// Record adds a fact to a review, amends one, or moves one along its life. It is
// tried again when somebody else was recording at the same time: two people who
// add facts do not contradict each other.
func (e *Engine) Record(ctx context.Context, cmd Record) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		if err := e.meet(ctx, d, cmd.Body); err != nil {
			return err
		}
		if err := d.touches(cmd.Body); err != nil {
			return err
		}
		if err := d.decideRecord(ctx, cmd.Body); err != nil || !cmd.Legal {
			return err
		}
		return d.markAdded(cmd.Body)
	})
}

// decideRecord checks one fact and records it with what follows from it.
func (d *draft) decideRecord(ctx context.Context, body review.Body) error {
	if err := d.mayRecord(); err != nil {
		return err
	}
	if err := d.openFor(body); err != nil {
		return err
	}
	switch b := body.(type) {
	case *review.Added[review.Agency]:
		return d.addAgency(ctx, b)
	case *review.Added[review.Partner]:
		return d.addPartner(ctx, b)
	case *review.Added[review.Subject]:
		return d.addItem(ctx, "subject", func() (string, error) { return add(d, b, d.checkSubject) })
	case *review.Added[review.Relative]:
		return d.addItem(ctx, "relative", func() (string, error) { return add(d, b, d.checkRelative) })
	case *review.Added[review.Release]:
		return d.addRelease(b)
	case *review.Added[review.Criterion], *review.Amended[review.Criterion]:
		if err := d.mayArrange("record which criteria are met"); err != nil {
			return err
		}
	case *review.Added[review.Hold]:
		return d.placeHold(b)
	case *review.HoldLifted:
		return d.liftHold(b)
	}
	return d.recordPlain(body)
}

// openFor refuses facts about a review that is closed. What goes on after the
// end is letters, holds, who holds which role, what runs beside it, what it is to other
// reviews, what is put out or disclosed, and whether practice changed: an action is often
// tested a year after the report.
func (d *draft) openFor(body review.Body) error {
	if !d.review.Closed() {
		return nil
	}
	switch body.(type) {
	case *review.Added[review.Letter], *review.Amended[review.Letter],
		*review.Added[review.Hold], *review.HoldReviewed, *review.HoldLifted,
		*review.Added[review.Proceeding], *review.Amended[review.Proceeding], *review.ProceedingMoved,
		*review.ActionTested, *review.ActionClosed,
		*review.Added[review.Link], *review.Amended[review.Link],
		*review.Added[review.Release], *review.Amended[review.Release], *review.ReleaseRetired,
		*review.Added[review.Disclosure], *review.Amended[review.Disclosure],
		*review.Added[review.Assignment], *review.AssignmentEnded:
		return nil
	}
	return review.Errorf(review.Refused, "review %s is closed: %s can no longer be recorded", d.review.Reference, noun(body)).
		WithHint("re-open a track, or correct what was recorded with \"scr correct\"")
}

// recordPlain records a fact that nothing else follows from.
func (d *draft) recordPlain(body review.Body) error {
	switch b := body.(type) {
	case *review.Amended[review.Subject]:
		return amend(d, b, d.checkSubject)
	case *review.Amended[review.Agency]:
		return amend(d, b, d.checkAgency)
	case *review.Added[review.Status]:
		return added(add(d, b, d.checkStatus))
	case *review.Amended[review.Status]:
		return amend(d, b, d.checkStatus)
	case *review.Added[review.Link]:
		return added(add(d, &review.Added[review.Link]{Record: d.spelledLink(b.Record)}, d.checkLink))
	case *review.Amended[review.Link]:
		return amend(d, &review.Amended[review.Link]{Record: d.spelledLink(b.Record)}, d.checkLink)
	case *review.Amended[review.Partner]:
		return amend(d, b, d.checkPartner)
	case *review.Amended[review.Relative]:
		return amend(d, b, d.checkRelative)
	case *review.Added[review.Contact]:
		return added(add(d, b, d.checkContact))
	case *review.Added[review.Meeting]:
		return added(add(d, b, d.checkMeeting))
	case *review.Amended[review.Meeting]:
		return amend(d, b, d.checkMeeting)
	case *review.Added[review.Letter]:
		return added(add(d, b, d.checkLetter))
	case *review.Amended[review.Letter]:
		return amend(d, b, d.checkLetter)
	case *review.Added[review.Proceeding]:
		return added(add(d, b, d.checkProceeding))
	case *review.Amended[review.Proceeding]:
		return amend(d, b, d.checkProceeding)
	case *review.ProceedingMoved:
		return change[review.Proceeding](d, b.ID, b, d.checkStep(b))
	case *review.HoldReviewed:
		return d.reviewHold(b)
	case *review.AssignmentEnded:
		return d.endAssignment(b)
	}
	return d.recordOutside(body)
}

// recordOutside records what is owed to those outside, and what went out to them.
func (d *draft) recordOutside(body review.Body) error {
	switch b := body.(type) {
	case *review.Added[review.Criterion]:
		return d.addCriterion(b)
	case *review.Amended[review.Criterion]:
		return d.amendCriterion(b)
	case *review.Added[review.Release]:
		return d.recordRelease(b)
	case *review.Amended[review.Release]:
		return d.amendRelease(b)
	case *review.ReleaseRetired:
		return change[review.Release](d, b.ID, b, d.checkRetired(b))
	case *review.Added[review.Disclosure]:
		return added(add(d, b, d.checkDisclosure))
	case *review.Amended[review.Disclosure]:
		return amend(d, b, d.checkDisclosure)
	}
	return d.recordGathered(body)
}

// recordGathered records what a review gathers and finds.
func (d *draft) recordGathered(body review.Body) error {
	switch b := body.(type) {
	case *review.Added[review.Conversation]:
		return added(add(d, b, d.checkConversation))
	case *review.Amended[review.Conversation]:
		return amend(d, b, d.checkConversation)
	case *review.ConversationHeld, *review.ConversationDeferred, *review.ConversationDeclined:
		return d.moveConversation(b)
	case *review.Added[review.Evidence]:
		return added(add(d, b, d.checkEvidence))
	case *review.Amended[review.Evidence]:
		return amend(d, b, d.checkEvidence)
	case *review.EvidenceMoved:
		return d.moveEvidence(b)
	case *review.Added[review.Document]:
		return added(add(d, b, d.checkDocument))
	case *review.Amended[review.Document]:
		return amend(d, b, d.checkDocument)
	case *review.DocumentVersioned:
		return change[review.Document](d, b.ID, b, checkVersion(b))
	}
	return d.recordFound(body)
}

// recordFound records findings and what is done about them.
func (d *draft) recordFound(body review.Body) error {
	switch b := body.(type) {
	case *review.Added[review.Episode]:
		return added(add(d, b, d.checkEpisode))
	case *review.Amended[review.Episode]:
		return amend(d, b, d.checkEpisode)
	case *review.Added[review.Finding]:
		return added(add(d, b, d.checkFinding))
	case *review.Amended[review.Finding]:
		return amend(d, b, d.checkFinding)
	case *review.FindingAgreed:
		return change[review.Finding](d, b.ID, b, d.checkAgreement(b))
	case *review.Added[review.Recommendation]:
		return added(add(d, b, d.checkRecommendation))
	case *review.Amended[review.Recommendation]:
		return amend(d, b, d.checkRecommendation)
	case *review.Added[review.Response]:
		return added(add(d, b, d.checkResponse))
	case *review.Amended[review.Response]:
		return d.amendResponse(b)
	case *review.Added[review.Action]:
		return added(add(d, b, d.checkAction))
	case *review.Amended[review.Action]:
		return amend(d, b, d.checkAction)
	case *review.ActionTested:
		return change[review.Action](d, b.ID, b, d.checkTest(b))
	case *review.ActionClosed:
		return d.closeAction(b)
	}
	return review.Errorf(review.Invalid, "%s is not recorded by itself", body.Kind())
}

// noun names the kind of thing a body is about.
func noun(body review.Body) string {
	kind := body.Kind()
	for i := range kind {
		if kind[i] == '.' {
			return kind[:i]
		}
	}
	return kind
}

// add gives a new record the next handle of its kind, checks it and records it.
func add[T review.Noun[T]](d *draft, a *review.Added[T], check func(T) error) (string, error) {
	id := d.review.NextID(review.NounOf[T]())
	record := review.WithID(review.Fresh(a.Record), id)
	if err := check(record); err != nil {
		return "", err
	}
	return id, d.emit(&review.Added[T]{Record: record})
}

func added(_ string, err error) error { return err }

// amend replaces what was written about a record.
func amend[T review.Noun[T]](d *draft, a *review.Amended[T], check func(T) error) error {
	id := review.Header(a.Record).ID
	old, ok := find[T](d, id)
	if !ok {
		return d.unknownRecord(review.NounOf[T](), id)
	}
	defer d.carrying(old)()
	if err := first(d.notBefore(review.Header(old)), check(a.Record)); err != nil {
		return err
	}
	if review.Same(old, a.Record) {
		return review.Errorf(review.Usage, "%s says that already: nothing is changed", id)
	}
	return d.emit(a)
}

// notBefore refuses what happened to a record before the record itself was there.
func (d *draft) notBefore(h review.Record) error {
	if !d.on.Before(h.On) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is of %s: nothing happened to it %s, before that", h.ID, h.On.English(), d.on.When()).
		WithHint("give the day with --on; a wrong day of %s is mended with \"scr correct %s %d --new-on DAY --reason-file FILE\"", h.ID, d.review.Reference, h.Seq)
}

// change records a later event of a record, once the record is known to exist
// and the event was found right.
func change[T review.Noun[T]](d *draft, id string, body review.Body, wrong error) error {
	record, ok := find[T](d, id)
	if !ok {
		return d.unknownRecord(review.NounOf[T](), id)
	}
	if err := first(wrong, d.notBefore(review.Header(record))); err != nil {
		return err
	}
	return d.emit(body)
}

// optional checks that a handle, where one is given, names a record.
func optional[T review.Noun[T]](d *draft, noun, id string) error {
	if id == "" {
		return nil
	}
	if !knows[T](d, id) {
		return d.unknownRecord(noun, id)
	}
	return nil
}

var agencyHandle = pattern(`^[a-z][a-z0-9_]{0,40}$`)

// reservedHandle matches what else may stand where an agency's handle may: the
// board answers findings and owns actions, people own actions, and somebody may
// be independent of all agencies.
var reservedHandle = pattern(`^(board|all_agencies|p[0-9]+)$`)

// agencyHint says what an agency's handle looks like.
const agencyHint = "use small letters, digits and underscores, beginning with a letter, 41 at the most"

// mayBeAgency reports whether an agency may have that handle.
func mayBeAgency(handle string) bool {
	return agencyHandle().MatchString(handle) && !reservedHandle().MatchString(handle)
}

// addAgency adds an agency under the handle that was chosen for it.
func (d *draft) addAgency(ctx context.Context, a *review.Added[review.Agency]) error {
	id := a.Record.ID
	if err := d.mayChoose("an agency", id, "such as social_care or city_hospital"); err != nil {
		return err
	}
	return d.addItem(ctx, "agency", func() (string, error) {
		agency := review.WithID(review.Fresh(a.Record), id)
		if err := d.checkAgency(agency); err != nil {
			return "", err
		}
		return id, d.emit(&review.Added[review.Agency]{Record: agency})
	})
}
