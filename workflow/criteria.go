package workflow

// Criteria is a set of conditions on which a review is held or not. A definition may
// have several, and a review may meet several at once.
type Criteria struct {
	Name       string   `json:"name"`
	Title      string   `json:"title"`
	Notices    []Notice `json:"notices,omitempty"` // owed as soon as the set is met
	Cites      string   `json:"cites,omitempty"`
	Unverified bool     `json:"unverified,omitempty"`
}

// Notice is a letter that is owed to a body outside, because a set of criteria is met.
type Notice struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	To         string `json:"to"`              // the body: the party of the letter
	Kind       string `json:"kind"`            // of the letter
	Within     Limit  `json:"within,omitzero"` // from the day on which the set was found met; zero: no limit
	Cites      string `json:"cites,omitempty"`
	Unverified bool   `json:"unverified,omitempty"`
}

// CriteriaSet returns the set of criteria of that name.
func (d *Definition) CriteriaSet(name string) *Criteria {
	return byName(d.Criteria, name, func(c *Criteria) string { return c.Name })
}

// Notice returns the notice of that name.
func (c *Criteria) Notice(name string) *Notice {
	return byName(c.Notices, name, func(n *Notice) string { return n.Name })
}

type authoredCriteria struct {
	name       word
	title      word
	notices    []authoredNotice
	cites      []word
	unverified doubt
}

type authoredNotice struct {
	name       word
	title      word
	to         word
	kind       word
	within     word
	cites      []word
	unverified doubt
}

func parseCriteria(p *parser, name word, value *node) authoredCriteria {
	f := p.fields(name.at, value, "a set of criteria")
	return authoredCriteria{
		name:       name,
		title:      f.word("title"),
		notices:    named(f, "notices", "a notice", parseNotice),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
}

func parseNotice(p *parser, name word, value *node) authoredNotice {
	f := p.fields(name.at, value, "a notice")
	return authoredNotice{
		name:       name,
		title:      f.word("title"),
		to:         f.needWord("to"),
		kind:       f.needWord("kind"),
		within:     f.word("within"),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
}

func (c *checker) checkCriteria() {
	for _, a := range c.a.criteria {
		set := Criteria{
			Name: a.name.text, Title: titleOf(a.title, a.name),
			Cites:      c.cites(a.cites),
			Unverified: c.unverified("criteria."+a.name.text, a.unverified),
		}
		for _, n := range a.notices {
			if notice := c.checkNotice(a.name, n); nameable(n.name) {
				set.Notices = append(set.Notices, notice)
			}
		}
		if nameable(a.name) {
			c.d.Criteria = append(c.d.Criteria, set)
		}
	}
}

func (c *checker) checkNotice(set word, n authoredNotice) Notice {
	notice := Notice{
		Name: n.name.text, Title: titleOf(n.title, n.name),
		Within:     c.checkLimit(n.within),
		Cites:      c.cites(n.cites),
		Unverified: c.unverified("criteria."+set.text+".notices."+n.name.text, n.unverified),
	}
	if c.refersTo(n.to, c.vocabulary("bodies"), "unknown-word", "a body in the vocabulary bodies") && c.isName(n.to, "a body") {
		notice.To = n.to.text
	}
	if c.refersTo(n.kind, c.vocabulary("letter_kinds"), "unknown-word", "a kind of letter in the vocabulary letter_kinds") && c.isName(n.kind, "a kind of letter") {
		notice.Kind = n.kind.text
	}
	return notice
}

// isName complains about a word, of no vocabulary, that people could not type: the letter
// that goes out must have the very same.
func (c *checker) isName(w word, what string) bool {
	if validName(w.text, '_') {
		return true
	}
	hint := "write small letters, digits and _, a letter first, 64 at most"
	if mended := mendName(w.text); mended != "" {
		hint += ": " + mended
	}
	c.complain(w, "bad-name", hint, "%s cannot be %q", what, shorten(w.text))
	return false
}
