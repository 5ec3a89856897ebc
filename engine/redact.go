package engine

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"scr/review"
)

// redact returns a copy of a review with what this reader may see of it. Records that
// they may not know of are not in it, and texts that they may not read are withheld.
// The review itself stays whole: what is decided is decided on all of it.
func (s *sight) redact(r *review.Review) *review.Review {
	v := *r
	all := s.things(r)
	v.Subjects, v.Agencies = kept(s, r.Subjects, all["subjects"]), kept(s, r.Agencies, all["agencies"])
	v.Partners, v.Relatives = kept(s, r.Partners, all["partners"]), kept(s, r.Relatives, all["relatives"])
	v.Statuses, v.Links = kept(s, r.Statuses, all["statuses"]), kept(s, r.Links, all["links"])
	v.Contacts, v.Meetings = kept(s, r.Contacts, all["contacts"]), kept(s, r.Meetings, all["meetings"])
	v.Conversations, v.Evidence = kept(s, r.Conversations, all["conversations"]), kept(s, r.Evidence, all["evidence"])
	v.Documents, v.Letters = kept(s, r.Documents, all["documents"]), kept(s, r.Letters, all["letters"])
	v.Proceedings, v.Episodes = kept(s, r.Proceedings, all["proceedings"]), kept(s, r.Episodes, all["episodes"])
	v.Findings, v.Recommendations = kept(s, r.Findings, all["findings"]), kept(s, r.Recommendations, all["recommendations"])
	v.Responses, v.Actions = kept(s, r.Responses, all["responses"]), kept(s, r.Actions, all["actions"])
	v.Criteria, v.Releases = kept(s, r.Criteria, all["criteria"]), kept(s, r.Releases, all["releases"])
	v.Disclosures = kept(s, r.Disclosures, all["disclosures"])
	v.Holds, v.Assignments = kept(s, r.Holds, all["holds"]), kept(s, r.Assignments, all["assignments"])
	v.Forms, v.Instances, v.Moves = kept(s, r.Forms, all["forms"]), kept(s, r.Instances, all["instances"]), kept(s, r.Moves, all["moves"])
	v.Clocks, v.Declared, v.Claims = kept(s, r.Clocks, all["clocks"]), kept(s, r.Declared, all["declared"]), kept(s, r.Claims, all["claims"])
	s.redactRest(&v)
	review.Unshare(&v)
	s.withhold(&v)
	return &v
}

// kept returns the records of a list that the reader may know of.
func kept[T any](s *sight, list []T, things []thing) []T {
	var seen []T
	for i, record := range list {
		if s.sees(things[i]) {
			seen = append(seen, record)
		}
	}
	return seen
}

// redactRest takes away what is not in a list of records: counts that would say how
// many of a hidden kind there are, and who marked or shared what.
func (s *sight) redactRest(v *review.Review) {
	for i := range v.Moves { // a copy: kept made it
		v.Moves[i].Upon = s.uponShown(v.Moves[i].Upon)
	}
	issued := map[string]int{}
	for noun, n := range v.Issued {
		if s.all(noun) {
			issued[noun] = n
		}
	}
	v.Issued = issued
	v.Marked = slices.DeleteFunc(slices.Clone(v.Marked), func(m review.Marking) bool { return !s.may(Legal, thing{}, "") })
	v.Shared = s.shares(v.Shared)
	if !s.may(Existence, thing{}, "") {
		v.TakenOn, v.OutsideDates, v.Shared, v.Corrected, v.Latest = nil, review.Text{}, nil, nil, review.Date{}
	}
}

// uponShown returns upon what the program made a move, for somebody who may not know of that
// record without its handle: that there was a letter, the move says by itself.
func (s *sight) uponShown(upon string) string {
	words := strings.Fields(upon)
	if !slices.ContainsFunc(words, s.hidesItem) {
		return upon
	}
	kind, _, _ := strings.Cut(words[0], "-")
	return kind
}

// obstacles leaves out of what stands in the way what was found of records that the reader
// may not know of: rules see all of a review, and their sentences say what is missing.
func (s *sight) obstacles(list []review.Obstacle) []review.Obstacle {
	shown := slices.Clone(list)
	for i, o := range shown {
		names := s.hidesAny
		if o.Kind == review.ByJoin {
			names = s.hidesItem
		}
		hidden := func(said string) bool { return slices.ContainsFunc(handleIn().FindAllString(said, -1), names) }
		shown[i].Values = slices.DeleteFunc(slices.Clone(o.Values), hidden)
		shown[i].Found = slices.DeleteFunc(slices.Clone(o.Found), hidden)
	}
	return shown
}

// handleIn finds the handles of records in a sentence.
var handleIn = pattern(`[a-z]+-[0-9]+`)

