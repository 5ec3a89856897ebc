package simulation

import (
	"fmt"
	"slices"
	"strings"
)

// clockKinds are what clocks there are, by the key that says so; limits most of all.
var clockKinds = []string{"within", "within", "within", "before", "due", "looks_back", "keeps"}

// sketchClocks makes up how many clocks there are, and of which kind.
func (s *sketch) sketchClocks() {
	for i := range s.between(2, 5) {
		kind := pick(s.chance, clockKinds)
		name := fmt.Sprintf("%s_%d", kind, i)
		s.clocks = append(s.clocks, name)
		if kind == "within" {
			s.limits = append(s.limits, name)
		}
	}
}

// writeClocks makes up clocks: for the review, for each instance of a track, or for each
// letter.
func (s *sketch) writeClocks() {
	s.say("clocks:")
	for _, name := range s.clocks {
		kind := name[:strings.LastIndex(name, "_")]
		s.say("  %s:\n    title: A clock", name)
		if kind == "due" {
			s.writeLetterClock()
		} else {
			s.writeClock(kind)
		}
		if kind == "within" || kind == "before" || kind == "due" {
			s.writeMissed(kind)
		}
	}
}

// writeLetterClock makes up a clock that is due when a letter says.
func (s *sketch) writeLetterClock() {
	starts := some(s.chance, []string{"received.query", "received.notice", "sent.query"})
	stops := []string{pick(s.chance, []string{"sent.notice", "received.reply", "recorded.plan", s.tracks[0].name + "." + s.tracks[0].moves[0].name})}
	s.say("    starts: [%s]\n    stops: [%s]\n    due: letter.deadline", strings.Join(starts, ", "), strings.Join(stops, ", "))
}

// writeClock makes up a clock of another kind.
func (s *sketch) writeClock(kind string) {
	t := pick(s.chance, s.tracks)
	if s.one(2) {
		t = s.tracks[0]
	}
	starts := s.startsOf(t, kind)
	s.say("    starts: [%s]", strings.Join(starts, ", "))
	if stops := s.stopsOf(t, starts); kind != "looks_back" && (kind != "keeps" || s.one(2)) {
		s.say("    stops: [%s]", strings.Join(stops, ", "))
	}
	s.say("    %s: %s", kind, s.limit())
	if own := strings.HasPrefix(starts[0], t.name+"."); t.each != "" && !own {
		s.say("    track: %s", t.name)
	}
}

// startsOf makes up what starts a clock: the date in a form above all, where it counts
// back or looks back.
func (s *sketch) startsOf(t *strand, kind string) []string {
	var list []string
	if date := s.dateOf(t); date != "" && (kind != "within" && !s.one(4) || s.one(2)) {
		list = append(list, date)
	}
	if len(list) > 0 && !s.one(4) {
		return list
	}
	first := t.name + "." + t.moves[0].name
	switch {
	case s.one(3):
		first = s.occasion(t)
	case t.each == "" && s.one(3):
		first = "opened"
	}
	return append(list, first)
}

// stopsOf makes up what stops it.
func (s *sketch) stopsOf(t *strand, starts []string) []string {
	stops := []string{t.name + "." + t.moves[len(t.moves)-1].name}
	if s.one(2) {
		stops[0] = s.occasion(t)
	} else if s.one(3) {
		stops = append(stops, s.occasion(t))
	}
	stops = slices.DeleteFunc(stops, func(name string) bool { return slices.Contains(starts, name) })
	if len(stops) == 0 {
		return []string{"sent.reply"}
	}
	return stops
}

// dateOf is a date in some form that can start the clock of a track.
func (s *sketch) dateOf(t *strand) string {
	var dates []string
	for _, f := range s.forms {
		for _, field := range f.fields {
			if field[1] == "date" && (f.each == "" || f.each == t.each) {
				dates = append(dates, "filled."+f.name+"."+field[0])
			}
		}
	}
	return pick(s.chance, dates)
}

// occasion is something recorded that a clock of a track can name.
func (s *sketch) occasion(t *strand) string {
	if f := pick(s.chance, s.forms); f.name != "" && s.one(3) && (f.each == "" || f.each == t.each) {
		return "filled." + f.name
	}
	return pick(s.chance, []string{"received.query", "sent.notice", "recorded.report", "recorded.plan"})
}

func (s *sketch) limit() string {
	return fmt.Sprintf("%d %s", s.between(2, 40), pick(s.chance, []string{"months", "working days", "days"}))
}

func (s *sketch) writeMissed(kind string) {
	if s.one(3) {
		s.say("    missed: {block: [%s]}", strings.Join(s.someMoves(2), ", "))
	}
	if kind != "before" && s.one(2) {
		documents := pick(s.chance, []string{"", ", documents: [plan]"})
		s.say("    extend: {by: [%s]%s}", s.roles(), documents)
	}
}
