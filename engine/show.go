package engine

import (
	"context"
	"slices"

	"scr/review"
)

// Show returns a review as it stands, or as it stood: what had happened by a day,
// what was recorded by a day. It holds what the reader may see, texts loaded.
func (e *Engine) Show(ctx context.Context, reference string, at At, by Reader) (*View, error) {
	return e.view(ctx, reference, at, by, false, func(v *View) []any { return []any{v.Review} })
}

// Next returns the same view, with every move: also those that the program makes
// itself, and what they wait for. Of texts it holds those that say how far it can be
// relied on.
func (e *Engine) Next(ctx context.Context, reference string, by Reader) (*View, error) {
	return e.view(ctx, reference, At{}, by, true, func(v *View) []any {
		return []any{&caveats{v.Review.TakenOn, &v.Review.OutsideDates}}
	})
}

// caveats are the texts that say how far what is shown can be relied on.
type caveats struct {
	TakenOn      *review.TakenOn
	OutsideDates *review.Text `personal:"reason"`
}

// Outline returns the same view without any text.
func (e *Engine) Outline(ctx context.Context, reference string, by Reader) (*View, error) {
	return e.view(ctx, reference, At{}, by, false, nil)
}

// Records returns the same view with the texts of one kind of record, or of the one
// with that handle. A kind of which the reader sees nothing is forbidden.
func (e *Engine) Records(ctx context.Context, reference string, want Want, by Reader) (*View, error) {
	d, s, err := e.reading(ctx, reference, At{}, by)
	if err != nil {
		return nil, err
	}
	if err := s.lists(want.Noun); err != nil {
		return nil, err
	}
	return e.shown(ctx, d, s, At{}, by, false, func(v *View) []any { return want.in(v.Review) })
}

// view makes what a reader sees of a review. Texts says where texts are loaded; nil:
// nowhere.
func (e *Engine) view(ctx context.Context, reference string, at At, by Reader, auto bool, texts func(*View) []any) (*View, error) {
	d, s, err := e.reading(ctx, reference, at, by)
	if err != nil {
		return nil, err
	}
	return e.shown(ctx, d, s, at, by, auto, texts)
}

func (e *Engine) shown(ctx context.Context, d *draft, s *sight, at At, by Reader, auto bool, texts func(*View) []any) (*View, error) {
	v, err := e.viewOf(ctx, d, s, at, auto)
	if err != nil {
		return nil, err
	}
	if texts != nil {
		if err := e.loadTexts(ctx, d, s, by, v, texts(v)); err != nil {
			return nil, err
		}
	}
	shown := *d
	shown.review = v.Review
	v.Clocks = shown.clockViews() // copies, with the texts that were loaded
	return v, nil
}

