package engine

import (
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// publication is the name of the track that a hold on the publication suspends.
const publication = "publication"

// stops reports whether a hold of that kind, while it stands, keeps a move from being
// made: one that it lists, or any of what it covers but for its exceptions.
func stops(kind *workflow.Hold, h review.Hold, track, move, item string) bool {
	switch name := track + "." + move; {
	case !kind.BlocksAny:
		return slices.Contains(kind.Blocks, name) && h.CoversMove(track, item)
	case slices.Contains(kind.Except, name):
		return false
	}
	return h.Suspends(track, item)
}

// stills reports whether a hold of that kind pauses a run of a clock while it stands: one
// that it lists, or any of what it covers. A list is for the review, the publication or a
// whole track: a hold on one participant or document keeps the rest going.
func (d *draft) stills(kind *workflow.Hold, h review.Hold, c *workflow.Clock, item string) bool {
	if !kind.PausesAny {
		whole := h.Covers == "review" || h.Covers == publication || h.Covers == "track" && (h.Item == "" || h.Item == item && c.Track == h.Target)
		return whole && slices.Contains(kind.Pauses, c.Name)
	}
	switch h.Covers {
	case "review":
		return true
	case publication:
		return runsOn(c, publication)
	case "track":
		return runsOn(c, h.Target) && (h.Item == "" || h.Item == item)
	}
	return item != "" && h.Target == item
}

// runsOn reports whether a clock is of a track: it runs for each instance of it, or a move
// of it stops the clock.
func runsOn(c *workflow.Clock, track string) bool {
	if c.Track != "" {
		return c.Track == track
	}
	return slices.ContainsFunc(c.Stops, func(move string) bool { return strings.HasPrefix(move, track+".") })
}

// wholly reports whether a review is suspended as a whole on a day.
func wholly(def *workflow.Definition, r *review.Review, day review.Date) bool {
	return slices.ContainsFunc(r.Holds, func(h review.Hold) bool {
		kind := def.Hold(h.Name)
		return kind != nil && kind.BlocksAny && h.Covers == "review" && h.InForce(day)
	})
}
