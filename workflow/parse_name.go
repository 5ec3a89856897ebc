package workflow

import (
	"slices"
	"strings"
)

// reserved are the words that a rule could not use as a name.
const reserved = "true false null in"

// validName reports whether s is a name: a small letter, then small letters,
// digits and the separator.
func validName(s string, separator byte) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != separator && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// checkName complains about a name that could not be used in a rule or on the
// command line.
func (p *parser) checkName(n *node, what string) {
	switch {
	case surprise(n) != "": // complained about where it was read
	case slices.Contains(strings.Fields(reserved), n.text):
		p.complain(n, "reserved-name", "add a word to it", "%s cannot be %q: rules use that word themselves", what, n.text)
	case !validName(n.text, '_'):
		hint := "write small letters, digits and _, a letter first, 64 at most"
		if mended := mendName(n.text); mended != "" && mended != n.text {
			hint += ": " + mended
		}
		p.complain(n, "bad-name", hint, "%s cannot be %q", what, shorten(n.text))
	}
}

// mendName turns a text into the name that was probably meant, or "".
func mendName(s string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ' || r == '-' || r == '.':
			return '_'
		}
		return r
	}, strings.TrimSpace(s))
	if !validName(name, '_') {
		return ""
	}
	return name
}

// shorten cuts a text that is quoted in a message.
func shorten(s string) string {
	if before, rest := cutRunes(s, 40); rest != "" {
		return before + "…"
	}
	return s
}

// nameList complains about the items of a list that are no names.
func (p *parser) nameList(words []word, what string) []word {
	for _, w := range words {
		p.checkName(w.at, what)
	}
	return words
}
