package workflow

import "fmt"

// Sheet is a file of YAML other than a definition, read as strictly as one: plain
// text of a modest size, no name twice, nothing repeated with marks, one document.
// Whoever reads one says what its values mean, and adds what is wrong with them.
type Sheet struct {
	Root Value
	out  *report
	src  *source
}

// Value is a value of a sheet, with its place in the file.
type Value struct{ n *node }

// Pair is a name in a mapping of a sheet, with its value.
type Pair struct{ Key, Value Value }

// ReadSheet reads a sheet. What says what one is, as in "a definition"; the words are
// names that may stand unquoted though some YAML readers take them for something else.
func ReadSheet(file string, text []byte, what string, words ...string) *Sheet {
	s := &Sheet{out: &report{what: what}}
	src, ok := readSource(file, 0, text, s.out)
	s.src = src
	if ok {
		s.Root.n = parseTree(src, s.out, words...)
	}
	return s
}

// Complain notes that something is wrong with a value: the name of the check, the
// sentence, and how to mend it.
func (s *Sheet) Complain(at Value, rule, says, hint string) {
	where := place{src: s.src}
	if at.n != nil {
		where = at.n.place
	}
	s.out.add(where, rule, hint, "%s", says)
}

// Problems returns what is wrong with the sheet, in the order of the file.
func (s *Sheet) Problems() []Diagnostic { return s.out.sorted() }

// There reports whether there is a value at all, which can be read.
func (v Value) There() bool { return v.n != nil && v.n.kind != broken }

// Empty reports whether nothing was written where the value would be.
func (v Value) Empty() bool { return v.n != nil && v.n.kind == empty }

// Single reports whether the value is neither a list nor a mapping.
func (v Value) Single() bool { return v.n != nil && v.n.kind == scalar }

// List reports whether the value is a list.
func (v Value) List() bool { return v.n != nil && v.n.kind == list }

// Mapping reports whether the value is a mapping.
func (v Value) Mapping() bool { return v.n != nil && v.n.kind == mapping }

// Text returns what a single value says.
func (v Value) Text() string {
	if !v.Single() {
		return ""
	}
	return v.n.text
}

// Items returns the values of a list.
func (v Value) Items() []Value {
	if !v.List() {
		return nil
	}
	items := make([]Value, len(v.n.items))
	for i, item := range v.n.items {
		items[i] = Value{item}
	}
	return items
}

// Pairs returns the names of a mapping with their values, in the order of the file.
func (v Value) Pairs() []Pair {
	if !v.Mapping() {
		return nil
	}
	pairs := make([]Pair, len(v.n.entries))
	for i, e := range v.n.entries {
		pairs[i] = Pair{Value{e.key}, Value{e.value}}
	}
	return pairs
}

// Problem returns what is wrong with a value as a diagnostic, once the sheet was read.
func (v Value) Problem(rule, says, hint string) Diagnostic {
	out := &report{}
	if v.n == nil {
		return Diagnostic{Rule: rule, Message: visible(says), Hint: hint}
	}
	out.add(v.n.place, rule, hint, "%s", says)
	return out.list[0]
}

// Where returns the place of a value, as file:line:column.
func (v Value) Where() string {
	if v.n == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", v.n.src.file, v.n.line, v.n.column)
}
