package review

import (
	"encoding/json"
	"reflect"
	"slices"
)

// RecordCorrected replaces an earlier event's body by another of the same kind,
// or voids it. The earlier event stays in the log; Fold uses the latest word.
type RecordCorrected struct {
	Seq  int64 `json:"seq"` // of the event corrected
	Void bool  `json:"void,omitempty"`
	With Body  `json:"with"` // of the same kind; nil when voided; texts lie under this name
	On   Date  `json:"on,omitzero"`
	Why  Text  `json:"why,omitzero" personal:"reason"`
}

// Kind returns "record.corrected/1".
func (*RecordCorrected) Kind() string { return "record.corrected/1" }

func (b *RecordCorrected) apply(r *Review, ev Event) error {
	r.Corrected = append(slices.Clip(r.Corrected), Correction{Seq: b.Seq, By: ev.Seq, Void: b.Void, On: ev.OccurredOn})
	return nil
}

// correctedJSON is RecordCorrected as it is written: the new body under its kind.
type correctedJSON struct {
	Seq  int64           `json:"seq"`
	Void bool            `json:"void,omitempty"`
	Kind string          `json:"kind,omitempty"`
	With json.RawMessage `json:"with,omitempty"`
	On   Date            `json:"on,omitzero"`
	Why  Text            `json:"why,omitzero"`
}

// MarshalJSON writes the new body under its kind.
func (b *RecordCorrected) MarshalJSON() ([]byte, error) {
	out := correctedJSON{Seq: b.Seq, Void: b.Void, On: b.On, Why: b.Why}
	if b.With != nil {
		with, err := json.Marshal(b.With)
		if err != nil {
			return nil, err
		}
		out.Kind, out.With = b.With.Kind(), with
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads the new body by its kind.
func (b *RecordCorrected) UnmarshalJSON(data []byte) error {
	var in correctedJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*b = RecordCorrected{Seq: in.Seq, Void: in.Void, On: in.On, Why: in.Why}
	if in.Kind == "" {
		return nil
	}
	with, err := Decode(in.Kind, in.With)
	b.With = with
	return err
}

// InPlaceOf returns a body as it may take the place of an earlier one of the same
// kind: a record keeps its handle and has nothing that later events add, and a
// form stays that form, of that item and that move.
func InPlaceOf(old, body Body) Body {
	if r, ok := body.(interface{ inPlaceOf(Body) Body }); ok {
		return r.inPlaceOf(old)
	}
	return body
}

func (a *Added[T]) inPlaceOf(old Body) Body {
	id := Header(old.(*Added[T]).Record).ID
	return &Added[T]{Record: WithID(Fresh(a.Record), id)}
}

func (b *FormFilled) inPlaceOf(old Body) Body {
	filled, was := *b, old.(*FormFilled)
	filled.Form, filled.Item, filled.Move = was.Form, was.Item, was.Move
	return &filled
}

// RecordOf returns the handle of the record that an event adds, amends or moves along
// in its life; nothing for other events.
func RecordOf(body Body) string {
	if r, ok := body.(interface{ record() string }); ok {
		return r.record()
	}
	if id := reflect.ValueOf(body).Elem().FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String {
		return id.String()
	}
	return ""
}

// Rewound returns the review with one record as it was at another time, and all else
// as it is. A record that was not there yet is left out.
func (r *Review) Rewound(past *Review, id string) *Review {
	next := *r
	_ = rewind[Subject](&next, past, id) || rewind[Agency](&next, past, id) || rewind[Partner](&next, past, id) ||
		rewind[Status](&next, past, id) || rewind[Link](&next, past, id) || rewind[Relative](&next, past, id) ||
		rewind[Contact](&next, past, id) || rewind[Meeting](&next, past, id) || rewind[Conversation](&next, past, id) ||
		rewind[Evidence](&next, past, id) || rewind[Document](&next, past, id) || rewind[Letter](&next, past, id) ||
		rewind[Proceeding](&next, past, id) || rewind[Episode](&next, past, id) || rewind[Finding](&next, past, id) ||
		rewind[Recommendation](&next, past, id) || rewind[Response](&next, past, id) || rewind[Action](&next, past, id) ||
		rewind[Criterion](&next, past, id) || rewind[Release](&next, past, id) || rewind[Disclosure](&next, past, id) ||
		rewind[Hold](&next, past, id) || rewind[Assignment](&next, past, id)
	return &next
}

// rewind reports whether the record is of that kind.
func rewind[T Noun[T]](r, past *Review, id string) bool {
	var kind T
	list := kind.in(r)
	i := indexOf(*list, id)
	if i < 0 {
		return false
	}
	if was, ok := Find[T](past, id); ok {
		*list = slices.Clone(*list)
		(*list)[i] = was
	} else {
		*list = slices.Delete(slices.Clone(*list), i, i+1)
	}
	return true
}

// Correctable reports whether an event of this kind can be corrected: it records
// a fact, and is not a move, a clock or another correction.
func Correctable(body Body) bool {
	switch body.(type) {
	case *MoveMade, *TrackOpened, *RecordCorrected, *TextsErased, *ReviewOpened, *ReviewTakenOn, *ItemExcused, *ItemAdmitted,
		*ClockStarted, *ClockStopped, *ClockPaused, *ClockResumed, *ClockRecomputed, *ClockExtended,
		*MaterialMarked, *AccessClaimed, *AccessProposed, *AccessGranted, *AccessClosed:
		return false
	}
	_, ok := body.(reviewBody)
	return ok
}
