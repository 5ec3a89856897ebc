package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"scr/review"
	"scr/workflow"
)

// words calls things what the definition calls them, and falls back on the name
// itself, so that an old review reads well enough under any definition.
type words struct {
	def    *workflow.Definition
	people map[string]review.Person
	review *review.Review // what is told of; nil where nothing in particular is
	names  bool           // people by name as well as by handle
}

// human turns a name of the language into prose: health_overview → health overview.
func human(name string) string { return strings.ReplaceAll(name, "_", " ") }

func (w words) role(name string) string {
	if w.def != nil {
		if r := w.def.Role(name); r != nil && r.Title != "" {
			return r.Title
		}
	}
	return human(name)
}

func (w words) roles(names []string) string {
	titles := make([]string, len(names))
	for i, n := range names {
		titles[i] = w.role(n)
	}
	return alternatives(titles)
}

func (w words) track(name string) string {
	if w.def != nil {
		if t := w.def.Track(name); t != nil && t.Title != "" {
			return t.Title
		}
	}
	return human(name)
}

// instance is a track, with the item it runs for.
func (w words) instance(track, item string) string {
	if item == "" {
		return w.track(track)
	}
	return w.track(track) + ", " + item
}

// sort says what a document, a proceeding or a relative is that the program gave a number,
// as it is on record now: nobody remembers which of five documents is the third.
func (w words) sort(item string) string {
	if w.review == nil {
		return ""
	}
	if d, ok := review.Find[review.Document](w.review, item); ok {
		return w.word("document_kinds", d.Kind)
	}
	if p, ok := review.Find[review.Proceeding](w.review, item); ok {
		return w.word("proceeding_kinds", p.Kind)
	}
	if r, ok := review.Find[review.Relative](w.review, item); ok {
		return w.word("relations", r.Relation)
	}
	return ""
}

func (w words) stage(track, name string) string {
	if w.def != nil {
		if t := w.def.Track(track); t != nil {
			if s := t.Stage(name); s != nil && s.Title != "" {
				return s.Title
			}
		}
	}
	return human(name)
}

// transition returns the transition that is written track.move, or nil.
func (w words) transition(move string) *workflow.Transition {
	track, name, _ := strings.Cut(move, ".")
	if w.def == nil {
		return nil
	}
	t := w.def.Track(track)
	if t == nil {
		return nil
	}
	return t.Transition(name)
}

func (w words) clock(name string) string {
	if w.def != nil {
		if c := w.def.Clock(name); c != nil && c.Title != "" {
			return c.Title
		}
	}
	return human(name)
}

func (w words) hold(name string) string {
	if w.def != nil {
		if h := w.def.Hold(name); h != nil && h.Title != "" {
			return h.Title
		}
	}
	return human(name)
}

func (w words) form(name string) string {
	if w.def != nil {
		if f := w.def.Form(name); f != nil && f.Title != "" {
			return f.Title
		}
	}
	return human(name)
}

func (w words) field(form, name string) string {
	if w.def != nil {
		if f := w.def.Form(form); f != nil {
			if x := f.Field(name); x != nil && x.Title != "" {
				return x.Title
			}
		}
	}
	return human(name)
}

// word is a word of a vocabulary, by its title where it has one.
func (w words) word(vocabulary, word string) string {
	if w.def != nil {
		if v := w.def.Vocabulary(vocabulary); v != nil {
			for _, named := range v.Words {
				if named.Name == word && named.Title != "" {
					return named.Title
				}
			}
		}
	}
	return human(word)
}

// cites spells the guidance out that is cited.
func (w words) cites(cites string) string { return w.def.Cited(cites) }

// person is a handle, with the name where names are wanted and at hand.
func (w words) person(handle string) string {
	if p, ok := w.people[handle]; ok && w.names && p.Name.Loaded() {
		return handle + " (" + p.Name.Reveal() + ")"
	}
	return handle
}

func (w words) persons(handles []string) string {
	named := make([]string, len(handles))
	for i, h := range handles {
		named[i] = w.person(h)
	}
	return list(named)
}

// unshown stands for a text that the reader may not read, or that was not asked for.
const unshown = "(not shown)"

// text is what a personal value says to a reader, or that it is not shown.
func text(t review.Text) string {
	switch {
	case t.Erased():
		return "[erased, " + t.ErasedBy() + "]"
	case t.Filled() && !t.Loaded():
		return unshown
	}
	return flow(t.Reveal())
}

// flow joins the lines of a paragraph, because whoever typed it broke them to the
// width of an editor. Empty lines, and lines that begin a point of a list, stay.
func flow(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n") {
		switch {
		case i == 0:
		case line == "" || strings.HasSuffix(b.String(), "\n") || begins(line):
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(strings.TrimRight(line, " \t"))
	}
	return b.String()
}

// begins reports whether a line begins a point of a list.
func begins(line string) bool {
	line = strings.TrimLeft(line, " \t")
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	if digits > 0 {
		return strings.HasPrefix(line[digits:], ". ") || strings.HasPrefix(line[digits:], ") ")
	}
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "• ")
}

// list writes words as English does: one, two and three.
func list(of []string) string { return joined(of, "and") }

// alternatives writes words as English does: one, two or three.
func alternatives(of []string) string { return joined(of, "or") }

func joined(of []string, conjunction string) string {
	switch n := len(of); n {
	case 0:
		return ""
	case 1:
		return of[0]
	default:
		return strings.Join(of[:n-1], ", ") + " " + conjunction + " " + of[n-1]
	}
}

func humans(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = human(n)
	}
	return out
}

// on writes a date after a verb: " on 2 March 2026", " in March 2026".
func on(d review.Date) string { return " " + d.When() }

// date writes a date that is known, and nothing for one that is not.
func date(d review.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.English()
}

// Count writes a number of things: 1 finding, 2 findings.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func seq(n int64) string { return fmt.Sprintf("#%d", n) }

// mark is where something stands in the log, and what corrected it since.
func (w words) mark(n int64) string {
	if w.review != nil {
		if c, ok := w.review.CorrectedBy(n); ok {
			return seq(n) + ", corrected by " + seq(c.By)
		}
	}
	return seq(n)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// about is what came before, in brackets, where there is something.
func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// capital begins a sentence. A handle or a number at its beginning stays as it is.
func capital(s string) string {
	if first, _, _ := strings.Cut(s, " "); strings.ContainsAny(first, "0123456789.") {
		return s
	}
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
