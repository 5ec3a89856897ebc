package engine

import (
	"slices"

	"scr/review"
)

// touches refuses to record what the person who types has no right to see anything
// of: who cannot read a material does not write in it either, and who only looks
// afterwards whether all was right writes nothing. A record that is hidden from them
// is not there for them.
func (d *draft) touches(body review.Body) error {
	s := d.sightOf(d.actor, false)
	t := s.bodyThing(body, d.before.Version+1)
	known, there := s.current(t.noun, t.head.ID)
	if there && t.agency == "" && t.noun != "form" {
		t = known // what happens to a record is of the agency that the record is of
	}
	if m := s.material(t); !s.writes() || s.nothing(m) && !s.sees(t) {
		return s.notShown(m)
	}
	held, _ := body.(*review.ConversationHeld)
	if held != nil && slices.Contains(held.By, d.actor) {
		return nil // whoever was there may say so, though the invitation was hidden from them
	}
	if there && t.noun != "form" && !s.sees(known) {
		return d.unknownRecord(t.noun, t.head.ID)
	}
	return nil
}

// writes reports whether some part of the person does more than look.
func (s *sight) writes() bool {
	return slices.ContainsFunc(s.columns, func(c Column) bool { return c != Auditor })
}

// sees refuses to decide on a track, clock or form that the person who types may not
// see.
func (d *draft) sees(t thing) error {
	s := d.sightOf(d.actor, false)
	if s.sees(t) && s.writes() {
		return nil
	}
	return s.notShown(s.material(t))
}
