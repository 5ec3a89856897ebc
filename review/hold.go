package review

import "slices"

// Hold is a recorded reason why a participant, document, track, publication or
// the whole review must wait.
type Hold struct {
	Record
	Name     string       `json:"name"`             // as the definition names it: proceedings
	Covers   string       `json:"covers"`           // review, participant, document, track or publication
	Target   string       `json:"target,omitempty"` // handle of the participant or document, or a track's name
	Item     string       `json:"item,omitempty"`   // handle of what the track runs for, where only that must wait
	Ground   string       `json:"ground,omitempty"` // one of the definition's grounds: court_order
	Why      Text         `json:"why,omitzero" personal:"reason"`
	ReviewOn Date         `json:"review_on,omitzero"` // when somebody must look at it again
	Reviews  []HoldReview `json:"reviews,omitempty"`
	LiftedOn Date         `json:"lifted_on,omitzero"`
	Lifted   bool         `json:"lifted,omitempty"`
}

// HoldReview says that a hold was looked at and goes on.
type HoldReview struct {
	Seq  int64 `json:"seq"`
	On   Date  `json:"on,omitzero"`
	Next Date  `json:"next,omitzero"`
	Why  Text  `json:"why,omitzero" personal:"reason"`
}

func (Hold) noun() string         { return "hold" }
func (Hold) in(r *Review) *[]Hold { return &r.Holds }

func (h Hold) keep(old Hold) Hold {
	h.Reviews, h.LiftedOn, h.Lifted = old.Reviews, old.LiftedOn, old.Lifted
	return h
}

// HoldReviewed keeps a hold and sets the day to look at it next.
type HoldReviewed struct {
	ID   string `json:"id"`
	Next Date   `json:"next"`
	Why  Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "hold.reviewed/1".
func (*HoldReviewed) Kind() string { return "hold.reviewed/1" }

func (b *HoldReviewed) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(h *Hold) {
		h.ReviewOn = b.Next
		h.Reviews = append(slices.Clip(h.Reviews), HoldReview{ev.Seq, ev.OccurredOn, b.Next, b.Why})
	})
}

// HoldLifted ends a hold.
type HoldLifted struct {
	ID  string `json:"id"`
	Why Text   `json:"why,omitzero" personal:"reason"`
}

// Kind returns "hold.lifted/1".
func (*HoldLifted) Kind() string { return "hold.lifted/1" }

func (b *HoldLifted) apply(r *Review, ev Event) error {
	return change(r, b.ID, ev, func(h *Hold) { h.Lifted, h.LiftedOn = true, ev.OccurredOn })
}

// InForce reports whether the hold stands on a day: placed by then, and not yet
// lifted. A hold that nobody lifted stands on every day not provably before it.
func (h Hold) InForce(day Date) bool {
	if day.Before(h.On) {
		return false
	}
	return !h.Lifted || day.Before(h.LiftedOn)
}

// CoversMove reports whether the hold covers a move of a track's instance. A hold
// on one participant or document keeps the rest of the review going.
func (h Hold) CoversMove(track, item string) bool {
	switch h.Covers {
	case "review", "publication":
		return true
	case "track":
		return h.Target == track && (h.Item == "" || h.Item == item)
	case "participant", "document":
		return item != "" && h.Target == item
	}
	return false
}

// Suspends reports whether the hold, where it blocks any move of what it covers, keeps an
// instance of a track waiting. Of the publication that is the track of that name.
func (h Hold) Suspends(track, item string) bool {
	if h.Covers == "publication" {
		return track == "publication"
	}
	return h.CoversMove(track, item)
}

// Scope says in words what the hold covers.
func (h Hold) Scope() string {
	switch {
	case h.Item != "":
		return h.Covers + " " + h.Target + " of " + h.Item
	case h.Target != "":
		return h.Covers + " " + h.Target
	case h.Covers == "review":
		return "the whole review"
	}
	return h.Covers
}

// About returns the handle of what the hold keeps waiting, or the name of a track; empty
// where it is the whole review or its publication.
func (h Hold) About() string {
	if h.Item != "" {
		return h.Item
	}
	return h.Target
}
