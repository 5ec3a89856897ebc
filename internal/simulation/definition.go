package simulation

import (
	"fmt"
	"slices"
	"strings"

	"scr/workflow"
)

// The words that random definitions are made of. Roles are the same in all of them, so
// that the board's offices count everywhere.
var (
	trackNames  = []string{"review", "reports", "family", "publication", "children"}
	forEach     = map[string]string{"reports": "agency", "family": "relative", "children": "subject"}
	stageNames  = []string{"begun", "asked", "checked", "weighed", "agreed", "ended", "dropped"}
	professions = []string{"police", "health", "education", "social_care"}
	roleNames   = []string{"chair", "coordinator", "lead_reviewer", "team_member"}
)

// sketch is a definition being made up.
type sketch struct {
	*chance
	tracks []*strand
	forms  []form
	clocks []string
	limits []string // the clocks that holds can pause
	b      strings.Builder
}

// strand is a track being made up.
type strand struct {
	name, each string
	stages     []string
	finals     int // how many of the last stages are final
	moves      []move
}

// move is a transition being made up.
type move struct {
	name string
	from []string
	to   string
	auto bool
	upon string // an event; empty for a move that somebody decides, or an automatic one
}

// form is a form being made up: its fields and their types.
type form struct {
	name, each string
	fields     [][2]string
}

// definitionYAML makes up a workflow definition, sound by construction most of the time.
func definitionYAML(c *chance, id string, version int) string {
	s := &sketch{chance: c}
	s.sketchTracks()
	s.sketchForms()
	s.sketchEvents()
	s.sketchClocks()
	s.head(id, version)
	s.writeForms()
	s.say("tracks:")
	for i := range s.tracks {
		s.writeTrack(i)
	}
	s.writeClocks()
	s.writeHolds()
	s.writeOutside()
	return s.b.String()
}

func (s *sketch) say(format string, args ...any) { fmt.Fprintf(&s.b, format+"\n", args...) }

// sketchTracks makes up one to five tracks; the first runs once.
func (s *sketch) sketchTracks() {
	for i, name := range trackNames[:s.between(1, len(trackNames))] {
		t := &strand{name: name, each: forEach[name], finals: 1}
		if i > 0 && s.one(6) {
			t.each = pick(s.chance, append(workflow.EachOf(), ""))
		}
		t.stages = stageNames[:s.between(2, len(stageNames))]
		if len(t.stages) > 3 && s.one(2) {
			t.finals = 2
		}
		s.sketchMoves(t)
		s.tracks = append(s.tracks, t)
	}
}

// sketchMoves leads from each stage to the next, and then adds ways back, loops,
// moves with several sources and some that reopen.
func (s *sketch) sketchMoves(t *strand) {
	last := len(t.stages) - t.finals
	for i := range last {
		t.moves = append(t.moves, move{fmt.Sprintf("go_%d", i+1), t.stages[i : i+1], t.stages[i+1], s.one(6), ""})
	}
	if t.finals == 2 {
		t.moves = append(t.moves, move{"drop", some(s.chance, t.stages[:last]), t.stages[len(t.stages)-1], false, ""})
	}
	if last > 1 && s.one(2) {
		t.moves = append(t.moves, move{"back", some(s.chance, t.stages[1:last]), t.stages[0], false, ""})
	}
	if s.one(4) {
		at := pick(s.chance, t.stages[:last])
		t.moves = append(t.moves, move{"note", []string{at}, at, false, ""})
	}
	if last > 1 && s.one(5) {
		t.moves = append(t.moves, move{"from_any", []string{"any"}, t.stages[s.IntN(last)], false, ""})
	}
	if s.one(2) {
		t.moves = append(t.moves, move{"reopen", some(s.chance, t.stages[last:]), t.stages[s.IntN(last)], false, ""})
	}
}

var fieldTypes = []string{"text", "choice", "choices", "date", "date", "number", "yes_no", "person", "agency"}

func (s *sketch) sketchForms() {
	for i := range s.IntN(3) {
		f := form{name: fmt.Sprintf("form_%d", i)}
		if s.one(4) {
			f.each = pick(s.chance, workflow.EachOf())
		}
		for j := range s.between(1, 5) {
			f.fields = append(f.fields, [2]string{fmt.Sprintf("field_%d", j), pick(s.chance, fieldTypes)})
		}
		s.forms = append(s.forms, f)
	}
}

func (s *sketch) head(id string, version int) {
	s.say("language: 1\nworkflow: %s\nversion: %d\ntitle: A made-up workflow", id, version)
	s.say("nation: %s", pick(s.chance, []string{"england", "wales", "scotland", "northern_ireland"}))
	s.say("in_force: {from: 2009}")
	s.say("guidance:\n  wt: What this simulation imagines")
	s.say("professions: [%s]", strings.Join(professions, ", "))
	if s.one(2) {
		s.say("vocabularies:\n  meeting_kinds: [panel, board]\n  document_kinds: [report, plan]\n  relations: [mother, father, other]%s", s.outsideWords())
	}
	s.say("roles:\n  chair: {title: Chair, office: true, access: chair}\n  coordinator: {title: Coordinator, opens: true, access: board_manager}")
	must := ""
	if s.one(3) {
		must = ", must_be: [accredited, independent_of_agencies]"
	}
	s.say("  lead_reviewer: {title: Lead reviewer, on_team: true, access: lead_reviewer%s}", must)
	s.say("  team_member: {title: Team member, on_team: true, access: panel_member}")
}

