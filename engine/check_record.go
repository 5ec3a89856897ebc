package engine

import (
	"slices"

	"scr/review"
)

func (d *draft) checkSubject(s review.Subject) error {
	err := first(
		word("the subject's kind", s.Kind, "child", "adult"),
		word("the age band", s.AgeBand, review.AgeBands...),
		word("what happened to the subject", s.Outcome, "died", "seriously_harmed", "other", ""),
		word("the subject's part in what happened", s.Part, append(review.SubjectParts, "")...))
	if err == nil && s.AgeBand != "not_known" && (s.Kind == "adult") != (s.AgeBand == "adult") {
		err = review.Errorf(review.Invalid, "the age band %s does not go with the kind %s", s.AgeBand, s.Kind).
			WithHint("both are as they were at the time of the case")
	}
	return err
}

func (d *draft) checkStatus(s review.Status) error {
	if !knows[review.Subject](d, s.Subject) {
		return d.unknownRecord("subject", s.Subject)
	}
	err := first(
		need("the kind of status", s.Kind),
		d.inVocabulary("status_kinds", "the kind of status", s.Kind),
		d.notToCome("the first day of the status", s.From),
		d.notToCome("the last day of the status", s.To))
	switch {
	case err != nil:
		return err
	case s.From.IsZero():
		return review.Errorf(review.Usage, "the first day of the status is missing").WithHint("give it with --from; a month or a year will do")
	case s.To.Before(s.From):
		return review.Errorf(review.Invalid, "the status ends %s, before it begins %s", s.To.When(), s.From.When())
	}
	return nil
}

func (d *draft) checkAgency(a review.Agency) error {
	return first(need("the agency's title", a.Title), d.profession(a.Professions...))
}

func (d *draft) checkRelative(r review.Relative) error {
	return first(need("the relation", r.Relation), d.inVocabulary("relations", "the relation", r.Relation))
}

func (d *draft) checkContact(c review.Contact) error {
	if !knows[review.Relative](d, c.Relative) {
		return d.unknownRecord("relative", c.Relative)
	}
	if err := first(short("how the contact was made", c.How), d.oneWord("how the contact was made", c.How)); err != nil {
		return err
	}
	if c.By != "" {
		if err := d.known(c.By); err != nil {
			return err
		}
	}
	return word("the contact's outcome", c.Outcome,
		"told", "invited", "no_reply", "declined", "deferred", "took_part", "heard", "told_outcome")
}

func (d *draft) checkMeeting(m review.Meeting) error {
	return first(
		need("the kind of meeting", m.Kind),
		d.inVocabulary("meeting_kinds", "the kind of meeting", m.Kind),
		d.known(m.Present...),
		once("person", m.Present),
		records[review.Relative](d, m.Relatives))
}

func (d *draft) checkConversation(c review.Conversation) error {
	err := first(d.agency(c.Agency))
	if c.Profession != "" {
		err = first(err, d.profession(c.Profession))
	}
	return err
}

// moveConversation refuses to hold, defer or decline what was held or declined.
func (d *draft) moveConversation(body review.Body) error {
	var id string
	var wrong error
	switch b := body.(type) {
	case *review.ConversationHeld:
		id, wrong = b.ID, first(d.known(b.By...), once("person", b.By), d.inReview(b.By), d.factors(b.Factors))
	case *review.ConversationDeferred:
		id, wrong = b.ID, optional[review.Hold](d, "hold", b.Hold)
	case *review.ConversationDeclined:
		id = b.ID
	}
	c, ok := find[review.Conversation](d, id)
	if ok && (c.State == review.Held || c.State == review.Declined) {
		return review.Errorf(review.Refused, "%s is %s already", id, c.State).
			WithHint("correct it with \"scr correct\", or add another conversation")
	}
	if held, is := body.(*review.ConversationHeld); is && ok {
		if h := d.holdOnConversation(c, held); h != "" {
			return review.Errorf(review.Refused, "%s covers %s: the conversation must wait", h, id).WithHint("lift the hold first")
		}
	}
	return change[review.Conversation](d, id, body, wrong)
}

// holdOnConversation returns a hold in force that keeps a conversation waiting: one on it,
// or a suspension of its agency, or of somebody who would hold it.
func (d *draft) holdOnConversation(c review.Conversation, held *review.ConversationHeld) string {
	if h := d.holdOn(c.ID); h != "" {
		return h
	}
	for _, h := range d.review.Holds {
		kind := d.def.Hold(h.Name)
		if kind != nil && kind.BlocksAny && h.Covers == "participant" && h.InForce(d.on) &&
			(h.Target == c.Agency || slices.Contains(held.By, h.Target)) {
			return h.ID
		}
	}
	return ""
}

