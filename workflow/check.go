package workflow

import (
	"slices"
	"strings"

	"scr/workflow/calendar"
)

// checker turns the authored form into a definition and says everything that is
// wrong with it. What it cannot use it leaves out, so that the rest is checked.
type checker struct {
	out      *report
	a        *authored
	doubtful map[string]bool
	d        *Definition

	guidance, professions, roles, forms, tracks, clocks names

	byName map[string]*authoredTransition // by track.move
	linked map[string]bool                // moves that another makes with also
}

// names are what a part may refer to.
type names struct {
	list   []string
	unread bool // the list is not whole: a name that is not on it may be right
}

func (n names) has(name string) bool { return n.unread || slices.Contains(n.list, name) }

// language is the form of the language that this version of the program reads.
const language = 1

func check(a *authored, doubtful map[string]bool, out *report) *Definition {
	c := &checker{out: out, a: a, doubtful: doubtful, d: &Definition{}}
	c.collectNames()
	c.collectMoves()
	c.checkHead()
	c.checkInForce()
	c.d.Unverified = append(c.d.Unverified, a.unverified.words...)
	if a.unverified.on && len(a.unverified.words) == 0 {
		c.d.Unverified = append(c.d.Unverified, "the whole definition")
	}
	for _, g := range a.guidance {
		c.d.Guidance = append(c.d.Guidance, Named{Name: g.name.text, Title: g.title.text})
	}
	c.d.Professions = texts(a.professions)
	c.checkVocabularies()
	c.checkRoles()
	c.checkForms()
	c.checkTracks()
	c.checkClocks()
	c.checkHolds()
	c.checkCriteria()
	c.checkRules()
	return c.d
}

func (c *checker) collectNames() {
	c.guidance = namesOf(c, "guidance", c.a.guidance, func(g authoredNamed) word { return g.name })
	c.roles = namesOf(c, "roles", c.a.roles, func(r authoredRole) word { return r.name })
	c.forms = namesOf(c, "forms", c.a.forms, func(f authoredForm) word { return f.name })
	c.tracks = namesOf(c, "tracks", c.a.tracks, func(t authoredTrack) word { return t.name })
	c.clocks = namesOf(c, "clocks", c.a.clocks, func(k authoredClock) word { return k.name })
	c.professions = names{texts(c.a.professions), c.a.unread["professions"]}
}

func namesOf[T any](c *checker, section string, parts []T, name func(T) word) names {
	n := names{unread: c.a.unread[section]}
	for _, part := range parts {
		n.list = append(n.list, name(part).text)
	}
	return n
}

// complain reports a value.
func (c *checker) complain(w word, rule, hint, format string, args ...any) {
	c.out.add(w.at.place, rule, hint, format, args...)
}

// refer checks that words name known things and returns those that do.
func (c *checker) refer(words []word, known names, rule, what string) (found []string) {
	for _, w := range words {
		if c.refersTo(w, known, rule, what) {
			found = append(found, w.text)
		}
	}
	return found
}

// refersTo checks that a word, if it was written, names a known thing.
func (c *checker) refersTo(w word, known names, rule, what string) bool {
	if !w.given() {
		return false
	}
	if !known.has(w.text) {
		c.complain(w, rule, c.suggest(w.text, known.list), "%q is not %s", shorten(w.text), what)
		return false
	}
	return true
}

// suggest is the hint for an unknown name, unless there are more problems already
// than anyone will read.
func (c *checker) suggest(unknown string, known []string) string {
	if len(c.out.list) > maxDiagnostics {
		return ""
	}
	if names := listInOne(unknown, known); names != "" {
		return "write a list: [" + names + "]"
	}
	return didYouMean(unknown, known)
}

// oneOf checks that a word, if it was written, is one of a few.
func (c *checker) oneOf(w word, rule, what string, allowed ...string) bool {
	return c.refersTo(w, names{list: allowed}, rule, what)
}

func (c *checker) checkHead() {
	a, d := c.a, c.d
	d.Language, d.ID, d.Version, d.Title = a.language.n, a.id.text, a.version.n, a.title.text
	if a.language.at != nil && a.language.n != language {
		c.out.add(a.language.at.place, "language", "write language: 1, or use a newer program",
			"language %d is not known to this version of the program", a.language.n)
	}
	d.Successor = a.successor.text
	for _, id := range []word{a.id, a.successor} {
		if id.given() && !validName(id.text, '-') {
			c.complain(id, "bad-name", "write small letters, digits and -, a letter first, 64 at most", "the name of a workflow cannot be %q", shorten(id.text))
		}
	}
	if c.oneOf(a.nation, "nation", "a nation", nations()...) {
		d.Nation = calendar.Nation(a.nation.text)
	}
}

func nations() (list []string) {
	for _, n := range calendar.Nations() {
		list = append(list, string(n))
	}
	return list
}

func (c *checker) checkInForce() {
	first, _, okFrom := c.date(c.a.from)
	_, last, okTo := c.date(c.a.to)
	c.d.InForce = Period{From: c.a.from.text, To: c.a.to.text}
	if okFrom && okTo && last.Before(first) {
		c.complain(c.a.to, "date", "is one of the two mistyped?", "the definition would go out of force before it comes into force")
	}
}

// date checks a partial date and returns the days it may mean.
func (c *checker) date(w word) (first, last calendar.Day, ok bool) {
	if !w.given() {
		return first, last, false
	}
	first, last, err := calendar.ParsePartial(w.text)
	if err != nil {
		c.complain(w, "date", "write a day (2013-03-21), a month (2013-03) or a year (2013)", "%v", err)
	}
	return first, last, err == nil
}

// cites checks that each citation begins with the name of a guidance.
func (c *checker) cites(words []word) string {
	for _, w := range words {
		name, _, _ := strings.Cut(w.text, " ")
		if !c.guidance.has(name) {
			at := w
			at.at = &node{place: w.at.place}
			at.at.width = len([]rune(name))
			c.complain(at, "unknown-guidance", c.suggest(name, c.guidance.list),
				"%q is not a guidance that this definition names; a citation begins with one", shorten(name))
		}
	}
	return strings.Join(texts(words), citesBetween)
}

// unverified notes the sentences of a doubt under the part they are about.
func (c *checker) unverified(path string, d doubt) bool {
	for _, w := range d.words {
		c.d.Unverified = append(c.d.Unverified, path+": "+w)
	}
	return d.on
}

// titleOf is a part's title, or its name made readable.
func titleOf(title, name word) string {
	if title.given() {
		return title.text
	}
	s := strings.ReplaceAll(name.text, "_", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func texts(words []word) (list []string) {
	for _, w := range words {
		list = append(list, w.text)
	}
	return list
}

// nameable reports whether a part can stand in a definition: its name has been
// complained about otherwise.
func nameable(name word) bool {
	return validName(name.text, '_') && !slices.Contains(strings.Fields(reserved), name.text)
}
