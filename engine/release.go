package engine

import (
	"slices"

	"scr/review"
)

// The words of a disclosure's outcome.
const (
	madeOutcome    = "made"
	refusedOutcome = "refused"
)

// boardItself is who puts something out, where it is the board.
const boardItself = "board"

// addRelease records that something was put out. The board and its partners put out
// nothing that a hold covers; what leaked or what others put out is out all the same.
func (d *draft) addRelease(a *review.Added[review.Release]) error {
	if err := d.mayPutOut(a.Record, d.on); err != nil {
		return err
	}
	return d.recordRelease(a)
}

// mayPutOut refuses what the board or a partner put out while a hold stood on it.
func (d *draft) mayPutOut(out review.Release, on review.Date) error {
	h := d.holdOnRelease(out, on)
	if h == "" || !d.ours(out) {
		return nil
	}
	return review.Errorf(review.Refused, "%s stands: %s cannot be put out", h, out.Document).
		WithHint("lift the hold first; what got out all the same is recorded with --authorised no")
}

// becomesOurs refuses to say that the board put out what it may not have put out that day:
// of what leaked, or of what others put out, and of another document or on another day
// than was said before.
func (d *draft) becomesOurs(was review.Release, said review.Date, is review.Release, on review.Date) error {
	if !d.fifth || d.ours(was) && was.Document == is.Document && said == on {
		return nil
	}
	return d.mayPutOut(is, on)
}

func (d *draft) recordRelease(a *review.Added[review.Release]) error {
	out := a.Record
	if out.Authorised == "" {
		out.Authorised = review.Yes
	}
	return added(add(d, &review.Added[review.Release]{Record: out}, d.checkRelease))
}

// correctRelease checks what a correction says of a release.
func (d *draft) correctRelease(was account, is *review.Added[review.Release]) error {
	if old, ok := was.body.(*review.Added[review.Release]); ok {
		if err := d.becomesOurs(old.Record, was.on, is.Record, d.on); err != nil {
			return err
		}
	}
	return d.recordRelease(is)
}

func (d *draft) amendRelease(a *review.Amended[review.Release]) error {
	out := a.Record
	if out.Authorised == "" {
		out.Authorised = review.Yes
	}
	if old, ok := find[review.Release](d, out.ID); ok {
		if err := d.becomesOurs(old, old.On, out, old.On); err != nil {
			return err
		}
	}
	return amend(d, &review.Amended[review.Release]{Record: out}, d.checkRelease)
}

// ours reports whether a release is the board's or a partner's to make: authorised, and
// by one of them.
func (d *draft) ours(out review.Release) bool {
	return out.Authorised != review.No && (out.By == boardItself || d.isPartner(out.By))
}

// holdOnRelease returns a hold in force that day on publication, or on the document, or one
// that suspends the review as a whole or its track of publication.
func (d *draft) holdOnRelease(out review.Release, on review.Date) string {
	for _, h := range d.review.Holds {
		covers := h.Covers == publication || h.Covers == "document" && h.Target == out.Document
		if kind := d.def.Hold(h.Name); kind != nil && kind.BlocksAny {
			covers = covers || h.Suspends(publication, "")
		}
		if covers && h.InForce(on) {
			return h.ID
		}
	}
	return ""
}

func (d *draft) checkRelease(out review.Release) error {
	return first(
		need("the mode of the release", out.Mode),
		d.inVocabulary("release_modes", "the mode of the release", out.Mode),
		d.party("the one who put it out", out.By, "board, the handle of a partner", func(h string) bool {
			return h == boardItself || d.isPartner(h)
		}),
		d.releasedDocument(out),
		short("the channel", out.Channel),
		d.channel(out.Channel),
		word("whether it is redacted", out.Redacted, review.Yes, review.No, ""),
		word("whether it is authorised", out.Authorised, review.Yes, review.No))
}

func (d *draft) channel(name string) error {
	if name == "" {
		return nil
	}
	return d.inVocabulary("release_channels", "the channel", name)
}

// releasedDocument refuses a document, or a version of it, that is not on record.
func (d *draft) releasedDocument(out review.Release) error {
	if err := d.document(out.Document); err != nil {
		return err
	}
	doc, _ := find[review.Document](d, out.Document)
	if out.Version < 0 || out.Version > len(doc.Versions) {
		return review.Errorf(review.Invalid, "%s has no version %d: it has %d", doc.ID, out.Version, len(doc.Versions)).
			WithHint("versions count from 1; record one with \"scr document version %s %s\"", d.review.Reference, doc.ID)
	}
	return nil
}

// document refuses a handle that names no document of the review.
func (d *draft) document(handle string) error {
	switch {
	case handle == "":
		return review.Errorf(review.Usage, "the document is missing").WithHint("name it by its handle, such as document-1")
	case !knows[review.Document](d, handle):
		return d.unknownRecord("document", handle)
	}
	return nil
}

// checkRetired refuses to take back what was taken back already.
func (d *draft) checkRetired(b *review.ReleaseRetired) error {
	if out, ok := find[review.Release](d, b.ID); ok && out.Retired {
		return review.Errorf(review.Refused, "%s was retired %s", b.ID, out.RetiredOn.When()).
			WithHint("what is put out again is a release of its own: scr release add")
	}
	return how(needText("why it is retired", b.Why), fromFile, "--reason-file")
}

func (d *draft) checkDisclosure(x review.Disclosure) error {
	return first(
		d.party("the party that it is disclosed to", x.To, "the handle of a relative, an agency or a partner", d.isOutsider),
		d.document(x.Document),
		word("the outcome", x.Outcome, madeOutcome, refusedOutcome),
		need("the authority", x.Authority),
		d.inVocabulary("disclosure_authorities", "the authority", x.Authority))
}

// isOutsider reports whether a handle names somebody on record who is not the board.
func (d *draft) isOutsider(handle string) bool {
	return knows[review.Relative](d, handle) || knows[review.Agency](d, handle) || d.isPartner(handle)
}

// isPartner reports whether a handle names a partner of the review.
func (d *draft) isPartner(handle string) bool { return knows[review.Partner](d, handle) }

// party refuses a word that is neither an outside body of the definition nor one of the
// others that it may be. Without a vocabulary of bodies it is any word; never a name.
func (d *draft) party(what, value, others string, other func(string) bool) error {
	bodies := d.def.Vocabulary("bodies")
	switch {
	case value == "":
		return review.Errorf(review.Usage, "%s is missing", what).WithHint("it is %s or an outside body", others)
	case other(value) || slices.Contains(d.carried, value):
		return nil
	case bodies == nil && wordLike().MatchString(value):
		return nil
	case bodies == nil:
		return review.Errorf(review.Invalid, "%s is not a word", what).
			WithHint("it is %s or an outside body, in small letters, digits and underscores; name nobody here: it can never be erased", others)
	}
	if err := d.inVocabulary("bodies", what, value); err != nil {
		known := make([]string, len(bodies.Words))
		for i, w := range bodies.Words {
			known[i] = w.Name
		}
		return review.Errorf(review.Invalid, "%s is none that is known here", what).
			WithHint("%sit is %s, or an outside body: %s", meant(value, known), others, oneOf(known))
	}
	return nil
}

// correspondent refuses the party of a letter that is neither an outside body of the
// definition, where it has such a list, nor somebody on record.
func (d *draft) correspondent(name string) error {
	if d.def.Vocabulary("bodies") == nil && !d.fifth || !d.binding {
		return nil
	}
	return d.party("the other party", name, "the handle of a relative, an agency or a partner", d.isOutsider)
}
