package simulation

import (
	"maps"
	"slices"

	"scr/review"
	"scr/workflow"
)

// heard is something that a definition can name: a move, the opening, a form, a letter or
// a document, as it says now.
type heard struct {
	seq      int64
	name     string
	of, item string // of what kind the item is, where that is known
	on       review.Date
	form     string
	values   map[string]string
	id       string // of a letter
	answers  string
	deadline review.Date
	move     bool
}

// news is what was heard of a review, in the order in which clocks hear of it, and what
// they have not heard of yet.
type news struct {
	list    []heard
	waiting []int64
	records []review.Event // that can be heard of, as they were written
	fixes   map[int64]*review.RecordCorrected
	changed int64 // the event that gave records another word; 0 for none
}

// take takes an event that may be heard of, or says another thing of one that was.
func (n *news) take(ev review.Event) {
	switch b := ev.Body.(type) {
	case *review.FormFilled, *review.Added[review.Letter], *review.Added[review.Document], *review.DocumentVersioned:
		n.waiting = append(n.waiting, ev.Seq)
	case *review.Amended[review.Letter], *review.Amended[review.Document]:
		n.changed = ev.Seq
	case *review.RecordCorrected:
		if n.fixes == nil {
			n.fixes = map[int64]*review.RecordCorrected{}
		}
		n.fixes[b.Seq], n.changed = b, ev.Seq
		return
	default:
		return
	}
	n.records = append(n.records, ev)
}

// now returns the records as they say now, by the events that recorded them; those that
// were voided are not there.
func (n *news) now(def *workflow.Definition) map[int64]heard {
	of := map[int64]heard{}
	letters, documents := map[string]int64{}, map[string][]int64{}
	for _, ev := range n.records {
		if fix := n.fixes[ev.Seq]; fix != nil {
			if fix.Void {
				continue
			}
			ev.Body = fix.With
			if !fix.On.IsZero() {
				ev.OccurredOn = fix.On
			}
		}
		h := heard{seq: ev.Seq, on: ev.OccurredOn}
		switch b := ev.Body.(type) {
		case *review.FormFilled:
			h.name, h.form, h.item, h.values, h.of = "filled."+b.Form, b.Form, b.Item, b.Values, def.Form(b.Form).ForEach
			of[ev.Seq] = h
		case *review.Added[review.Letter]:
			letters[b.Record.ID] = ev.Seq
			of[ev.Seq] = h.written(b.Record)
		case *review.Amended[review.Letter]:
			if seq := letters[b.Record.ID]; seq != 0 {
				of[seq] = of[seq].written(b.Record)
			}
		case *review.Added[review.Document]:
			h.of, h.item, h.name = "document", b.Record.ID, "recorded."+b.Record.Kind
			of[ev.Seq], documents[h.item] = h, append(documents[h.item], ev.Seq)
		case *review.DocumentVersioned:
			if all := documents[b.ID]; len(all) > 0 {
				h.of, h.item, h.name = "document", b.ID, of[all[0]].name
				of[ev.Seq], documents[b.ID] = h, append(all, ev.Seq)
			}
		case *review.Amended[review.Document]:
			for _, seq := range documents[b.Record.ID] {
				v := of[seq]
				v.name = "recorded." + b.Record.Kind
				of[seq] = v
			}
		}
	}
	return of
}

// written is a letter as it was written last.
func (h heard) written(l review.Letter) heard {
	h.name = map[string]string{"in": "received.", "out": "sent."}[l.Direction] + l.Kind
	h.id, h.answers, h.deadline = l.ID, l.Answers, l.Deadline
	return h
}

func (h heard) same(other heard) bool {
	return h.name == other.name && h.item == other.item && h.on == other.on && maps.Equal(h.values, other.values) &&
		h.deadline == other.deadline && h.answers == other.answers
}

// starts is the day from which a clock counts that something starts, and by which word.
func (h heard) starts(kind *workflow.Clock) (by string, from review.Date, ok bool) {
	if h.name == "" || kind.Kind == workflow.LetterDeadline && h.deadline.IsZero() {
		return "", from, false
	}
	for _, word := range kind.Starts {
		if word == h.name {
			return word, h.on, true
		}
		for field, value := range h.values {
			if word == h.name+"."+field {
				from, err := review.ParseDate(value)
				return word, from, err == nil && !from.IsZero()
			}
		}
	}
	return "", from, false
}

// stops reports whether something stops the run of a clock for an item.
func (h heard) stops(def *workflow.Definition, kind *workflow.Clock, item string) bool {
	switch {
	case !slices.Contains(kind.Stops, h.name):
		return false
	case kind.Kind == workflow.LetterDeadline:
		return h.id == "" || h.answers == item
	}
	about := h.about(def, kind)
	return kind.Track == "" || about == "" || about == item
}

// about is the item that something is about, for a clock: what is recorded for a document
// is about no agency.
func (h heard) about(def *workflow.Definition, kind *workflow.Clock) string {
	if track := def.Track(kind.Track); track != nil && h.of != "" && track.ForEach != h.of {
		return ""
	}
	return h.item
}