// viewOf makes a view without texts.
func (e *Engine) viewOf(ctx context.Context, d *draft, s *sight, at At, auto bool) (v *View, err error) {
	v = &View{Review: s.redact(d.review), Definition: d.def, At: at, Today: d.today, Sealing: d.sealing, People: s.people(d.people), Offices: d.ownOffices(),
		Hidden: s.hidden(), Barring: s.barring(), Banner: s.banner(d.at)}
	if v.Moves, err = d.moveViews(ctx, auto); err != nil {
		return nil, err
	}
	v.Moves = slices.DeleteFunc(v.Moves, func(m MoveView) bool { return !s.sees(thing{noun: "move", item: m.Item}) })
	for i := range v.Moves {
		v.Moves[i].Obstacles = s.obstacles(v.Moves[i].Obstacles)
	}
	if v.Relied, err = e.reliances(ctx, d); err != nil {
		return nil, err
	}
	v.Relied = slices.DeleteFunc(v.Relied, func(r Reliance) bool { return !s.sees(thing{noun: "move", item: r.Item}) })
	v.Missing = d.remarks(s)
	v.Notices = d.noticeViews(s)
	return v, nil
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

// loadTexts fetches the texts that a view shows, once it is written down who reads
// them.
func (e *Engine) loadTexts(ctx context.Context, d *draft, s *sight, by Reader, v *View, of []any) error {
	reading, err := e.read(ctx, d, s, by)
	if err != nil {
		return err
	}
	sheets := []review.Sheet{{Stream: d.before.Stream(), Of: of}}
	var people []*review.Person
	if slices.Contains(of, any(v.Review)) { // only the whole review is shown with the names of its people
		for handle := range v.People {
			p := v.People[handle]
			people = append(people, &p)
			sheets = append(sheets, review.Sheet{Stream: p.StreamName(), Of: []any{&p}})
		}
	}
	if err := e.Store.ReadTexts(ctx, reading, sheets...); err != nil {
		return err
	}
	for _, p := range people {
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
				if !slices.Contains(tr.From, in.Stage) || in.Excused || len(tr.By) == 0 && !(auto && (tr.Auto || len(tr.Upon) > 0)) {
					continue
				}
				view, err := d.moveView(ctx, attempt{track: track, tr: tr, in: in, asking: true, linked: len(tr.By) == 0})
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
	v.obstacles = append(v.obstacles, d.linkedObstacles(a)...)
	return MoveView{Track: a.track.Name, Item: a.in.Item, Move: a.name(), Title: a.tr.Title, From: a.in.Stage, To: a.tr.To,
		Allowed: len(v.obstacles) == 0, By: a.tr.By, Deciders: d.decidersOf(a), Form: a.tr.Form, Auto: a.tr.Auto, Upon: a.tr.Upon,
		Reopens: a.tr.Reopens && a.in.Final, Obstacles: v.obstacles, Cites: d.citation(a.tr.Cites)}, err
}

func (d *draft) clockViews() []ClockView {
	return each(d.review.Clocks, func(c review.Clock) ClockView {
		v := ClockView{Clock: c, Title: c.Name, Overdue: c.OverdueOn(d.on), Missed: "flag"}
		if kind := d.def.Clock(c.Name); kind != nil {
			v.Title, v.Cites = kind.Title, d.citation(kind.Cites)
			if len(kind.Blocks) > 0 {
				v.Missed = english(kind.Blocks)
			}
		}
		return v
	})
}

// History returns a review's log, in order, with what was corrected since, and the
// review as it stands without texts. Events that the reader may not see are not in it.
func (e *Engine) History(ctx context.Context, reference string, at At, by Reader) (*View, []Entry, error) {
	v, kept, err := e.historyOf(ctx, reference, by, func(log []review.Event) []review.Event { return cut(log, at) })
	return v, entries(kept), err
}

// Event returns what one event of a review recorded, and what corrected it since.
func (e *Engine) Event(ctx context.Context, reference string, seq int64, by Reader) (*View, []Entry, error) {
	v, kept, err := e.historyOf(ctx, reference, by, func(log []review.Event) []review.Event {
		return slices.DeleteFunc(slices.Clone(log), func(ev review.Event) bool {
			c, corrects := ev.Body.(*review.RecordCorrected)
			return ev.Seq != seq && !(corrects && c.Seq == seq)
		})
	})
	return v, entries(kept), err
}

func (e *Engine) historyOf(ctx context.Context, reference string, by Reader, choose func([]review.Event) []review.Event) (*View, []review.Event, error) {
	d, s, err := e.reading(ctx, reference, At{}, by)
	if err != nil {
		return nil, nil, err
	}
	v, err := e.viewOf(ctx, d, s, At{}, false)
	if err != nil {
		return nil, nil, err
	}
	log, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return nil, nil, err
	}
	kept := s.events(choose(log), log)
	bodies := make([]any, len(kept))
	for i := range kept {
		bodies[i] = kept[i].Body
	}
	reading, err := e.read(ctx, d, s, by)
	if err != nil {
		return nil, nil, err
	}
	return v, kept, e.Store.ReadTexts(ctx, reading, review.Sheet{Stream: d.before.Stream(), Of: bodies})
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