// holdOn returns a hold in force on a participant or document.
func (d *draft) holdOn(target string) string {
	for _, h := range d.review.Holds {
		if h.Target == target && h.InForce(d.on) {
			return h.ID
		}
	}
	return ""
}

func (d *draft) checkEvidence(e review.Evidence) error {
	return first(
		need("the kind of evidence", e.Kind),
		d.inVocabulary("evidence_kinds", "the kind of evidence", e.Kind),
		d.agency(e.Agency))
}

// evidenceSteps says from which state a piece of evidence may come to which.
var evidenceSteps = map[string][]string{
	review.Returned: {review.Received},
	review.Accepted: {review.Received},
	review.Received: {review.Returned},
}

func (d *draft) moveEvidence(b *review.EvidenceMoved) error {
	e, ok := find[review.Evidence](d, b.ID)
	if !ok {
		return d.unknownRecord("evidence", b.ID)
	}
	if err := word("the new state", b.State, review.Received, review.Returned, review.Accepted); err != nil {
		return err
	}
	if !slices.Contains(evidenceSteps[b.State], e.State) {
		return review.Errorf(review.Refused, "%s is %s: it cannot become %s", b.ID, e.State, b.State)
	}
	if b.State == review.Returned {
		if err := how(needText("why it is returned", b.Why), fromFile, "--reason-file"); err != nil {
			return err
		}
	}
	if b.State == review.Accepted && e.Agency != "" && d.belongsTo(d.decider, e.Agency) {
		return review.Errorf(review.Forbidden, "%s belongs to %s, whose part this judges", d.decider, e.Agency)
	}
	return change[review.Evidence](d, b.ID, b, nil)
}

func (d *draft) checkDocument(doc review.Document) error {
	return first(
		need("the kind of document", doc.Kind),
		d.inVocabulary("document_kinds", "the kind of document", doc.Kind))
}

var sha256Hex = pattern(`^[0-9a-f]{64}$`)

func checkVersion(v *review.DocumentVersioned) error {
	switch {
	case v.SHA256 != "" && !sha256Hex().MatchString(v.SHA256):
		return review.Errorf(review.Invalid, "a SHA-256 is 64 hexadecimal digits")
	case v.Bytes < 0:
		return review.Errorf(review.Invalid, "a file of %d bytes cannot be", v.Bytes)
	}
	return nil
}

func (d *draft) checkLetter(l review.Letter) error {
	return first(
		word("the letter's direction", l.Direction, "in", "out"),
		need("the other party", l.Party),
		d.correspondent(l.Party),
		need("the kind of letter", l.Kind),
		d.inVocabulary("letter_kinds", "the kind of letter", l.Kind),
		d.onItsDay(l).notPast("the day to answer by", l.Deadline),
		d.onItsDay(l).answersEarlier(l))
}

// onItsDay is the draft on the day of a letter: what is amended later was sent then.
func (d *draft) onItsDay(l review.Letter) *draft {
	old, ok := review.Find[review.Letter](d.review, l.ID)
	if !ok {
		return d
	}
	then := *d
	then.on = old.On
	return &then
}

// answersEarlier refuses an answer to a letter that is not there, or that was
// written later.
func (d *draft) answersEarlier(l review.Letter) error {
	switch l.Answers {
	case "":
		return nil
	case l.ID:
		return review.Errorf(review.Invalid, "%s cannot answer itself", l.ID)
	}
	asked, ok := find[review.Letter](d, l.Answers)
	if !ok {
		return d.unknownRecord("letter", l.Answers)
	}
	return d.notBefore(review.Header(asked))
}

func (d *draft) checkProceeding(p review.Proceeding) error {
	return first(
		need("the kind of proceeding", p.Kind),
		d.inVocabulary("proceeding_kinds", "the kind of proceeding", p.Kind))
}

// checkStep refuses a step after a proceeding's last.
func (d *draft) checkStep(b *review.ProceedingMoved) error {
	p, _ := find[review.Proceeding](d, b.ID)
	if p.Ended {
		last := p.Steps[len(p.Steps)-1]
		return review.Errorf(review.Refused, "%s ended with %s %s", b.ID, last.Step, last.On.When()).
			WithHint("an appeal is a proceeding of its own: scr proceeding add")
	}
	for _, s := range p.Steps {
		if b.Last && d.on.Before(s.On) {
			return review.Errorf(review.Invalid, "%s cannot have ended %s: %s was %s", b.ID, d.on.When(), s.Step, s.On.When())
		}
	}
	if !d.binding {
		return need("a step", b.Step)
	}
	return first(need("a step", b.Step), d.inVocabulary("proceeding_steps", "the step", b.Step))
}
