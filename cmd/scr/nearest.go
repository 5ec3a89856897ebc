package main

import (
	"strings"

	"scr/internal/typo"
)

// nearest returns the word most like the one given, or "" when none is close.
func nearest(word string, words []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, w := range words {
		if d := typo.Between(word, w); d < least {
			best, least = w, d
		}
	}
	return best
}

// meantBy returns the word that was probably meant: the one most like it, else the
// first that begins with it.
func meantBy(word string, words []string) string {
	word = strings.ToLower(word)
	if like := nearest(word, words); like != "" {
		return like
	}
	for _, w := range words {
		if strings.HasPrefix(w, word) {
			return w
		}
	}
	return ""
}
