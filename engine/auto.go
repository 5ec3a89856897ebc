package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// maxAutoMoves bounds what one command may set off. The loader refuses cycles of
// auto moves; this catches what a rule could still make of a loop.
const maxAutoMoves = 100

// settle makes what follows of itself from a command: what runs for each of something is
// opened, the moves are made that come upon what was recorded, and then the auto moves
// whose rules hold, in the order of the file, until none applies.
func (d *draft) settle(ctx context.Context) error {
	if err := d.settleItems(ctx); err != nil {
		return err
	}
	if err := d.movesUpon(ctx); err != nil {
		return err
	}
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
				if !slices.Contains(tr.From, in.Stage) || in.Excused || !d.mayApply(track, tr, in) {
					continue
				}
				moved, _, err := d.tryMove(ctx, attempt{track: track, tr: tr, in: in, linked: true}, review.MoveMade{Auto: true})
				if err != nil || moved {
					return moved, err
				}
			}
		}
	}
	return false, nil
}

// tryMove makes one move of the program's own if nothing stands in its way, and else says
// what does. A fact recorded late about an earlier day lets it happen no earlier than its
// track came to where it begins.
func (d *draft) tryMove(ctx context.Context, a attempt, made review.MoveMade) (moved bool, obstacles []review.Obstacle, err error) {
	was := *d
	if d.on.Before(a.in.Since) {
		d.on = a.in.Since
	}
	v, err := d.examine(ctx, a)
	if err == nil && len(v.obstacles) == 0 {
		err = d.make(ctx, a, v, made)
		if err == nil {
			d.on = was.on
			return true, nil, nil
		}
	}
	*d = was
	if err != nil && review.CodeOf(err) == review.Refused {
		err = nil // a linked move was refused: this one does not apply
	}
	return false, v.obstacles, err
}

// daily are the facts that the day alone can change: who holds a role, and which
// clock is overdue. A rule that reads one is judged after every command.
var daily = []string{"people", "professions", "actor", "clocks"}

// mayApply reports whether an auto move could apply now though it did not before
// this command: the track has just come to where it begins, or a fact that its
// rules could read has changed. Compiling rules costs more than the rest of most
// commands, and after most commands nothing of what they read has changed.
func (d *draft) mayApply(track *workflow.Track, tr *workflow.Transition, in review.Instance) bool {
	if in.Seq > d.before.Version || len(tr.Joins) > 0 || len(tr.Also) > 0 || len(tr.Requires) == 0 {
		return true
	}
	changed, all := d.changed()
	if all || d.clocked(track.Name+"."+tr.Name) {
		return true
	}
	reads := func(fact string) bool {
		return slices.ContainsFunc(tr.Requires, func(q workflow.Requirement) bool { return strings.Contains(q.Rule, fact) })
	}
	return slices.ContainsFunc(changed, reads) || slices.ContainsFunc(daily, reads)
}

// clocked reports whether a clock can hold a move back: then the day, an extension
// or a pause can let it go.
func (d *draft) clocked(move string) bool {
	return slices.ContainsFunc(d.def.Clocks, func(c workflow.Clock) bool { return slices.Contains(c.Blocks, move) })
}

// factsOf says which facts of a rule the records of a kind can change.
var factsOf = map[string][]string{
	"subject": {"subjects"}, "agency": {"agencies"}, "partner": {"partners"}, "status": {"statuses"}, "link": {"links"}, "relative": {"relatives"}, "contact": {"relatives"},
	"meeting": {"meetings"}, "conversation": {"conversations"}, "evidence": {"evidence"}, "document": {"documents"},
	"letter": {"letters", "notices"}, "criterion": {"criteria", "notices"}, "release": {"releases"}, "disclosure": {"disclosures"},
	"proceeding": {"proceedings"}, "episode": {"episodes"}, "finding": {"findings"},
	"recommendation": {"recommendations"}, "response": {"responses", "findings", "recommendations"},
	"action": {"actions", "findings", "recommendations"}, "assignment": daily,
	"form": {"forms"}, "move": {"track", "item"}, "track": {"track", "item"}, "item": {"item"}, "clock": {"clocks"},
}

// changed returns the facts that the events of this decision can have changed, by
// the words that a rule reads them with; or that it could be any.
func (d *draft) changed() (facts []string, all bool) {
	for _, ev := range d.events {
		of, known := factsOf[noun(ev.Body)]
		if !known {
			return nil, true // opening, corrections and holds can change anything
		}
		facts = append(facts, of...)
	}
	return facts, false
}
