package review

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
)

// Record is what every fact kept on a review carries.
type Record struct {
	ID      string `json:"id"`                // handle within the review, such as finding-3
	Seq     int64  `json:"seq,omitempty"`     // event that recorded it; set by Fold
	Changed int64  `json:"changed,omitempty"` // latest event that changed it; set by Fold
	On      Date   `json:"on,omitzero"`       // when it happened; set by Fold from the event
	MadeUp  bool   `json:"made_up,omitempty"` // a filler; set by Fold from the event
}

func (r *Record) header() *Record { return r }

// Noun is a kind of record: it has a name, and a place in the review.
type Noun[T any] interface {
	noun() string
	in(*Review) *[]T
}

// Added records a new fact of some kind.
type Added[T Noun[T]] struct {
	Record T `json:"record"`
}

// Kind returns, for a finding, "finding.added/1".
func (a *Added[T]) Kind() string { return a.Record.noun() + ".added/" + shapeOf(a.Record) }

func (a *Added[T]) adds() string { return a.Record.noun() }

func (a *Added[T]) handle() string { return header(&a.Record).ID }
func (a *Added[T]) record() string { return header(&a.Record).ID }

func (a *Added[T]) apply(r *Review, ev Event) error {
	record := a.Record
	h := header(&record)
	h.Seq, h.Changed, h.On, h.MadeUp = ev.Seq, ev.Seq, ev.OccurredOn, ev.MadeUp
	list := record.in(r)
	*list = append(slices.Clip(*list), record)
	return nil
}

// Amended replaces what was written about a fact. What later events added to it
// (a finding's agreement, an action's tests) stays.
type Amended[T Noun[T]] struct {
	Record T `json:"record"`
}

// Kind returns, for a finding, "finding.amended/1".
func (a *Amended[T]) Kind() string { return a.Record.noun() + ".amended/" + shapeOf(a.Record) }

func (a *Amended[T]) amends() {}

func (a *Amended[T]) record() string { return header(&a.Record).ID }

func (a *Amended[T]) apply(r *Review, ev Event) error {
	record := a.Record
	return change(r, header(&record).ID, ev, func(old *T) {
		h := *header(old)
		if k, ok := any(record).(keeper[T]); ok {
			record = k.keep(*old)
		}
		*old = record
		*header(old) = h
	})
}

// shaped is a record whose shape is not the first that was released: it says which it is.
type shaped interface{ shape() string }

// shapeOf returns the body version under which a record is added and amended.
func shapeOf(record any) string {
	if s, later := record.(shaped); later {
		return s.shape()
	}
	return "1"
}

// Adds returns the kind of record that an event adds, and whether it adds one.
func Adds(body Body) (noun string, adds bool) {
	if b, ok := body.(interface{ adds() string }); ok {
		return b.adds(), true
	}
	return "", false
}

// Amends reports whether an event amends a record.
func Amends(body Body) bool {
	_, amends := body.(interface{ amends() })
	return amends
}

// keeper is a record that later events add to. When it is amended, keep carries
// over what they added to the old one.
type keeper[T any] interface{ keep(old T) T }

var (
	_ keeper[Hold]         = Hold{}
	_ keeper[Proceeding]   = Proceeding{}
	_ keeper[Criterion]    = Criterion{}
	_ keeper[Release]      = Release{}
	_ keeper[Conversation] = Conversation{}
	_ keeper[Evidence]     = Evidence{}
	_ keeper[Document]     = Document{}
	_ keeper[Finding]      = Finding{}
	_ keeper[Action]       = Action{}
)

// Same reports whether a record says what another, already recorded, says: to amend
// the one with the other would change nothing.
func Same[T Noun[T]](old, amended T) bool {
	before, err := essence(old, old)
	if err != nil {
		return false
	}
	after, err := essence(amended, old)
	return err == nil && bytes.Equal(before, after) // a text that is new cannot be written yet
}

// essence writes what an amendment of a record can change.
func essence[T Noun[T]](record, old T) ([]byte, error) {
	if k, ok := any(record).(keeper[T]); ok {
		record = k.keep(old)
	}
	*header(&record) = Record{}
	return json.Marshal(record)
}

// header returns the Record embedded in a noun.
func header[T any](record *T) *Record {
	return any(record).(interface{ header() *Record }).header()
}

// change applies f to the record with that id and marks the event as its latest.
func change[T Noun[T]](r *Review, id string, ev Event, f func(*T)) error {
	var kind T
	list := kind.in(r)
	i := indexOf(*list, id)
	if i < 0 {
		return absent(ev, id)
	}
	*list = slices.Clone(*list)
	f(&(*list)[i])
	header(&(*list)[i]).Changed = ev.Seq
	return nil
}

func indexOf[T any](list []T, id string) int {
	return slices.IndexFunc(list, func(t T) bool { return header(&t).ID == id })
}

// Find returns the record of that kind with that handle.
func Find[T Noun[T]](r *Review, id string) (T, bool) {
	var none T
	list := *none.in(r)
	if i := indexOf(list, id); i >= 0 {
		return list[i], true
	}
	return none, false
}

// Header returns what the record carries besides its content.
func Header[T Noun[T]](record T) Record { return *header(&record) }

// Headers walks what every record of the review carries besides its content.
func (r *Review) Headers() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		_ = headers[Subject](r, yield) && headers[Agency](r, yield) && headers[Partner](r, yield) &&
			headers[Status](r, yield) && headers[Link](r, yield) && headers[Relative](r, yield) && headers[Contact](r, yield) &&
			headers[Meeting](r, yield) && headers[Conversation](r, yield) && headers[Evidence](r, yield) && headers[Document](r, yield) &&
			headers[Letter](r, yield) && headers[Proceeding](r, yield) && headers[Episode](r, yield) && headers[Finding](r, yield) &&
			headers[Recommendation](r, yield) && headers[Response](r, yield) && headers[Action](r, yield) &&
			headers[Criterion](r, yield) && headers[Release](r, yield) && headers[Disclosure](r, yield) &&
			headers[Hold](r, yield) && headers[Assignment](r, yield)
	}
}

// headers reports whether all were wanted.
func headers[T Noun[T]](r *Review, yield func(Record) bool) bool {
	var kind T
	for _, record := range *kind.in(r) {
		if !yield(Header(record)) {
			return false
		}
	}
	return true
}

// NounOf returns the name of a kind of record: "finding", "hold".
func NounOf[T Noun[T]]() string {
	var t T
	return t.noun()
}

// WithID returns the record with that handle.
func WithID[T Noun[T]](record T, id string) T {
	header(&record).ID = id
	return record
}

// Fresh returns a new record as it is before anything happened to it: without a
// handle, and without what later events add, whatever the caller put there.
func Fresh[T Noun[T]](record T) T {
	var none T
	if k, ok := any(record).(interface{ keep(T) T }); ok {
		record = k.keep(none)
	}
	*header(&record) = Record{}
	return record
}
