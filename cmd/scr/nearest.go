package main

import "strings"

// nearest returns the word most like the one given, or "" when none is close.
func nearest(word string, words []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, w := range words {
		if d := distance(word, w); d < least {
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

// distance counts the letters to insert, remove, change or swap with their
// neighbour to make one word the other.
func distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
