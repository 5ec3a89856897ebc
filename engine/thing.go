package engine

import (
	"reflect"
	"slices"
	"strings"

	"scr/review"
)

// isPseudonym reports whether a text is what the report calls somebody.
func isPseudonym(path string) bool {
	return path == "pseudonym" || strings.HasSuffix(path, ".pseudonym")
}

// thingOf describes a record to this reader.
func thingOf[T review.Noun[T]](s *sight, record T) thing {
	t := thing{noun: review.NounOf[T](), head: review.Header(record)}
	switch r := any(record).(type) {
	case review.Evidence:
		t.agency, t.mine = r.Agency, s.belongs(r.Agency)
	case review.Conversation:
		t.agency, t.mine = r.Agency, slices.Contains(r.By, s.person)
	case review.Subject, review.Relative, review.Status:
		t.mine = s.ofTheCase()
	case review.Release:
		t.of = r.Document
	case review.Disclosure:
		t.of = r.Document
	case review.Assignment:
		t.agency, t.mine = r.Agency, r.Person == s.person
	}
	return t
}

// formThing describes a filled form. Its name stands for its handle.
func (s *sight) formThing(f review.FormFilled, seq int64) thing {
	t := thing{noun: "form", head: review.Record{ID: f.Form, Seq: seq}, item: f.Item}
	switch s.forEach(t) {
	case "agency":
		t.agency, t.mine = f.Item, s.belongs(f.Item)
	case "subject":
		t.mine = s.ofTheCase()
	}
	return t
}

// belongs reports whether the reader is of an agency.
func (s *sight) belongs(agency string) bool {
	return agency != "" && slices.Contains(s.agencies, agency)
}

// ofTheCase reports whether the reader's agency worked with the family: then they are
// its clients.
func (s *sight) ofTheCase() bool {
	return slices.ContainsFunc(s.now.Agencies, func(a review.Agency) bool { return s.belongs(a.ID) })
}

// things lists the records of a review, in the order of each list, by the name of the
// field that holds them.
func (s *sight) things(r *review.Review) map[string][]thing {
	all := map[string][]thing{
		"subjects": described(s, r.Subjects), "agencies": described(s, r.Agencies), "partners": described(s, r.Partners),
		"statuses": described(s, r.Statuses), "links": described(s, r.Links), "relatives": described(s, r.Relatives),
		"contacts": described(s, r.Contacts), "meetings": described(s, r.Meetings), "conversations": described(s, r.Conversations),
		"evidence": described(s, r.Evidence), "documents": described(s, r.Documents), "letters": described(s, r.Letters),
		"proceedings": described(s, r.Proceedings), "episodes": described(s, r.Episodes), "findings": described(s, r.Findings),
		"recommendations": described(s, r.Recommendations), "responses": described(s, r.Responses), "actions": described(s, r.Actions),
		"criteria": described(s, r.Criteria), "releases": described(s, r.Releases), "disclosures": described(s, r.Disclosures),
		"holds": described(s, r.Holds), "assignments": described(s, r.Assignments),
		"forms":     each(r.Forms, func(f review.Form) thing { return s.formThing(f.FormFilled, f.Seq) }),
		"instances": each(r.Instances, func(in review.Instance) thing { return thing{noun: "track", item: in.Item} }),
		"moves":     each(r.Moves, func(m review.Move) thing { return thing{noun: "move", item: m.Item} }),
		"clocks":    each(r.Clocks, func(c review.Clock) thing { return thing{noun: "clock", item: c.Item} }),
		"declared": each(r.Declared, func(c review.Declaration) thing {
			return thing{noun: "conflict", mine: c.Person == s.person}
		}),
		"claims": each(r.Claims, func(c review.Claim) thing { return thing{noun: "access", mine: c.Person == s.person} }),
	}
	for i, h := range r.Holds {
		all["holds"][i].item = h.About()
	}
	return all
}

