package workflow

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// A slip is what an author did, often some lines above the place where the YAML
// parser can no longer go on.
type yamlSlip struct {
	place
	message, hint string
}

// findSlip looks for a slip that explains what the parser could not read.
func findSlip(at place, e *yaml.LoadError) (yamlSlip, bool) {
	line := at.src.lines[at.line-1]
	switch trimmed := strings.TrimLeft(line, " "); {
	case strings.Contains(e.Message, "exceeded max depth"):
		return yamlSlip{}, false
	case strings.HasPrefix(trimmed, "```"):
		return at.slip(at.line, leadingSpaces(line), 3, "``` is no part of a definition", "delete the line")
	case strings.HasPrefix(trimmed, "-") && strings.HasPrefix(e.Message, "could not find expected ':'"):
		message, hint := explainDash(trimmed)
		return at.slip(at.line, leadingSpaces(line), 1, message, hint)
	}
	for _, find := range []func(place, *yaml.LoadError) (yamlSlip, bool){leftOpen, colonLeftOut, bracketSlip, commaLeftOut} {
		if slip, ok := find(at, e); ok {
			return slip, true
		}
	}
	return yamlSlip{}, false
}

// slip returns a slip on a line, after some characters of it.
func (at place) slip(line, after, width int, message, hint string) (yamlSlip, bool) {
	return yamlSlip{place{at.src, line, after + 1, width}, message, hint}, true
}

// colonLeftOut finds a line that has no colon and space after its key: the parser
// takes it for the beginning of a text, and stops at the next colon.
func colonLeftOut(at place, e *yaml.LoadError) (yamlSlip, bool) {
	line := at.line
	switch {
	case strings.HasPrefix(e.Message, "mapping values"):
		if line = lineWithoutColon(at.src, at.line); line == 0 {
			return yamlSlip{}, false
		}
	case !strings.HasPrefix(e.Message, "could not find expected ':'"):
		return yamlSlip{}, false
	}
	text := at.src.lines[line-1]
	key, rest := firstWord(text)
	if line == at.line && !isKey(key) {
		return yamlSlip{}, false
	}
	return at.slip(line, leadingSpaces(text), utf8.RuneCountInString(key), "there is no colon and space after "+key, colonHint(key, rest))
}

// colonHint says how a key and its value are parted.
func colonHint(key, rest string) string {
	if rest == "" {
		return "write " + key + ":"
	}
	return "put a colon and a space after it: " + shorten(key+": "+rest)
}

// lineWithoutColon returns the first of the lines just above one that lack the
// colon after their key; 0 if there is none, or if they are a text that goes on.
func lineWithoutColon(src *source, line int) (first int) {
	indent := leadingSpaces(src.lines[line-1])
	for above := src.lineAbove(line); above > 0 && lacksColon(src.lines[above-1], indent); above = src.lineAbove(above) {
		first = above
	}
	outer := src.lineAbove(first)
	if outer > 0 && !opensMapping(src.lines[outer-1]) && leadingSpaces(src.lines[outer-1]) < leadingSpaces(src.lines[first-1]) {
		return 0
	}
	return first
}

// lacksColon reports whether a line could be a key, but for its colon: with its
// value beside it, or alone above what stands further in.
func lacksColon(line string, indent int) bool {
	key, rest := firstWord(line)
	if strings.Contains(line, ": ") || opensMapping(line) || !validName(key, '_') {
		return false
	}
	return leadingSpaces(line) == indent || leadingSpaces(line) < indent && rest == ""
}

// lineAbove returns the nearest line above that says something, or 0.
func (src *source) lineAbove(line int) int {
	for line--; line > 0; line-- {
		if s := strings.TrimSpace(src.lines[line-1]); s != "" && s[0] != '#' {
			break
		}
	}
	return line
}

func opensMapping(line string) bool { return strings.HasSuffix(strings.TrimRight(line, " "), ":") }

// firstWord takes the word with which a line begins from the rest.
func firstWord(line string) (word, rest string) {
	line = strings.TrimSpace(line)
	end := strings.IndexAny(line, " :")
	if end < 0 {
		return line, ""
	}
	return line[:end], strings.TrimLeft(line[end:], " :")
}

// isKey reports whether some part of a definition has such a key.
func isKey(word string) bool {
	for _, p := range parts() {
		if strings.Contains(" "+p.keys+" ", " "+word+" ") && word != "" {
			return true
		}
	}
	return false
}

// commaLeftOut finds two values inside brackets that no comma parts.
func commaLeftOut(at place, e *yaml.LoadError) (yamlSlip, bool) {
	if !strings.Contains(e.ContextMsg, "flow") || !strings.HasPrefix(e.Message, "did not find expected ','") || e.Mark.Line != e.ContextMark.Line {
		return yamlSlip{}, false
	}
	before, rest := cutRunes(at.src.lines[at.line-1], at.column-1)
	after := utf8.RuneCountInString(before)
	if strings.HasPrefix(rest, ":") { // of the key that the comma should have been before
		word := before[strings.LastIndexAny(before, " ,{[")+1:]
		after -= utf8.RuneCountInString(word)
	}
	return at.slip(at.line, after, 1, "a comma is missing before this",
		"put a comma between the values; a text with a colon or a quote in it goes in quotes as a whole")
}
