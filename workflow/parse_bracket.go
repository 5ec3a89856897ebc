package workflow

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// leftOpen finds a quote that is not closed on its line and that some later quote,
// meant to open another text, closes; or a bracket that is still open where the
// next key begins.
func leftOpen(at place, _ *yaml.LoadError) (yamlSlip, bool) {
	src := at.src
	for i := 0; i < at.line; i++ {
		runes := []rune(src.lines[i])
		start := valueStart(runes)
		if start < len(runes) && (runes[start] == '|' || runes[start] == '>') {
			i = src.blockEnd(i)
			continue
		}
		column, open := openQuote(runes, start)
		if bracket, still := src.bracketLeftOpen(i, runes, start); still && !open {
			c := runes[bracket]
			return at.slip(i+1, bracket, 1, "this "+string(c)+" is not closed", "close it with "+closer(c))
		}
		if !open {
			continue
		}
		end, rest := src.closingLine(i, runes[column])
		if rest = strings.TrimSpace(rest); end < 0 || rest != "" && !strings.ContainsAny(rest[:1], "#,]}") {
			return at.slip(i+1, column, 1, "a quote is opened and never closed", "close it on the same line")
		}
		i = end
	}
	return yamlSlip{}, false
}

// bracketLeftOpen finds a bracket of a value that is open at the end of its line,
// though what follows stands no further in.
func (src *source) bracketLeftOpen(line int, runes []rune, start int) (column int, still bool) {
	column, closing := unpaired(runes, start)
	if column < 0 || closing {
		return 0, false
	}
	for _, next := range src.lines[line+1:] {
		if bare := strings.TrimSpace(next); bare != "" && bare[0] != '#' {
			return column, !strings.ContainsAny(bare[:1], "]}") && leadingSpaces(next) <= leadingSpaces(src.lines[line])
		}
	}
	return 0, false
}

// valueStart returns the place where the value of a line begins, after the dash
// or the key.
func valueStart(line []rune) int {
	start := 0
	for start < len(line) && (line[start] == ' ' || line[start] == '-' && start+1 < len(line) && line[start+1] == ' ') {
		start++
	}
	if start < len(line) && strings.ContainsRune(`"'[{`, line[start]) {
		return start
	}
	for i := start; i+1 < len(line); i++ {
		if line[i] != ':' || line[i+1] != ' ' {
			continue
		}
		for i++; i < len(line) && line[i] == ' '; {
			i++
		}
		return i
	}
	return start
}

// blockEnd returns the last line of the text that begins after a | on a line.
func (src *source) blockEnd(line int) int {
	indent := leadingSpaces(src.lines[line])
	for line+1 < len(src.lines) {
		next := src.lines[line+1]
		if strings.TrimSpace(next) != "" && leadingSpaces(next) <= indent {
			break
		}
		line++
	}
	return line
}

// openQuote finds the quote of a value that is not closed on its line.
func openQuote(line []rune, start int) (column int, open bool) {
	eachMark(line, start, func(i int) bool {
		if c := line[i]; c == '"' || c == '\'' {
			column, open = i, true // one that is closed is not shown
			return false
		}
		return true
	})
	return column, open
}

// eachMark visits the brackets of a value that begins with one, and a quote that is
// not closed on the line. It passes over texts, and ends at a comment.
func eachMark(line []rune, start int, visit func(i int) bool) {
	if start >= len(line) || !strings.ContainsRune(`"'[{`, line[start]) {
		return
	}
	begins := true // a value can begin here
	for i := start; i < len(line); i++ {
		c := line[i]
		switch {
		case c == ' ':
			if i+1 < len(line) && line[i+1] == '#' {
				return
			}
			continue
		case begins && (c == '"' || c == '\''):
			width, closed := quotedWidth(string(line[i:]), c)
			if !closed {
				visit(i)
				return
			}
			i += width - 1
			begins = false
			continue
		}
		begins = strings.ContainsRune("[{,:", c)
		if strings.ContainsRune("[]{}", c) && !visit(i) {
			return
		}
	}
}

// closingLine finds the quote that closes one which is open at the end of a line,
// and what stands after it; -1 if there is none.
func (src *source) closingLine(line int, quote rune) (end int, rest string) {
	for line++; line < len(src.lines); line++ {
		text := string(quote) + src.lines[line]
		if width, closed := quotedWidth(text, quote); closed {
			_, rest := cutRunes(text, width)
			return line, rest
		}
	}
	return -1, ""
}

// bracketSlip finds the bracket that is too many on a line, or left open.
func bracketSlip(at place, e *yaml.LoadError) (yamlSlip, bool) {
	line := []rune(at.src.lines[at.line-1])
	if e.Mark.Line != at.line || !strings.HasPrefix(e.Message, "did not find expected") {
		return yamlSlip{}, false
	}
	place, closing := unpaired(line, valueStart(line))
	if place < 0 {
		return yamlSlip{}, false
	}
	c := string(line[place])
	if closing {
		return at.slip(at.line, place, 1, "there is one "+c+" too many", "delete it")
	}
	return at.slip(at.line, place, 1, "this "+c+" is not closed", "close it with "+closer(line[place]))
}

func closer(open rune) string {
	if open == '[' {
		return "]"
	}
	return "}"
}

// unpaired returns the first bracket of a value that has no other: one that closes
// nothing, or one that another kind closes. It returns -1 if each has its own.
func unpaired(line []rune, start int) (at int, closing bool) {
	at = -1
	var open []int
	eachMark(line, start, func(i int) bool {
		if line[i] == '[' || line[i] == '{' {
			open = append(open, i)
			return true
		}
		last := len(open) - 1
		switch {
		case last >= 0 && closer(line[open[last]]) == string(line[i]):
			open = open[:last]
			return true
		case last > 0 && closer(line[open[last-1]]) == string(line[i]):
			at = open[last]
		default:
			at, closing = i, true
		}
		return false
	})
	if at < 0 && len(open) > 0 {
		at = open[len(open)-1]
	}
	return at, closing
}
