package report

import (
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"scr/review"
)

// recording is how something is recorded: the noun of its command, and those of its flags
// that a rule can say the word for.
type recording struct {
	noun  string
	flags []string
}

// recordedWith is how what rules look through is recorded, by the names of the lists in
// rules.
var recordedWith = map[string]recording{
	"subjects": {noun: "subject"}, "statuses": {noun: "status"}, "agencies": {noun: "agency"}, "partners": {noun: "partner"},
	"relatives": {noun: "relative"}, "meetings": {"meeting", []string{"kind"}}, "conversations": {noun: "conversation"},
	"evidence": {"evidence", []string{"kind"}}, "documents": {"document", []string{"kind"}}, "episodes": {noun: "episode"},
	"findings": {noun: "finding"}, "recommendations": {noun: "recommendation"}, "responses": {noun: "response"},
	"actions": {noun: "action"}, "letters": {"letter", []string{"direction", "party", "kind"}},
	"proceedings": {"proceeding", []string{"kind"}}, "links": {"link", []string{"kind"}}, "criteria": {noun: "criteria"},
	"releases": {"release", []string{"mode"}}, "disclosures": {noun: "disclosure"},
}

// listInRule finds the names of lists in a part of a rule; f.actions is no list of the
// review.
var listInRule = regexp.MustCompile(`(?:^|[^.\w])([a-z]+)\b`)

// firstOf finds what looks for one record of a list, and the word for it.
var firstOf = regexp.MustCompile(`^\.exists\((\w+), `)

// unrecorded returns the commands that record what an obstacle asks for and of which
// there is nothing yet.
func (p page) unrecorded(o review.Obstacle) (commands []string) {
	if o.Kind != review.ByRequirement {
		return nil
	}
	for _, part := range o.Values {
		rule, _, _ := strings.Cut(part, "; ") // what was found follows
		for list, rest := range listsIn(rule) {
			if words := sought(list, rest); p.none(list, words) {
				commands = append(commands, "scr "+recordedWith[list].noun+" add "+p.s.Review.Reference+flagged(list, words))
			}
		}
	}
	slices.Sort(commands)
	return slices.Compact(commands)
}

// listsIn goes through the lists that a rule looks through, each with what is
// said of it.
func listsIn(rule string) iter.Seq2[string, string] {
	return func(yield func(list, rest string) bool) {
		at := slices.DeleteFunc(listInRule.FindAllStringSubmatchIndex(rule, -1), func(m []int) bool {
			return recordedWith[rule[m[2]:m[3]]].noun == ""
		})
		for i, m := range at {
			end := len(rule)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			if !yield(rule[m[2]:m[3]], rule[m[3]:end]) {
				return
			}
		}
	}
}

// sought says what a record must be that a rule looks for, where the rule knows one word
// for it, by flag.
func sought(list, rest string) map[string]string {
	words := map[string]string{}
	each := firstOf.FindStringSubmatch(rest)
	if each == nil {
		return words
	}
	for _, flag := range recordedWith[list].flags {
		is := regexp.MustCompile(`\b`+each[1]+`\.`+flag+` == "(\w+)"`).FindAllStringSubmatch(rest, -1)
		if len(is) > 0 && !slices.ContainsFunc(is, func(m []string) bool { return m[1] != is[0][1] }) {
			words[flag] = is[0][1]
		}
	}
	return words
}

// flagged writes the flags of a command that records such a record.
func flagged(list string, words map[string]string) (says string) {
	for _, flag := range recordedWith[list].flags {
		if words[flag] != "" {
			says += " --" + flag + " " + words[flag]
		}
	}
	return says
}

// none reports whether the review has no such record in a list.
func (p page) none(list string, words map[string]string) bool {
	records, ok := review.SlotOf(reflect.ValueOf(p.s.Review).Elem(), list)
	if !ok || records.Kind() != reflect.Slice {
		return false
	}
	for i := range records.Len() {
		if hasWords(records.Index(i), words) {
			return false
		}
	}
	return true
}

// hasWords reports whether a record says those words.
func hasWords(record reflect.Value, words map[string]string) bool {
	for name, word := range words {
		if slot, ok := review.SlotOf(record, name); !ok || slot.String() != word {
			return false
		}
	}
	return true
}

// appointing is the command that gives somebody the role that decides a move, where
// nobody holds it.
func (p page) appointing(m Move) string {
	if len(m.By) == 0 || p.s.Definition == nil || !slices.ContainsFunc(m.Obstacles, func(o review.Obstacle) bool { return o.Kind == review.ByRole }) {
		return ""
	}
	if role := p.s.Definition.Role(m.By[0]); role != nil && role.Office {
		return "scr office add " + role.Name + " --person HANDLE"
	}
	return "scr team add " + p.s.Review.Reference + " --role " + m.By[0] + " --person HANDLE"
}
