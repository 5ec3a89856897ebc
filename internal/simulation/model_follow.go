package simulation

import (
	"fmt"
	"slices"

	"scr/review"
	"scr/workflow"
)

// follow works out the events of one command, and what had to follow from them.
func (m *reviewModel) follow(def *workflow.Definition, events []review.Event) error {
	for i, ev := range events {
		before := m.standing()
		if err := m.apply(def, ev); err != nil {
			return err
		}
		m.tick(def, ev, events[i+1:])
		var err error
		switch b := ev.Body.(type) {
		case *review.MoveMade:
			err = m.brought(def, b, events[i:])
		case *review.Added[review.Letter]:
			err = m.answered(def, before, b.Record, events[i:])
		}
		if err != nil {
			return fmt.Errorf("#%d: %w", ev.Seq, err)
		}
	}
	return nil
}

func (m *reviewModel) standing() map[place]spot {
	at := make(map[place]spot, len(m.spots))
	for p, s := range m.spots {
		at[p] = s
	}
	return at
}

// brought holds a move to bringing its linked moves with it, for each instance that stood
// where they begin.
func (m *reviewModel) brought(def *workflow.Definition, b *review.MoveMade, after []review.Event) error {
	track := def.Track(b.Track)
	for _, name := range track.Transition(b.Move).Also {
		for p, at := range m.spots {
			linked := def.Track(p.name)
			same := linked.ForEach == "" || linked.ForEach != track.ForEach || p.item == b.Item
			for _, tr := range linked.Transitions {
				if linked.Name+"."+tr.Name == name && same && !at.excused && slices.Contains(tr.From, at.stage) && !moved(after[1:], p) {
					return fmt.Errorf("%s did not bring %s of %q with it", b.Name(), name, p.item)
				}
			}
		}
	}
	return nil
}

// moved reports whether events move an instance.
func moved(events []review.Event, p place) bool {
	return slices.ContainsFunc(events, func(ev review.Event) bool {
		b, is := ev.Body.(*review.MoveMade)
		return is && b.Track == p.name && b.Item == p.item
	})
}

// answered holds a letter to moving each track that runs once and stands where a move
// begins that comes upon it, unless something could stand in the way.
func (m *reviewModel) answered(def *workflow.Definition, before map[place]spot, l review.Letter, after []review.Event) error {
	event := map[string]string{"in": "received.", "out": "sent."}[l.Direction] + l.Kind
	for _, track := range def.Tracks {
		at, open := before[place{track.Name, ""}]
		for _, tr := range track.Transitions {
			from := len(tr.UponFrom) == 0 || slices.Contains(tr.UponFrom, l.Party)
			if !open || !slices.Contains(tr.Upon, event) || !from || !slices.Contains(tr.From, at.stage) || m.hindered(def, track.Name, tr) {
				continue
			}
			if !moved(after, place{track.Name, ""}) {
				return fmt.Errorf("%s did not come upon %s", track.Name+"."+tr.Name, l.ID)
			}
		}
	}
	return nil
}

// hindered reports whether something could stand in the way of a move.
func (m *reviewModel) hindered(def *workflow.Definition, track string, tr workflow.Transition) bool {
	blocked := slices.ContainsFunc(def.Clocks, func(c workflow.Clock) bool { return slices.Contains(c.Blocks, track+"."+tr.Name) })
	return blocked || len(m.holds)+len(tr.Requires)+len(tr.Joins)+len(tr.Also) > 0
}

// suspending returns a hold that suspends what a move was made of, on its day.
func (m *reviewModel) suspending(def *workflow.Definition, ev review.Event, b *review.MoveMade) string {
	for id, h := range m.holds {
		kind := def.Hold(h.name)
		in := !ev.OccurredOn.Before(h.on) && (!h.over || ev.OccurredOn.Before(h.lifted))
		if kind != nil && kind.BlocksAny && in && !slices.Contains(kind.Except, b.Name()) && h.reaches(b.Track, b.Item) {
			return id
		}
	}
	return ""
}

// reaches reports whether a hold covers an instance, where it covers all moves of it.
func (h *holdModel) reaches(track, item string) bool {
	switch h.covers {
	case "review":
		return true
	case "publication":
		return track == "publication"
	case "track":
		return h.target == track && (h.item == "" || h.item == item)
	}
	return item != "" && item == h.target
}
