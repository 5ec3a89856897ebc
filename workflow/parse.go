package workflow

import "slices"

// parse reads a tree into the authored form and says which of its parts could
// not be read in full. The form is nil only when the tree is no mapping at all.
func parse(tree *node, out *report) (*authored, map[string]bool) {
	p := &parser{out: out, doubtful: map[string]bool{}, unread: map[string]bool{}}
	top := &node{place: place{tree.src, 1, 1, 1}}
	if tree.kind != mapping {
		p.wrongKind(tree, tree, "a definition", "a mapping, beginning with language: 1")
		return nil, nil
	}
	if !speaksOf(tree, keysOf("a definition")) {
		p.complain(top, "not-a-definition", "begin with language: 1", "the file is not a definition: none of its keys is one of a definition")
		return nil, nil
	}
	f := p.fields(top, tree, "a definition")
	a := &authored{
		at:        top,
		language:  f.needNumber("language"),
		id:        f.needWord("workflow"),
		version:   f.needNumber("version"),
		title:     f.needWord("title"),
		nation:    f.needWord("nation"),
		successor: f.word("successor"),
		unread:    p.unread,
	}
	f.parseInForce(a)
	a.unverified = f.doubt()
	a.guidance = named(f, "guidance", "a guidance", parseNamed)
	a.professions = f.parseProfessions()
	a.vocabularies = named(f, "vocabularies", "a vocabulary", parseVocabulary)
	f.need("roles")
	a.roles = named(f, "roles", "a role", parseRole)
	a.forms = named(f, "forms", "a form", parseForm)
	f.need("tracks")
	a.tracks = named(f, "tracks", "a track", parseTrack)
	a.clocks = named(f, "clocks", "a clock", parseClock)
	a.holds = named(f, "holds", "a hold", parseHold)
	a.criteria = named(f, "criteria", "a set of criteria", parseCriteria)
	for _, section := range []string{"roles", "tracks"} {
		if _, ok := f.get(section); !ok {
			p.unread[section] = true
		}
	}
	return a, p.doubtful
}

// speaksOf reports whether a mapping has any of the known keys.
func speaksOf(n *node, known []string) bool {
	return slices.ContainsFunc(known, func(key string) bool { return n.value(key) != nil })
}

func (f fields) needNumber(key string) number {
	if _, ok := f.need(key); !ok {
		return number{}
	}
	return f.number(key)
}

func (f fields) parseInForce(a *authored) {
	e, ok := f.need("in_force")
	if !ok {
		return
	}
	g := f.fields(e.key, e.value, "in_force")
	a.from, a.to = g.word("from"), g.word("to")
}

func (f fields) parseProfessions() []word {
	before := f.faults
	e, ok := f.get("professions")
	var words []word
	if ok {
		words = f.nameList(f.wordList(e, "professions"), "a profession")
	}
	if f.faults > before {
		for _, fact := range []string{"professions", "profession", "involved", "missing", "on_team"} {
			f.doubtful[fact] = true
		}
		f.parser.unread["professions"] = true
	}
	return words
}

// parseNamed reads a name with what it stands for.
func parseNamed(p *parser, name word, value *node) authoredNamed {
	return authoredNamed{name, p.text(name.at, value, name.text)}
}

// parseVocabulary reads a list of words, a mapping from words to titles, or, for
// the factors, from frames to categories. With the key words it has a title too.
func parseVocabulary(p *parser, name word, value *node) authoredVocabulary {
	v := authoredVocabulary{name: name}
	words := entry{name.at, value}
	if value.kind == mapping && value.value("words") != nil {
		f := p.fields(name.at, value, "a vocabulary")
		v.title = f.word("title")
		words, _ = f.get("words")
	}
	switch {
	case words.value == nil:
	case words.value.kind == list && name.text != "factors":
		for _, w := range p.nameList(p.wordList(words, "vocabulary "+name.text), "a word") {
			v.words = append(v.words, authoredNamed{name: w})
		}
	case words.value.kind == mapping && name.text != "factors":
		for _, e := range words.value.entries {
			p.checkName(e.key, "a word")
			v.words = append(v.words, authoredNamed{word{e.key.text, e.key}, p.text(e.key, e.value, "the title of "+e.key.text)})
		}
	case words.value.kind == mapping:
		v.frames = map[string][]word{}
		for _, e := range words.value.entries {
			p.checkName(e.key, "a frame")
			v.words = append(v.words, authoredNamed{name: word{e.key.text, e.key}})
			v.frames[e.key.text] = p.nameList(p.wordList(e, "frame "+e.key.text), "a category")
		}
	case name.text == "factors":
		p.wrongKind(name.at, words.value, "vocabulary factors", "a mapping from frames to lists of categories")
	default:
		p.wrongKind(name.at, words.value, "vocabulary "+name.text, "a list of words, or a mapping from words to titles")
	}
	return v
}

func parseRole(p *parser, name word, value *node) authoredRole {
	f := p.fields(name.at, value, "a role")
	return authoredRole{
		name:   name,
		title:  f.word("title"),
		office: f.flag("office"),
		opens:  f.flag("opens"),
		onTeam: f.flag("on_team"),
		mustBe: f.words("must_be"),
		access: f.word("access"),
	}
}