func described[T review.Noun[T]](s *sight, list []T) []thing {
	return each(list, func(record T) thing { return thingOf(s, record) })
}

// now returns the record of that kind and handle as it is now.
func (s *sight) current(noun, id string) (thing, bool) {
	if s.known == nil {
		s.known = map[string]thing{}
		for _, list := range s.things(s.now) {
			for _, t := range list {
				s.known[t.noun+" "+t.head.ID] = t
			}
		}
	}
	t, ok := s.known[noun+" "+id]
	return t, ok
}

// eventThings describes what an event is about: the record as it is now, and as the
// event has it. Who may see both may see the event. Log is the stream that it is from.
func (s *sight) eventThings(ev review.Event, log []review.Event) []thing {
	body := ev.Body
	if c, ok := body.(*review.RecordCorrected); ok {
		about := s.eventThings(review.Event{Seq: c.Seq, Body: log[c.Seq-1].Body}, log)
		if c.With != nil {
			about = append(about, s.eventThings(review.Event{Seq: c.Seq, Body: c.With}, log)...)
		}
		return about
	}
	t := s.bodyThing(body, ev.Seq)
	if b, ok := body.(*review.PanelShared); ok {
		return append(s.namedIn(b.Items), t)
	}
	if t.head.ID == "" { // what has no handle, such as a declaration, is nobody else's of its kind
		return []thing{t}
	}
	if now, there := s.current(t.noun, t.head.ID); there && t.noun != "form" {
		return []thing{now, withAgencyOf(now, t)}
	}
	return []thing{t}
}

// namedIn describes the records with some handles: what names a record that is hidden
// from the reader is hidden with it.
func (s *sight) namedIn(handles []string) []thing {
	var list []thing
	for _, id := range handles {
		kind, _, _ := strings.Cut(id, "-")
		if t, there := s.current(kind, id); there {
			list = append(list, t)
		}
	}
	return list
}

// withAgencyOf is a record as it is now, but from where an event has it, and of the
// document that the event names, if it says.
func withAgencyOf(now, t thing) thing {
	if t.agency != "" {
		now.agency, now.mine = t.agency, t.mine
	}
	if t.of != "" {
		now.of = t.of
	}
	return now
}

// bodyThing describes what an event's body is about, by the body alone.
func (s *sight) bodyThing(body review.Body, seq int64) thing {
	t := thing{noun: noun(body), head: review.Record{ID: review.RecordOf(body), Seq: seq}}
	switch b := body.(type) {
	case *review.Added[review.Evidence]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Amended[review.Evidence]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Added[review.Conversation]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Amended[review.Conversation]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Added[review.Release]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Amended[review.Release]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Added[review.Disclosure]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Amended[review.Disclosure]:
		return atSeq(thingOf(s, b.Record), seq)
	case *review.Added[review.Subject], *review.Amended[review.Subject], *review.Added[review.Relative], *review.Amended[review.Relative],
		*review.Added[review.Status], *review.Amended[review.Status]:
		t.mine = s.ofTheCase()
	case *review.Added[review.Assignment]:
		t.mine = b.Record.Person == s.person
	case *review.FormFilled:
		return s.formThing(*b, seq)
	case *review.ConflictDeclared:
		t.mine = b.Person == s.person
	case *review.AccessClaimed:
		t.mine = b.Person == s.person
	case *review.AccessProposed:
		t.mine = b.Person == s.person
	}
	t.item = itemIn(body)
	return t
}

func atSeq(t thing, seq int64) thing {
	t.head.Seq = seq
	return t
}

// itemIn returns the item that an event of a track, a clock or a hold is for.
func itemIn(body review.Body) string {
	if b, ok := body.(*review.Added[review.Hold]); ok {
		return b.Record.About()
	}
	if f := reflect.ValueOf(body).Elem().FieldByName("Item"); f.IsValid() && f.Kind() == reflect.String {
		return f.String()
	}
	return ""
}
