package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// reliances finds moves that relied on a fact corrected since.
func (e *Engine) reliances(ctx context.Context, d *draft) ([]Reliance, error) {
	var found []Reliance
	for _, m := range d.review.Moves {
		for _, result := range m.Results {
			for _, seq := range result.ReliedOn {
				if c, ok := d.review.CorrectedBy(seq); ok && c.By > m.Seq {
					found = append(found, Reliance{Move: m.Name(), Item: m.Item, MoveSeq: m.Seq, Requirement: result.Name, Seq: seq, CorrectedBy: c.By})
				}
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	events, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(r Reliance) bool { return !d.read(r, events[r.Seq-1].Body) }), nil
}

// adds says what an event adds to a record, in the words that rules read it by. A
// rule that says none of them has not looked at it, though it read the record that
// the event was the latest to change. Kinds that are not here may be read by any rule.
var adds = map[string][]string{
	"finding.agreed/1":        {"agreed"},
	"action.tested/1":         {"result", "retest_on"},
	"action.closed/1":         {"closed"},
	"evidence.moved/1":        {"state"},
	"conversation.deferred/1": {"state"},
	"conversation.declined/1": {"state"},
	"conversation.held/1":     {"state", "held_on", "account"},
	"document.versioned/1":    {"versions", "latest_on"},
	"proceeding.moved/1":      {"steps", "ended", "stage", "since"},
	"release.retired/1":       {"retired"},
	"hold.reviewed/1":         {"review_on"},
	"hold.lifted/1":           {"lifted"},
}

// read reports whether the rule of a requirement can have read what an event
// recorded. A rule that is not at hand may have read anything.
func (d *draft) read(r Reliance, body review.Body) bool {
	words, narrow := adds[body.Kind()]
	rule := d.ruleOf(r.Move, r.Requirement)
	if !narrow || rule == "" {
		return true
	}
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(rule, w) })
}

// ruleOf returns the rule of a requirement of a move.
func (d *draft) ruleOf(move, requirement string) string {
	track, name, _ := splitMove(move)
	t := d.def.Track(track)
	if t == nil || t.Transition(name) == nil {
		return ""
	}
	requires := t.Transition(name).Requires
	i := slices.IndexFunc(requires, func(r workflow.Requirement) bool { return r.Name == requirement })
	if i < 0 {
		return ""
	}
	return requires[i].Rule
}

// remarks says what a careful colleague would notice: forgotten relatives, actions
// to be tested again. None of it blocks anything. Clocks and holds say for
// themselves when they are late.
func (d *draft) remarks(s *sight) []string {
	var said []string
	for _, r := range d.review.Relatives {
		t := thingOf(s, r)
		if remark := d.familyRemark(r); remark != "" && s.sees(t) && s.may(Family, t, "") {
			said = append(said, remark)
		}
	}
	if s.nothing(Work) {
		return said
	}
	for _, a := range d.review.Actions {
		switch {
		case a.Closed || !s.sees(thingOf(s, a)):
		case a.RetestOn.Before(d.on):
			said = append(said, a.ID+" was to be tested "+a.RetestOn.When())
		case a.By.Before(d.on):
			said = append(said, a.ID+" was to be done by "+a.By.English())
		}
	}
	return append(said, d.findingRemarks()...)
}

// familyRemark says of a relative that nobody has told them of the review, or that
// somebody has and the track for them was left where it began. A track that was
// moved, or that need not go on, speaks for itself.
func (d *draft) familyRemark(r review.Relative) string {
	instances := d.instancesFor("relative", r.ID)
	if slices.ContainsFunc(instances, d.begun) {
		return ""
	}
	outcome := ""
	for _, c := range d.review.Contacts {
		if c.Relative == r.ID {
			outcome = c.Outcome
		}
	}
	if outcome == "" {
		return r.ID + " has not been told of the review: no contact is recorded"
	}
	for _, in := range instances {
		if move := d.moveTo(in, outcome); move != "" {
			return "a contact with " + r.ID + " is recorded (" + strings.ReplaceAll(outcome, "_", " ") + "); if that settles it, move " + move + " --item " + r.ID
		}
	}
	return ""
}

// instancesFor returns the instances of an item, of the tracks that run for each of
// its kind.
func (d *draft) instancesFor(kind, item string) []review.Instance {
	var list []review.Instance
	for _, in := range d.review.Instances {
		if t := d.def.Track(in.Track); in.Item == item && t != nil && t.ForEach == kind {
			list = append(list, in)
		}
	}
	return list
}

// begun reports whether an instance has left its first stage, or need not.
func (d *draft) begun(in review.Instance) bool {
	return in.Done() || in.Stage != d.def.Track(in.Track).Initial
}

// moveTo returns the move, as track.move, that people make from where an instance
// stands to a stage.
func (d *draft) moveTo(in review.Instance, stage string) string {
	for _, tr := range d.def.Track(in.Track).Transitions {
		if tr.To == stage && len(tr.By) > 0 && slices.Contains(tr.From, in.Stage) {
			return in.Track + "." + tr.Name
		}
	}
	return ""
}

func (d *draft) findingRemarks() []string {
	var said []string
	voice := len(d.review.Findings) == 0
	for _, f := range d.review.Findings {
		voice = voice || f.ChildVoice.Filled()
		if d.responsesTo(f.ID) == 0 && f.Agreed {
			said = append(said, f.ID+" has no response yet")
		}
	}
	if !voice {
		said = append(said, "no finding records what the child said or showed")
	}
	return said
}
