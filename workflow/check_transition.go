package workflow

import "slices"

// checkTransition checks one transition. It reports whether its sources and its
// destination are known, so that paths can be followed.
func (c *checker) checkTransition(t *authoredTrack, tr *authoredTransition) (Transition, bool) {
	path := moveName(t, tr)
	from, ok := c.checkFrom(t, tr)
	ok = c.isStage(tr.to, t) && ok
	checked := Transition{
		Name: tr.name.text, Title: tr.title.text, From: from, To: tr.to.text,
		By:         c.refer(tr.by, c.roles, "unknown-role", "a role"),
		RecordsFor: c.refer(tr.recordsFor, c.roles, "unknown-role", "a role"),
		NotBy:      c.checkNotBy(t, tr),
		Auto:       tr.auto.on,
		Upon:       c.checkUpon(t, tr),
		UponFrom:   c.checkUponFrom(tr),
		Also:       c.checkAlso(t, tr),
		Reopens:    tr.reopens.on,
		Joins:      c.checkJoins(t, tr),
		Requires:   c.checkRequirements(path, tr),
		Cites:      c.cites(tr.cites),
		Unverified: c.unverified(path, tr.unverified),
	}
	if c.refersTo(tr.form, c.forms, "unknown-form", "a form") {
		checked.Form = tr.form.text
		c.checkFormItem(t, tr)
	}
	if c.checkNotFrom(t, tr) {
		checked.NotFrom = tr.notFrom.text
	}
	c.checkWho(t, tr)
	if ok {
		c.checkReopens(t, tr)
	}
	return checked, ok
}

// checkFrom writes any out as every stage that is not final, other than the
// destination.
func (c *checker) checkFrom(t *authoredTrack, tr *authoredTransition) (from []string, ok bool) {
	ok = len(tr.from) > 0
	for _, w := range tr.from {
		if w.text == "any" && !slices.Contains(t.stageNames().list, "any") {
			if len(tr.from) > 1 {
				c.complain(w, "any-stage", "write from: any alone, or list the stages", "any stands beside other stages")
				ok = false
			}
			return t.everyStageBut(tr.to.text), ok
		}
		ok = c.isStage(w, t) && ok
		from = append(from, w.text)
	}
	return from, ok
}

func (t *authoredTrack) everyStageBut(to string) (stages []string) {
	for _, name := range t.stageNames().list {
		if name != to && !t.isFinal(name) {
			stages = append(stages, name)
		}
	}
	return stages
}

// checkWho checks that somebody decides the move, and nobody decides an
// automatic one.
func (c *checker) checkWho(t *authoredTrack, tr *authoredTransition) {
	if len(tr.upon) > 0 {
		c.checkNobody(tr, "upon", "a move upon an event is made by the program: it has no %s")
		if tr.auto.on {
			c.out.add(tr.auto.at.place, "auto-by-person", "keep upon, or auto: true", "a move is either made upon an event or whenever its rules hold")
		}
		return
	}
	if !tr.auto.on {
		if len(tr.by) == 0 && !c.doubtful[tr.name.text] && !c.linked[moveName(t, tr)] {
			c.complain(tr.name, "nobody-decides", "add by: with the roles that decide, or auto: true, or upon: with an event",
				"nobody can make the move %s", moveName(t, tr))
		}
		return
	}
	c.checkNobody(tr, "auto: true", "an automatic move is made by the program: it has no %s")
	if tr.reopens.on {
		c.out.add(tr.reopens.at.place, "auto-by-person", "delete reopens, or auto: true", "an automatic move cannot reopen: that asks for a reason and an authority")
	}
}

// checkNobody complains about what only a move that somebody decides can have.
func (c *checker) checkNobody(tr *authoredTransition, key, message string) {
	for _, part := range []struct {
		key   string
		words []word
	}{{"by", tr.by}, {"records_for", tr.recordsFor}, {"not_by", tr.notBy}, {"not_from", listOf(tr.notFrom)}, {"form", listOf(tr.form)}} {
		if len(part.words) > 0 {
			c.complain(part.words[0], "auto-by-person", "delete "+part.key+", or "+key, message, part.key)
		}
	}
}

func listOf(w word) []word {
	if !w.given() {
		return nil
	}
	return []word{w}
}

func (c *checker) checkNotBy(t *authoredTrack, tr *authoredTransition) (found []string) {
	for _, w := range tr.notBy {
		_, other, ok := c.move(w, t)
		switch {
		case !ok:
		case other != nil && (other.auto.on || len(other.upon) > 0):
			c.complain(w, "not-by", "name a move that a person decides", "%s is automatic: nobody decides it", w.text)
		case other == tr:
			c.complain(w, "not-by", "name another move", "a move cannot ask for another person than its own")
		default:
			found = append(found, w.text)
		}
	}
	return found
}

