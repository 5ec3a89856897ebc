package report

import (
	"regexp"
	"slices"

	"scr/review"
)

// appointing is the command that gives somebody the role that decides a move, where
// nobody holds it.
func (p page) appointing(m Move) string {
	if len(m.By) == 0 || p.s.Definition == nil || !slices.ContainsFunc(m.Obstacles, func(o review.Obstacle) bool { return o.Kind == review.ByRole }) {
		return ""
	}
	return p.appoint(m.By[0], "")
}

// appoint is the command that gives somebody a role, with a profession where one is named.
func (p page) appoint(role, profession string) string {
	if r := p.s.Definition.Role(role); r != nil && r.Office {
		return "scr office add " + role + " --person HANDLE"
	}
	command := "scr team add " + p.s.Review.Reference + " --role " + role + " --person HANDLE"
	if profession != "" {
		command += " --profession " + profession
	}
	return command
}

// somebody finds what a rule asks of one of the people with a part, and the word for them.
var somebody = regexp.MustCompile(`\bpeople\.exists\((\w+), (.*)`)

// unappointed returns the command that gives somebody the role that a rule looks for, or
// nothing where somebody has it: then what is missing is another thing.
func (p page) unappointed(rule string) []string {
	one := somebody.FindStringSubmatch(rule)
	if one == nil || p.s.Definition == nil {
		return nil
	}
	role, profession := "", ""
	asked := regexp.MustCompile(`"(\w+)" in ` + one[1] + `\.roles|\b` + one[1] + `\.profession == "(\w+)"`)
	for _, m := range asked.FindAllStringSubmatch(one[2], -1) {
		if role != "" && m[1] != "" || profession != "" && m[2] != "" {
			return nil // there is more than one way to meet it
		}
		role, profession = role+m[1], profession+m[2]
	}
	if role == "" || p.taken(role, profession) {
		return nil
	}
	return []string{p.appoint(role, profession)}
}

// taken reports whether somebody has a role today, with that profession where one is named.
func (p page) taken(role, profession string) bool {
	return slices.ContainsFunc(p.s.Review.Assignments, func(a review.Assignment) bool {
		return a.Role == role && (profession == "" || a.Profession == profession) && a.Holds(p.s.Today)
	}) || slices.ContainsFunc(p.s.Offices, func(o review.OfficeTerm) bool { return o.Office == role && o.Holds(p.s.Today) })
}
