package report

import (
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Next writes every move that starts where some track stands: allowed, or
// everything that stands in its way, who decides it, and what it asks for. The notices
// that are owed come first.
func Next(w *Writer, s Standing) {
	p := page{w, s.words(), s}
	p.Heading(s.Review.Reference + ": next moves")
	p.bannered()
	for _, line := range p.caveats() {
		p.Paragraph(line)
	}
	p.owed()
	if len(s.Moves) == 0 {
		p.Paragraph("No move leads on from where the review stands.")
		return
	}
	ready, shut, closed, waiting := sorted(s.Moves)
	p.moves("Can be done now", ready, p.move)
	p.moves("Something is missing", shut, p.move)
	p.moves("Re-opened only with a reason and an authority", closed, p.move)
	p.moves("Made by the program when their rules hold", waiting, p.wait)
}

// sorted parts moves by what a reader can do about them: make them, supply what
// is missing, think twice, or wait.
func sorted(moves []Move) (ready, shut, closed, waiting []Move) {
	for _, m := range moves {
		switch {
		case m.Auto || len(m.Upon) > 0:
			waiting = append(waiting, m)
		case m.Reopens:
			closed = append(closed, m)
		case m.Allowed:
			ready = append(ready, m)
		default:
			shut = append(shut, m)
		}
	}
	return ready, shut, closed, waiting
}

func (p page) moves(heading string, moves []Move, write func(Move)) {
	if len(moves) == 0 {
		return
	}
	p.Heading(heading)
	for _, m := range moves {
		write(m)
	}
}

// move writes one move with all that is to be known of it.
func (p page) move(m Move) {
	p.Item(0, p.named(m)+": "+p.instance(m.Track, m.Item)+bracketed(p.sort(m.Item))+", from "+p.stage(m.Track, m.From)+" to "+p.stage(m.Track, m.To))
	if by := p.decidedBy(m); by != "" {
		p.Item(1, strings.TrimPrefix(by, ", "))
	}
	if command := p.appointing(m); command != "" {
		p.Item(1, "give it to somebody: "+command)
	}
	if asks := p.asks(m); asks != "" {
		p.Item(1, "asks for "+asks)
	}
	if fields := p.fields(m.Form); fields != "" {
		p.Item(1, "its fields: "+fields)
	}
	if m.Cites != "" {
		p.Item(1, "guidance: "+p.cites(m.Cites))
	}
	for _, o := range m.Obstacles {
		p.obstacle(1, o)
	}
}

// wait writes what a move that makes itself waits for.
func (p page) wait(m Move) {
	line := p.named(m) + ": from " + p.stage(m.Track, m.From) + " to " + p.stage(m.Track, m.To)
	if len(m.Upon) > 0 {
		line += ", upon " + list(m.Upon)
	}
	lead := "; not yet: "
	for _, o := range m.Obstacles {
		line += lead + strings.TrimSuffix(o.Says, ".")
		lead = "; "
	}
	p.Item(0, line)
	for _, form := range unfilled(m.Obstacles) {
		p.Item(1, "fill in: "+form)
	}
}

// unfilled lists what is to be filled in, each once.
func unfilled(obstacles []review.Obstacle) (fill []string) {
	for _, o := range obstacles {
		fill = append(fill, o.Fill...)
	}
	slices.Sort(fill)
	return slices.Compact(fill)
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
	case slices.ContainsFunc(m.Obstacles, separates):
		return ", decided by " + p.roles(m.By) + ": NOBODY ELSE holds that role today"
	case len(m.Deciders) == 0:
		return ", decided by " + p.roles(m.By) + ": NOBODY holds that role today"
	}
	return ", decided by " + p.roles(m.By) + " (" + p.persons(m.Deciders) + ")"
}

// separates reports whether whoever holds the role is kept from this one move: another
// holder could make it.
func separates(o review.Obstacle) bool { return o.Kind == review.BySeparation }

func (p page) asks(m Move) string {
	var asked []string
	if m.Form != "" {
		asked = append(asked, "the form "+m.Form+p.titled(m.Form))
	}
	if m.Reopens {
		asked = append(asked, "a reason and an authority")
	}
	return list(asked)
}

// fields says what there is to fill in, as it is given to --set or in a file.
func (p page) fields(name string) string {
	if p.s.Definition == nil || name == "" {
		return ""
	}
	form := p.s.Definition.Form(name)
	if form == nil {
		return ""
	}
	var says []string
	for _, f := range form.Fields {
		says = append(says, FieldSays(f))
	}
	return strings.Join(says, ", ")
}

// FieldSays names a field of a form, and says what it takes.
func FieldSays(f workflow.Field) string { return f.Name + " (" + fieldKind(f) + ")" }

// fieldKind says what a field takes.
func fieldKind(f workflow.Field) string {
	kind := human(string(f.Type))
	switch {
	case len(f.Of) > 0 && f.Type == workflow.ChoicesField:
		kind = "any of " + strings.Join(f.Of, ", ")
	case len(f.Of) > 0:
		kind = "one of " + strings.Join(f.Of, ", ")
	case f.Type == workflow.YesNoField:
		kind = "yes or no"
	}
	if f.Optional {
		kind += "; may stay empty"
	}
	return kind
}

// titled is a form's title, where it says more than its name.
func (p page) titled(form string) string {
	if title := p.form(form); title != human(form) {
		return bracketed(title)
	}
	return ""
}

// obstacle writes one thing that stands in a move's way: what it is, the values
// that failed, who could help, and how it can be passed.
func (p page) obstacle(depth int, o review.Obstacle) {
	p.Item(depth, "- "+sentence(o.Says))
	depth++
	p.values(depth, o)
	for _, form := range o.Fill {
		p.Item(depth, "fill in: "+form)
	}
	for _, command := range p.unrecorded(o) {
		p.Item(depth, "record it: "+command)
	}
	if help := p.help(o); help != "" {
		p.Item(depth, help)
	}
	if o.Cites != "" {
		p.Item(depth, "guidance: "+p.cites(o.Cites))
	}
	if o.Strength == string(workflow.Expected) {
		p.Item(depth, "expected, not required: it can be passed with --despite "+o.Name+" and a recorded reason")
	}
}

// values writes the values that failed, and the rules when they are asked for.
func (p page) values(depth int, o review.Obstacle) {
	if p.s.Rules && len(o.Found) > 0 {
		for _, v := range o.Values {
			p.Item(depth, "rule: "+v)
		}
		return
	}
	for _, v := range o.Plain() {
		p.Item(depth, "found: "+v)
	}
}

// help says who could supply what is missing.
func (p page) help(o review.Obstacle) string {
	switch {
	case len(o.Ask) == 0 && len(o.People) == 0:
		return ""
	case len(o.Ask) == 0:
		return "ask " + p.persons(o.People)
	case len(o.People) == 0 && separates(o):
		return "ask " + p.roles(o.Ask) + " (nobody else holds that role now)"
	case len(o.People) == 0:
		return "ask " + p.roles(o.Ask) + " (nobody holds that role now)"
	}
	return "ask " + p.roles(o.Ask) + " (" + p.persons(o.People) + ")"
}
