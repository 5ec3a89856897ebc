package report

import (
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"scr/review"
)

// recording is how something is recorded: the noun of its command, what the command takes
// behind the reference, and those of its flags that a rule can say the word for.
type recording struct {
	noun, takes string
	flags       []string
}

// recordedWith is how what rules look through is recorded, by the names of the lists in
// rules.
var recordedWith = map[string]recording{
	"subjects":        {noun: "subject"},
	"statuses":        {noun: "status", takes: "SUBJECT"},
	"agencies":        {noun: "agency", takes: "AGENCY"},
	"partners":        {noun: "partner", takes: "PARTNER"},
	"relatives":       {noun: "relative"},
	"meetings":        {noun: "meeting", flags: []string{"kind"}},
	"conversations":   {noun: "conversation"},
	"evidence":        {noun: "evidence", flags: []string{"kind"}},
	"documents":       {noun: "document", flags: []string{"kind"}},
	"episodes":        {noun: "episode"},
	"findings":        {noun: "finding"},
	"recommendations": {noun: "recommendation"},
	"responses":       {noun: "response"},
	"actions":         {noun: "action"},
	"letters":         {noun: "letter", flags: []string{"direction", "party", "kind"}},
	"proceedings":     {noun: "proceeding", flags: []string{"kind"}},
	"links":           {noun: "link", flags: []string{"kind"}},
	"criteria":        {noun: "criteria", takes: "SET"},
	"releases":        {noun: "release", flags: []string{"mode"}},
	"disclosures":     {noun: "disclosure"},
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
				commands = append(commands, recordedWith[list].command(p.s.Review.Reference, words))
			}
		}
		commands = append(commands, p.unappointed(rule)...)
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

// sought says what a record must be that a rule looks for: the words that the rule has for
// it, by their names there.
func sought(list, rest string) map[string][]string {
	words := map[string][]string{}
	each := firstOf.FindStringSubmatch(rest)
	if each == nil {
		return words
	}
	for _, name := range recordedWith[list].names() {
		is := regexp.MustCompile(`\b` + each[1] + `\.` + name + ` == "(\w+)"`)
		for _, m := range is.FindAllStringSubmatch(rest, -1) {
			if !slices.Contains(words[name], m[1]) {
				words[name] = append(words[name], m[1])
			}
		}
	}
	return words
}

// names are those in a rule of what the command can be given.
func (how recording) names() []string {
	if how.takes == "" {
		return how.flags
	}
	return append([]string{strings.ToLower(how.takes)}, how.flags...)
}

// command records such a record of a review. Of several words whoever records it chooses.
func (how recording) command(ref string, words map[string][]string) string {
	says, choice := "scr "+how.noun+" add "+ref, ""
	word := func(name, unknown string) string {
		switch is := words[name]; len(is) {
		case 0:
			return unknown
		case 1:
			return is[0]
		default:
			choice += ", where " + strings.ToUpper(name) + " is " + alternatives(is)
			return strings.ToUpper(name)
		}
	}
	if how.takes != "" {
		says += " " + word(strings.ToLower(how.takes), how.takes)
	}
	for _, flag := range how.flags {
		if is := word(flag, ""); is != "" {
			says += " --" + flag + " " + is
		}
	}
	return says + choice
}

// none reports whether the review has no such record in a list.
func (p page) none(list string, words map[string][]string) bool {
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

// hasWords reports whether a record says one of the words for each of those names.
func hasWords(record reflect.Value, words map[string][]string) bool {
	for name, is := range words {
		if slot, ok := review.SlotOf(record, name); !ok || !slices.Contains(is, slot.String()) {
			return false
		}
	}
	return true
}
