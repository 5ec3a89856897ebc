package workflow

import "slices"

func parseTrack(p *parser, name word, value *node) authoredTrack {
	f := p.fields(name.at, value, "a track")
	if slices.Contains(occasionVerbs(), name.text) {
		p.complain(name.at, "reserved-name", "add a word to it", "the name of a track cannot be %q: events begin with that word", name.text)
	}
	t := authoredTrack{
		name:    name,
		title:   f.word("title"),
		forEach: f.word("for_each"),
		of:      f.words("of"),
		late:    f.parseLate(),
		beside:  f.flag("beside"),
		initial: f.needWord("initial"),
	}
	before := p.faults
	t.stages = f.parseStages()
	t.unread = p.faults > before
	before = p.faults
	t.final = f.needWords("final")
	t.unreadFinal = p.faults > before
	before = p.faults
	f.need("transitions")
	t.transitions = named(f, "transitions", "a transition", parseTransition)
	t.unreadMoves = p.faults > before
	return t
}

// parseStages reads a list of names, or a mapping from names to their titles and
// doubts.
func (f fields) parseStages() (stages []authoredStage) {
	e, ok := f.need("stages")
	if !ok {
		return nil
	}
	if e.value.kind == mapping {
		return named(f, "stages", "a stage", parseStage)
	}
	for _, w := range f.nameList(f.wordList(e, "stages"), "a stage") {
		stages = append(stages, authoredStage{name: w})
	}
	return stages
}

func parseStage(p *parser, name word, value *node) authoredStage {
	if value.kind == empty {
		return authoredStage{name: name}
	}
	f := p.fields(name.at, value, "a stage")
	return authoredStage{name: name, title: f.word("title"), unverified: f.doubt()}
}

// parseLate reads flag, refuse, or reopen with its move.
func (f fields) parseLate() authoredLate {
	e, ok := f.get("late")
	switch {
	case !ok:
		return authoredLate{}
	case e.value.kind == mapping:
		g := f.parser.fields(e.key, e.value, "late")
		return authoredLate{move: g.needWord("reopen")}
	}
	return authoredLate{mode: f.word("late")}
}

func parseTransition(p *parser, name word, value *node) authoredTransition {
	f := p.fields(name.at, value, "a transition")
	return authoredTransition{
		name:       name,
		title:      f.word("title"),
		from:       f.needWords("from"),
		to:         f.needWord("to"),
		by:         f.words("by"),
		recordsFor: f.words("records_for"),
		notBy:      f.words("not_by"),
		notFrom:    f.word("not_from"),
		form:       f.word("form"),
		auto:       f.flag("auto"),
		upon:       f.words("upon"),
		uponFrom:   f.words("upon_from"),
		also:       f.words("also"),
		reopens:    f.flag("reopens"),
		joins:      named(f, "joins", "a joined track", parseJoin),
		requires:   named(f, "requires", "a requirement", parseRequirement),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
}

// parseJoin reads {all: stages}, {any: stages}, {none: stages} or {at_least: 3, at: stages}.
func parseJoin(p *parser, track word, value *node) authoredJoin {
	f := p.fields(track.at, value, "a join")
	j := authoredJoin{track: track, atLeast: f.number("at_least"), evenIfNone: f.flag("even_if_none")}
	modes := 0
	for _, mode := range []string{"all", "any", "none", "at_least"} {
		if e, ok := f.values[mode]; ok {
			if modes++; modes > 1 {
				p.complain(e.key, "join-mode", "keep one of all, any, none and at_least", "a join asks for one thing, and this is another")
				continue
			}
			j.mode = mode
		}
	}
	at, hasAt := f.values["at"]
	switch {
	case modes == 0 && !f.unread:
		p.complain(track.at, "join-mode", "write {all: stage}, {any: stage}, {none: stage} or {at_least: 3, at: stage}",
			"the join does not say how many must stand where")
	case j.mode == "at_least":
		j.stages = f.needWords("at")
	case j.mode != "":
		j.stages = f.needWords(j.mode)
		if hasAt {
			p.complain(at.key, "join-mode", "delete at, or write at_least with it", "at goes with at_least, not with %s", j.mode)
		}
	}
	return j
}

func parseRequirement(p *parser, name word, value *node) authoredRequirement {
	f := p.fields(name.at, value, "a requirement")
	return authoredRequirement{
		name:       name,
		rule:       f.parseRule(),
		tell:       f.parseTell(),
		ask:        f.words("ask"),
		cites:      f.words("cites"),
		strength:   f.word("strength"),
		unverified: f.doubt(),
	}
}
