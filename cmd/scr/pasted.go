package main

import (
	"regexp"
	"strings"
)

// What comes out of a word processor or an e-mail has long dashes and curly quotation
// marks. A shell takes neither for what it was, and the words would fall in wrong places.

const (
	longDashes = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212" // from hyphen to horizontal bar, and minus
	curly      = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
)

// straight writes a word with the dashes that a keyboard has.
func straight(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(longDashes, r) {
			return '-'
		}
		return r
	}, word)
}

var (
	flagLike = regexp.MustCompile(`^-+[a-z][a-z-]*$`)
	// dashed matches what has dashes in it: a reference, a day, a handle.
	dashed = regexp.MustCompile(`^([A-Z]{2,8}-\d{4}-\d+|\d{4}-\d\d(-\d\d)?|[a-z_]+-\d+)$`)
)

// pasted refuses the first word that was changed on its way from a text. It repeats no
// word that may be a name.
func pasted(args []string) error {
	for _, arg := range args {
		word := arg
		if flag, value, given := strings.Cut(arg, "="); given && strings.HasPrefix(flag, "--") {
			word = value
		}
		switch mended := straight(word); {
		case mended != word && flagLike.MatchString(mended):
			return misuse("“%s” begins with a long dash", word).
				WithHint("a word processor changed it: type --%s", strings.TrimLeft(mended, "-"))
		case mended != word && strings.HasPrefix(mended, "-") && !strings.HasPrefix(word, "-"):
			return misuse("a word begins with a long dash").WithHint("a word processor changed it: type - or --")
		case mended != word && dashed.MatchString(mended):
			return misuse("“%s” is written with long dashes", word).WithHint("a word processor changed it: type %s", mended)
		case quotedCurly(word):
			return misuse("a word stands in curly quotation marks").
				WithHint("a word processor changed them: type straight ones, as in --title \"Example Board\"")
		}
	}
	return nil
}

// quotedCurly reports whether a single word begins or ends with a curly quotation mark.
// Several words reached the program together: somebody quoted them, and meant the mark.
func quotedCurly(word string) bool {
	return word != "" && !strings.ContainsAny(word, " \t\n") &&
		(strings.ContainsRune(curly, []rune(word)[0]) || strings.HasSuffix(word, "\u201d"))
}
