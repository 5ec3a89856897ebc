package workflow

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// rawWidth returns how many characters a scalar takes on its first line.
func (n *node) rawWidth() int {
	if n.line < 1 || n.line > len(n.src.lines) {
		return 1
	}
	_, rest := cutRunes(n.src.lines[n.line-1], n.column-1)
	switch {
	case n.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return 1
	case n.style&yaml.DoubleQuotedStyle != 0:
		width, _ := quotedWidth(rest, '"')
		return width
	case n.style&yaml.SingleQuotedStyle != 0:
		width, _ := quotedWidth(rest, '\'')
		return width
	case strings.HasPrefix(rest, n.text):
		return max(1, utf8.RuneCountInString(n.text))
	}
	return max(1, utf8.RuneCountInString(strings.TrimRight(rest, " \t"))) // goes on below
}

// manyLines reports whether a scalar without block marks goes on below its line.
func (n *node) manyLines() bool {
	_, rest := cutRunes(n.src.lines[n.line-1], n.column-1)
	closed := strings.HasPrefix(rest, n.text)
	if !n.plain() {
		_, closed = quotedWidth(rest, rune(rest[0]))
	}
	return !closed
}

// quotedWidth returns the characters from the opening to the closing quote, or to
// the end of the line if it is not closed there.
func quotedWidth(s string, quote rune) (width int, closed bool) {
	escaped := false
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		width++
		switch {
		case i == 0 || escaped:
			escaped = false
		case quote == '"' && runes[i] == '\\':
			escaped = true
		case runes[i] == quote && quote == '\'' && i+1 < len(runes) && runes[i+1] == quote:
			escaped = true
		case runes[i] == quote:
			return width, true
		}
	}
	return max(1, width), false
}
