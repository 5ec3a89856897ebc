package workflow

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"scr/workflow/calendar"
)

// parser turns a tree into the authored form.
type parser struct {
	out *report
	// faults counts complaints about the part being read, without those about
	// named parts of it.
	faults int
	// doubtful holds the names of parts that could not be read in full. A rule
	// that speaks of one is not judged: it may well be right.
	doubtful map[string]bool
	unread   map[string]bool // sections that could not be read
}

func (p *parser) complain(at *node, rule, hint, format string, args ...any) {
	p.faults++
	p.out.add(at.place, rule, hint, format, args...)
}

// fields are the values of one mapping, read key by key.
type fields struct {
	*parser
	what   string // a track, a form: for messages
	owner  *node  // where to say that a key is missing
	values map[string]entry
	unread bool // the mapping could not be read; nothing in it is missing
	torn   bool // a comma cut a value of it in two
}

// fields opens a mapping of a kind that parts lists, and complains about keys that
// it may not have. A key that is nearly right is read as the one it was meant to be.
func (p *parser) fields(owner, n *node, what string) fields {
	f := fields{parser: p, what: what, owner: owner, values: map[string]entry{}}
	if n == nil || n.kind != mapping {
		f.unread = true
		p.wrongKind(owner, n, what, wantedKeys(n, what))
		return f
	}
	keys := keysOf(what)
	for _, e := range n.entries {
		if slices.Contains(keys, e.key.text) {
			f.values[e.key.text] = e
		}
	}
	for _, e := range n.entries {
		if slices.Contains(keys, e.key.text) {
			continue
		}
		if tornOff(n, e) {
			if f.withoutColon(e, keys) {
				continue
			}
			if !f.torn {
				p.complain(e.key, "unknown-key", "put the value in quotes, or write it on lines of its own",
					"a comma ends a value inside { }, and %q is not a key of %s", shorten(e.key.text), what)
			}
			f.torn = true
			continue
		}
		near := Nearest(e.key.text, keys)
		p.complain(e.key, "unknown-key", keyHint(near, what, keys), "%q is not a key of %s", e.key.text, what)
		if _, taken := f.values[near]; near != "" && !taken {
			f.values[near] = e
		}
	}
	return f
}

// wantedKeys says how a part is written.
func wantedKeys(n *node, what string) string {
	if what != "in_force" {
		return "its keys below it, each with a colon and a value"
	}
	if n != nil && n.kind == scalar {
		if _, _, err := calendar.ParsePartial(n.text); err == nil {
			return "in_force: {from: " + n.text + "}"
		}
	}
	return "in_force: {from: 2013-03}"
}

// tornOff reports whether a key is the rest of a value that a comma cut.
func tornOff(n *node, e entry) bool {
	return n.style&yaml.FlowStyle != 0 && e.value.kind == empty && e.value.text == ""
}

// withoutColon complains about a key that no colon and space part from its value,
// and takes it for written. It reports whether the text may be such a key.
func (f fields) withoutColon(e entry, keys []string) bool {
	key, rest := firstWord(e.key.text)
	if _, written := f.values[key]; written || rest == "" || !slices.Contains(keys, key) {
		return false
	}
	f.complain(e.key, "unknown-key", colonHint(key, rest),
		"there is no colon and space after %s", key)
	f.values[key] = entry{e.key, &node{place: e.key.place}} // broken: nothing more is said of it
	return true
}

func keyHint(near, what string, keys []string) string {
	if near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return what + " takes " + wordList(keys, "and")
}

// wrongKind complains that a value is not of the kind wanted, or is not there.
func (p *parser) wrongKind(owner, n *node, what, wanted string) {
	switch {
	case n == nil || n.kind == broken:
		p.faults++
	case n.kind == empty:
		p.complain(owner, "empty-value", "write "+wanted+orNothing(what, wanted), "%s is empty", what)
	default:
		p.complain(n, "wrong-kind", "write "+wanted, "%s is %s here", what, kindName(n))
	}
}

// orNothing says how to write that there is nothing to say, where that can be.
func orNothing(what, wanted string) string {
	if what == "a role" || strings.HasPrefix(wanted, "a mapping from names") {
		return ", or {} if there is nothing to say"
	}
	return ""
}

func kindName(n *node) string {
	switch n.kind {
	case list:
		return "a list"
	case mapping:
		return "a mapping"
	}
	return "a single value"
}

// get returns the entry of a key. It is not there either when its value is broken.
func (f fields) get(key string) (entry, bool) {
	e, ok := f.values[key]
	if ok && e.value.kind == broken {
		f.faults++
		return entry{}, false
	}
	return e, ok
}

// need returns the entry of a key that must be there.
func (f fields) need(key string) (entry, bool) {
	if _, ok := f.values[key]; !ok && !f.unread {
		f.complain(f.owner, "missing-key", "add "+key+": to it", "%s has no %s", f.called(), key)
	}
	return f.get(key)
}

