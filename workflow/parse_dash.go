package workflow

import "strings"

// In YAML a dash begins an item of a list only with a space after it, and only
// where the items before it began. Any other dash is a part of the text around
// it: three items become one long sentence, and nobody is told.

// swallowedDash complains about a line of an unquoted text that begins with a
// dash. It reports whether there is one.
func (t *treeReader) swallowedDash(n *node) bool {
	if !n.plain() || n.line < 1 || n.line > len(t.src.lines) {
		return false
	}
	for line := n.line; line <= n.lastLine(); line++ {
		column := leadingSpaces(t.src.lines[line-1]) + 1
		if line == n.line && column < n.column {
			continue // it stands after its key or its dash
		}
		_, rest := cutRunes(t.src.lines[line-1], column-1)
		if !strings.HasPrefix(rest, "-") {
			continue
		}
		message, hint := explainDash(rest)
		t.out.add(place{t.src, line, column, 1}, "yaml-syntax", hint, "%s", message)
		return true
	}
	return false
}

// explainDash says why a line that begins with a dash is no item of a list.
func explainDash(line string) (message, hint string) {
	if strings.HasPrefix(line, "- ") || line == "-" {
		return "this dash stands further in than the item above it, and is read as a part of that item's text",
			"begin all items of a list in the same column; or put the text in quotes"
	}
	return "without a space after it the dash begins no item of a list: it is read as a part of the text",
		"put a space after the dash, or put the text in quotes"
}

// lastLine is the line on which a scalar without quotes ends.
func (n *node) lastLine() int {
	if !n.manyLines() {
		return n.line
	}
	at := n.places()
	return at[len(at)-1].line
}
