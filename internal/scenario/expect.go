package scenario

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// expected is something that is to stand in the way: by name, and with a part of its
// sentence where one is given.
type expected struct {
	at   workflow.Value
	name string
	says workflow.Value
}

// obstaclesOf reads what is to stand in the way: one name, a list, or names with sentences.
func obstaclesOf(v workflow.Value) (all []expected) {
	if v.Single() {
		return []expected{{v, v.Text(), workflow.Value{}}}
	}
	for _, item := range v.Items() {
		all = append(all, expected{item, item.Text(), workflow.Value{}})
	}
	for _, pair := range v.Pairs() {
		all = append(all, expected{pair.Key, pair.Key.Text(), pair.Value})
	}
	return all
}

// refusedFor compares a refusal with what was expected: everything that stands in the
// way is named, and nothing else. What the engine refuses without naming obstacles goes
// by its code: refused, forbidden, invalid, usage, not_found or conflict.
func (t *trial) refusedFor(s *step, e *review.Error) {
	obstacles := t.spoken(e.Details)
	if len(obstacles) == 0 {
		other := review.Obstacle{Kind: string(e.Code), Name: string(e.Code), Says: t.called(e.Message)}
		if !slices.ContainsFunc(obstaclesOf(s.refused), func(x expected) bool { return t.means(x, other) }) {
			t.fail(s.refused, "obstacle", "name "+other.Name+", if it is right", "%s was refused for another reason: %s (%s)", t.calls(s), other.Says, e.Code)
			return
		}
		obstacles = append(obstacles, other)
	}
	met := t.match(s.refused, obstacles, t.calls(s))
	if s.verb.name == "move" {
		t.cover.unmet(t.def, s.value.Text(), met)
	}
}

// handleLike matches a person's handle in a sentence.
var handleLike = regexp.MustCompile(`\bp[0-9]+\b`)

// called names the people in a sentence as the cast does.
func (t *trial) called(says string) string {
	return handleLike.ReplaceAllStringFunc(says, func(handle string) string {
		for name, of := range t.people {
			if of == handle {
				return name
			}
		}
		return handle
	})
}

// spoken names the people in sentences of obstacles as the cast does.
func (t *trial) spoken(obstacles []review.Obstacle) []review.Obstacle {
	spoken := slices.Clone(obstacles)
	for i := range spoken {
		spoken[i].Says = t.called(spoken[i].Says)
	}
	return spoken
}

// match compares what stands in the way with what was expected, and returns the
// obstacles that were named.
func (t *trial) match(want workflow.Value, obstacles []review.Obstacle, what string) (met []review.Obstacle) {
	expects := obstaclesOf(want)
	for _, o := range obstacles {
		i := slices.IndexFunc(expects, func(x expected) bool { return t.means(x, o) && t.saysSo(x, o) })
		if i >= 0 {
			met = append(met, o)
			continue
		}
		if !slices.ContainsFunc(expects, func(x expected) bool { return t.means(x, o) && !t.stood(x, obstacles) }) {
			t.fail(want, "obstacle", "name it too, if it is right: "+o.Name, "%s is stopped by what is not named here: %s", what, obstacleWords(o))
		}
	}
	for _, x := range expects {
		t.expectation(x, obstacles, what)
	}
	return met
}

// stood reports whether something stands in the way as it was expected.
func (t *trial) stood(x expected, obstacles []review.Obstacle) bool {
	return slices.ContainsFunc(obstacles, func(o review.Obstacle) bool { return t.means(x, o) && t.saysSo(x, o) })
}

// expectation complains about one that nothing, or nothing with its sentence, stands for.
func (t *trial) expectation(x expected, obstacles []review.Obstacle, what string) {
	if t.stood(x, obstacles) {
		return
	}
	var meant []string
	for _, o := range obstacles {
		if t.means(x, o) {
			meant = append(meant, o.Says)
		}
	}
	switch {
	case len(meant) > 0:
		t.fail(x.says, "sentence", "", "%s says something else: %s", x.name, strings.Join(meant, "; "))
	case len(obstacles) == 0:
		t.fail(x.at, "obstacle", "", "%s was to stand in the way of %s, and nothing does", x.name, what)
	default:
		t.fail(x.at, "obstacle", "what does: "+obstacleNames(obstacles), "%s was to stand in the way of %s, and does not", x.name, what)
	}
}

func obstacleNames(obstacles []review.Obstacle) string {
	return strings.Join(names(obstacles, obstacleWords), "; ")
}

// means reports whether a name is that of an obstacle: the requirement, clock, track of
// a join or move that it has; its kind; a hold by its handle, its step or its kind; a
// role by itself.
func (t *trial) means(x expected, o review.Obstacle) bool {
	if x.name == o.Name || x.name == o.Kind || t.nameFor("id", x.name) == o.Name {
		return true
	}
	return o.Kind == review.ByRole && slices.Contains(o.Ask, x.name) || o.Kind == review.ByHold && t.holdNamed(o.Name) == x.name
}

// holdNamed returns what the definition calls the hold with a handle.
func (t *trial) holdNamed(handle string) string {
	r, err := t.board.Review(context.Background(), t.reference)
	if err != nil {
		return ""
	}
	h, _ := review.Find[review.Hold](r, handle)
	return h.Name
}

// saysSo reports whether an obstacle has the sentence, or the part of it, that is
// expected.
func (t *trial) saysSo(x expected, o review.Obstacle) bool {
	return x.says == (workflow.Value{}) || strings.Contains(o.Says, strings.TrimSpace(x.says.Text()))
}
