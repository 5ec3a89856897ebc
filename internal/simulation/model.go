package simulation

import (
	"fmt"
	"slices"

	"scr/review"
	"scr/workflow"
)

// subject is a review, and what its log should make of it.
type subject struct {
	ref    string
	stream review.Stream
	def    *workflow.Definition
	log    []review.Event
	texts  map[int64]map[string]string // by event and path
	model  reviewModel
	row    *review.Review // as the database had it last
}

// place is a track or a clock of an item.
type place struct{ name, item string }

// spot is where an instance stands.
type spot struct {
	stage          string
	final, excused bool
}

// holdModel is a hold on the review.
type holdModel struct {
	name, covers string
	target, item string
	on, lifted   review.Date
	over         bool
}

// reviewModel is what the events of a review make of it, worked out apart from the
// program: where tracks stand follows from the definition and the names of the moves,
// clocks from the definition and the holds.
type reviewModel struct {
	version int64
	issued  map[string]int
	handles map[string]bool
	spots   map[place]spot
	holds   map[string]*holdModel
	clocks  map[place]*clockModel
	news    news        // of what starts and stops clocks
	today   review.Date // of the command
	def     *workflow.Definition
	moves   int
	team    map[string]review.Assignment
	again   bool // it is worked out again: what was decided before a correction need not fit what came after it
}

// boardModel is what is known of the board beside its reviews.
type boardModel struct {
	people  []string // handles, in order
	entries map[string]review.Person
	offices []review.OfficeTerm
}

// take adds events to a review, and works it out.
func (s *subject) take(events []review.Event) error {
	s.log = append(s.log, events...)
	if s.texts == nil {
		s.texts = map[int64]map[string]string{}
	}
	for _, ev := range events {
		said := textsOf(ev.Body)
		if len(said) > 0 {
			s.texts[ev.Seq] = said
		}
	}
	if review.Corrects(events) || s.model.issued == nil {
		return s.refold()
	}
	return s.model.follow(s.def, events)
}

// textsOf returns the loaded texts of a body, by path.
func textsOf(body review.Body) map[string]string {
	said := map[string]string{}
	review.EachText(body, func(path string, _ review.Class, t *review.Text) {
		if t.Loaded() {
			said[path] = t.Reveal()
		}
	})
	return said
}

// refold works the review out from its whole log, each event as it was corrected last.
func (s *subject) refold() error {
	s.model = reviewModel{issued: map[string]int{}, handles: map[string]bool{}, spots: map[place]spot{},
		holds: map[string]*holdModel{}, clocks: map[place]*clockModel{}, def: s.def, team: map[string]review.Assignment{}, again: true}
	defer func() { s.model.again = false }()
	latest := map[int64]*review.RecordCorrected{}
	for _, ev := range s.log {
		if c, ok := ev.Body.(*review.RecordCorrected); ok {
			latest[c.Seq] = c
		}
	}
	for i, ev := range s.log {
		c, raw := latest[ev.Seq], ev
		switch {
		case c != nil && c.Void:
			s.model.pass(ev)
			s.model.tick(s.def, raw, withIt(s.log[i:]))
			continue
		case c != nil:
			ev.Body = c.With
			if !c.On.IsZero() {
				ev.OccurredOn = c.On
			}
		}
		if err := s.model.apply(s.def, ev); err != nil {
			return err
		}
		s.model.tick(s.def, raw, withIt(s.log[i:]))
	}
	return nil
}

// withIt returns what follows the first of some events and was decided with it.
func withIt(events []review.Event) []review.Event {
	n := 1
	for n < len(events) && events[n].Command == events[0].Command {
		n++
	}
	return events[1:n]
}

// pass counts an event that was voided.
func (m *reviewModel) pass(ev review.Event) {
	m.version = ev.Seq
	if noun, ok := review.Adds(ev.Body); ok {
		m.issued[noun]++
		m.handles[review.RecordOf(ev.Body)] = true
	}
}

// chosen reports whether the handle of such a record is chosen by whoever adds it.
func chosen(noun string) bool { return noun == "agency" || noun == "partner" }

// give notes a handle: the next of its kind, and never one that was given before.
func (m *reviewModel) give(ev review.Event) error {
	noun, ok := review.Adds(ev.Body)
	if !ok {
		return nil
	}
	m.issued[noun]++
	id := review.RecordOf(ev.Body)
	if want := fmt.Sprintf("%s-%d", noun, m.issued[noun]); !chosen(noun) && id != want {
		return fmt.Errorf("#%d: the handle %s was given out, and %s was next", ev.Seq, id, want)
	}
	if m.handles[id] && !chosen(noun) {
		return fmt.Errorf("#%d: the handle %s was given out twice", ev.Seq, id)
	}
	m.handles[id] = true
	return nil
}

