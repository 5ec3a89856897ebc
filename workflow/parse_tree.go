package workflow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

type nodeKind int

const (
	broken nodeKind = iota // already complained about; whoever meets it stays silent
	empty                  // nothing was written
	scalar
	list
	mapping
)

// node is a value of a definition's file: a YAML node without the parts of YAML
// that a definition may not use.
type node struct {
	place
	kind    nodeKind
	text    string // a scalar's value
	tag     string // a scalar's type: !!str, !!int, !!bool …
	style   yaml.Style
	items   []*node // of a list
	entries []entry // of a mapping, in file order
}

// entry is a key of a mapping with its value.
type entry struct{ key, value *node }

// value returns the value of a key, or nil.
func (n *node) value(key string) *node { return n.entry(key).value }

// entry returns the entry of a key, or one without key and value.
func (n *node) entry(key string) entry {
	for _, e := range n.entries {
		if e.key.text == key {
			return e
		}
	}
	return entry{}
}

// plain reports whether a scalar is written without quotes or block marks.
func (n *node) plain() bool {
	return n.style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// parseTree reads a file that readSource has passed. It returns nil when there is
// no tree to go on with. The words may be names without quotes, whatever some YAML
// readers take them for.
func parseTree(src *source, out *report, words ...string) *node {
	tabbed := checkTabs(src, out)
	if line := directive(src); line > 0 {
		out.add(place{src, line, 1, 1}, "yaml-syntax", "delete the line",
			"a line that begins with %% speaks to the YAML reader; %s has none", out.called())
		return nil
	}
	var docs []yaml.Node
	err := yaml.Load(src.text, &docs, yaml.WithAllDocuments(),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		if !tabbed { // a tab says better what the parser would say badly
			syntaxError(src, err, out)
		}
		return nil
	}
	t := treeReader{src: src, out: out, words: words}
	if len(docs) > 0 && len(docs[0].Content) == 0 {
		docs = docs[1:]
	}
	if len(docs) == 0 {
		out.add(place{src: src}, "empty-file", "begin with language: 1", "the file says nothing")
		return nil
	}
	for _, extra := range docs[1:] {
		out.add(place{src, extra.Line, extra.Column, 3}, "second-document",
			"put it into a file of its own", "a second document begins here; a file holds one %s", strings.TrimPrefix(out.called(), "a "))
		break
	}
	t.aliases(&docs[0])
	root := t.node(docs[0].Content[0])
	if t.nodes > maxNodes {
		return nil
	}
	return root
}

// checkTabs reports the first line that is indented with tabs, once for all.
func checkTabs(src *source, out *report) bool {
	first, column, count := 0, 0, 0
	for i, line := range src.lines {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		tab := strings.IndexByte(indent, '\t')
		if tab < 0 || len(indent) == len(line) {
			continue
		}
		if count++; count == 1 {
			first, column = i+1, tab+1
		}
	}
	if count == 0 {
		return false
	}
	also := ""
	if count > 1 {
		also = fmt.Sprintf(", and %d more are", count-1)
	}
	out.add(place{src, first, column, 1}, "tab-indentation", "indent with spaces, two for each level",
		"the line is indented with a tab%s", also)
	return true
}

// directive returns the line of a YAML directive before the first value, or 0.
func directive(src *source) int {
	for i, line := range src.lines {
		if strings.HasPrefix(line, "%") {
			return i + 1
		}
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "#") {
			break
		}
	}
	return 0
}

// treeReader turns YAML nodes into nodes.
type treeReader struct {
	src   *source
	out   *report
	words []string // names that nobody takes for true or false here
	nodes int
}

// aliases refuses anchors and aliases: each anchor once, where it is first
// repeated.
func (t *treeReader) aliases(root *yaml.Node) {
	repeated := map[string]bool{}
	var anchors []*yaml.Node
	var walk func(*yaml.Node)
	walk = func(y *yaml.Node) {
		if y.Anchor != "" && y.Kind != yaml.AliasNode {
			anchors = append(anchors, y)
		}
		if y.Kind == yaml.AliasNode && !repeated[y.Value] {
			repeated[y.Value] = true
			t.complain(y, 1+utf8.RuneCountInString(y.Value), "alias", "write the value out where it is needed",
				"*%s repeats another part of the file; %s says everything where it stands", y.Value, t.out.called())
		}
		for _, c := range y.Content {
			walk(c)
		}
	}
	walk(root)
	for _, a := range anchors {
		if !repeated[a.Anchor] {
			t.complain(a, 1+utf8.RuneCountInString(a.Anchor), "alias", "delete it",
				"&%s marks a part of the file for repeating; %s says everything where it stands", a.Anchor, t.out.called())
		}
	}
}

func (t *treeReader) complain(y *yaml.Node, width int, rule, hint, format string, args ...any) {
	t.out.add(place{t.src, y.Line, y.Column, width}, rule, hint, format, args...)
}

