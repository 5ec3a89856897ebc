package main

import (
	"slices"
	"strings"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

func holdNoun() noun {
	f := form{noun: "hold", fields: []field{
		word("name", "which kind of hold").listed("holds").must(),
		word("covers", "what must wait").among("review", "participant", "document", "track", "publication").must(),
		word("target", "handle of the participant or document, or name of the track"),
		word("item", "of a track, only its run for this one: relative-1"),
		word("ground", "one of the grounds that the definition has for such a hold").listed("grounds"),
		word("review_on", "day on which somebody must look at it again").must(),
		filed("why", "reason-file", "the reason").must(),
	}}
	look := form{noun: "hold", fields: []field{
		word("next", "day on which somebody must look at it next").must(),
		filed("why", "reason-file", "the reason why it goes on"),
	}}
	return noun{name: "hold", kind: "hold", short: "Recorded reasons to wait", deeds: []deed{
		{use: "add", short: "Place a hold", fresh: added[review.Hold], form: f},
		{use: "review HOLD", arg: "id", short: "Record that a hold was looked at and goes on", fresh: body[review.HoldReviewed], form: look},
		{use: "lift HOLD", arg: "id", short: "Lift a hold", fresh: body[review.HoldLifted], form: reasoned("hold", false)},
	}}
}

// stoppedBy says what a hold stops and what it does not: "the whole review must wait" is
// what it is for, and the definition says which moves and clocks that means.
func stoppedBy(v *engine.View, h review.Hold) []string {
	kind := v.Definition.Hold(h.Name)
	if kind == nil {
		return nil
	}
	stops := append(movesStopped(v, kind, h), releaseStopped(v, kind, h)...)
	if slices.ContainsFunc(v.Review.Conversations, func(c review.Conversation) bool { return c.ID == h.Target }) {
		stops = append(stops, "that "+h.Target+" is held")
	}
	says := h.ID + " stops no move"
	if len(stops) > 0 {
		says = h.ID + " stops " + joined(stops) + ", and nothing else"
	}
	return []string{says + clocksStopped(v.Definition, kind, h)}
}

// movesStopped lists the moves that a hold stops, or says that it is all of what it covers.
func movesStopped(v *engine.View, kind *workflow.Hold, h review.Hold) []string {
	if kind.BlocksAny {
		all := "every move of " + h.Scope()
		if len(kind.Except) > 0 {
			all += " but " + joined(kind.Except)
		}
		return []string{all}
	}
	var stops []string
	for _, name := range kind.Blocks {
		track, _, _ := strings.Cut(name, ".")
		_, runs := v.Review.Instance(track, h.Target)
		if h.CoversMove(track, h.Item) || runs && h.CoversMove(track, h.Target) {
			stops = append(stops, name)
		}
	}
	return stops
}

// releaseStopped says what the board may not put out for a hold, whatever moves there are.
func releaseStopped(v *engine.View, kind *workflow.Hold, h review.Hold) []string {
	_, document := review.Find[review.Document](v.Review, h.Target)
	switch {
	case h.Covers == "document" && document:
		return []string{"that " + h.Target + " is put out"}
	case h.Covers == "publication", kind.BlocksAny && h.Suspends("publication", ""):
		return []string{"that anything is put out"}
	}
	return nil
}

// clocksStopped says which clocks wait for a hold.
func clocksStopped(def *workflow.Definition, kind *workflow.Hold, h review.Hold) string {
	if kind.PausesAny {
		return "; its clocks wait while they run"
	}
	waits := slices.DeleteFunc(slices.Clone(kind.Pauses), func(name string) bool {
		c := def.Clock(name)
		return h.Covers == "participant" || h.Covers == "document" || h.Item != "" && (c == nil || c.Track != h.Target)
	})
	if len(waits) == 0 {
		return "; no clock waits for it"
	}
	return "; clocks that wait for it, while they run: " + joined(waits)
}
