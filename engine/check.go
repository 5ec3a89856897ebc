package engine

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"scr/review"
)

// need refuses an empty value that must be there, or one that is not short.
func need(what, value string) error {
	if strings.TrimSpace(value) == "" {
		return review.Errorf(review.Usage, "%s is missing", what)
	}
	return short(what, value)
}

// longestLine is how many letters a plain value may have.
const longestLine = 120

// short refuses a plain value that is not one short line. Plain values stand in
// the log for good, where nothing can be erased: they leave no room for a story.
func short(what, value string) error {
	if strings.ContainsFunc(value, review.Invisible) {
		return review.Errorf(review.Invalid, "%s holds a character that cannot be seen", what).
			WithHint("type it again by hand: what was copied from elsewhere may carry such characters")
	}
	if utf8.RuneCountInString(value) <= longestLine {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is one line of %d letters at most", what, longestLine).
		WithHint("what happened, and to whom, belongs into the texts: plain values can never be erased")
}

// needText refuses a text that must be filled, and one in which nothing can be read.
func needText(what string, t review.Text) error {
	if !t.Filled() || t.Loaded() && review.Blank(t.Reveal()) {
		return review.Errorf(review.Usage, "%s is missing", what)
	}
	return nil
}

// how adds to an error that something is missing how it is given.
func how(err error, format string, args ...any) error {
	if e, ok := errors.AsType[*review.Error](err); ok && e.Code == review.Usage && e.Hint == "" {
		return e.WithHint(format, args...)
	}
	return err
}

// fromFile is how a text is given: never as an argument.
const fromFile = "write it to a file, and name the file with %s"

// once refuses a list that names something twice.
func once(what string, list []string) error {
	for i, word := range list {
		if slices.Contains(list[:i], word) {
			return review.Errorf(review.Invalid, "%s %s is named twice", what, word)
		}
	}
	return nil
}

// notToCome refuses a day of something that has happened, if it certainly has not.
func (d *draft) notToCome(what string, day review.Date) error {
	if !d.today.Before(day) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is %s, which has not come yet", what, day.English())
}

// notPast refuses a day to come that lies before the day of the command.
func (d *draft) notPast(what string, day review.Date) error {
	if !day.Before(d.on) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is %s, before %s", what, day.English(), d.on.English())
}

// wordLike matches what looks like a word of a definition.
var wordLike = pattern(`^[a-z0-9_]{1,40}$`)

// word refuses a value that is not one of the words. The empty value passes where
// the words include it.
func word(what, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	if value == "" {
		return review.Errorf(review.Usage, "%s is missing", what).WithHint("it is %s", oneOf(words))
	}
	known := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	if !wordLike().MatchString(value) { // it may be a line of somebody's account
		return review.Errorf(review.Invalid, "%s is not a word that is known here", what).WithHint("%sit is %s", meant(value, known), oneOf(known))
	}
	return review.Errorf(review.Invalid, "%s is not %q", what, value).WithHint("it is %s", oneOf(known))
}

// meant says which of the words that are known somebody wrote with other capitals, spaces
// or dashes. It repeats nothing that they wrote.
func meant(value string, known []string) string {
	word := strings.ToLower(strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_"))
	if !slices.Contains(known, word) {
		return ""
	}
	return "did you mean " + word + "? "
}

// inVocabulary refuses a value that the definition's vocabulary does not have.
// Without such a vocabulary any word will do, but nothing that is not a word: it can
// never be erased.
func (d *draft) inVocabulary(vocabulary, what, value string) error {
	v := d.def.Vocabulary(vocabulary)
	if v == nil {
		return d.oneWord(what, value)
	}
	var words []string
	for _, w := range v.Words {
		words = append(words, w.Name)
	}
	return word(what, value, words...)
}

// oneWord refuses what is not a word where the definition lists none.
func (d *draft) oneWord(what, value string) error {
	if value == "" || !d.fifth || wordLike().MatchString(value) {
		return nil
	}
	return review.Errorf(review.Invalid, "%s is not a word", what).
		WithHint("small letters, digits and underscores, 40 at most; name nobody here: it can never be erased")
}

// first returns the first error of a list of checks.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// agency refuses a handle, where one is given, that names no agency of the review.
func (d *draft) agency(handle string) error {
	if handle == "" || knows[review.Agency](d, handle) {
		return nil
	}
	return review.Errorf(review.NotFound, "there is no agency %q in this review", handle).
		WithHint("it has: %s; add one with \"scr agency add\"", english(d.knownAgencies()))
}

// profession refuses a word, where one is given, that the definition does not
// know as a profession.
func (d *draft) profession(names ...string) error {
	if err := once("profession", names); err != nil {
		return err
	}
	for _, p := range names {
		if !slices.Contains(d.def.Professions, p) {
			return review.Errorf(review.Invalid, "%q is not a profession in this definition", p).
				WithHint("it has: %s", english(d.def.Professions))
		}
	}
	return nil
}

// known refuses handles that are not in the register.
func (d *draft) known(handles ...string) error {
	for _, h := range handles {
		if _, ok := d.people[h]; !ok {
			return review.Errorf(review.NotFound, "there is no person %q in the register", h).
				WithHint("people are named by handle, such as p7; list them with \"scr person list\"")
		}
	}
	return nil
}

// records refuses handles that name no record of the kind.
func records[T review.Noun[T]](d *draft, handles []string) error {
	for _, h := range handles {
		if err := optional[T](d, review.NounOf[T](), h); err != nil {
			return err
		}
	}
	return nil
}

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

// inReview refuses people who have, and had, no part in the review.
func (d *draft) inReview(handles []string) error {
	for _, h := range handles {
		part := slices.ContainsFunc(d.review.Assignments, func(a review.Assignment) bool { return a.Person == h })
		if !part && len(d.rolesOn(h, d.on)) == 0 {
			return review.Errorf(review.Invalid, "%s has no part in review %s", h, d.review.Reference).
				WithHint("give them a role with \"scr team add %s --person %s\"", d.review.Reference, h)
		}
	}
	return nil
}
