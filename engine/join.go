package engine

import (
	"fmt"
	"slices"

	"scr/review"
	"scr/workflow"
)

// examineJoins judges whether the instances of other tracks are where a move
// needs them. Joins are judged at the move, not before.
func (d *draft) examineJoins(a attempt, v *verdict) {
	for _, join := range a.tr.Joins {
		judged, waiting := d.judgeJoin(join)
		v.joins = append(v.joins, judged)
		none := len(d.review.InstancesOf(join.Track)) == 0 && join.Mode != "none"
		if none && join.EvenIfNone || !none && joined(join, judged) {
			continue
		}
		v.obstacles = append(v.obstacles, review.Obstacle{Kind: review.ByJoin, Name: join.Track, Strength: string(workflow.Must),
			Says: d.joinSentence(join, judged, none), Values: waiting})
	}
}

// judgeJoin counts the instances that stand where the join needs them. Excused
// instances are left out: nobody waits for them, and the refusal says so.
func (d *draft) judgeJoin(join workflow.Join) (judged review.Judged, waiting []string) {
	var excused []string
	judged = review.Judged{Track: join.Track, Mode: join.Mode, Stage: oneOf(join.Stages)}
	for _, in := range d.review.InstancesOf(join.Track) {
		if in.Excused {
			excused = append(excused, instanceName(in)+" is excused")
			continue
		}
		judged.Of++
		there := slices.Contains(join.Stages, in.Stage)
		if there {
			judged.There++
		}
		if there == (join.Mode == "none") {
			waiting = append(waiting, instanceName(in)+" stands at "+in.Stage)
		}
	}
	return judged, append(waiting, excused...)
}

// joined reports whether enough instances are there. Where all were excused, all
// of those that are waited for are.
func joined(join workflow.Join, judged review.Judged) bool {
	switch join.Mode {
	case "any":
		return judged.There >= 1
	case "none":
		return judged.There == 0
	case "at_least":
		return judged.There >= join.AtLeast
	}
	return judged.There == judged.Of
}

func (d *draft) joinSentence(join workflow.Join, judged review.Judged, none bool) string {
	title := join.Track
	if track := d.def.Track(join.Track); track != nil {
		title = track.Title
	}
	if none {
		return fmt.Sprintf("%s: there is none yet, and this move waits for them", title)
	}
	if join.Mode == "none" {
		return fmt.Sprintf("%s: none may be %s; %d of %d are", title, judged.Stage, judged.There, judged.Of)
	}
	need := "all"
	switch join.Mode {
	case "any":
		need = "any one"
	case "at_least":
		need = fmt.Sprintf("at least %d", join.AtLeast)
	}
	return fmt.Sprintf("%s: %s must be %s; %d of %d are", title, need, judged.Stage, judged.There, judged.Of)
}

// lateFor returns the join, as track.move, that was judged, after an event, without an
// instance of this track that is added now. A join that will be judged again, because its track went
// back to where the move begins, makes nothing late.
func (d *draft) lateFor(track string, after int64) string {
	for _, m := range slices.Backward(d.review.Moves) {
		if m.Seq <= after {
			return ""
		}
		if !slices.ContainsFunc(m.Joins, func(j review.Judged) bool { return j.Track == track }) {
			continue
		}
		in, ok := d.review.Instance(m.Track, m.Item)
		tr := d.def.Track(m.Track).Transition(m.MoveMade.Move)
		if ok && tr != nil && slices.Contains(tr.From, in.Stage) {
			return ""
		}
		return m.Name()
	}
	return ""
}
