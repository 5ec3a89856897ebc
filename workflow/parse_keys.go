package workflow

import "strings"

// part is a kind of mapping in a definition's file, with the keys it may have.
type part struct{ what, keys string }

// parts lists every kind of mapping whose keys are fixed. The others are mappings
// from names.
func parts() []part {
	return []part{
		{"a definition", "language workflow version title nation in_force successor extends drop unverified guidance " +
			"professions vocabularies roles forms tracks clocks holds criteria"},
		{"in_force", "from to"},
		{"a vocabulary", "title words"},
		{"a role", "title office opens on_team must_be access"},
		{"a form", "title for_each by fields cites unverified"},
		{"a field", "title type of optional personal help"},
		{"a track", "title for_each of late beside initial stages final transitions"},
		{"late", "reopen"},
		{"a stage", "title unverified"},
		{"a transition", "title from to by records_for not_by not_from form auto upon upon_from also reopens joins requires cites unverified"},
		{"a join", "all any none at_least at even_if_none"},
		{"a requirement", "rule tell ask cites strength unverified"},
		{"a clock", "title track starts stops within before due looks_back keeps missed extend cites unverified"},
		{"missed", "block"},
		{"extend", "by documents cites"},
		{"a set of criteria", "title notices cites unverified"},
		{"a notice", "title to kind within cites unverified"},
		{"a hold", "title may_cover blocks except pauses grounds by cites unverified"},
	}
}

// keysOf returns the keys of a kind of mapping.
func keysOf(what string) []string {
	for _, p := range append(parts(), retentionParts()...) {
		if p.what == what {
			return strings.Fields(p.keys)
		}
	}
	return nil
}
