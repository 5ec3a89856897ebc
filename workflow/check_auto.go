package workflow

import (
	"fmt"
	"slices"
	"strings"
)

// moveName is how a move is referred to from elsewhere: review.decide.
func moveName(t *authoredTrack, tr *authoredTransition) string {
	return t.name.text + "." + tr.name.text
}

// collectMoves notes every move by its name, and which are linked to others.
func (c *checker) collectMoves() {
	c.byName, c.linked = map[string]*authoredTransition{}, map[string]bool{}
	for i := range c.a.tracks {
		t := &c.a.tracks[i]
		for j := range t.transitions {
			tr := &t.transitions[j]
			c.byName[moveName(t, tr)] = tr
			for _, w := range tr.also {
				c.linked[w.text] = true
			}
		}
	}
}

// checkAlso checks the linked moves of a transition.
func (c *checker) checkAlso(t *authoredTrack, tr *authoredTransition) (found []string) {
	for _, w := range tr.also {
		if _, _, ok := c.move(w, t); ok {
			found = append(found, w.text)
		}
	}
	return found
}

// checkAlsoCircles complains about linked moves that lead back to themselves,
// each circle once.
func (c *checker) checkAlsoCircles() {
	const under, done = 1, 2
	state := map[*authoredTransition]int{}
	var visit func(*authoredTransition)
	visit = func(tr *authoredTransition) {
		state[tr] = under
		for _, w := range tr.also {
			next := c.byName[w.text]
			if next == nil {
				continue
			}
			if state[next] == under {
				c.complain(w, "also", "take it out of also", "linked moves lead in a circle: this one leads back to %s", w.text)
			} else if state[next] == 0 {
				visit(next)
			}
		}
		state[tr] = done
	}
	for i := range c.a.tracks {
		for j := range c.a.tracks[i].transitions {
			if tr := &c.a.tracks[i].transitions[j]; state[tr] == 0 {
				visit(tr)
			}
		}
	}
}

// checkAuto checks the automatic moves of all tracks: which of two fires must be
// plain, and they must come to rest.
func (c *checker) checkAuto() {
	c.checkAlsoCircles()
	byItself := c.movesByThemselves()
	for i := range c.a.tracks {
		t := &c.a.tracks[i]
		c.checkAmbiguous(t)
		c.checkCycle(t, byItself)
	}
}

// movesByThemselves are the automatic moves and those linked to them.
func (c *checker) movesByThemselves() map[*authoredTransition]bool {
	found := map[*authoredTransition]bool{}
	var add func(*authoredTransition)
	add = func(tr *authoredTransition) {
		if tr == nil || found[tr] {
			return
		}
		found[tr] = true
		for _, w := range tr.also {
			add(c.byName[w.text])
		}
	}
	for _, tr := range c.byName {
		if tr.auto.on {
			add(tr)
		}
	}
	return found
}

// automatic is an automatic move with what decides whether it fires.
type automatic struct {
	*authoredTransition
	sources map[string]bool
	asks    []string
}

// checkAmbiguous complains about two automatic moves from one stage when the
// later can never fire: the earlier asks for nothing that the later does not ask for.
func (c *checker) checkAmbiguous(t *authoredTrack) {
	var earlier []automatic
	for i := range t.transitions {
		tr := &t.transitions[i]
		if !tr.auto.on {
			continue
		}
		later := automatic{tr, map[string]bool{}, conditions(tr)}
		for _, from := range t.sources(tr) {
			later.sources[from] = true
		}
		for _, e := range earlier {
			if e.before(later) {
				c.complain(tr.name, "ambiguous-transition", "give each a rule that excludes the other",
					"%s fires whenever %s could: it comes first and asks for no more", e.name.text, tr.name.text)
				break
			}
		}
		earlier = append(earlier, later)
	}
}

// before reports whether a move, tried first, leaves the later none of some stage.
func (a automatic) before(later automatic) bool {
	for _, asked := range a.asks {
		if !slices.Contains(later.asks, asked) {
			return false
		}
	}
	for from := range a.sources {
		if later.sources[from] {
			return true
		}
	}
	return false
}

// sources returns the stages that a transition leaves, any written out.
func (t *authoredTrack) sources(tr *authoredTransition) []string {
	from := texts(tr.from)
	if slices.Contains(from, "any") && !slices.Contains(t.stageNames().list, "any") {
		return t.everyStageBut(tr.to.text)
	}
	return from
}

// conditions are what an automatic move waits for, in a fixed order.
func conditions(tr *authoredTransition) (list []string) {
	for _, q := range tr.requires {
		list = append(list, strings.Join(strings.Fields(q.rule.text), " "))
	}
	for _, j := range tr.joins {
		list = append(list, fmt.Sprint("join ", j.track.text, " ", j.mode, " ", j.atLeast.n, " ", j.evenIfNone.on, " ", texts(j.stages)))
	}
	slices.Sort(list)
	return list
}

// checkCycle complains about moves that are made without a person and lead in a
// circle: they might never come to rest.
func (c *checker) checkCycle(t *authoredTrack, byItself map[*authoredTransition]bool) {
	edges := map[string][]string{}
	drawn := map[[2]string]bool{}
	for i := range t.transitions {
		tr := &t.transitions[i]
		if !byItself[tr] {
			continue
		}
		onward := reach([]string{tr.to.text}, edges)
		for _, from := range t.sources(tr) {
			if onward[from] {
				c.complain(tr.name, "auto-cycle", "let a person decide one of them: by: in place of auto: true",
					"automatic moves lead in a circle: with %s, track %s comes back to %q and never rests", tr.name.text, t.name.text, from)
				return
			}
			if edge := [2]string{from, tr.to.text}; !drawn[edge] {
				drawn[edge] = true
				edges[from] = append(edges[from], tr.to.text)
			}
		}
	}
}
