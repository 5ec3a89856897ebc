package workflow

import "slices"

// occasion checks a word that names something recorded. Dated says that a date of a
// form may be named. It reports whether the word names an occasion at all, rightly or
// not: what does not is a move.
func (c *checker) occasion(w word, dated bool) (o Occasion, named, ok bool) {
	o, named = ParseOccasion(w.text)
	if !named {
		return o, false, false
	}
	switch o.Verb {
	case Filled:
		return o, true, c.filledForm(w, o, dated)
	case Recorded:
		return o, true, c.kindRecorded(w, o, "document_kinds", "a kind of document in the vocabulary document_kinds")
	}
	return o, true, c.kindRecorded(w, o, "letter_kinds", "a kind of letter in the vocabulary letter_kinds")
}

// kindRecorded checks the kind of a letter or a document.
func (c *checker) kindRecorded(w word, o Occasion, vocabulary, what string) bool {
	if o.Field != "" {
		c.complain(w, "occasion", "write "+o.Verb+"."+o.Name, "%q names more than a kind", shorten(w.text))
		return false
	}
	if !validName(o.Name, '_') {
		c.complain(w, "occasion", "write the kind after the dot: "+o.Verb+".query", "%q names no kind", shorten(w.text))
		return false
	}
	return c.refersTo(word{text: o.Name, at: w.at}, c.vocabulary(vocabulary), "unknown-word", what)
}

// filledForm checks the form, and its date.
func (c *checker) filledForm(w word, o Occasion, dated bool) bool {
	if !c.refersTo(word{text: o.Name, at: w.at}, c.forms, "unknown-form", "a form") {
		return false
	}
	form := c.form(o.Name)
	if o.Field == "" || form == nil {
		return true
	}
	if !dated {
		c.complain(w, "occasion", "write filled."+o.Name, "the date in a form starts a clock, and nothing else")
		return false
	}
	known := names{unread: c.forms.unread || c.doubtful[o.Name]}
	for _, f := range form.fields {
		if f.kind.text == string(DateField) {
			known.list = append(known.list, f.name.text)
		}
	}
	return c.refersTo(word{text: o.Field, at: w.at}, known, "occasion", "a date of form "+o.Name)
}

// form returns the form of that name as it was written.
func (c *checker) form(name string) *authoredForm {
	i := slices.IndexFunc(c.a.forms, func(f authoredForm) bool { return f.name.text == name })
	if i < 0 {
		return nil
	}
	return &c.a.forms[i]
}

// checkTrackName refuses a track with the name of a verb: its moves would be taken for
// what is recorded.
func (c *checker) checkTrackName(t *authoredTrack) {
	if isVerb(t.name.text) {
		c.complain(t.name, "reserved-name", "choose another name", "a track cannot be called %s: filled., received., sent. and recorded. say what is recorded in a review", t.name.text)
	}
}
