package engine

import (
	"context"
	"slices"
	"strings"

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
		items, err := d.linkedItems(a, track, tr)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := d.linkedMove(ctx, a, track, tr, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// linkedItems returns for which items a linked move is made. Of a track that runs for each
// something it is made for every instance that is not excused and stands where the move
// begins, be it for none; but where the move that brings it is itself about such an item,
// for that one only.
func (d *draft) linkedItems(a attempt, track *workflow.Track, tr *workflow.Transition) ([]string, error) {
	if track.ForEach == "" {
		_, err := d.instance(track, "")
		return []string{""}, err
	}
	var items []string
	for _, in := range d.review.InstancesOf(track.Name) {
		same := a.track.ForEach != track.ForEach || in.Item == a.in.Item
		if same && !in.Excused && slices.Contains(tr.From, in.Stage) {
			items = append(items, in.Item)
		}
	}
	return items, nil
}

// linkedMove makes one move that goes with another.
func (d *draft) linkedMove(ctx context.Context, a attempt, track *workflow.Track, tr *workflow.Transition, item string) error {
	in, ok := d.review.Instance(track.Name, item)
	switch begins := slices.Contains(tr.From, in.Stage); {
	case ok && track.ForEach != "" && !begins:
		return nil // a move that was linked before it has taken it elsewhere
	case ok && !begins && in.Stage == tr.To:
		return nil // somebody made it before: the track stands where it would lead
	}
	linked := attempt{track: track, tr: tr, in: in, linked: true, decided: !a.linked || a.decided}
	v, err := d.examine(ctx, linked)
	if err != nil {
		return err
	}
	what := linked.name()
	if item != "" {
		what += " of " + item
	}
	if err := d.refusal(a.name()+" brings "+what+" with it, which", v.obstacles); err != nil {
		return err
	}
	return d.make(ctx, linked, v, review.MoveMade{With: a.name()})
}

// linkedObstacles finds what keeps whoever asks from a move because of a move that it
// brings: a track that stands neither where that begins nor where it leads. What the
// brought move requires is judged when it is made, after the move that brings it.
func (d *draft) linkedObstacles(a attempt) []review.Obstacle {
	var found []review.Obstacle
	for i, name := range a.tr.Also {
		track, tr, err := d.transition(name)
		if err != nil || track.ForEach != "" || track.Name == a.track.Name || slices.ContainsFunc(a.tr.Also[:i], sameTrack(track.Name)) {
			continue
		}
		in, ok := d.review.Instance(track.Name, "")
		if ok && in.Stage != tr.To && !slices.Contains(tr.From, in.Stage) {
			o := stageObstacle(attempt{track: track, tr: tr, in: in})
			o.Says = "it brings " + name + " with it, and " + o.Says
			found = append(found, o)
		}
	}
	return found
}

func sameTrack(track string) func(move string) bool {
	return func(move string) bool { return strings.HasPrefix(move, track+".") }
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
