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
	s := d.eyes()
	if !s.writes() {
		return s.onlyLooks()
	}
	t := s.bodyThing(body, d.before.Version+1)
	if doc, there := s.current("document", t.of); t.of != "" && (!there || !s.sees(doc)) {
		t.of = "" // what is put out of a document that is hidden from them is refused as of one that never was
	}
	switch {
	case t.noun == "form" && !s.sees(t): // by what it is filled for, whether or not it was
		return s.notShown(s.material(t))
	case t.noun == "form":
		return nil
	case !isNew(body):
		if err := d.touchesKnown(t.noun, t.head.ID); err != nil {
			return err
		}
		if known, there := s.current(t.noun, t.head.ID); there && t.agency == "" {
			t = known // what happens to a record is of the agency that the record is of
		}
	}
	if m := s.material(t); !s.records(m, t) || s.nothing(m) && !s.sees(t) {
		return s.notShown(m)
	}
	return nil
}

// touchesKnown refuses what would happen to a record that is hidden, in the words for
// one that is not there. Who sees nothing of a kind hears that, whatever there is.
func (d *draft) touchesKnown(noun, id string) error {
	s := d.eyes()
	if s.lists(noun) != nil {
		return s.notShown(nouns[noun])
	}
	if known, there := s.current(noun, id); !there || !s.sees(known) {
		return d.unknownRecord(noun, id)
	}
	return nil
}

// isNew reports whether a body adds a record, rather than naming one that is there.
func isNew(body review.Body) bool {
	_, adds := review.Adds(body)
	return adds
}

// writes reports whether some part of the person does more than look.
func (s *sight) writes() bool {
	return slices.ContainsFunc(s.columns, func(c Column) bool { return c != Auditor })
}

// records reports whether some part of the person records such things. An agency's author
// records what their agency supplied, and the forms that a definition asks of them; not
// who is in the case. What a role decides is judged where it is decided.
func (s *sight) records(m Material, t thing) bool {
	return slices.ContainsFunc(s.columns, func(c Column) bool {
		return c != Auditor && (c != AgencyAuthor || m == AgencyOwn || slices.Contains([]string{"form", "hold", "assignment"}, t.noun))
	})
}