func (m *reviewModel) apply(def *workflow.Definition, ev review.Event) error {
	if ev.Seq != m.version+1 {
		return fmt.Errorf("#%d comes after #%d", ev.Seq, m.version)
	}
	m.version = ev.Seq
	if err := m.give(ev); err != nil {
		return err
	}
	switch b := ev.Body.(type) {
	case *review.TrackOpened:
		if err := m.open(def, ev, b); err != nil {
			return err
		}
	case *review.ReviewTakenOn:
		for _, at := range b.At {
			m.spots[place{at.Track, ""}] = spot{at.Stage, def.Track(at.Track).Stage(at.Stage).Final, false}
		}
	case *review.MoveMade:
		if err := m.move(def, ev, b); err != nil {
			return err
		}
	case *review.ItemExcused:
		p := place{b.Track, b.Item}
		at := m.spots[p]
		at.excused = true
		m.spots[p] = at
	case *review.ItemAdmitted:
		p := place{b.Track, b.Item}
		at := m.spots[p]
		at.excused = false
		m.spots[p] = at
	case *review.Added[review.Assignment]:
		m.team[b.Record.ID] = b.Record
	case *review.AssignmentEnded:
		if a, ok := m.team[b.ID]; ok {
			a.To = b.To
			m.team[b.ID] = a
		}
	case *review.Added[review.Hold]:
		m.holds[b.Record.ID] = &holdModel{name: b.Record.Name, covers: b.Record.Covers, target: b.Record.Target, item: b.Record.Item, on: ev.OccurredOn}
	case *review.HoldLifted:
		if h := m.holds[b.ID]; h != nil {
			h.over, h.lifted = true, ev.OccurredOn
		}
	}
	return nil
}

func (m *reviewModel) open(def *workflow.Definition, ev review.Event, b *review.TrackOpened) error {
	track := def.Track(b.Track)
	if track == nil || b.Stage != track.Initial || (b.Item == "") != (track.ForEach == "") {
		return fmt.Errorf("#%d: %s of %q was opened at %s", ev.Seq, b.Track, b.Item, b.Stage)
	}
	m.spots[place{b.Track, b.Item}] = spot{stage: track.Initial, final: track.Stage(track.Initial).Final}
	return nil
}

// move follows a move by its name: from where the instance stands to where the
// definition says.
func (m *reviewModel) move(def *workflow.Definition, ev review.Event, b *review.MoveMade) error {
	m.moves++
	p := place{b.Track, b.Item}
	at, open := m.spots[p]
	var tr *workflow.Transition
	if track := def.Track(b.Track); track != nil {
		tr = track.Transition(b.Move)
	}
	if tr == nil || !open || !slices.Contains(tr.From, at.stage) || b.From != at.stage || b.To != tr.To {
		return fmt.Errorf("#%d: %s of %q went from %s to %s, and stood at %s", ev.Seq, b.Name(), b.Item, b.From, b.To, at.stage)
	}
	if by := m.suspending(def, ev, b); by != "" && !m.again {
		return fmt.Errorf("#%d: %s of %q was made, and %s suspends it", ev.Seq, b.Name(), b.Item, by)
	}
	if (b.Upon != "") != (len(tr.Upon) > 0 && b.With == "") {
		return fmt.Errorf("#%d: %s was made upon %q", ev.Seq, b.Name(), b.Upon)
	}
	for _, r := range b.Results {
		if !r.Met && !r.Despite {
			return fmt.Errorf("#%d: %s was made though %s was not met", ev.Seq, b.Name(), r.Name)
		}
	}
	at.stage, at.final = tr.To, def.Track(b.Track).Stage(tr.To).Final
	m.spots[p] = at
	return nil
}

// differs says in what a review is not what the model makes of it; "" for in nothing.
func (s *subject) differs(r *review.Review) string {
	m := &s.model
	if r.Version != m.version || len(r.Moves) != m.moves {
		return fmt.Sprintf("it is at version %d with %d moves, and should be at %d with %d", r.Version, len(r.Moves), m.version, m.moves)
	}
	for noun, n := range m.issued {
		if r.Issued[noun] != n {
			return fmt.Sprintf("%d handles of kind %s were given out, and %d should be", r.Issued[noun], noun, n)
		}
	}
	if len(r.Instances) != len(m.spots) {
		return fmt.Sprintf("it has %d instances, and should have %d", len(r.Instances), len(m.spots))
	}
	for _, in := range r.Instances {
		want := m.spots[place{in.Track, in.Item}]
		if (spot{in.Stage, in.Final, in.Excused}) != want {
			return fmt.Sprintf("%s of %q stands at %s (final %t, excused %t), and should at %+v", in.Track, in.Item, in.Stage, in.Final, in.Excused, want)
		}
	}
	for _, h := range r.Holds {
		if want := m.holds[h.ID]; want == nil || want.over != h.Lifted {
			return fmt.Sprintf("%s is lifted %t", h.ID, h.Lifted)
		}
	}
	if len(r.Holds) != len(m.holds) {
		return fmt.Sprintf("it has %d holds, and should have %d", len(r.Holds), len(m.holds))
	}
	return s.clocksDiffer(r)
}
