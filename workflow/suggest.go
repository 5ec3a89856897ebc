package workflow

import (
	"fmt"
	"slices"
	"strings"

	"scr/internal/typo"
)

// didYouMean is the hint for an unknown name: the nearest known one, or all of
// them when there are few.
func didYouMean(unknown string, known []string) string {
	if near := Nearest(unknown, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	switch {
	case len(known) == 0:
		return "there are none"
	case len(known) <= 12:
		return "there is " + wordList(known, "and")
	}
	return ""
}

// listInOne takes apart a text that lists known names without brackets, or with
// other marks than commas; it is "" if the text is none.
func listInOne(text string, known []string) string {
	names := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;/[]", r) })
	for _, name := range names {
		if !slices.Contains(known, name) {
			return ""
		}
	}
	if len(names) < 2 {
		return ""
	}
	return strings.Join(names, ", ")
}

// Nearest returns the known name that differs from the unknown one in the fewest
// letters, or "" if even that would be a guess.
func Nearest(unknown string, known []string) string {
	if len(unknown) > 64 {
		return ""
	}
	folded := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(unknown))
	best, fewest := "", 1000
	for _, name := range known {
		if d := typo.Between(folded, name); d < fewest && d <= max(1, len(name)/3) {
			best, fewest = name, d
		}
	}
	return best
}

// wordList writes words as a sentence does: a, b and c.
func wordList(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + and + " " + words[len(words)-1]
}
