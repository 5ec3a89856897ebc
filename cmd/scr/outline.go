package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"scr/internal/report"
	"scr/workflow"
)

// outline lays a definition out for people: everything that somebody who works
// under it may have to name, and what each move asks for, in its own sentence.
func outline(w *report.Writer, d *workflow.Definition) {
	w.Heading(fmt.Sprintf("%s (%s@%d)", d.Title, d.ID, d.Version))
	w.Pairs(0, []report.Pair{{Label: "nation", Value: string(d.Nation)},
		{Label: "in force", Value: strings.TrimSpace(d.InForce.From + " – " + d.InForce.To)},
		{Label: "SHA-256", Value: d.Hash}})
	for _, u := range d.Unverified {
		w.Item(0, "nobody could confirm: "+u)
	}
	w.Heading("Roles")
	for _, r := range d.Roles {
		w.Item(0, r.Name+": "+r.Title+roleNotes(r))
	}
	for _, t := range d.Tracks {
		outlineTrack(w, t)
	}
	outlineForms(w, d)
	outlineLimits(w, d)
	outlineCriteria(w, d)
	outlineWords(w, d)
}

func roleNotes(r workflow.Role) string {
	var notes []string
	for _, n := range []struct {
		is  bool
		say string
	}{{r.Office, "board office"}, {r.Opens, "records for others"}, {r.OnTeam, "on the review team"}} {
		if n.is {
			notes = append(notes, n.say)
		}
	}
	if len(r.MustBe) > 0 {
		notes = append(notes, "must be "+joined(r.MustBe))
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

func outlineTrack(w *report.Writer, t workflow.Track) {
	title := t.Name + ": " + t.Title
	if t.ForEach != "" {
		title += ", once for each " + t.ForEach
		if len(t.Of) > 0 {
			title += " of " + joined(t.Of)
		}
	}
	w.Heading(title)
	for _, tr := range t.Transitions {
		w.Item(0, fmt.Sprintf("%s.%s: %s → %s%s", t.Name, tr.Name, joined(tr.From), tr.To, moveNotes(tr)))
		for _, j := range tr.Joins {
			w.Item(1, "waits for "+joinNote(j))
		}
		for _, r := range tr.Requires {
			outlineRequirement(w, r)
		}
	}
}

// outlineRequirement writes the sentence that people read when it is not met, and
// the rule as the definition has it.
func outlineRequirement(w *report.Writer, r workflow.Requirement) {
	says := fmt.Sprintf("%s (%s)", r.Name, r.Strength)
	if r.Cites != "" {
		says += ", " + r.Cites
	}
	w.Item(1, says+", or else: "+r.Tell)
	w.Item(2, "rule: "+r.Rule)
}

func moveNotes(tr workflow.Transition) string {
	says := ""
	switch {
	case tr.Auto:
		says = ", by itself"
	case len(tr.Upon) > 0:
		says = ", by itself upon " + joined(tr.Upon)
		if len(tr.UponFrom) > 0 {
			says += " (letters of " + joined(tr.UponFrom) + ")"
		}
	case len(tr.By) > 0:
		says = ", decided by " + joined(tr.By)
	}
	if tr.Form != "" {
		says += ", with form " + tr.Form
	}
	if tr.Reopens {
		says += ", re-opens"
	}
	if len(tr.Also) > 0 {
		says += ", makes " + joined(tr.Also) + " as well"
	}
	return says
}

func joinNote(j workflow.Join) string {
	how := "all of "
	switch {
	case j.AtLeast > 0:
		how = fmt.Sprintf("at least %d of ", j.AtLeast)
	case j.Mode == "any":
		how = "one of "
	case j.Mode == "none":
		how = "none of "
	}
	return how + j.Track + " at " + joined(j.Stages)
}

func outlineForms(w *report.Writer, d *workflow.Definition) {
	w.Heading("Forms")
	for _, f := range d.Forms {
		fields := make([]string, len(f.Fields))
		for i, x := range f.Fields {
			fields[i] = report.FieldSays(x)
		}
		w.Item(0, f.Name+": "+strings.Join(fields, ", "))
	}
}

func outlineLimits(w *report.Writer, d *workflow.Definition) {
	w.Heading("Clocks")
	for _, c := range d.Clocks {
		w.Item(0, clockSays(c))
	}
	w.Heading("Holds")
	for _, h := range d.Holds {
		w.Item(0, fmt.Sprintf("%s may cover %s%s", h.Name, joined(h.MayCover), holdNote(h)))
	}
}

// clockSays says what a clock is, and from when to when it runs.
func clockSays(c workflow.Clock) string {
	from := " from "
	if c.Kind == workflow.CountsBack || c.Kind == workflow.LooksBack {
		from = " "
	}
	says := c.Name + ": " + c.Length() + from + joined(c.Starts)
	if len(c.Stops) > 0 {
		says += " to " + joined(c.Stops)
	}
	return says
}

// outlineCriteria writes the sets of criteria, and what each owes once it is met.
func outlineCriteria(w *report.Writer, d *workflow.Definition) {
	if len(d.Criteria) == 0 {
		return
	}
	w.Heading("Criteria")
	for _, c := range d.Criteria {
		w.Item(0, c.Name+": "+c.Title)
		for _, n := range c.Notices {
			says := n.Name + ": a letter of kind " + n.Kind + " to " + n.To
			if n.Within.N > 0 {
				says += ", within " + n.Within.String()
			}
			w.Item(1, says)
		}
	}
}

// holdNote says what a kind of hold stops, and what it lets go on.
func holdNote(h workflow.Hold) string {
	says := ", stops no move"
	switch {
	case h.BlocksAny && len(h.Except) > 0:
		says = ", stops every move of it but " + joined(h.Except)
	case h.BlocksAny:
		says = ", stops every move of it"
	case len(h.Blocks) > 0:
		says = ", stops " + joined(h.Blocks)
	}
	switch {
	case h.PausesAny:
		says += ", pauses its clocks"
	case len(h.Pauses) > 0:
		says += ", pauses " + joined(h.Pauses)
	default:
		says += ", pauses no clock"
	}
	if len(h.Grounds) > 0 {
		says += ", on the ground of " + joined(h.Grounds)
	}
	return says
}

// outlineWords writes the lists from which records take their words.
func outlineWords(w *report.Writer, d *workflow.Definition) {
	w.Heading("Lists of words")
	if len(d.Professions) > 0 {
		w.Item(0, "professions: "+joined(d.Professions))
	}
	for _, v := range d.Vocabularies {
		if len(v.Frames) == 0 {
			w.Item(0, v.Name+": "+joined(wordsOf(d, v.Name)))
			continue
		}
		w.Item(0, v.Name+":")
		for _, frame := range slices.Sorted(maps.Keys(v.Frames)) {
			w.Item(1, strings.TrimSuffix(frame+": "+joined(v.Frames[frame]), ": "))
		}
	}
}

// joined puts words in a row.
func joined(words []string) string { return strings.Join(words, ", ") }