// shares leaves out of what was shared the records that the reader may not know of.
func (s *sight) shares(list []review.Share) []review.Share {
	var seen []review.Share
	for _, share := range list {
		named := len(share.Items)
		share.Items = slices.DeleteFunc(slices.Clone(share.Items), s.hidesAny)
		if named == 0 || len(share.Items) > 0 {
			seen = append(seen, share)
		}
	}
	return seen
}

// withhold keeps texts from being loaded that the reader may not read.
func (s *sight) withhold(v *review.Review) {
	all := s.things(v)
	review.EachText(v, func(path string, class review.Class, text *review.Text) {
		field, rest, _ := strings.Cut(path, ".")
		t := thing{noun: places[field]}
		if list, ok := all[field]; ok {
			number, within, _ := strings.Cut(rest, ".")
			i, err := strconv.Atoi(number)
			if err != nil || i >= len(list) {
				text.Withhold()
				return
			}
			t, rest = list[i], within
		}
		if !s.reads(t, class, rest) {
			text.Withhold()
		}
	})
}

// events returns those of a log that the reader may see, with the texts that they may
// not read withheld. Log is the whole stream.
func (s *sight) events(some, log []review.Event) []review.Event {
	var seen []review.Event
	for _, ev := range some {
		if !s.seesEvent(ev, log) {
			continue
		}
		about := s.eventThings(ev, log)
		if made, is := ev.Body.(*review.MoveMade); is {
			shown := *made
			shown.Upon = s.uponShown(made.Upon)
			ev.Body = &shown
		}
		review.Unshare(ev.Body)
		review.EachText(ev.Body, func(path string, class review.Class, text *review.Text) {
			if slices.ContainsFunc(about, func(t thing) bool { return !s.reads(t, class, path) }) {
				text.Withhold()
			}
		})
		seen = append(seen, ev)
	}
	return seen
}

// seesEvent reports whether the reader may know of an event: of what it is about, as
// it is now and as the event has it.
func (s *sight) seesEvent(ev review.Event, log []review.Event) bool {
	return !slices.ContainsFunc(s.eventThings(ev, log), func(t thing) bool { return !s.sees(t) })
}

// people returns the register's entries, with names only for whoever may read them.
func (s *sight) people(all map[string]review.Person) map[string]review.Person {
	shown := make(map[string]review.Person, len(all))
	for handle, p := range all {
		if handle != s.person && !s.may(Names, thing{noun: "person"}, "") {
			continue
		}
		shown[handle] = p
	}
	return shown
}

// hidden lists the materials of which the reader does not see all.
func (s *sight) hidden() []Hidden {
	list := []Hidden{}
	for _, m := range Materials() {
		if m != AccessLog && m != Definitions && !s.everything(m) {
			list = append(list, Hidden{m, s.nothing(m), materialWords(m)})
		}
	}
	return list
}

// barring says of each conflict that the reader declared that it takes from what they
// see: who forgot it would look for the cause elsewhere.
func (s *sight) barring() []string {
	return each(s.conflicts, func(c review.Declaration) string {
		with := ""
		if c.Agency != "" {
			with = " with " + c.Agency
		}
		return fmt.Sprintf("you declared a conflict of interest (#%d, %s%s), and it takes from what you see; %s",
			c.Seq, c.Kind, with, takenBack(s.now.Reference, c))
	})
}

// lists refuses to list records of a kind of which the reader sees nothing, whatever
// there is. Everybody finds what is their own.
func (s *sight) lists(noun string) error {
	m := nouns[noun]
	seen := !s.nothing(m) || m == AgencyOthers && !s.nothing(AgencyOwn) ||
		slices.Contains([]string{"assignment", "form", "clock", "hold"}, noun) && len(s.columns) > 0
	if seen {
		return nil
	}
	return s.notShownToRead(m)
}

// in returns pointers to the wanted records, where they stand in the review.
func (w Want) in(r *review.Review) []any {
	if f, ok := r.FormCalled(w.ID); ok && w.Noun == "form" {
		w.ID = f.Handle()
	}
	list := reflect.ValueOf(r).Elem().FieldByIndex(listOf(w.Noun))
	var wanted []any
	for i := range list.Len() {
		if one := list.Index(i).Addr().Interface(); w.ID == "" || w.ID == handleOf(one) {
			wanted = append(wanted, one)
		}
	}
	return wanted
}

// listOf finds the field of a review that holds the records of a kind.
func listOf(noun string) []int {
	for f := range reflect.TypeFor[review.Review]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if places[name] == noun && f.Type.Kind() == reflect.Slice {
			return f.Index
		}
	}
	return nil
}

// handleOf returns the handle of a record, or how a filling of a form is named.
func handleOf(record any) string {
	if f, ok := record.(*review.Form); ok {
		return f.Handle()
	}
	return reflect.ValueOf(record).Elem().FieldByName("ID").String()
}
