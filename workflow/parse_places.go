package workflow

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// span returns the place of some characters of a scalar's value in the file: of
// the escape, the doubled quote or the folded line that each was read from. When
// they go over several lines it ends with the first.
func (n *node) span(offset, width int) place {
	at := n.places()
	last := len(at) - 1
	p := at[min(max(offset, 0), last)]
	end := at[min(max(offset+width, 0), last)]
	if end.line > p.line {
		end.column = utf8.RuneCountInString(n.src.lines[p.line-1]) + 1
	}
	p.width = max(1, end.column-p.column)
	return p
}

// places returns the place of each character of a scalar's value, and of its end.
func (n *node) places() []place {
	c := newCursor(n.src, n.line, n.column)
	switch {
	case n.style&yaml.LiteralStyle != 0:
		return n.literalPlaces()
	case n.style&yaml.FoldedStyle != 0:
		c.nextLine()
		c.skipSpace()
	case n.style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		c.pass(1)
	}
	var at []place
	for _, r := range n.text {
		c.joinLines(n.style)
		at = append(at, c.place())
		c.read(r, n.style)
	}
	return append(at, c.place())
}

// literalPlaces follows a text after a |, whose lines are those of the file
// without their indentation.
func (n *node) literalPlaces() (at []place) {
	lines := strings.Split(n.text, "\n")
	indent := 0
	for i, l := range lines {
		if strings.Trim(l, " ") != "" && n.line+i < len(n.src.lines) {
			indent = leadingSpaces(n.src.lines[n.line+i]) - leadingSpaces(l)
			break
		}
	}
	for i, l := range lines {
		for j := range utf8.RuneCountInString(l) + 1 { // with the end of the line
			at = append(at, n.src.clamp(place{src: n.src, line: n.line + 1 + i, column: indent + j + 1}))
		}
	}
	return at
}

func leadingSpaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// cursor walks through a file along with the value that was read from it.
type cursor struct {
	src    *source
	line   int
	column int
	rest   string // what is left of the line
}

// newCursor returns a cursor at a place.
func newCursor(src *source, line, column int) *cursor {
	c := &cursor{src: src, line: line, column: column}
	if line <= len(src.lines) {
		_, c.rest = cutRunes(src.lines[line-1], column-1)
	}
	return c
}

func (c *cursor) place() place {
	return c.src.clamp(place{src: c.src, line: c.line, column: c.column})
}

// pass moves along the line.
func (c *cursor) pass(n int) {
	before, rest := cutRunes(c.rest, n)
	c.column += utf8.RuneCountInString(before)
	c.rest = rest
}

func (c *cursor) nextLine() { *c = *newCursor(c.src, c.line+1, 1) }

// read passes what one character of the value was read from. A space or a line
// end of the value may stand for several in the file, or for none.
func (c *cursor) read(r rune, style yaml.Style) {
	space := r == ' ' || r == '\n'
	switch {
	case space && strings.TrimSpace(c.rest) == "":
		c.skipSpace()
	case style&yaml.SingleQuotedStyle != 0 && strings.HasPrefix(c.rest, "''"):
		c.pass(2)
	case style&yaml.DoubleQuotedStyle != 0 && strings.HasPrefix(c.rest, `\`):
		c.pass(escapeWidth(c.rest))
	case !space || strings.HasPrefix(c.rest, " ") || strings.HasPrefix(c.rest, "\t"):
		c.pass(1)
	}
}

// joinLines passes a line end that is escaped, which no character stands for.
func (c *cursor) joinLines(style yaml.Style) {
	if style&yaml.DoubleQuotedStyle != 0 && c.rest == `\` {
		c.nextLine()
		c.pass(leadingSpaces(c.rest))
	}
}

// skipSpace passes spaces and line ends.
func (c *cursor) skipSpace() {
	for c.line <= len(c.src.lines) {
		if trimmed := strings.TrimLeft(c.rest, " \t"); trimmed != "" {
			c.pass(len(c.rest) - len(trimmed))
			return
		}
		c.nextLine()
	}
}

// escapeWidth returns the length of an escape such as \n or \x41.
func escapeWidth(s string) int {
	if len(s) < 2 {
		return 1
	}
	switch s[1] {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	return 2
}