func (s *sketch) writeForms() {
	if len(s.forms) == 0 {
		return
	}
	s.say("forms:")
	for _, f := range s.forms {
		s.say("  %s:\n    title: A form", f.name)
		if f.each != "" {
			s.say("    for_each: %s", f.each)
		}
		if s.one(3) {
			s.say("    by: [%s]", s.roles())
		}
		s.say("    fields:")
		for _, field := range f.fields {
			s.say("      %s: {type: %s%s}", field[0], field[1], s.fieldKeys(field[1]))
		}
	}
}

func (s *sketch) fieldKeys(kind string) string {
	keys := ""
	if kind == "choice" || kind == "choices" {
		keys = ", of: [one, two, three]"
	}
	if kind == "text" && s.one(3) {
		keys += ", personal: false"
	}
	if s.one(3) {
		keys += ", optional: true"
	}
	return keys
}

func (s *sketch) roles() string { return strings.Join(some(s.chance, roleNames), ", ") }

func (s *sketch) writeTrack(i int) {
	t := s.tracks[i]
	s.say("  %s:\n    title: The %s", t.name, t.name)
	if t.each != "" {
		s.say("    for_each: %s", t.each)
		if of := s.kindsOf(t.each); of != "" && s.one(3) {
			s.say("    of: [%s]", of)
		}
		if late := pick(s.chance, []string{"", "flag", "refuse", s.lateMove()}); late != "" {
			s.say("    late: %s", late)
		}
	}
	s.say("    initial: %s\n    stages: [%s]", t.stages[0], strings.Join(t.stages, ", "))
	s.say("    final: [%s]\n    transitions:", strings.Join(t.stages[len(t.stages)-t.finals:], ", "))
	for j := range t.moves {
		s.writeMove(i, &t.moves[j])
	}
}

// lateMove takes the review back when something is added late.
func (s *sketch) lateMove() string {
	for _, m := range s.tracks[0].moves {
		if m.name == "back" {
			return "{reopen: review.back}"
		}
	}
	return "flag"
}

func (s *sketch) writeMove(i int, m *move) {
	t := s.tracks[i]
	s.say("      %s:\n        from: [%s]\n        to: %s", m.name, strings.Join(m.from, ", "), m.to)
	switch {
	case m.auto:
		s.say("        auto: true")
	case m.upon != "":
		s.writeUpon(m)
	default:
		s.writeWho(t, m)
	}
	if m.name == "reopen" {
		s.say("        reopens: true")
	}
	if linked := s.linked(i); linked != "" && s.one(5) {
		s.say("        also: [%s]", linked)
	}
	s.writeJoins(i)
	s.writeRules(t, m)
}

// writeWho says who decides a move, who may not, and with which form.
func (s *sketch) writeWho(t *strand, m *move) {
	s.say("        by: [%s]", s.roles())
	if s.one(6) {
		s.say("        records_for: [team_member]")
	}
	if other := pick(s.chance, t.moves); s.one(8) && !other.auto && other.upon == "" && other.name != m.name {
		s.say("        not_by: [%s.%s]", t.name, other.name)
	}
	if t.each == "agency" && s.one(3) {
		s.say("        not_from: item.agency")
	}
	if f := pick(s.chance, s.forms); s.one(4) && f.name != "" && (f.each == "" || f.each == t.each) {
		s.say("        form: %s", f.name)
	}
}

// linked is a move of a later track, so that none leads back.
func (s *sketch) linked(i int) string {
	var names []string
	for _, t := range s.tracks[i+1:] {
		for _, m := range t.moves {
			if !m.auto && m.name != "reopen" {
				names = append(names, t.name+"."+m.name)
			}
		}
	}
	return pick(s.chance, names)
}

func (s *sketch) writeJoins(i int) {
	t := pick(s.chance, s.tracks)
	if t == s.tracks[i] || t.each == "proceeding" || !s.one(4) {
		return
	}
	at := strings.Join(some(s.chance, t.stages[1:]), ", ")
	how := pick(s.chance, []string{"all: [%s]", "any: [%s]", "at_least: 2, at: [%s]"})
	if s.one(5) {
		how = "none: [%s]"
	} else if s.one(3) {
		how += ", even_if_none: true"
	}
	s.say("        joins: {%s: {"+how+"}}", t.name, at)
}

func (s *sketch) writeRules(t *strand, m *move) {
	n := s.IntN(3)
	if m.auto {
		n = s.between(1, 2)
	}
	if n == 0 || !m.auto && s.one(2) {
		return
	}
	s.say("        requires:")
	for i := range n {
		s.say("          asks_%d:\n            rule: '%s'\n            tell: that does not hold\n            cites: wt %d", i, s.rule(t, m.auto), i+1)
		if !m.auto && m.upon == "" && s.one(3) {
			s.say("            strength: expected")
		}
		if s.one(3) {
			s.say("            ask: [%s]", s.roles())
		}
	}
}

// someMoves are moves of any track.
func (s *sketch) someMoves(most int) (names []string) {
	for range s.between(1, most) {
		t := pick(s.chance, s.tracks)
		name := t.name + "." + pick(s.chance, t.moves).name
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
