package engine

import (
	"regexp"
	"strings"
	"sync"
)

// english joins words as a sentence does: "police, education and health".
func english(words []string) string {
	switch len(words) {
	case 0:
		return "none"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// oneOf joins words as a choice: "police, education or health".
func oneOf(words []string) string {
	if len(words) < 2 {
		return english(words)
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// splitMove splits track.move.
func splitMove(name string) (track, move string, ok bool) {
	track, move, ok = strings.Cut(name, ".")
	return track, move, ok && track != "" && move != ""
}

// pattern compiles a pattern when it is first asked for: most commands ask for
// none, and every command pays for what a package does at its start.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
