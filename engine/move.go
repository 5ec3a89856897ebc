package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// maxAutoMoves bounds what one command may set off. The loader refuses cycles of
// auto moves; this catches what a rule could still make of a loop.
const maxAutoMoves = 100

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
	if a.linked {
		err = d.emitByProgram(&made)
	} else {
		err = d.emit(&made)
	}
	if err != nil {
		return err
	}
	if err := d.runClocks(a.name(), a.in.Item); err != nil {
		return err
	}
	return d.linkedMoves(ctx, a)
}

// linkedMoves makes the moves that go with a move. They skip who decides, never
// what is required: one refusal refuses all.
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
		linked := attempt{track: track, tr: tr, in: in, linked: true}
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

// settle makes the auto moves whose rules hold, in the order of the file, until
// none applies.
func (d *draft) settle(ctx context.Context) error {
	for range maxAutoMoves {
		moved, err := d.autoMove(ctx)
		if err != nil || !moved {
			return err
		}
	}
	return review.Errorf(review.Failed, "%s makes moves by itself without end", d.def.Title).
		WithHint("an administrator must mend the definition's auto moves")
}

// autoMove makes the first auto move that applies.
func (d *draft) autoMove(ctx context.Context) (bool, error) {
	for i := range d.def.Tracks {
		track := &d.def.Tracks[i]
		for j := range track.Transitions {
			tr := &track.Transitions[j]
			if !tr.Auto {
				continue
			}
			for _, in := range d.review.InstancesOf(track.Name) {
				if !slices.Contains(tr.From, in.Stage) || in.Excused {
					continue
				}
				moved, err := d.tryAuto(ctx, attempt{track: track, tr: tr, in: in, linked: true})
				if err != nil || moved {
					return moved, err
				}
			}
		}
	}
	return false, nil
}

func (d *draft) tryAuto(ctx context.Context, a attempt) (bool, error) {
	v, err := d.examine(ctx, a)
	if err != nil || len(v.obstacles) > 0 {
		return false, err
	}
	was := *d
	err = d.make(ctx, a, v, review.MoveMade{Auto: true})
	if review.CodeOf(err) == review.Refused && err != nil {
		*d = was // a linked move was refused: the auto move does not apply
		return false, nil
	}
	return err == nil, err
}