func (t *treeReader) node(y *yaml.Node) *node {
	n := &node{place: place{t.src, y.Line, y.Column, 1}, tag: y.Tag, style: y.Style, text: y.Value}
	if t.nodes++; t.nodes > maxNodes {
		if t.nodes == maxNodes+1 {
			t.complain(y, 1, "too-many-values", "is this the right file?",
				"the file has more than %d values from here on", maxNodes)
		}
		return n // its kind is broken
	}
	switch {
	case y.Kind == yaml.AliasNode:
		n.width = 1 + utf8.RuneCountInString(y.Value)
	case y.Style&yaml.TaggedStyle != 0:
		n.width = max(1, utf8.RuneCountInString(t.src.word(n.line, n.column)))
		t.out.add(n.place, "tag", "put the text in quotes, or after a | on a line of its own",
			"text that begins with ! means something else in YAML, and all of this is lost")
	case len(y.Content) > 2*maxParts || y.Kind == yaml.SequenceNode && len(y.Content) > maxParts:
		t.out.add(n.place, "too-many-values", "is this the right file?",
			"there are more than %d values in one list or mapping", maxParts)
	case y.Kind == yaml.MappingNode:
		n.kind = mapping
		t.entries(n, y.Content)
	case y.Kind == yaml.SequenceNode:
		n.kind = list
		for _, c := range y.Content {
			n.items = append(n.items, t.node(c))
		}
	case y.Tag == "!!null" && n.plain():
		n.kind = empty
		n.width = max(1, utf8.RuneCountInString(y.Value))
	case t.swallowedDash(n): // its kind is broken
	default:
		n.kind = scalar
		n.width = n.rawWidth()
	}
	return n
}

// entries reads a mapping's keys and values. Of a repeated key it keeps the first.
func (t *treeReader) entries(n *node, content []*yaml.Node) {
	seen := map[string]int{}
	for i := 0; i+1 < len(content); i += 2 {
		if content[i].Tag == "!!merge" {
			t.complain(content[i], 2, "merge-key", "write the keys out; extends: takes over a whole definition",
				"<< takes over another part of the file; %s says everything where it stands", t.out.called())
			continue
		}
		key := t.node(content[i])
		value := t.node(content[i+1])
		switch {
		case key.kind == broken:
			continue
		case key.kind != scalar && key.kind != empty:
			t.out.add(key.place, "wrong-kind", "write a name and a colon", "a key is a list or a mapping; it must be a name")
			continue
		case seen[key.text] > 0:
			t.out.add(key.place, "duplicate-key", fmt.Sprintf("the first is on line %d; delete one, or give it another name", seen[key.text]),
				"%q stands here twice", key.text)
			continue
		}
		key.kind = scalar
		seen[key.text] = key.line
		if why := surprise(key); why != "" && !slices.Contains(t.words, key.text) {
			t.out.add(key.place, "yaml-word", fmt.Sprintf("put it in quotes: %q, or use another word", key.text), "%s", why)
		}
		n.entries = append(n.entries, entry{key, value})
	}
}

// surprise says why an unquoted word may not mean what its author thinks, or "".
func surprise(n *node) string {
	if !n.plain() {
		return ""
	}
	switch strings.ToLower(n.text) {
	case "yes", "no", "on", "off", "true", "false":
		return fmt.Sprintf("some YAML readers take %s for true or false, not for a word", n.text)
	case "null", "~":
		return fmt.Sprintf("YAML takes %s for nothing at all, not for a word", n.text)
	}
	return ""
}

// word returns the text from a column to the next space, for underlining.
func (src *source) word(line, column int) string {
	if line < 1 || line > len(src.lines) {
		return ""
	}
	_, rest := cutRunes(src.lines[line-1], column-1)
	word, _, _ := strings.Cut(rest, " ")
	return word
}

// cutRunes cuts s after n characters.
func cutRunes(s string, n int) (before, after string) {
	for i := range s {
		if n == 0 {
			return s[:i], s[i:]
		}
		n--
	}
	return s, ""
}

// syntaxError turns an error of the YAML parser into words.
func syntaxError(src *source, err error, out *report) {
	e, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		out.add(place{src: src}, "yaml-syntax", "", "the file is not YAML: %v", err)
		return
	}
	mark := e.Mark
	if e.ContextMark.Line > 0 && beganEarlier(e) {
		mark = e.ContextMark
	}
	at := src.clamp(place{src, mark.Line, mark.Column, 1})
	if slip, ok := findSlip(at, e); ok {
		out.add(slip.place, "yaml-syntax", slip.hint, "%s", slip.message)
		return
	}
	rule, message, hint := explainSyntax(src, at, e)
	out.add(at, rule, hint, "%s", message)
}

// clamp moves a place into the file.
func (src *source) clamp(at place) place {
	at.line = min(max(at.line, 1), len(src.lines))
	for at.line > 1 && strings.TrimSpace(src.lines[at.line-1]) == "" {
		at.line--
		at.column = utf8.RuneCountInString(src.lines[at.line-1]) + 1
	}
	at.column = min(max(at.column, 1), utf8.RuneCountInString(src.lines[at.line-1])+1)
	return at
}
