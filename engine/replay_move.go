package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// unmade says which moves of a command were made against the word of the definition:
// that no such move begins there, that a requirement was not met, that who decided it
// holds no role that does, and so on; or that nothing brought a move that nobody decided.
// It asks the same questions as whoever makes a move, on the facts as they were known.
func (w *replayer) unmade(ctx context.Context, first, end int) ([]review.Untrusted, error) {
	var found []review.Untrusted
	state, ok := w.past.state.(*review.Review)
	for i := first; ok && i < end; i++ {
		if made, move := w.events[i].Body.(*review.MoveMade); move {
			says, err := w.againstWord(ctx, state, first, i, made)
			if err != nil {
				return nil, err
			}
			if says != "" {
				found = append(found, doubt(w.events[i], "%s was made %s", made.Name(), says))
			}
		}
		next, err := w.after(state, i, i+1)
		if err != nil {
			return nil, err
		}
		state = next.(*review.Review)
	}
	return found, nil
}

// draftAt makes a draft on a review as it stood before an event.
func (w *replayer) draftAt(ctx context.Context, state *review.Review, ev review.Event) (*draft, error) {
	board, err := w.past.Board(ctx)
	if err != nil {
		return nil, err
	}
	s := review.Standing{Review: state, Board: board}
	if s.People, err = w.past.People(ctx, s.Involved(ev.RecordedBy, ev.DecidedBy)...); err != nil {
		return nil, err
	}
	return w.engine.draftOf(ctx, s, decision{actor: ev.RecordedBy, decider: ev.DecidedBy, minute: ev.Minute,
		on: ev.OccurredOn, today: today(w.past.at), at: w.past.at, madeUp: ev.MadeUp})
}

// againstWord says what is wrong with the move that is event i.
func (w *replayer) againstWord(ctx context.Context, state *review.Review, first, i int, made *review.MoveMade) (string, error) {
	d, err := w.draftAt(ctx, state, w.events[i])
	if err != nil {
		return "", err
	}
	track, tr, err := d.transition(made.Name())
	if err != nil {
		return "though the definition has no such move", nil
	}
	in, there := state.Instance(made.Track, made.Item)
	if !there {
		return "for " + made.Item + ", of which there was none", nil
	}
	linked := made.Auto || made.With != "" || made.Upon != ""
	switch {
	case made.Auto && !tr.Auto:
		return "by itself, which the definition does not provide for", nil
	case made.With != "" && !d.brings(made, w.events[first:i]):
		return "with " + made.With + ", which does not bring it", nil
	case made.Upon != "" && !d.broughtUpon(made, track, tr, w.events[first:i]):
		return "upon " + made.Upon + ", which does not bring it", nil
	case !linked && len(tr.By) == 0:
		return "by somebody, and nobody decides it", nil
	}
	v, err := d.examine(ctx, attempt{track: track, tr: tr, in: in, linked: linked, despite: despiteOf(made)})
	if err != nil {
		return "", err
	}
	if len(v.obstacles) > 0 {
		return withoutWhat(v.obstacles), nil
	}
	return d.recordedOtherwise(ctx, made, tr, in, v, linked)
}

// brings reports whether a move brings another with it, or a late item does.
func (d *draft) brings(made *review.MoveMade, before []review.Event) bool {
	return slices.ContainsFunc(before, func(ev review.Event) bool {
		switch b := ev.Body.(type) {
		case *review.MoveMade:
			_, tr, err := d.transition(b.Name())
			return err == nil && b.Name() == made.With && slices.Contains(tr.Also, made.Name())
		case *review.TrackOpened:
			return d.takesBack(b.Track, b.Late, made)
		case *review.ItemAdmitted:
			return d.takesBack(b.Track, b.Late, made)
		}
		return false
	})
}

// takesBack reports whether what came late on a track brings a move.
func (d *draft) takesBack(name, late string, made *review.MoveMade) bool {
	track := d.def.Track(name)
	return track != nil && track.Late != nil && late == made.With && track.Late.Move == made.Name()
}

// broughtUpon reports whether one of the events before a move brings it.
func (d *draft) broughtUpon(made *review.MoveMade, track *workflow.Track, tr *workflow.Transition, before []review.Event) bool {
	return slices.ContainsFunc(before, func(ev review.Event) bool {
		h, ok := d.happened(ev)
		return ok && h.handle == made.Upon && h.brings(tr) && h.about(track, made.Item)
	})
}

// recordedOtherwise says where a move that could be made is not recorded as it was: where
// it led, what came of each requirement, and the form that goes with it.
func (d *draft) recordedOtherwise(ctx context.Context, made *review.MoveMade, tr *workflow.Transition, in review.Instance, v verdict, linked bool) (string, error) {
	to, err := step(ctx, d.def.Track(made.Track), in.Stage, tr.Name)
	if err != nil {
		return "", err
	}
	switch {
	case made.From != in.Stage || made.To != to || made.Final != d.def.Track(made.Track).Stage(to).Final:
		return "from " + in.Stage + " to " + to + ", and is recorded as leading elsewhere", nil
	case !slices.EqualFunc(made.Results, v.results, sameResult):
		return "with other results than its requirements have", nil
	case !slices.Equal(made.Joins, v.joins):
		return "with other tracks than it waits for", nil
	case !linked && !d.filledFor(made, tr):
		return "without its form, " + tr.Form, nil
	}
	return "", nil
}

func sameResult(a, b review.Result) bool {
	return a.Name == b.Name && a.Met == b.Met && a.Despite == b.Despite && a.Why.Filled() == b.Why.Filled()
}

// filledFor reports whether the form that a move asks for was filled, for this move.
func (d *draft) filledFor(made *review.MoveMade, tr *workflow.Transition) bool {
	form := d.def.Form(tr.Form)
	if form == nil || missingFields(form, nil, "") == nil {
		return true // nothing in it must be filled, so it may have been left out
	}
	item := ""
	if form.ForEach != "" {
		item = made.Item
	}
	filled, ok := d.review.Filled(form.Name, item)
	if !ok || missingFields(form, typed(&filled.FormFilled), "") != nil {
		return false
	}
	rests := d.restsOn(filled)
	return rests == "" || rests == made.Name() && !slices.ContainsFunc(d.review.Moves, func(m review.Move) bool {
		return m.Seq > filled.Seq && m.Name() == made.Name() && m.Item == made.Item
	})
}

// withoutWhat says what stood in the way of what was done all the same.
func withoutWhat(obstacles []review.Obstacle) string {
	return "without what it requires: " + strings.Join(each(obstacles, func(o review.Obstacle) string { return o.Says }), "; ")
}
