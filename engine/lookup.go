package engine

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// What somebody names by a handle or a number is looked up here and nowhere else. What
// they may not know of is not there for them: they hear the same words as of what there
// never was. Whether they see anything of such a kind is said by their part alone.

// eyes returns what whoever types may see, without a reason given.
func (d *draft) eyes() *sight {
	if d.seeing == nil {
		d.seeing = d.sightOf(d.actor, false)
	}
	return d.seeing
}

// find returns the record of that kind that somebody named by its handle, if they may
// know of it.
func find[T review.Noun[T]](d *draft, id string) (T, bool) {
	if slices.Contains(d.carried, id) {
		return review.Find[T](d.review, id)
	}
	return findSeen[T](d.eyes(), d.review, id)
}

// findSeen returns the record of that kind that a reader named by its handle, if they
// may know of it.
func findSeen[T review.Noun[T]](s *sight, r *review.Review, id string) (T, bool) {
	if s.hides(review.NounOf[T](), id) {
		var none T
		return none, false
	}
	return review.Find[T](r, id)
}

// knows reports whether somebody named a record of that kind that they may know of.
func knows[T review.Noun[T]](d *draft, id string) bool {
	_, ok := find[T](d, id)
	return ok
}

// hides reports whether a record is there and hidden from the reader. One that the
// command itself has just added is hidden from nobody.
func (s *sight) hides(noun, id string) bool {
	t, there := s.current(noun, id)
	return there && !s.sees(t)
}

// hidesAny reports whether a record of whatever kind is there and hidden from the reader.
func (s *sight) hidesAny(id string) bool {
	kind, _, _ := strings.Cut(id, "-")
	return s.hides(kind, id)
}

// hiddenEvent reports whether the log has no event of that number that they may know of.
func (s *sight) hiddenEvent(seq int64, log []review.Event) bool {
	return seq < 1 || seq > int64(len(log)) || !s.seesEvent(log[seq-1], log)
}

// wasVoided says of a handle that is not there that its record was voided, to whoever sees
// all records of that kind.
func (d *draft) wasVoided(noun, id string) string {
	if !d.review.Gave(noun, id) || !d.eyes().all(noun) {
		return ""
	}
	return ": it was voided"
}

// knownAgencies are the handles of the agencies that whoever types may know of.
func (d *draft) knownAgencies() []string { return knownIDs(d, d.review.Agencies) }

// knownIDs are the handles of those of a list that whoever types may know of.
func knownIDs[T review.Noun[T]](d *draft, list []T) []string {
	ids := each(list, func(record T) string { return review.Header(record).ID })
	return slices.DeleteFunc(ids, func(id string) bool { return !knows[T](d, id) })
}

// isPart reports whether somebody named a person with a part in the review, who they
// may know has one: themselves, or anybody where they see its course.
func (d *draft) isPart(handle string) bool {
	_, part := d.people[handle]
	return part && (handle == d.actor || !d.eyes().nothing(Existence) || slices.Contains(d.carried, handle))
}

// instanceFor returns the instance of a track for the item that somebody named.
func (d *draft) instanceFor(track *workflow.Track, item string) (review.Instance, error) {
	s := d.eyes()
	switch {
	case !s.writes():
		return review.Instance{}, s.onlyLooks()
	case s.nothing(Existence) && (track.ForEach != "relative" || s.nothing(Family)):
		return review.Instance{}, s.notShown(Existence)
	}
	in, err := d.instance(track, item)
	if err == nil && !s.sees(thing{noun: "track", item: item}) {
		err = d.noItem(track, item)
	}
	return in, err
}

// carrying lets a record go on naming what it names already, also where whoever amends
// it may not know of that, until restore is called.
func (d *draft) carrying(record any) (restore func()) {
	before := d.carried
	d.carried = handlesIn(reflect.ValueOf(record))
	return func() { d.carried = before }
}

// handlesIn returns what may be handles among the plain values of a record.
func handlesIn(v reflect.Value) []string {
	var list []string
	switch v.Kind() {
	case reflect.String:
		if word := v.String(); word != "" && !strings.Contains(word, " ") {
			list = append(list, word)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			list = handlesIn(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			list = append(list, handlesIn(v.Field(i))...)
		}
	case reflect.Map:
		for _, value := range v.Seq2() {
			list = append(list, handlesIn(value)...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, handlesIn(v.Index(i))...)
		}
	}
	return list
}

// textsSeen refuses the place of a text in an event that the reader may not know of, in
// the words for a text that is not there.
func (e *Engine) textsSeen(ctx context.Context, s *sight, places []review.TextPlace) error {
	if len(places) == 0 {
		return nil
	}
	log, err := e.Store.Events(ctx, s.now.Stream())
	if err != nil {
		return err
	}
	for _, at := range places {
		if s.hiddenEvent(at.Seq, log) {
			return noText(at)
		}
	}
	return nil
}

// noText says that a review has no text at such a place.
func noText(at review.TextPlace) error {
	return review.Errorf(review.NotFound, "there is no text %s", at).
		WithHint("\"scr history REF --json\" has the fields of every event")
}

// noEvent says that a review's log has no such event.
func (d *draft) noEvent(seq int64) error {
	return review.Errorf(review.NotFound, "review %s has no event #%d", d.review.Reference, seq).
		WithHint("see them with \"scr history %s\"", d.review.Reference)
}

// onlyLooks is what somebody hears whose part is to look whether all was right, or who
// declared a conflict that keeps them from the part they have.
func (s *sight) onlyLooks() error {
	if _, barred := s.barredBy(Work); barred && len(s.lost) > 0 {
		return s.notShown(Work)
	}
	return review.Errorf(review.Forbidden, "your part in review %s is to look at it: it records nothing", s.now.Reference).
		WithHint("\"scr help access\" says who records what; ask whoever has that part")
}
