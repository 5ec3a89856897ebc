package engine

import (
	"context"
	"slices"

	"scr/review"
)

// Show returns a review as it stands, or as it stood: what had happened by a day,
// what was recorded by a day. Its texts are loaded.
func (e *Engine) Show(ctx context.Context, reference string, at At, user string) (*View, error) {
	return e.view(ctx, reference, at, user, false)
}

// Next returns the same view, with every move: also those that the program makes
// itself, and what they wait for.
func (e *Engine) Next(ctx context.Context, reference, user string) (*View, error) {
	return e.view(ctx, reference, At{}, user, true)
}

func (e *Engine) view(ctx context.Context, reference string, at At, user string, auto bool) (*View, error) {
	d, err := e.reading(ctx, reference, at, user)
	if err != nil {
		return nil, err
	}
	v := &View{Review: d.review, Definition: d.def, At: at, Today: d.today, Sealing: d.sealing, People: d.people, Offices: d.offices}
	if v.Moves, err = d.moveViews(ctx, auto); err != nil {
		return nil, err
	}
	if v.Relied, err = e.reliances(ctx, d); err != nil {
		return nil, err
	}
	v.Missing = d.remarks()
	if err := e.loadTexts(ctx, v); err != nil {
		return nil, err
	}
	v.Clocks = d.clockViews() // copies, with the texts that were loaded
	return v, nil
}

// reading is a draft that nothing is decided in: the review at a point in time,
// and everybody who may be asked.
func (e *Engine) reading(ctx context.Context, reference string, at At, user string) (*draft, error) {
	now := e.Now().UTC()
	day := today(now)
	by := decision{actor: user, decider: user, on: day, today: day, at: now}
	if !at.AsOf.IsZero() {
		by.on = at.AsOf.Last()
	}
	d, err := e.draftOn(ctx, reference, by)
	if err != nil {
		return nil, err
	}
	if len(d.rolesOn(user, day)) == 0 {
		return nil, notFound(reference) // judged on the review as it is now, not as it was
	}
	if at == (At{}) {
		return d, nil
	}
	d.review, err = e.past(ctx, d.before, at)
	return d, err
}

// past folds the part of a review's log that had happened, or was known, by then.
func (e *Engine) past(ctx context.Context, r *review.Review, at At) (*review.Review, error) {
	events, err := e.Store.Events(ctx, r.Stream())
	if err != nil {
		return nil, err
	}
	kept := cut(events, at)
	if len(kept) == 0 || kept[0].Seq != 1 { // what happened before a review was opened is no review yet
		return nil, review.Errorf(review.NotFound, "nothing of review %s had happened or was recorded by then", r.Reference)
	}
	return review.FoldPart(&review.Review{ID: r.ID}, kept)
}

// cut keeps the events that had happened, and that were recorded, by given days.
// An event with a partial date had happened once its last possible day is past.
func cut(events []review.Event, at At) []review.Event {
	var kept []review.Event
	for _, ev := range events {
		if !at.KnownAt.IsZero() && at.KnownAt.Last().Before(today(ev.RecordedAt)) {
			continue
		}
		if !at.AsOf.IsZero() && at.AsOf.Last().Before(happened(ev, events, at).Last()) {
			continue
		}
		kept = append(kept, ev)
	}
	return kept
}

// happened is the day an event happened, as the latest correction known at that
// point has it. A correction says what was so all along: it goes with its event.
func happened(ev review.Event, events []review.Event, at At) review.Date {
	if c, ok := ev.Body.(*review.RecordCorrected); ok {
		ev = events[c.Seq-1]
	}
	day := ev.OccurredOn
	for _, later := range events {
		c, ok := later.Body.(*review.RecordCorrected)
		if !ok || c.Seq != ev.Seq || c.On.IsZero() {
			continue
		}
		if at.KnownAt.IsZero() || !at.KnownAt.Last().Before(today(later.RecordedAt)) {
			day = c.On
		}
	}
	return day
}

// loadTexts fetches the texts that a view shows.
func (e *Engine) loadTexts(ctx context.Context, v *View) error {
	states := []review.State{v.Review}
	for handle := range v.People {
		p := v.People[handle]
		states = append(states, &p)
	}
	if err := e.Store.TextsOf(ctx, states...); err != nil {
		return err
	}
	for _, state := range states[1:] {
		p := state.(*review.Person)
		v.People[p.Handle] = *p
	}
	return nil
}

// moveViews examines every move that begins where some instance stands; those
// that the program makes itself only when they are asked for.
func (d *draft) moveViews(ctx context.Context, auto bool) ([]MoveView, error) {
	var views []MoveView
	for i := range d.def.Tracks {
		track := &d.def.Tracks[i]
		for _, in := range d.review.InstancesOf(track.Name) {
			for j := range track.Transitions {
				tr := &track.Transitions[j]
				if !slices.Contains(tr.From, in.Stage) || in.Excused || len(tr.By) == 0 && !(tr.Auto && auto) {
					continue
				}
				view, err := d.moveView(ctx, attempt{track: track, tr: tr, in: in, asking: true, linked: tr.Auto})
				if err != nil {
					return nil, err
				}
				views = append(views, view)
			}
		}
	}
	return views, nil
}

func (d *draft) moveView(ctx context.Context, a attempt) (MoveView, error) {
	v, err := d.examine(ctx, a)
	return MoveView{Track: a.track.Name, Item: a.in.Item, Move: a.name(), Title: a.tr.Title, From: a.in.Stage, To: a.tr.To,
		Allowed: len(v.obstacles) == 0, By: a.tr.By, Deciders: d.holders(a.tr.By, d.on), Form: a.tr.Form, Auto: a.tr.Auto,
		Reopens: a.tr.Reopens && a.in.Final, Obstacles: v.obstacles, Cites: d.citation(a.tr.Cites)}, err
}

func (d *draft) clockViews() []ClockView {
	return each(d.review.Clocks, func(c review.Clock) ClockView {
		v := ClockView{Clock: c, Title: c.Name, Overdue: c.OverdueOn(d.on), Missed: "flag"}
		if kind := d.def.Clock(c.Name); kind != nil {
			v.Title, v.Cites = kind.Title, d.citation(kind.Cites)
			if len(kind.Blocks) > 0 {
				v.Missed = "blocks " + english(kind.Blocks)
			}
		}
		return v
	})
}

// History returns a review's log, in order, with what was corrected since.
func (e *Engine) History(ctx context.Context, reference string, at At, user string) ([]Entry, error) {
	d, err := e.reading(ctx, reference, At{}, user)
	if err != nil {
		return nil, err
	}
	events, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return nil, err
	}
	kept := cut(events, at)
	bodies := make([]any, len(kept))
	for i := range kept {
		bodies[i] = kept[i].Body
	}
	if err := e.Store.Texts(ctx, d.before.Stream(), bodies...); err != nil {
		return nil, err
	}
	return entries(kept), nil
}

// entries marks what was corrected by the events themselves, so that a history of
// the past knows of no later correction.
func entries(events []review.Event) []Entry {
	list := make([]Entry, len(events))
	place := make(map[int64]int, len(events))
	for i, ev := range events {
		list[i].Event, place[ev.Seq] = ev, i
		if c, ok := ev.Body.(*review.RecordCorrected); ok {
			if of, kept := place[c.Seq]; kept {
				list[of].CorrectedBy, list[of].Voided = ev.Seq, c.Void
			}
		}
	}
	return list
}
