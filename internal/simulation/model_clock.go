package simulation

import (
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// clockModel is a run of a clock: what started and stopped it, and on which days it was
// recorded. When it falls due follows from these, the definition and the holds.
type clockModel struct {
	start     review.Date // the day that it counts from
	by        string
	cause     int64 // the record that it counts from; 0 for a move
	at        int64 // where in the log it was started
	deadline  review.Date
	over      bool
	stopped   review.Date
	stopper   int64 // the record that stopped it; 0 for all else
	extended  bool
	on, until review.Date // of the latest extension
}

// tick follows what starts, stops and extends clocks, as the definition has it: moves, the
// opening, and what is recorded. The events by which the program says so are not looked at.
// Events are taken as they were written; what was decided with one comes after it in rest.
func (m *reviewModel) tick(def *workflow.Definition, ev review.Event, rest []review.Event) {
	if ev.DecidedBy != "" {
		m.today = ev.OccurredOn
	}
	if followsOfItself(ev.Body) {
		m.flush(def, append([]review.Event{ev}, rest...))
	}
	switch b := ev.Body.(type) {
	case *review.ReviewOpened:
		m.happen(def, heard{seq: ev.Seq, name: "opened", on: ev.OccurredOn, move: true}, nil)
	case *review.ReviewTakenOn:
		clear(m.clocks) // when it was referred is not known
		m.news.list = nil
	case *review.TrackOpened:
		m.join(def, b.Track, b.Item, ev, func(*workflow.Clock) bool { return true })
	case *review.ItemExcused:
		m.excuse(def, b.Track, b.Item, ev.OccurredOn)
	case *review.ItemAdmitted:
		m.join(def, b.Track, b.Item, ev, func(kind *workflow.Clock) bool { return !m.stoppedItself(kind, b.Item) })
	case *review.MoveMade:
		m.happen(def, heard{seq: ev.Seq, name: b.Name(), item: b.Item, on: ev.OccurredOn, move: true}, nil)
	case *review.ClockExtended:
		if c := m.clocks[place{b.Clock, b.Item}]; c != nil {
			c.extended, c.on, c.until = true, ev.OccurredOn, b.Due
		}
	default:
		m.news.take(ev)
	}
	if len(rest) == 0 {
		m.flush(def, nil)
	}
}

// followsOfItself reports whether an event is none that somebody decided, but follows from
// what was recorded before it in the same command.
func followsOfItself(body review.Body) bool {
	switch b := body.(type) {
	case *review.MoveMade:
		return b.Auto || b.Upon != ""
	case *review.TrackOpened, *review.ItemExcused, *review.ItemAdmitted:
		return true
	}
	return false
}

// pausing reports whether a hold, while it stands, keeps a clock from running.
func pausing(def *workflow.Definition, h *holdModel, p place) bool {
	kind, clock := def.Hold(h.name), def.Clock(p.name)
	switch {
	case kind == nil || clock == nil || clock.Kind != workflow.Forward:
		return false
	case kind.PausesAny:
		return pausesAny(h, clock, p.item)
	case h.covers == "track" && h.item != "" && (clock.Track != h.target || p.item != h.item):
		return false
	}
	return slices.Contains(kind.Pauses, p.name) && h.covers != "participant" && h.covers != "document"
}

// pausesAny reports whether a hold that pauses all of what it covers covers a clock.
func pausesAny(h *holdModel, clock *workflow.Clock, item string) bool {
	if h.covers == "review" {
		return true
	}
	if clock.Track != "" {
		return h.reaches(clock.Track, item)
	}
	for _, name := range clock.Stops {
		track, _, _ := strings.Cut(name, ".")
		if h.item == "" && h.covers != "participant" && h.covers != "document" && h.reaches(track, "") {
			return true
		}
	}
	return false
}

// clocksDiffer says which clock is not what the model makes of it.
func (s *subject) clocksDiffer(r *review.Review) string {
	m := &s.model
	if len(r.Clocks) != len(m.clocks) {
		return fmt.Sprintf("%d clocks were started, and %d should be", len(r.Clocks), len(m.clocks))
	}
	for _, c := range r.Clocks {
		want := m.clocks[place{c.Name, c.Item}]
		if want == nil {
			return fmt.Sprintf("clock %s of %q was never started", c.Name, c.Item)
		}
		state := m.stateOf(s.def, want, place{c.Name, c.Item})
		due, paused, ok := m.due(s.def, want, place{c.Name, c.Item})
		if from := m.windowOf(s.def, want, place{c.Name, c.Item}); c.Start != want.start || day(c.From) != from {
			return fmt.Sprintf("clock %s of %q counts from %s, a window from %s; it should from %s, a window from %s",
				c.Name, c.Item, c.Start, c.From, want.start, civil(from))
		}
		if c.State != state || ok && (day(c.Due) != due || day(c.PausedOn) != paused) {
			return fmt.Sprintf("clock %s of %q is %s, due %s, paused since %q; it should be %s, due %s, since %s",
				c.Name, c.Item, c.State, c.Due, c.PausedOn, state, civil(due), civil(paused))
		}
	}
	return ""
}

func (m *reviewModel) stateOf(def *workflow.Definition, c *clockModel, p place) string {
	switch kind := def.Clock(p.name); {
	case c.over:
		return review.Stopped
	case !kind.Kind.Limits():
		return review.Lasting
	}
	for _, h := range m.holds {
		if !h.over && pausing(def, h, p) {
			return review.Paused
		}
	}
	return review.Running
}
