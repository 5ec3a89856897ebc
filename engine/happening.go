package engine

import (
	"slices"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// happening is something that a definition can name: the opening, a move, or what was
// recorded, such as a form that was filled, a letter or a document.
type happening struct {
	name     string            // as a definition has it: review.decide, opened, filled.plan, received.query
	handle   string            // of what was recorded
	of       string            // what it is recorded for one of: an agency, a document
	item     string            // and which one; of a move, its instance
	party    string            // of a letter
	cause    int64             // the event, where something was recorded
	on       review.Date       // the day of it
	form     string            // that was filled
	values   map[string]string // of a form
	withMove bool              // it was filled with one
	letter   *review.Letter
	move     *review.Move // where it is one that was made before
}

// moved is a happening that is no record: a move, or the opening.
func (d *draft) moved(name, item string) happening {
	return happening{name: name, item: item, on: d.on}
}

// stopper is the event by which a clock knows again what stopped it; 0 for a move, which
// is never corrected.
func (h happening) stopper() int64 {
	if h.move != nil {
		return 0
	}
	return h.cause
}

// starts finds which of the words that start a clock a happening is, and the day from
// which the clock counts then.
func (h happening) starts(kind *workflow.Clock) (by string, from review.Date, ok bool) {
	for _, word := range kind.Starts {
		o, recorded := workflow.ParseOccasion(word)
		switch {
		case word == h.name:
			return word, h.on, true
		case !recorded || o.Field == "" || o.Verb+"."+o.Name != h.name:
			continue
		}
		from, err := review.ParseDate(h.values[o.Field])
		if err == nil && !from.IsZero() {
			return word, from, true
		}
	}
	return "", review.Date{}, false
}

// occur starts and stops the clocks of what this decision has recorded, beside moves.
func (d *draft) occur() error {
	for _, ev := range d.events { // as they are now: what clocks add is no occasion
		if h, ok := d.happened(ev); ok {
			if err := d.runClocks(h); err != nil {
				return err
			}
		}
	}
	if slices.ContainsFunc(d.events, func(ev review.Event) bool { return amendsOccasion(ev.Body) }) {
		return d.follow()
	}
	return nil
}

// happened returns what an event of the log is to a definition, where it is anything that
// can be named there beside a move.
func (d *draft) happened(ev review.Event) (happening, bool) {
	h := happening{cause: ev.Seq, on: ev.OccurredOn}
	switch b := ev.Body.(type) {
	case *review.FormFilled:
		h.name, h.item, h.form, h.values = workflow.Filled+"."+b.Form, b.Item, b.Form, b.Values
		h.withMove = b.Move != ""
		h.handle = review.Form{Seq: ev.Seq, FormFilled: *b}.Handle()
		if form := d.def.Form(b.Form); form != nil {
			h.of = form.ForEach
		}
	case *review.Added[review.Letter]:
		h.name, h.letter, h.handle, h.party = letterName(b.Record), &b.Record, b.Record.ID, b.Record.Party
	case *review.Added[review.Document]:
		h.name, h.handle, h.of, h.item = workflow.Recorded+"."+b.Record.Kind, b.Record.ID, "document", b.Record.ID
	case *review.DocumentVersioned:
		doc, _ := review.Find[review.Document](d.review, b.ID)
		h.name, h.handle, h.of, h.item = workflow.Recorded+"."+doc.Kind, b.ID, "document", b.ID
	default:
		return h, false
	}
	return h, true
}

func letterName(l review.Letter) string {
	if l.Direction == "in" {
		return workflow.Received + "." + l.Kind
	}
	return workflow.Sent + "." + l.Kind
}

// reckoned is what a clock comes to: when it is due, and of a window its first day.
type reckoned struct {
	due, from review.Date
	edition   string
}

// reckon counts a clock from a day. What counts forward counts from the last day that a
// partial date can mean, what counts back from the first: nobody is held to a guess.
func (d *draft) reckon(kind *workflow.Clock, start, deadline review.Date) (r reckoned, err error) {
	switch kind.Kind {
	case workflow.LetterDeadline:
		r.due = deadline.Last()
	case workflow.CountsBack:
		r.due, r.edition, err = d.back(start, kind.Within)
	case workflow.LooksBack:
		r.from, r.edition, err = d.back(start, kind.Within)
	default:
		r.due, r.edition, err = d.due(lastDay(start), kind.Within)
	}
	return r, err
}

// back counts a limit back from a date.
func (d *draft) back(from review.Date, limit workflow.Limit) (review.Date, string, error) {
	limit.N = -limit.N
	return d.due(firstDay(from), limit)
}

func deadlineOf(h happening) review.Date {
	if h.letter == nil {
		return review.Date{}
	}
	return h.letter.Deadline
}

// firstDay returns the first day a date can mean, as a calendar's day.
func firstDay(d review.Date) calendar.Day { return lastDay(d.First()) }
