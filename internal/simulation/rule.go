package simulation

import (
	"fmt"
	"strings"
)

// rule makes up a rule over facts. One of an automatic move may not ask what day it is.
func (s *sketch) rule(t *strand, auto bool) string {
	rule := s.question(t, auto)
	switch s.IntN(6) {
	case 0:
		return "!(" + rule + ")"
	case 1:
		return rule + " && " + s.question(t, auto)
	case 2:
		return "(" + rule + " || " + s.question(t, auto) + ")"
	}
	return rule
}

// question makes up one part of a rule.
func (s *sketch) question(t *strand, auto bool) string {
	switch n := s.IntN(12); {
	case n < 4:
		return s.countQuestion()
	case n < 6 && len(s.forms) > 0:
		return s.formQuestion(t)
	case n < 8:
		return s.trackQuestion()
	case n < 9 && len(s.clocks) > 0:
		return s.clockQuestion()
	case n < 10 && !auto:
		return fmt.Sprintf("today - review.opened_on >= %d", s.IntN(40))
	case n < 11 && t.each != "":
		return pick(s.chance, []string{"!item.late", "!item.excused", fmt.Sprintf("item.stage == \"%s\"", pick(s.chance, t.stages))})
	}
	return pick(s.chance, []string{
		`count(people, p, "lead_reviewer" in p.roles) >= 1`, "size(professions.missing) == 0", "size(people) > 1",
		`meetings.exists(m, m.kind == "panel")`, "findings.all(f, f.agreed)", "every(actions, a, a.closed)",
		"!review.taken_on", `holds.all(h, h.lifted)`, `letters.exists(l, l.direction == "in")`, `relatives.exists(r, r.contacts > 0)`,
		`conversations.exists(c, c.state == "held")`, `evidence.all(e, e.state == "accepted")`, `people.exists(p, p.accredited)`,
		`recommendations.all(r, r.responses > 0)`, "proceedings.all(p, p.ended)",
		`criteria.exists(c, c.met == "yes")`, "notices.all(n, n.sent)", "releases.all(r, r.authorised && !r.retired)", `disclosures.exists(d, d.outcome == "made")`,
		`partners.exists(p, p.part == "leads")`, "links.all(l, l.here)", "statuses.exists(s, s.open)",
		`statuses.exists(s, overlaps(s.from, s.to, months_before(review.opened_on, 6), review.opened_on))`, `subjects.exists(s, s.part != "caused_harm")`, `"health" in professions.on_team`,
	})
}

func (s *sketch) countQuestion() string {
	of := pick(s.chance, []string{"subjects", "agencies", "relatives", "meetings", "conversations", "evidence", "documents",
		"episodes", "findings", "recommendations", "responses", "actions", "letters", "partners", "statuses", "links", "proceedings", "criteria", "notices", "releases", "disclosures", "holds"})
	return fmt.Sprintf("size(%s) %s %d", of, pick(s.chance, []string{">=", "<", ">", "!="}), s.between(1, 3))
}

// formQuestion asks what a form says, or only whether it says anything.
func (s *sketch) formQuestion(t *strand) string {
	f := pick(s.chance, s.forms)
	field := pick(s.chance, f.fields)
	place := "forms." + f.name + "." + field[0]
	if f.each != "" {
		if f.each != t.each {
			return "size(agencies) < 3"
		}
		place = "item." + place
	}
	switch field[1] {
	case "choice":
		return place + ` == "two"`
	case "choices":
		return `"one" in ` + place
	case "number":
		return place + " > 2"
	case "yes_no":
		return place
	}
	return "has(" + place + ")"
}

func (s *sketch) trackQuestion() string {
	t := pick(s.chance, s.tracks)
	stage := pick(s.chance, t.stages)
	if t.each != "" {
		return fmt.Sprintf("items.%s.%s(i, i.stage == \"%s\")", t.name, pick(s.chance, []string{"exists", "all"}), stage)
	}
	if s.one(2) {
		return fmt.Sprintf("\"%s\" in track.%s.visited", stage, t.name)
	}
	return fmt.Sprintf("track.%s.stage != \"%s\"", t.name, stage)
}

func (s *sketch) clockQuestion() string {
	name := pick(s.chance, s.clocks)
	switch {
	case strings.HasPrefix(name, "keeps"):
		return "!clocks." + name + ".kept"
	case strings.HasPrefix(name, "looks_back"):
		return "clocks." + name + ".from < clocks." + name + ".until"
	}
	return "!clocks." + name + "." + pick(s.chance, []string{"running", "paused", "overdue", "stopped"})
}
