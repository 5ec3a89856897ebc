package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns s with everything shown that could hide or mislead: control
// characters, marks that turn the direction of writing, characters without
// width, line separators and bytes that are not UTF-8 become visible, as in
// \u{202E} or \x{9B}. Letters and marks of every script stay as they are. A new
// line stays, a carriage return before one is dropped, and a tab becomes a space,
// because a tab separates columns in a pipe.
//
// It is the one way of stored text to people.
func Printable(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x{%02X}`, s[i])
		case r == '\t':
			b.WriteByte(' ')
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r == '\n' || visible(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u{%X}`, r)
		}
		i += size
	}
	return b.String()
}

// isPlain reports whether s is plain ASCII, as nearly all text is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '\n' && (c < ' ' || c > '~') {
			return false
		}
	}
	return true
}

// visible reports whether a reader sees that the character is there, and it
// changes nothing but its own place.
func visible(r rune) bool {
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return true // signs of Arabic and other numbers, seen though listed as format characters
	}
	return unicode.IsGraphic(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// oneLine is Printable for a place that holds one line only.
func oneLine(s string) string {
	return strings.Join(strings.Fields(Printable(s)), " ")
}
