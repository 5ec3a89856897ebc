package report

import (
	"scr/review"
	"scr/workflow/calendar"
)

// Derivation is how a clock comes to its day. Its fields are those of the engine's.
type Derivation struct {
	Clock   Clock     `json:"clock"`
	Lines   []Counted `json:"lines"`             // on the way, from the day it counts from
	Edition string    `json:"edition,omitempty"` // of the bank holidays that the program has now, where the clock was counted with others
}

// Counted is a day, or a run of days, on the way of a clock. Its fields are those of the
// engine's.
type Counted struct {
	On    review.Date `json:"on"`              // the day, or the first of a run
	To    review.Date `json:"to,omitzero"`     // the last day of a run
	Count int         `json:"count,omitempty"` // how many of the limit are counted by then
	Says  string      `json:"says"`            // whether these days count, and if not why; or what was decided
}

// DerivationJSON is what scr clock show prints.
type DerivationJSON struct {
	Reference string `json:"reference"` // of the review
	Derivation
}

// Derived writes how a clock comes to its day, a line for each run of days.
func Derived(w *Writer, s Standing, d Derivation) {
	p := page{w, s.words(), s}
	p.bannered()
	p.Heading(p.clockTitle(d.Clock))
	p.Item(0, p.clockSentence(d.Clock))
	if d.Clock.Cites != "" {
		p.Item(0, "guidance: "+d.Clock.Cites)
	}
	var rows [][]string
	for _, l := range d.Lines {
		count := ""
		if l.Count != 0 {
			count = number(l.Count)
		}
		rows = append(rows, []string{weekday(l.On), weekday(l.To), count, l.Says})
	}
	w.Table([]string{"From", "To", "Counted", "Why"}, rows)
	if d.Edition != "" {
		p.Item(0, "It was counted with the bank holidays of "+d.Clock.Edition+"; the program now has those of "+d.Edition+", which change nothing that was counted.")
	}
}

// weekday writes a full day with its day of the week, and nothing for an unknown one.
func weekday(d review.Date) string {
	day, err := calendar.ParseDay(d.String())
	if err != nil {
		return date(d)
	}
	return day.Weekday().String()[:3] + " " + d.English()
}
