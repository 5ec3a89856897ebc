package main

import (
	"regexp"
	"slices"
	"strings"
)

// handleLike matches a handle that the program gave out, in any case: P3, Finding-1.
var handleLike = regexp.MustCompile(`^(?i:p|[a-z]+-)[0-9]+$`)

// spelled writes the handles among the arguments as they are on record. A reference is
// looked up in any case already; what is a file or a value of somebody's own stays.
func spelled(use string, args []string) []string {
	words := strings.Fields(use)[1:]
	out := slices.Clone(args)
	for i, arg := range out {
		if i < len(words) && (words[i] == "REF" || strings.HasPrefix(words[i], "FILE")) {
			continue
		}
		if handleLike.MatchString(arg) {
			out[i] = strings.ToLower(arg)
		}
	}
	return out
}

// namesPeople are the flags that take handles of people, and one that takes a role.
func namesPeople() []string {
	return []string{"person", "decided-by", "by", "and", "present", "replaced-by", "relatives"}
}

// spelledFlag writes what such a flag says as it is on record: p3 for P3, chair for Chair.
func spelledFlag(flag, value string) string {
	switch {
	case flag == "role":
		return officeName(value)
	case !slices.Contains(namesPeople(), flag):
		return value
	}
	words := strings.Split(value, ",")
	for i, word := range words {
		if handleLike.MatchString(strings.TrimSpace(word)) {
			words[i] = strings.ToLower(strings.TrimSpace(word))
		}
	}
	return strings.Join(words, ",")
}
