package report

import (
	"reflect"
	"regexp"
	"slices"

	"scr/review"
)

// recordedWith are the commands that record what rules look through, by the names of
// the lists in rules.
var recordedWith = map[string]string{
	"subjects": "subject", "statuses": "status", "agencies": "agency", "partners": "partner", "relatives": "relative",
	"meetings": "meeting", "conversations": "conversation", "evidence": "evidence", "documents": "document",
	"episodes": "episode", "findings": "finding", "recommendations": "recommendation", "responses": "response",
	"actions": "action", "letters": "letter", "proceedings": "proceeding", "links": "link", "criteria": "criteria",
	"releases": "release", "disclosures": "disclosure",
}

// listInRule finds the names of lists in a part of a rule; f.actions is no list of the
// review.
var listInRule = regexp.MustCompile(`(?:^|[^.\w])([a-z]+)\b`)

// unrecorded returns the commands that record what an obstacle asks for and of which
// there is nothing yet.
func (p page) unrecorded(o review.Obstacle) (commands []string) {
	if o.Kind != review.ByRequirement {
		return nil
	}
	for _, part := range o.Values {
		for _, m := range listInRule.FindAllStringSubmatch(part, -1) {
			command := "scr " + recordedWith[m[1]] + " add " + p.s.Review.Reference
			if recordedWith[m[1]] != "" && p.none(m[1]) && !slices.Contains(commands, command) {
				commands = append(commands, command)
			}
		}
	}
	return commands
}

// none reports whether the review has no record in a list.
func (p page) none(list string) bool {
	records, ok := review.SlotOf(reflect.ValueOf(p.s.Review).Elem(), list)
	return ok && records.Kind() == reflect.Slice && records.Len() == 0
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
