package report

import (
	"slices"
	"strings"

	"scr/review"
)

// HeldOf is what is held of one person, as far as whoever gathered it may see it.
type HeldOf struct {
	Of      string     // handle
	Reviews []Standing // that were searched, without texts
	Items   []HeldItem

	Entry   *review.Person // in the register, with their name; nil: a subject or relative of a review
	Offices []review.OfficeTerm
	Logins  []HeldLogin
}

// HeldLogin is when somebody had a login: until an unknown day while they have it.
type HeldLogin struct {
	ID       string // user-3
	From, To review.Date
}

// HeldItem is one text that concerns a person who asked to see what is held of them.
type HeldItem struct {
	Review   string // reference; empty: the register
	Record   string // handle, where the text belongs to a record
	Event    string // kind
	On       review.Date
	Place    string // of the text
	Mixed    bool   // it may tell of others
	Legal    bool   // it is marked as legal advice
	Exempt   string // ground on which it is kept back
	Withheld bool   // whoever gathered it may not read it
	Text     string
}

// Given reports whether the text itself is in the file.
func (i HeldItem) Given() bool { return i.Exempt == "" && !i.Withheld && i.Text != "" }

// ToRead counts the texts that somebody must read before the file leaves: those that may
// tell of others, and those among them that are marked as legal advice.
func (h HeldOf) ToRead() (mixed, legal int) {
	for _, item := range h.Items {
		if !item.Given() || !item.Mixed && !item.Legal {
			continue
		}
		mixed++
		if item.Legal {
			legal++
		}
	}
	return mixed, legal
}

// Held writes what is held of one person: what was searched, the facts on record, and the
// texts: first their own, then those that must be read before they leave.
func Held(w *Writer, h HeldOf) {
	w.Heading("What is held of " + h.Of)
	w.Paragraph(h.searched())
	w.Paragraph(h.counted())
	for _, s := range h.Reviews {
		if line := unsearched(s); line != "" {
			w.Paragraph(line)
		}
	}
	h.entry(w)
	for _, s := range h.Reviews {
		s.facts(w, h.Of)
	}
	heldPart(w, "Their own texts", h.Items, func(i HeldItem) bool { return !i.Mixed && !i.Legal })
	heldPart(w, "LEGAL ADVICE: it need not be given; ask the legal adviser before any of it leaves", h.Items, func(i HeldItem) bool { return i.Legal })
	heldPart(w, "Texts that may tell of others: read each before it leaves", h.Items, func(i HeldItem) bool { return i.Mixed && !i.Legal })
}

// searched says where was looked. The register holds nothing of the subjects of a review.
func (h HeldOf) searched() string {
	var places []string
	if h.Entry != nil {
		places = append(places, "the register")
	}
	for _, s := range h.Reviews {
		places = append(places, s.Review.Reference)
	}
	line := "Searched: " + list(places) + "."
	if h.Entry != nil {
		line += " A review in which whoever gathered this has no part is not searched: somebody who has a part must gather there."
	}
	return line
}

func (h HeldOf) counted() string {
	given := 0
	for _, item := range h.Items {
		if item.Given() {
			given++
		}
	}
	mixed, legal := h.ToRead()
	if given == 1 {
		return "There is 1 text in this file. " + onlyText(mixed, legal)
	}
	line := "There are " + Count(given, "text", "texts") + " in this file. Somebody must read " + Count(mixed, "of them", "of them") + " before it leaves"
	if legal > 0 {
		line += "; " + Count(legal, "is", "are") + " marked as legal advice"
	}
	return line + "."
}

// onlyText says of the one text of a file whether it must be read.
func onlyText(mixed, legal int) string {
	switch {
	case legal > 0:
		return "Somebody must read it before it leaves; it is marked as legal advice."
	case mixed > 0:
		return "Somebody must read it before it leaves."
	}
	return "It need not be read before it leaves."
}

// unsearched says what of a review whoever gathered this does not see all of.
func unsearched(s Standing) string {
	var kept []string
	for _, m := range s.Hidden {
		kept = append(kept, m.Says)
	}
	if len(kept) == 0 {
		return ""
	}
	return "Of " + s.Review.Reference + " whoever gathered this does not see all of: " + strings.Join(kept, "; ") + ". Somebody who does must look there."
}