// checkNotFrom checks that people can be kept from judging their own agency.
func (c *checker) checkNotFrom(t *authoredTrack, tr *authoredTransition) bool {
	if !c.oneOf(tr.notFrom, "not-from", "something that people can be kept apart by", "item.agency") {
		return false
	}
	if t.forEach.text != "agency" && !c.doubtful[t.name.text] {
		c.complain(tr.notFrom, "not-from", "delete not_from, or add for_each: agency to the track",
			"track %s does not run for each agency: there is no item.agency", t.name.text)
		return false
	}
	return true
}

// checkFormItem checks that a form filled per item is asked for where there is
// such an item.
func (c *checker) checkFormItem(t *authoredTrack, tr *authoredTransition) {
	for _, f := range c.a.forms {
		if f.name.text == tr.form.text && f.forEach.given() && f.forEach.text != t.forEach.text && !c.doubtful[t.name.text] && !c.doubtful[f.name.text] {
			c.complain(tr.form, "form-item", "use a form without for_each, or a track for each "+f.forEach.text,
				"form %s is filled for each %s, and track %s does not run for each %s",
				f.name.text, f.forEach.text, t.name.text, f.forEach.text)
		}
	}
}

func (c *checker) checkReopens(t *authoredTrack, tr *authoredTransition) {
	left := false
	for _, w := range tr.from {
		if !t.isFinal(w.text) || w.text == t.initial.text { // that the initial stage is final is said elsewhere
			continue
		}
		left = true
		if !tr.reopens.on && !tr.auto.on {
			c.complain(w, "leaves-final", "add reopens: true to "+tr.name.text+", or take the stage out of from",
				"%q is a final stage: only a move that reopens leaves it", w.text)
		}
		if tr.auto.on {
			c.complain(w, "leaves-final", "take the stage out of from", "%q is a final stage: an automatic move cannot leave it", w.text)
		}
	}
	if tr.reopens.on && !left && !tr.auto.on && t.endsKnown() {
		c.out.add(tr.reopens.at.place, "reopens-nothing", "delete reopens, or add a final stage to from",
			"the move %s leaves no final stage, so it reopens nothing", tr.name.text)
	}
}

func (c *checker) checkRequirements(path string, tr *authoredTransition) (list []Requirement) {
	for _, q := range tr.requires {
		checked := Requirement{
			Name: q.name.text, Rule: q.rule.text, Tell: q.tell.text,
			Ask:        c.refer(q.ask, c.roles, "unknown-role", "a role"),
			Cites:      c.cites(q.cites),
			Strength:   Must,
			Unverified: c.unverified(path+"."+q.name.text, q.unverified),
		}
		if c.oneOf(q.strength, "strength", "how strong a requirement can be", string(Must), string(Expected)) {
			checked.Strength = Strength(q.strength.text)
		}
		if checked.Strength == Expected {
			c.checkExpected(tr, q.strength)
		}
		if nameable(q.name) {
			list = append(list, checked)
		}
	}
	return list
}

// checkExpected complains about a requirement that could be passed over with a reason, of
// a move for which nobody gives one.
func (c *checker) checkExpected(tr *authoredTransition, strength word) {
	if tr.auto.on {
		c.complain(strength, "strength", "delete strength: an automatic move waits until the rule holds",
			"nobody gives a reason for an automatic move: what it requires it must have")
	}
	if len(tr.upon) > 0 {
		c.complain(strength, "strength", "delete strength: without the rule the move is not made",
			"nobody gives a reason for a move upon an event: what it requires it must have")
	}
}

func (c *checker) checkJoins(t *authoredTrack, tr *authoredTransition) (joins []Join) {
	for _, j := range tr.joins {
		if !c.refersTo(j.track, c.tracks, "unknown-track", "a track") {
			continue
		}
		joined := c.track(j.track.text)
		switch {
		case joined == nil:
			continue
		case joined == t:
			c.complain(j.track, "join-itself", "join another track, or write a rule over items."+t.name.text,
				"track %s cannot wait for itself", t.name.text)
			continue
		}
		if joined.forEach.text == "proceeding" {
			c.complain(j.track, "joins-proceeding", "take it out of joins, or write a rule over proceedings",
				"track %s runs for each proceeding: proceedings run beside the review, and nobody waits for them", joined.name.text)
			continue
		}
		if j.mode == "none" && j.evenIfNone.at != nil {
			c.out.add(j.evenIfNone.at.place, "join-mode", "delete even_if_none", "where there is no instance at all, none stands there: the join holds")
		}
		checked := Join{Track: j.track.text, Mode: j.mode, AtLeast: j.atLeast.n, EvenIfNone: j.evenIfNone.on}
		for _, w := range j.stages {
			if c.isStage(w, joined) {
				checked.Stages = append(checked.Stages, w.text)
			}
		}
		joins = append(joins, checked)
	}
	return joins
}
