package report

import (
	"strings"

	"scr/review"
)

// History writes what happened, a line for each event: its number, the day as it
// was recorded, what happened, who decided and who recorded it, and whether it was
// corrected since or made up. The day is when it happened; the order is that of
// recording.
func History(w *Writer, s Standing, entries []Entry) {
	n := s.narrator()
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{seq(e.Event.Seq), date(e.Event.OccurredOn), n.says(e), n.actors(e.Event)}
	}
	page{w, n.words, s}.bannered()
	if !w.opt.Terminal {
		w.Table([]string{"No", "On", "What happened", "By"}, rows)
		return
	}
	for _, row := range rows {
		w.event(row)
	}
}

// event writes one event of a history on a terminal, wrapped beside its number
// and day, so that no sentence is cut.
func (w *Writer) event(row []string) {
	const number, day = 6, 19
	lead := pad(oneLine(row[0]), number) + pad(oneLine(row[1]), day)
	w.indented(lead, strings.Repeat(" ", number+day), oneLine(row[2]+" "+row[3]), plain)
}

// narrator tells events. It keeps the tellers, which are many, from event to event.
type narrator struct {
	words
	tellers map[string]teller
}

func (s Standing) narrator() narrator {
	w := s.words()
	return narrator{w, w.sentences()}
}

// says tells one event in a sentence, with the marks of what was corrected,
// voided or made up.
func (n narrator) says(e Entry) string {
	said := told(n.tellers, e.Event.Body)
	if e.Event.MadeUp {
		said += " MADE UP."
	}
	switch {
	case e.Voided:
		said += " VOIDED by " + seq(e.CorrectedBy) + "."
	case e.CorrectedBy != 0:
		said += " CORRECTED by " + seq(e.CorrectedBy) + "."
	}
	return said
}

// actors says who decided and who recorded an event.
func (w words) actors(ev review.Event) string {
	decided, recorded := w.person(ev.DecidedBy), w.person(ev.RecordedBy)
	var said string
	switch {
	case decided == "" || decided == recorded:
		said = recorded
	default:
		said = "decided by " + decided + ", recorded by " + recorded
	}
	if ev.Minute != "" {
		said += ", minute " + ev.Minute
	}
	return strings.TrimSpace(bracketed(strings.TrimPrefix(said, ", ")))
}

// told says in a sentence what an event of this body was.
func told(tellers map[string]teller, body review.Body) string {
	if body == nil {
		return "Something that cannot be shown."
	}
	if say, ok := tellers[body.Kind()]; ok {
		return sentence(say(body))
	}
	// An event that this version of the program cannot put into words is still
	// an event.
	kind, _, _ := strings.Cut(body.Kind(), "/")
	return sentence(strings.ReplaceAll(human(kind), ".", " "))
}
