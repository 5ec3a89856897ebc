package simulation

import (
	"scr/engine"
	"scr/review"
)

// undeclared is somebody with a role in a review who has not declared yet.
func (w *world) undeclared(s *subject) string {
	var list []string
	for _, a := range s.row.Assignments {
		if a.Holds(w.today()) && !s.row.Declares(a.Person) {
			list = append(list, a.Person)
		}
	}
	for _, t := range w.board.offices {
		if t.Office == "chair" && t.Holds(w.today()) && !s.row.Declares(t.Person) {
			list = append(list, t.Person)
		}
	}
	return pick(w.chance, list)
}

// aboutAccess makes up a command on who sees what: above all that somebody declares.
func (w *world) aboutAccess(s *subject, undeclared string) op {
	if undeclared != "" && !w.one(5) {
		kinds := []string{review.NoConflict}
		if w.one(5) {
			kinds = some(w.chance, review.Conflicts()[1:])
		}
		return op{cmd: engine.Declare{Meta: engine.Meta{User: undeclared}, Review: s.ref, Kinds: kinds, Why: "a simulation"}, subject: s, retries: true}
	}
	meta := engine.Meta{User: w.opens(s)}
	switch w.IntN(6) {
	case 0:
		return op{cmd: engine.Share{Meta: meta, Review: s.ref, All: w.one(2), Agency: w.agencyOf(s)}, subject: s, retries: true}
	case 1:
		return op{cmd: engine.Mark{Meta: meta, Review: s.ref, ID: w.handleOf(s, pick(w.chance, []string{"evidence", "document", "letter"})), Legal: w.one(2)}, subject: s, retries: true}
	case 2:
		return op{cmd: engine.Claim{Meta: engine.Meta{User: pick(w.chance, w.board.people)}, Review: s.ref, Why: "a simulation"}, subject: s}
	case 3, 4:
		return op{cmd: engine.Grant{Meta: engine.Meta{User: w.holder(s, []string{"coordinator", "chair"})}, Review: s.ref,
			Person: pick(w.chance, w.board.people), Hours: w.between(0, 3) * 12, Why: "a simulation"}, subject: s}
	}
	return op{cmd: engine.CloseClaim{Meta: engine.Meta{User: w.holder(s, []string{engine.PrivacyOfficer})}, Review: s.ref, Claim: w.handleOf(s, "claim"), Note: "a simulation"}, subject: s}
}
