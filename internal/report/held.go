package report

import (
	"strings"

	"scr/review"
)

// HeldItem is one text that concerns a person who asked to see what is held of them.
type HeldItem struct {
	Review   string // reference; empty: the register
	Record   string // handle, where the text belongs to a record
	Event    string // kind
	On       review.Date
	Place    string // of the text
	Mixed    bool   // it may tell of others
	Exempt   string // ground on which it is kept back
	Withheld bool   // whoever gathered it may not read it
	Text     string
}

// Held writes what is held of one person: first what is their own, then what may tell
// of others and must be read before it leaves.
func Held(w *Writer, of string, reviews []string, items []HeldItem) {
	w.Heading("What is held of " + of)
	w.Paragraph("Searched: the register, and " + strings.Join(reviews, ", ") + ".")
	heldPart(w, "Their own", items, false)
	heldPart(w, "Texts that may tell of others: read each before it leaves", items, true)
}

func heldPart(w *Writer, title string, items []HeldItem, mixed bool) {
	begun := false
	for _, item := range items {
		if item.Mixed != mixed {
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
