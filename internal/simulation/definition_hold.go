package simulation

import (
	"slices"
	"strings"
)

// sketchEvents lets some moves come upon an event, where nobody decides them then.
func (s *sketch) sketchEvents() {
	for _, t := range s.tracks {
		for j := range t.moves {
			if m := &t.moves[j]; !m.auto && s.one(5) {
				m.upon = s.event(t)
			}
		}
	}
}

// event is the name of an event that a move of a track can come upon.
func (s *sketch) event(t *strand) string {
	if f := pick(s.chance, s.forms); f.name != "" && s.one(3) && (f.each == "" || t.each == "" || f.each == t.each) {
		return "filled." + f.name
	}
	return pick(s.chance, []string{"received.query", "sent.query", "recorded.report", "recorded.plan"})
}

func (s *sketch) writeUpon(m *move) {
	s.say("        upon: [%s]", m.upon)
	if letters := strings.HasPrefix(m.upon, "received.") || strings.HasPrefix(m.upon, "sent."); letters && s.one(3) {
		s.say("        upon_from: [%s]", pick(s.chance, []string{"ofsted", "agency_1", "minister"}))
	}
}

// kindsOf are some of the kinds of what a track runs for; nothing where it has none.
func (s *sketch) kindsOf(each string) string {
	return strings.Join(some(s.chance, map[string][]string{"document": {"report", "plan"}, "relative": {"mother", "other"}, "subject": {"child", "adult"},
		"participant": {"team_member", "lead_reviewer"}, "proceeding": {"police"}, "partner": {"board"}}[each]), ", ")
}

func (s *sketch) writeHolds() {
	if s.one(8) {
		return
	}
	s.say("holds:")
	for i := range s.between(1, 2) {
		any := s.one(3)
		s.say("  hold_%d:\n    title: A hold\n    may_cover: [%s]", i, strings.Join(some(s.chance, s.covers(any)), ", "))
		switch {
		case any:
			s.say("    blocks: any")
			if s.one(2) {
				s.say("    except: [%s]", strings.Join(s.someMoves(2), ", "))
			}
		case s.one(2):
			s.say("    blocks: [%s]", strings.Join(s.someMoves(3), ", "))
		}
		switch {
		case s.one(3):
			s.say("    pauses: any")
		case len(s.limits) > 0 && !s.one(4):
			s.say("    pauses: [%s]", strings.Join(some(s.chance, s.limits), ", "))
		}
		if s.one(4) {
			s.say("    grounds: [court_order, illness]")
		}
		if s.one(3) {
			s.say("    by: [%s]", s.roles())
		}
	}
}

// covers is what a hold may cover: the publication can be suspended where there is such a
// track.
func (s *sketch) covers(any bool) []string {
	list := []string{"review", "participant", "document", "track", "publication"}
	if any && !slices.ContainsFunc(s.tracks, func(t *strand) bool { return t.name == "publication" }) {
		return list[:4]
	}
	return list
}
