package report

import (
	"strconv"

	"scr/review"
	"scr/workflow"
)

// RetentionJSON is what "scr retention list" prints.
type RetentionJSON struct {
	Title     string              `json:"title"`     // of the file
	Version   int                 `json:"version"`   // of the file
	Schedules []workflow.Schedule `json:"schedules"` // in the order of the file
}

// DueJSON is what "scr retention due" prints.
type DueJSON struct {
	Due       []DueItem `json:"due"`       // what may be erased, the earliest first
	Undecided []string  `json:"undecided"` // schedules under which nothing can fall due, and why
}

// DueItem is something whose time is over.
type DueItem struct {
	Schedule string      `json:"schedule"` // name
	What     string      `json:"what"`     // reference of a review, or handle of a person
	Since    review.Date `json:"since"`    // from which the years count
	On       review.Date `json:"on"`       // the day on which they are over
	Asked    string      `json:"asked"`    // handle of the erasure that was proposed already
	Barred   string      `json:"barred"`   // why it could not be erased now
}

// Schedules lists retention schedules.
func Schedules(w *Writer, r *workflow.Retention) {
	rows := make([][]string, len(r.Schedules))
	for i, s := range r.Schedules {
		years := "not decided"
		if s.Years > 0 {
			years = strconv.Itoa(s.Years)
		}
		rows[i] = []string{s.Name, s.Title, s.Class, s.After, years, yes(s.Unverified), s.Cites}
	}
	w.Table([]string{"Schedule", "Title", "Of a", "Years after", "Years", "Unverified", "Authority"}, rows)
}

// Due lists what is due. It says that nothing happens by itself.
func Due(w *Writer, d DueJSON) {
	rows := make([][]string, len(d.Due))
	for i, x := range d.Due {
		rows[i] = []string{x.What, x.Schedule, date(x.Since), date(x.On), x.Asked, x.Barred}
	}
	w.Table([]string{"What", "Schedule", "Counts from", "Over on", "Proposed", "Barred"}, rows)
	for _, says := range d.Undecided {
		w.Paragraph(says)
	}
	if len(d.Undecided) > 0 {
		w.Paragraph("How the board decides: \"scr retention list --source\" prints the file. Keep it, write \"years: 75\" into a schedule, and name it with --schedule FILE.")
	}
}
