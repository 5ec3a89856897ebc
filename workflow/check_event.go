package workflow

import (
	"slices"
	"strings"
)

// ofLetters reports whether an event is that a letter came in or went out.
func ofLetters(event string) bool {
	word, _, _ := strings.Cut(event, ".")
	return word == Received || word == Sent
}

// event checks that a word names an event that is not a move, such as received.query, and
// returns the form that a filled form is.
func (c *checker) event(w word) (form *authoredForm, ok bool) {
	kind, name, dotted := strings.Cut(w.text, ".")
	if !dotted || !slices.Contains(occasionVerbs(), kind) {
		hint := "write " + wordList(occasionVerbs(), "or") + ", a dot and a name: received.query"
		if _, move := c.byName[w.text]; move {
			hint = "what is to follow from a move goes with it: add also: to " + w.text
		}
		c.complain(w, "event", hint, "%q is not an event", shorten(w.text))
		return nil, false
	}
	if !validName(name, '_') {
		c.complain(w, "event", "write one name after the dot: received.query", "%q does not name an event", shorten(w.text))
		return nil, false
	}
	switch of := w.after(kind + "."); kind {
	case Filled:
		return c.formFilled(of, name)
	case Recorded:
		return nil, c.refersTo(of, c.vocabulary("document_kinds"), "unknown-word", "a kind of document in the vocabulary document_kinds")
	default:
		return nil, c.refersTo(of, c.vocabulary("letter_kinds"), "unknown-word", "a kind of letter in the vocabulary letter_kinds")
	}
}

func (c *checker) formFilled(w word, name string) (*authoredForm, bool) {
	if !c.refersTo(w, c.forms, "unknown-form", "a form") {
		return nil, false
	}
	return c.form(name), true
}

// form returns the form of that name as it was written.
func (c *checker) form(name string) *authoredForm {
	i := slices.IndexFunc(c.a.forms, func(f authoredForm) bool { return f.name.text == name })
	if i < 0 {
		return nil
	}
	return &c.a.forms[i]
}

// after returns the rest of a word behind its beginning, with the place of that.
func (w word) after(beginning string) word {
	at := *w.at
	at.place = w.at.span(len(beginning), len([]rune(w.text))-len(beginning))
	return word{strings.TrimPrefix(w.text, beginning), &at}
}

// checkUpon checks the events upon which a move is made.
func (c *checker) checkUpon(t *authoredTrack, tr *authoredTransition) (found []string) {
	for _, w := range tr.upon {
		form, ok := c.event(w)
		if ok && form != nil && form.forEach.given() && t.forEach.given() && form.forEach.text != t.forEach.text {
			c.complain(w, "form-item", "take a form for each "+t.forEach.text+", or one that is filled once",
				"form %s is filled for each %s, and track %s runs for each %s", form.name.text, form.forEach.text, t.name.text, t.forEach.text)
			continue
		}
		if ok {
			found = append(found, w.text)
		}
	}
	return found
}

// checkUponFrom checks from whom the letters are, or to whom, upon which a move is made.
func (c *checker) checkUponFrom(tr *authoredTransition) []string {
	if len(tr.uponFrom) == 0 {
		return nil
	}
	if !slices.ContainsFunc(tr.upon, func(w word) bool { return ofLetters(w.text) }) {
		c.complain(tr.uponFrom[0], "misplaced-key", "delete upon_from, or add upon: received.KIND",
			"upon_from says whose letters count, and the move is made upon no letter")
		return nil
	}
	return c.refer(tr.uponFrom, c.vocabulary("bodies"), "unknown-word", "a body in the vocabulary bodies")
}
