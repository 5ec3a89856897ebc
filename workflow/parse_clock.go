package workflow

func parseClock(p *parser, name word, value *node) authoredClock {
	f := p.fields(name.at, value, "a clock")
	before := p.faults
	c := authoredClock{
		name:       name,
		title:      f.word("title"),
		track:      f.word("track"),
		starts:     f.needWords("starts"),
		stops:      f.words("stops"),
		within:     f.word("within"),
		before:     f.word("before"),
		due:        f.word("due"),
		looksBack:  f.word("looks_back"),
		keeps:      f.word("keeps"),
		extend:     f.parseExtend(),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
	if e, ok := f.get("missed"); ok && e.value.kind == mapping {
		g := p.fields(e.key, e.value, "missed")
		c.blocks = g.needWords("block")
	} else if ok {
		c.missed = f.word("missed")
	}
	c.unread = p.faults > before
	return c
}

func (f fields) parseExtend() *authoredExtend {
	e, ok := f.get("extend")
	if !ok {
		return nil
	}
	g := f.fields(e.key, e.value, "extend")
	return &authoredExtend{by: g.needWords("by"), documents: g.words("documents"), cites: g.words("cites")}
}

func parseHold(p *parser, name word, value *node) authoredHold {
	f := p.fields(name.at, value, "a hold")
	h := authoredHold{
		name:       name,
		title:      f.word("title"),
		mayCover:   f.needWords("may_cover"),
		blocks:     f.words("blocks"),
		except:     f.words("except"),
		pauses:     f.words("pauses"),
		by:         f.words("by"),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
	if e, ok := f.get("grounds"); ok && e.value.kind == scalar {
		h.groundsOf = f.text(e.key, e.value, "grounds")
	} else if ok {
		h.grounds = p.nameList(f.wordList(e, "grounds"), "a ground")
	}
	return h
}
