package simulation

import (
	"maps"
	"slices"

	"scr/engine"
	"scr/review"
)

// correct makes up a correction of some earlier event, most of the time of one that can
// be corrected.
func (w *world) correct(s *subject) engine.Correct {
	ev := pick(w.chance, s.log)
	for range 6 {
		if review.Correctable(ev.Body) {
			break
		}
		ev = pick(w.chance, s.log)
	}
	if heard := w.heardOf(s); heard != nil && w.one(2) {
		ev = *heard
	}
	cmd := engine.Correct{Meta: w.meta(s, nil), Review: s.ref, Seq: ev.Seq, Why: "a simulation"}
	switch w.IntN(3) {
	case 0:
		cmd.Void = true
	case 1:
		cmd.NewOn = review.NewDate(w.now.Year(), int(w.now.Month()), w.now.Day())
		if on := w.someDay(review.Date{}); !on.IsZero() {
			cmd.NewOn = on
		}
	default:
		cmd.With = w.replacement(s, ev.Body)
	}
	return cmd
}

// replacement makes up what might have been meant: a fact of the same kind.
func (w *world) replacement(s *subject, old review.Body) review.Body {
	if form, ok := old.(*review.FormFilled); ok {
		return w.refilled(form)
	}
	for range 40 {
		if b := w.body(s); b.Kind() == old.Kind() {
			return b
		}
	}
	return w.body(s)
}

// heardOf is something recorded that clocks hear of, or nothing.
func (w *world) heardOf(s *subject) *review.Event {
	var list []review.Event
	for _, ev := range s.log {
		switch ev.Body.(type) {
		case *review.FormFilled, *review.Added[review.Letter], *review.Amended[review.Letter], *review.Added[review.Document], *review.DocumentVersioned:
			list = append(list, ev)
		}
	}
	if len(list) == 0 {
		return nil
	}
	ev := pick(w.chance, list)
	return &ev
}

// refilled is what a form might have said: other dates, or one that was left out.
func (w *world) refilled(old *review.FormFilled) review.Body {
	filled := *old
	filled.Values = maps.Clone(old.Values)
	for _, name := range slices.Sorted(maps.Keys(old.Values)) {
		if _, err := review.ParseDate(old.Values[name]); err != nil {
			continue
		}
		filled.Values[name] = w.planned()
		if w.one(4) {
			delete(filled.Values, name)
		}
	}
	return &filled
}
