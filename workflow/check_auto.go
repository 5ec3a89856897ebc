package workflow

import (
	"slices"
	"strings"
)

// checkAlso checks the linked moves of a transition.
func (c *checker) checkAlso(t *authoredTrack, tr *authoredTransition) (found []string) {
	for _, w := range tr.also {
		other, move, ok := c.move(w, t)
		switch {
		case !ok:
		case other != nil && other.forEach.given():
			c.complain(w, "also", "link a move of a track that runs once",
				"track %s runs for each %s: a linked move would not know for which", other.name.text, other.forEach.text)
		case move != nil && c.alsoLeadsTo(move, tr, map[*authoredTransition]bool{}):
			c.complain(w, "also", "take it out of also", "linked moves go round in a circle: %s leads back to %s.%s", w.text, t.name.text, tr.name.text)
		default:
			found = append(found, w.text)
		}
	}
	return found
}

// alsoLeadsTo reports whether linked moves lead from one move to another.
func (c *checker) alsoLeadsTo(from, to *authoredTransition, seen map[*authoredTransition]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, w := range from.also {
		if next := c.lookup(w.text); next != nil && c.alsoLeadsTo(next, to, seen) {
			return true
		}
	}
	return false
}

// lookup returns the move of that name, such as review.decide, or nil.
func (c *checker) lookup(name string) *authoredTransition {
	trackName, moveName, _ := strings.Cut(name, ".")
	t := c.track(trackName)
	if t == nil {
		return nil
	}
	for i := range t.transitions {
		if t.transitions[i].name.text == moveName {
			return &t.transitions[i]
		}
	}
	return nil
}

// checkAuto checks the automatic moves of all tracks: which of two fires must be
// plain, and they must come to rest.
func (c *checker) checkAuto() {
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
			add(c.lookup(w.text))
		}
	}
	for i := range c.a.tracks {
		for j := range c.a.tracks[i].transitions {
			if tr := &c.a.tracks[i].transitions[j]; tr.auto.on {
				add(tr)
			}
		}
	}
	return found
}

// checkAmbiguous complains about two automatic moves from one stage when the
// later can never fire: the earlier asks for nothing, or for the same.
func (c *checker) checkAmbiguous(t *authoredTrack) {
	for i := range t.transitions {
		later := &t.transitions[i]
		for j := range t.transitions[:i] {
			earlier := &t.transitions[j]
			if !earlier.auto.on || !later.auto.on || !shareSource(t, earlier, later) {
				continue
			}
			if asks := conditions(earlier); len(asks) == 0 || slices.Equal(asks, conditions(later)) {
				c.complain(later.name, "ambiguous-transition", "give each a rule that excludes the other",
					"%s fires whenever %s could: it comes first and asks for no more", earlier.name.text, later.name.text)
				break
			}
		}
	}
}

func shareSource(t *authoredTrack, a, b *authoredTransition) bool {
	for _, from := range t.sources(a) {
		if slices.Contains(t.sources(b), from) {
			return true
		}
	}
	return false
}

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
		list = append(list, "join "+j.track.text+" "+j.mode+" "+strings.Join(texts(j.stages), " "))
	}
	slices.Sort(list)
	return list
}

// checkCycle complains about moves that are made without a person and lead in a
// circle: they might never come to rest.
func (c *checker) checkCycle(t *authoredTrack, byItself map[*authoredTransition]bool) {
	edges := map[string][]string{}
	for i := range t.transitions {
		tr := &t.transitions[i]
		if !byItself[tr] {
			continue
		}
		for _, from := range t.sources(tr) {
			if reach([]string{tr.to.text}, edges)[from] {
				c.complain(tr.name, "auto-cycle", "let a person decide one of them: by: in place of auto: true",
					"automatic moves lead in a circle: with %s, track %s comes back to %q and never rests", tr.name.text, t.name.text, from)
				return
			}
			edges[from] = append(edges[from], tr.to.text)
		}
	}
}
