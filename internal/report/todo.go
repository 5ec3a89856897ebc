package report

import (
	"strings"

	"scr/review"
)

// TodoJSON is what "scr todo --json" prints.
type TodoJSON struct {
	On     review.Date `json:"on"`     // the day that was looked at
	Within int         `json:"within"` // so many days after it are soon
	Tasks  []Task      `json:"tasks"`  // overdue, soon, later, paused, undated: in this order, the earliest of each first
}

// Task is something that waits for somebody.
type Task struct {
	Reference string      `json:"reference"`       // the review's; empty with what is about no review
	Kind      string      `json:"kind"`            // clock, hold, letter, notice, action, link, conflict, access, approval, erasure, login or office
	What      string      `json:"what"`            // the clock's name or the record's handle
	Due       review.Date `json:"due"`             // as recorded, perhaps partial
	About     bool        `json:"about,omitempty"` // it is counted from the last day that a partial date can mean
	Overdue   bool        `json:"overdue"`         // the day has certainly passed
	Group     string      `json:"group"`           // overdue, soon, later, paused or undated
	Says      string      `json:"says"`            // what is to be done, in words

	Paused      bool        `json:"paused,omitempty"`      // the clock stands still; it is overdue where its day had passed before
	PausedBy    []string    `json:"paused_by,omitempty"`   // holds that pause it
	PausedSince review.Date `json:"paused_since,omitzero"` // as recorded, perhaps partial
	LookOn      review.Date `json:"look_on,omitzero"`      // when the first of these holds is looked at again
}

// Todo writes what waits for somebody: on a terminal a table for each group, in a pipe a
// line for each task that names its group.
func Todo(w *Writer, todo TodoJSON) {
	if !w.opt.Terminal {
		var rows [][]string
		for _, t := range todo.Tasks {
			rows = append(rows, []string{t.Due.String(), t.Group, t.Reference, t.Kind, t.What, t.says()})
		}
		w.Table([]string{"Due", "Group", "Review", "Kind", "What", "To do"}, rows)
		return
	}
	for _, g := range []struct{ name, title string }{
		{"overdue", "Overdue on " + todo.On.English()},
		{"soon", "Due in the " + Count(todo.Within, "day", "days") + " after"},
		{"later", "Later"},
		{"paused", "Paused"},
		{"undated", "Without a day"},
	} {
		todo.group(w, g.name, g.title)
	}
}

func (todo TodoJSON) group(w *Writer, name, title string) {
	var rows [][]string
	for _, t := range todo.Tasks {
		if t.Group == name {
			rows = append(rows, []string{approximately(t.About) + t.Due.String(), t.Reference, t.Kind, t.What, t.says()})
		}
	}
	if len(rows) > 0 {
		w.Heading(title)
		w.Table([]string{"Due", "Review", "Kind", "What", "To do"}, rows)
	}
}

// says is what is to be done, with why a clock stands still.
func (t Task) says() string {
	if !t.Paused {
		return t.Says
	}
	says := t.Says + ": paused"
	if len(t.PausedBy) > 0 {
		says += " by " + strings.Join(t.PausedBy, ", ")
	}
	says += " since " + t.PausedSince.English()
	if !t.LookOn.IsZero() {
		says += ", to be looked at " + t.LookOn.When()
	}
	return says
}