// called is what a message calls the part: by its name, if it has one.
func (f fields) called() string {
	kind, named := strings.CutPrefix(f.what, "a ")
	if !named || f.owner.text == "" {
		return f.what
	}
	return kind + " " + shorten(f.owner.text)
}

// word reads a single text.
func (f fields) word(key string) word {
	e, ok := f.get(key)
	if !ok {
		return word{}
	}
	return f.text(e.key, e.value, key)
}

// needWord reads a single text that must be there.
func (f fields) needWord(key string) word {
	if _, ok := f.need(key); !ok {
		return word{}
	}
	return f.word(key)
}

// text reads a scalar as text, and complains about a comment that seems to be
// part of it.
func (p *parser) text(owner, n *node, what string) word {
	w := p.scalar(owner, n, what)
	if w.given() {
		p.checkCut(n, what, false)
	}
	return w
}

// scalar reads a scalar as text. A text of several lines becomes one line, letter
// for letter.
func (p *parser) scalar(owner, n *node, what string) word {
	switch n.kind {
	case scalar:
	case empty:
		p.complain(owner, "empty-value", "write it after the colon, or delete the line", "%s is empty", what)
		return word{}
	default:
		p.wrongKind(owner, n, what, "a single value")
		return word{}
	}
	if why := surprise(n); why != "" {
		p.complain(n, "yaml-word", fmt.Sprintf("put it in quotes: %q", n.text), "%s", why)
		return word{}
	}
	if strings.TrimSpace(n.text) == "" {
		p.complain(n, "empty-value", "write it after the colon, or delete the line", "%s is empty", what)
		return word{}
	}
	if utf8.RuneCountInString(n.text) > maxText {
		p.complain(n, "too-long", "say it in fewer words", "%s has more than %d characters", what, maxText)
		return word{}
	}
	return word{strings.ReplaceAll(strings.TrimRight(n.text, "\n"), "\n", " "), n}
}

// checkCut complains about a comment that cuts a text short. After a rule any
// comment is refused; after other text, one that looks like a part of it (#2).
func (p *parser) checkCut(n *node, what string, any bool) {
	if !n.plain() {
		return
	}
	_, rest := cutRunes(n.src.lines[n.line-1], n.column-1+n.width)
	spaces := len(rest) - len(strings.TrimLeft(rest, " \t"))
	comment := rest[spaces:]
	if spaces == 0 || !strings.HasPrefix(comment, "#") {
		return
	}
	if after := strings.TrimLeft(comment, "#"); !any && (after == "" || after[0] == ' ') {
		return
	}
	at := n.place
	at.column, at.width = n.column+n.width+spaces, 1
	p.faults++
	hint := "put the text in quotes; a comment goes on a line of its own"
	if any {
		hint = "write the " + what + " after a | on a line of its own; a comment goes on the line above"
	}
	p.out.add(at, "comment-cuts-text", hint, "a # after a space begins a comment: the %s ends before it", what)
}

// words reads a list of texts; a single text counts as a list of one.
func (f fields) words(key string) []word {
	e, ok := f.get(key)
	if !ok {
		return nil
	}
	if e.value.kind == scalar {
		if w := f.text(e.key, e.value, key); w.given() {
			return []word{w}
		}
		return nil
	}
	return f.wordList(e, key)
}

// needWords reads a list of texts of which there must be one.
func (f fields) needWords(key string) []word {
	e, ok := f.need(key)
	if !ok {
		return nil
	}
	if e.value.kind == list && len(e.value.items) == 0 {
		f.complain(e.value, "empty-value", "write at least one into the list", "%s is an empty list", key)
		return nil
	}
	return f.words(key)
}

// wordList reads a list of texts, none of them twice.
func (p *parser) wordList(e entry, what string) (words []word) {
	if e.value.kind != list {
		p.wrongKind(e.key, e.value, what, "a list: [one, two]")
		return nil
	}
	seen := map[string]bool{}
	for _, item := range e.value.items {
		w := p.text(item, item, "an item of "+what)
		switch {
		case !w.given():
		case seen[w.text]:
			p.complain(item, "duplicate-value", "delete one", "%q stands in %s twice", w.text, what)
		default:
			words = append(words, w)
		}
		seen[w.text] = true
	}
	return words
}

// named reads a mapping from names to parts. Each part that is complained about
// is doubtful by its name.
func named[T any](f fields, key, what string, read func(p *parser, name word, value *node) T) (parts []T) {
	e, ok := f.get(key)
	if !ok {
		return nil
	}
	if e.value.kind != mapping {
		f.wrongKind(e.key, e.value, key, "a mapping from names to what they stand for")
		f.parser.unread[key] = true
		return nil
	}
	for _, part := range e.value.entries {
		before := f.faults
		if key != "joins" { // whose names are those of tracks
			f.checkName(part.key, "the name of "+what)
		}
		parts = append(parts, read(f.parser, word{part.key.text, part.key}, part.value))
		if f.faults > before {
			f.doubtful[part.key.text] = true
			f.faults = before
		}
	}
	return parts
}
