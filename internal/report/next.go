package report

import (
	"strings"

	"scr/review"
	"scr/workflow"
)

// Next writes every move that starts where some track stands: allowed, or
// everything that stands in its way, who decides it, and what it asks for.
func Next(w *Writer, s Standing) {
	p := page{w, s.words(), s}
	p.Heading(s.Review.Reference + ": next moves")
	for _, line := range p.caveats() {
		p.Paragraph(line)
	}
	if len(s.Moves) == 0 {
		p.Paragraph("No move leads on from where the review stands.")
		return
	}
	for _, m := range s.Moves {
		p.Heading(p.named(m))
		p.move(m)
	}
}

// move writes one move with all that is to be known of it.
func (p page) move(m Move) {
	p.Item(0, p.instance(m.Track, m.Item)+": from "+p.stage(m.Track, m.From)+" to "+p.stage(m.Track, m.To))
	switch {
	case m.Allowed && m.Auto:
		p.Item(0, "Allowed: it is made by the program after the next command.")
	case m.Allowed:
		p.Item(0, "Allowed.")
	case m.Auto:
		p.Item(0, "Not yet. The program makes this move itself when nothing stands in the way:")
		p.obstacles(1, m)
	default:
		p.Item(0, "Not allowed:")
		p.obstacles(1, m)
	}
	p.Pairs(0, []Pair{
		{"decided by", strings.TrimPrefix(p.decidedBy(m), ", decided by ")},
		{"asks for", p.asks(m)},
		{"guidance", p.cites(m.Cites)},
	})
}

// named is a move as it is typed, with its title.
func (p page) named(m Move) string {
	name := m.Move
	if m.Item != "" {
		name += " --item " + m.Item
	}
	if m.Title != "" {
		name += " (" + m.Title + ")"
	}
	return name
}

// decidedBy says which roles decide a move, and who holds one today.
func (p page) decidedBy(m Move) string {
	switch {
	case len(m.By) == 0:
		return ""
	case len(m.Deciders) == 0:
		return ", decided by " + p.roles(m.By) + ": NOBODY holds that role today"
	}
	return ", decided by " + p.roles(m.By) + " (" + p.persons(m.Deciders) + ")"
}

func (p page) asks(m Move) string {
	var asked []string
	if m.Form != "" {
		asked = append(asked, "the form "+m.Form+p.titled(m.Form))
	}
	if m.Reopens {
		asked = append(asked, "a reason and an authority, because it re-opens what was finished")
	}
	return list(asked)
}

// titled is a form's title, where it says more than its name.
func (p page) titled(form string) string {
	if title := p.form(form); title != human(form) {
		return bracketed(title)
	}
	return ""
}

// obstacles writes all that stands in a move's way, each with who could help.
func (p page) obstacles(depth int, m Move) {
	for _, o := range m.Obstacles {
		p.Item(depth, sentence(o.Says))
		for _, v := range o.Values {
			p.Item(depth+1, v)
		}
		if help := p.help(o); help != "" {
			p.Item(depth+1, help)
		}
		if o.Cites != "" {
			p.Item(depth+1, "guidance: "+p.cites(o.Cites))
		}
		if o.Strength == string(workflow.Expected) {
			p.Item(depth+1, "expected, not required: it can be passed with --despite "+o.Name+" and a recorded reason")
		}
	}
}

// help says who could supply what is missing.
func (p page) help(o review.Obstacle) string {
	switch {
	case len(o.Ask) == 0 && len(o.People) == 0:
		return ""
	case len(o.Ask) == 0:
		return "ask " + p.persons(o.People)
	case len(o.People) == 0:
		return "ask " + p.roles(o.Ask) + " (nobody holds that role now)"
	}
	return "ask " + p.roles(o.Ask) + " (" + p.persons(o.People) + ")"
}
