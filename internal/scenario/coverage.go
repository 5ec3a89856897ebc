package scenario

import (
	"maps"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Coverage says what of a definition no scenario shows.
type Coverage struct {
	Definition string   `json:"definition"` // name@version
	Covered    int      `json:"covered"`    // how much of it scenarios show
	Of         int      `json:"of"`         // transitions once, requirements twice: met and not met
	NotMade    []string `json:"not_made"`   // transitions that no scenario makes, as track.move
	NotMet     []string `json:"not_met"`    // requirements that no scenario sees met, as track.move.requirement
	NotUnmet   []string `json:"not_unmet"`  // requirements that no scenario sees not met
}

// Percent is how much is covered, rounded down: 100 says that nothing is missing.
func (c Coverage) Percent() int {
	if c.Of == 0 {
		return 100
	}
	return c.Covered * 100 / c.Of
}

// seen is what scenarios showed of a definition.
type seen struct {
	made    map[string]bool // track.move
	met     map[string]bool // track.move.requirement
	against map[string]bool // requirements that were seen to be not met
}

func newSeen() *seen {
	return &seen{map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

// moves notes what moves showed that were made: also those that the program made, and
// those that were linked to another.
func (c *seen) moves(events []review.Event) {
	for _, ev := range events {
		m, ok := ev.Body.(*review.MoveMade)
		if !ok {
			continue
		}
		c.made[m.Name()] = true
		for _, r := range m.Results {
			switch name := m.Name() + "." + r.Name; {
			case r.Met:
				c.met[name] = true
			case r.Despite:
				c.against[name] = true
			}
		}
	}
}

// add takes over what a scenario showed that passed.
func (c *seen) add(more *seen) {
	maps.Copy(c.made, more.made)
	maps.Copy(c.met, more.met)
	maps.Copy(c.against, more.against)
}

// unmet notes the requirements that stood in the way of a move, as a scenario says they
// must. Those that the move does not have are of a move that is linked to it.
func (c *seen) unmet(def *workflow.Definition, move string, obstacles []review.Obstacle) {
	for _, o := range obstacles {
		if o.Kind != review.ByRequirement {
			continue
		}
		for _, name := range withLinked(def, move, nil) {
			if tr := moveOf(def, name); tr != nil && hasRequirement(tr, o.Name) {
				c.against[name+"."+o.Name] = true
				break
			}
		}
	}
}

// withLinked lists a move and those that are linked to it, each once.
func withLinked(def *workflow.Definition, move string, before []string) []string {
	tr := moveOf(def, move)
	if tr == nil || slices.Contains(before, move) {
		return before
	}
	before = append(before, move)
	for _, also := range tr.Also {
		before = withLinked(def, also, before)
	}
	return before
}

// moveOf finds a move by its name.
func moveOf(def *workflow.Definition, name string) *workflow.Transition {
	track, move, _ := strings.Cut(name, ".")
	if of := def.Track(track); of != nil {
		for i := range of.Transitions {
			if of.Transitions[i].Name == move {
				return &of.Transitions[i]
			}
		}
	}
	return nil
}

func hasRequirement(tr *workflow.Transition, name string) bool {
	return slices.ContainsFunc(tr.Requires, func(q workflow.Requirement) bool { return q.Name == name })
}

// of compares what was seen with all that a definition has.
func (c *seen) of(def *workflow.Definition) *Coverage {
	cover := &Coverage{Definition: versioned(def), NotMade: []string{}, NotMet: []string{}, NotUnmet: []string{}}
	note := func(seen map[string]bool, name string, missing *[]string) {
		cover.Of++
		if seen[name] {
			cover.Covered++
		} else {
			*missing = append(*missing, name)
		}
	}
	for _, track := range def.Tracks {
		for _, tr := range track.Transitions {
			move := track.Name + "." + tr.Name
			note(c.made, move, &cover.NotMade)
			for _, q := range tr.Requires {
				note(c.met, move+"."+q.Name, &cover.NotMet)
				note(c.against, move+"."+q.Name, &cover.NotUnmet)
			}
		}
	}
	return cover
}
