package review

import (
	"errors"
	"fmt"
	"maps"
)

// State is what the events of one stream fold to: a *Review, *Person, *Board or
// *Adoption.
type State interface {
	// StreamName returns the stream the state belongs to.
	StreamName() Stream
	// At returns the sequence of the latest event folded in, 0 for none.
	At() int64
	next(Event) (State, error)
}

// StreamName returns the review's stream.
func (r *Review) StreamName() Stream { return r.Stream() }

// At returns the review's version.
func (r *Review) At() int64 { return r.Version }

// StreamName returns the person's stream.
func (p *Person) StreamName() Stream { return Stream("person/" + p.ID) }

// At returns the person's version.
func (p *Person) At() int64 { return p.Version }

// StreamName returns the board's stream.
func (b *Board) StreamName() Stream { return BoardStream }

// At returns the board's version.
func (b *Board) At() int64 { return b.Version }

// StreamName returns the definition's stream.
func (a *Adoption) StreamName() Stream { return Stream("definition/" + a.Workflow) }

// At returns the stream's version.
func (a *Adoption) At() int64 { return a.Version }

// reviewBody is a body that changes a review. The other streams have theirs.
type reviewBody interface {
	Body
	apply(*Review, Event) error
}

// absentError says that an event is about something that is not in the state. A
// whole log never holds such an event; a log cut by date may, and so may one in
// which the record was voided.
type absentError struct {
	event Event
	what  string // the record's handle, or the instance
}

func (e *absentError) Error() string {
	return fmt.Sprintf("event %d (%s): %s is not there", e.event.Seq, e.event.Body.Kind(), e.what)
}

func absent(ev Event, what string) error { return &absentError{ev, what} }

func (r *Review) next(ev Event) (State, error) {
	body, ok := ev.Body.(reviewBody)
	if !ok {
		return nil, strayEvent(ev)
	}
	next := *r
	if err := body.apply(&next, ev); err != nil {
		return nil, err
	}
	next.count(ev)
	return &next, nil
}

// count notes what Fold notes of every event: the version, fillers, and the
// handle given out, which stays given out when the record is voided.
func (r *Review) count(ev Event) {
	r.Version = ev.Seq
	if ev.MadeUp {
		r.MadeUp++
	}
	noun, ok := Adds(ev.Body)
	if !ok {
		return
	}
	r.Issued = maps.Clone(r.Issued)
	if r.Issued == nil {
		r.Issued = map[string]int{}
	}
	r.Issued[noun]++
}

func (p *Person) next(ev Event) (State, error) {
	body, ok := ev.Body.(interface{ applyPerson(*Person, Event) error })
	if !ok {
		return nil, strayEvent(ev)
	}
	next := *p
	err := body.applyPerson(&next, ev)
	next.Version = ev.Seq
	return &next, err
}

func (b *Board) next(ev Event) (State, error) {
	body, ok := ev.Body.(interface{ applyBoard(*Board, Event) error })
	if !ok {
		return nil, strayEvent(ev)
	}
	next := *b
	err := body.applyBoard(&next, ev)
	next.Version = ev.Seq
	return &next, err
}

func (a *Adoption) next(ev Event) (State, error) {
	body, ok := ev.Body.(interface {
		applyAdoption(*Adoption, Event) error
	})
	if !ok {
		return nil, strayEvent(ev)
	}
	next := *a
	err := body.applyAdoption(&next, ev)
	next.Version = ev.Seq
	return &next, err
}

func strayEvent(ev Event) error {
	return Errorf(Failed, "event %d is a %s, which does not belong in stream %s", ev.Seq, ev.Body.Kind(), ev.Stream)
}

// Apply folds events into a state and returns the state after them; the state
// given is not changed. It is the only way a state changes. Events that correct
// earlier ones need the whole log: see [Fold].
func Apply[S State](before S, events ...Event) (S, error) {
	var state State = before
	for _, ev := range events {
		next, err := state.next(ev)
		if err != nil {
			return before, err
		}
		state = next
	}
	return state.(S), nil
}

// Corrects reports whether any of the events corrects an earlier one, so that
// the state must be folded again from the whole log.
func Corrects(events []Event) bool {
	for _, ev := range events {
		if _, ok := ev.Body.(*RecordCorrected); ok {
			return true
		}
	}
	return false
}

// Fold folds a stream's whole log into an empty state. Where an event was
// corrected, its latest replacement is folded in its place; a voided event is
// passed over, but keeps its handle and its place in the count.
func Fold[S State](empty S, events []Event) (S, error) {
	return fold(empty, events, false)
}

// FoldPart folds a part of a log, cut by date. What is about something that had
// not happened yet is passed over.
func FoldPart[S State](empty S, events []Event) (S, error) {
	return fold(empty, events, true)
}

func fold[S State](empty S, events []Event, part bool) (S, error) {
	corrections := latestCorrections(events)
	voided := map[string]bool{}
	var state State = empty
	for _, ev := range events {
		correction := corrections[ev.Seq]
		if correction != nil && correction.Void {
			voided[addedHandle(ev.Body)] = true
		}
		next, err := step(state, ev, correction)
		if missing, ok := errors.AsType[*absentError](err); ok && (part || voided[missing.what]) {
			continue // what was done to a voided record has nothing left to change
		}
		if err != nil {
			return empty, err
		}
		state = next
	}
	return state.(S), nil
}

// addedHandle returns the handle of the record that a body adds, if it adds one.
func addedHandle(body Body) string {
	if a, ok := body.(interface{ handle() string }); ok {
		return a.handle()
	}
	return ""
}

// step folds one event, as it was recorded or as it was corrected.
func step(state State, ev Event, correction *RecordCorrected) (State, error) {
	switch {
	case correction == nil:
		return state.next(ev)
	case correction.Void:
		return passOver(state, ev)
	}
	ev.Body = correction.With
	if !correction.On.IsZero() {
		ev.OccurredOn = correction.On
	}
	return state.next(ev)
}

// passOver counts a voided event without folding it.
func passOver(state State, ev Event) (State, error) {
	r, ok := state.(*Review)
	if !ok {
		return nil, strayEvent(ev)
	}
	next := *r
	next.count(ev)
	return &next, nil
}

func latestCorrections(events []Event) map[int64]*RecordCorrected {
	var latest map[int64]*RecordCorrected
	for _, ev := range events {
		if c, ok := ev.Body.(*RecordCorrected); ok {
			if latest == nil {
				latest = map[int64]*RecordCorrected{}
			}
			latest[c.Seq] = c
		}
	}
	return latest
}
