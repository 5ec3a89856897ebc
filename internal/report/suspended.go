package report

import (
	"slices"

	"scr/review"
)

// suspensions are the holds in force that keep all of what they cover waiting.
func (s Standing) suspensions() []review.Hold {
	var list []review.Hold
	for _, h := range s.Review.Holds {
		if !h.Lifted && s.suspends(h) {
			list = append(list, h)
		}
	}
	return list
}

// suspends reports whether holds of that kind keep all of what they cover waiting.
func (s Standing) suspends(h review.Hold) bool {
	if s.Definition == nil {
		return false
	}
	kind := s.Definition.Hold(h.Name)
	return kind != nil && kind.BlocksAny
}

// suspendedBy returns the handles of the holds that keep an instance waiting.
func (s Standing) suspendedBy(in review.Instance) []string {
	var by []string
	for _, h := range s.suspensions() {
		if h.Suspends(in.Track, in.Item) && !in.Done() {
			by = append(by, h.ID)
		}
	}
	return by
}

// suspended says first of all what is suspended, by which hold, and what goes on.
func (p page) suspended() {
	for _, h := range p.s.suspensions() {
		line := "SUSPENDED since " + h.On.English() + ": " + p.covered(h) + ", by " + h.ID + " (" + p.grounded(h) + ")"
		if except := p.s.Definition.Hold(h.Name).Except; len(except) > 0 {
			line += "; " + list(except) + " can be made all the same"
		}
		p.Warn(line + ".")
	}
}

// grounded is a hold by its title, with the ground that was named with it.
func (w words) grounded(h review.Hold) string {
	if h.Ground == "" {
		return w.hold(h.Name)
	}
	return w.hold(h.Name) + ", " + human(h.Ground)
}

// suspensionHandles lists the holds that keep all of what they cover waiting.
func (s Standing) suspensionHandles() []string {
	handles := []string{}
	for _, h := range s.suspensions() {
		handles = append(handles, h.ID)
	}
	return slices.Clip(handles)
}