// entry writes what the register has on somebody beside texts.
func (h HeldOf) entry(w *Writer) {
	if h.Entry == nil {
		return
	}
	w.Heading("In the register")
	pairs := personPairs(*h.Entry, h.Offices)
	for _, l := range h.Logins {
		pairs = append(pairs, Pair{"login", l.ID + during(l.From, l.To)})
	}
	w.Pairs(0, pairs)
}

func during(from, to review.Date) string {
	line := " from " + from.English()
	if !to.IsZero() {
		line += " to " + to.English()
	}
	return line
}

// facts writes what a review has of somebody beside texts: their own records, and what
// was made, filled in and counted for them.
func (s Standing) facts(w *Writer, of string) {
	begun := false
	for _, record := range s.recordsOf(of) {
		pairs := slices.DeleteFunc(record.pairs(), func(p Pair) bool { return p.Value == "" || strings.Contains(p.Value, unshown) })
		says := make([]string, len(pairs))
		for i, p := range pairs {
			says[i] = p.Label + ": " + p.Value
		}
		if !begun {
			w.Heading("On record in " + s.Review.Reference)
			begun = true
		}
		w.Item(0, phrase(record.ID, date(record.On), strings.Join(says, "; ")))
	}
}

// recordsOf returns the records that are of one person: a subject, a relative, or somebody
// with a part in the review.
func (s Standing) recordsOf(of string) []sheet {
	w, r := s.words(), *s.Review
	r.Subjects = only(r.Subjects, func(x review.Subject) bool { return x.ID == of })
	r.Relatives = only(r.Relatives, func(x review.Relative) bool { return x.ID == of })
	r.Contacts = only(r.Contacts, func(x review.Contact) bool { return x.Relative == of })
	r.Statuses = only(r.Statuses, func(x review.Status) bool { return x.Subject == of })
	r.Assignments = only(r.Assignments, func(x review.Assignment) bool { return x.Person == of })
	r.Forms = only(r.Forms, func(x review.Form) bool { return x.Item == of })
	w.review = nil // a relative's contacts are told one by one
	return slices.Concat(sheets(r.Subjects, w.subject), sheets(r.Statuses, w.status), sheets(r.Relatives, w.relative), sheets(r.Contacts, w.contact),
		sheets(r.Assignments, w.assignment), w.forms(r.Forms), s.course(w, of))
}

// course returns the moves and clocks of somebody's own track, and the conflicts of
// interest that they declared.
func (s Standing) course(w words, of string) []sheet {
	var list []sheet
	for _, m := range s.Review.Moves {
		if m.Item == of {
			list = append(list, sheet{review.Record{ID: m.Track + "." + m.Move, On: m.On}, []field{detail("from", w.stage(m.Track, m.From)), detail("to", w.stage(m.Track, m.To))}})
		}
	}
	for _, c := range s.Clocks {
		if c.Item == of {
			list = append(list, sheet{review.Record{ID: c.Name, On: c.Start}, []field{detail("clock", clockState(c)), detail("due", date(c.Due))}})
		}
	}
	for _, d := range s.Review.Declared {
		if d.Person == of {
			list = append(list, sheet{review.Record{ID: "conflict of interest", On: d.On}, []field{detail("kind", human(d.Kind)), detail("agency", d.Agency)}})
		}
	}
	return list
}

func only[T any](list []T, wanted func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !wanted(x) })
}

func heldPart(w *Writer, title string, items []HeldItem, in func(HeldItem) bool) {
	begun := false
	for _, item := range items {
		if !in(item) {
			continue
		}
		if !begun {
			w.Heading(title)
			begun = true
		}
		heldItem(w, item)
	}
}

func heldItem(w *Writer, item HeldItem) {
	where := phrase(item.Review, item.Record, item.Place, item.Event, date(item.On))
	w.Item(0, where)
	if item.Exempt != "" {
		w.Item(1, "kept back: "+review.ExemptionWords(item.Exempt))
		return
	}
	if item.Withheld {
		w.Item(1, "not gathered: whoever asked may not read it; somebody who may has to add it")
		return
	}
	w.Item(1, item.Text)
}
