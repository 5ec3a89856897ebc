package engine

import (
	"context"

	"scr/review"
	"scr/workflow"
)

// make records a move that was found free of obstacles, and everything that
// follows from it in the same append: clocks, and linked moves.
func (d *draft) make(ctx context.Context, a attempt, v verdict, more review.MoveMade) error {
	to, err := step(ctx, a.track, a.in.Stage, a.tr.Name)
	if err != nil {
		return err
	}
	made := more
	made.Track, made.Item, made.Move = a.track.Name, a.in.Item, a.tr.Name
	made.From, made.To, made.Final = a.in.Stage, to, a.track.Stage(to).Final
	made.Results, made.Joins = v.results, v.joins
	if a.linked && !a.decided {
		err = d.emitByProgram(&made)
	} else {
		err = d.emit(&made)
	}
	if err != nil {
		return err
	}
	if err := d.runClocks(d.moved(a.name(), a.in.Item)); err != nil {
		return err
	}
	return d.linkedMoves(ctx, a)
}

// linkedMoves makes the moves that go with a move. They skip who may decide, never
// what is required: one refusal refuses all. Whoever decides the move decides
// these, so that four eyes see them too.
func (d *draft) linkedMoves(ctx context.Context, a attempt) error {
	for _, name := range a.tr.Also {
		track, tr, err := d.transition(name)
		if err != nil {
			return err
		}
		item := ""
		if track.ForEach != "" {
			item = a.in.Item
		}
		in, err := d.instance(track, item)
		if err != nil {
			return err
		}
		linked := attempt{track: track, tr: tr, in: in, linked: true, decided: !a.linked || a.decided}
		v, err := d.examine(ctx, linked)
		if err != nil {
			return err
		}
		if err := d.refusal(a.name()+" brings "+name+" with it, which", v.obstacles); err != nil {
			return err
		}
		if err := d.make(ctx, linked, v, review.MoveMade{With: a.name()}); err != nil {
			return err
		}
	}
	return nil
}

// transition finds a move by its name, track.move.
func (d *draft) transition(name string) (*workflow.Track, *workflow.Transition, error) {
	trackName, move, ok := splitMove(name)
	if !ok {
		return nil, nil, review.Errorf(review.Invalid, "%q is not a move", name).
			WithHint("write track.move, such as %s", d.someMove())
	}
	track := d.def.Track(trackName)
	if track == nil {
		return nil, nil, unknownName("track", trackName, each(d.def.Tracks, func(t workflow.Track) string { return t.Name }))
	}
	tr := track.Transition(move)
	if tr == nil {
		err := unknownName("move", name, each(track.Transitions, func(t workflow.Transition) string { return trackName + "." + t.Name }))
		return nil, nil, err
	}
	return track, tr, nil
}

func (d *draft) someMove() string {
	track := d.def.Tracks[0]
	return track.Name + "." + track.Transitions[0].Name
}
