package workflow

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// explainSyntax says in the words of an administrator what the YAML parser could
// not read.
func explainSyntax(src *source, at place, e *yaml.LoadError) (rule, message, hint string) {
	before, _ := cutRunes(src.lines[at.line-1], at.column-1)
	switch msg := e.Message; {
	case strings.Contains(msg, "exceeded max depth"):
		return "too-deep", fmt.Sprintf("values are nested more than %d deep", maxDepth), "a definition needs about eight levels; is a bracket left open?"
	case strings.HasPrefix(msg, "unknown anchor"):
		return "alias", "text that begins with * repeats another part of the file, and there is no such part",
			"put the text in quotes, or after a | on a line of its own"
	case quotedStart(before) && (strings.HasPrefix(msg, "did not find expected key") || strings.HasPrefix(msg, "mapping values")):
		return "yaml-syntax", "text goes on after a closing quote or bracket",
			"put the whole text after a | on a line of its own"
	case strings.HasPrefix(msg, "mapping values are not allowed"):
		return "yaml-syntax", "a colon and a space are not allowed here",
			"put text with a colon in it in quotes, or after a | on a line of its own; or is the indentation wrong?"
	case strings.Contains(e.ContextMsg, "flow mapping"):
		return "yaml-syntax", "this { is not closed, or a comma is missing after it", "close it with }"
	case strings.Contains(e.ContextMsg, "flow sequence"):
		return "yaml-syntax", "this [ is not closed, or a comma is missing after it", "close it with ]"
	case strings.Contains(e.ContextMsg, "quoted scalar") && strings.Contains(msg, "escape"):
		return "yaml-syntax", "\\ begins a special character inside double quotes, and this is none",
			"use single quotes, or write \\\\ for the character itself"
	case strings.Contains(e.ContextMsg, "quoted scalar"):
		return "yaml-syntax", "a quote is opened and never closed", "close it on the same line"
	case strings.HasPrefix(msg, "block sequence entries"):
		return "yaml-syntax", "a list cannot begin beside its key", "write [one, two], or begin the list on the next line; put a text in quotes"
	case strings.HasPrefix(msg, "did not find expected alphabetic"): // an alias without a name
		return "yaml-syntax", "an item of a list does not begin with this character", "begin it with a dash and a space, or put the text in quotes"
	case strings.HasPrefix(msg, "did not find expected node content"):
		return "yaml-syntax", "a value was expected here", "is a comma or a bracket too many?"
	case strings.HasPrefix(msg, "found character that cannot start"):
		return "yaml-syntax", "a value cannot begin with this character", "put the text in quotes"
	case strings.HasPrefix(msg, "could not find expected ':'"):
		return "yaml-syntax", "a name and a colon were expected here",
			"write name: value; a line that goes on with the text above begins further in"
	case strings.HasPrefix(msg, "did not find expected key") ||
		strings.HasPrefix(msg, "did not find expected '-'"):
		return "yaml-syntax", "this line does not fit the ones before it: a name and a colon were expected",
			"is the indentation the same as that of its neighbours?"
	default:
		return "yaml-syntax", "the YAML reader says: " + msg, ""
	}
}

// beganEarlier reports whether what went wrong is better shown where it began:
// at the bracket or quote that is left open, or the name without a colon.
func beganEarlier(e *yaml.LoadError) bool {
	switch {
	case strings.Contains(e.ContextMsg, "flow"):
		return e.Mark.Line > e.ContextMark.Line
	case strings.Contains(e.ContextMsg, "quoted scalar"):
		return !strings.Contains(e.Message, "escape")
	case strings.HasPrefix(e.Message, "did not find expected alphabetic"):
		return true
	}
	return strings.HasPrefix(e.Message, "could not find expected ':'")
}

// quotedStart reports whether the value that ends there began with a quote or a
// bracket, as rules often do.
func quotedStart(before string) bool {
	_, value, ok := strings.Cut(before, ": ")
	return ok && strings.ContainsAny(firstRune(value), `"'[{`)
}

func firstRune(s string) string {
	s = strings.TrimLeft(s, " ")
	first, _ := cutRunes(s, 1)
	return first
}
