package workflow

import (
	"slices"
	"strings"
)

// The words with which the names of events begin that are not moves. No track can have
// such a name.
const (
	filledEvent   = "filled"   // filled.FORM: a form was filled
	receivedEvent = "received" // received.KIND: a letter of that kind came in
	sentEvent     = "sent"     // sent.KIND: a letter of that kind went out
	recordedEvent = "recorded" // recorded.KIND: a document of that kind was added, or got a version
)

// eventWords are the words with which the names of events begin that are not moves.
func eventWords() []string { return []string{filledEvent, receivedEvent, sentEvent, recordedEvent} }

// ofLetters reports whether an event is that a letter came in or went out.
func ofLetters(event string) bool {
	word, _, _ := strings.Cut(event, ".")
	return word == receivedEvent || word == sentEvent
}

// event checks that a word names an event that is not a move, such as received.query, and
// returns the form that a filled form is.
func (c *checker) event(w word) (form *authoredForm, ok bool) {
	kind, name, dotted := strings.Cut(w.text, ".")
	if !dotted || !slices.Contains(eventWords(), kind) {
		hint := "write " + wordList(eventWords(), "or") + ", a dot and a name: received.query"
		if _, move := c.byName[w.text]; move {
			hint = "what is to follow from a move goes with it: add also: to " + w.text
		}
		c.complain(w, "event", hint, "%q is not an event", shorten(w.text))
		return nil, false
	}
	switch of := w.after(kind + "."); kind {
	case filledEvent:
		return c.formFilled(of, name)
	case recordedEvent:
		return nil, c.refersTo(of, c.vocabulary("document_kinds"), "unknown-word", "a kind of document in the vocabulary document_kinds")
	default:
		return nil, c.refersTo(of, c.vocabulary("letter_kinds"), "unknown-word", "a kind of letter in the vocabulary letter_kinds")
	}
}

func (c *checker) formFilled(w word, name string) (*authoredForm, bool) {
	if !c.refersTo(w, c.forms, "unknown-form", "a form") {
		return nil, false
	}
	for i := range c.a.forms {
		if c.a.forms[i].name.text == name {
			return &c.a.forms[i], true
		}
	}
	return nil, true
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
