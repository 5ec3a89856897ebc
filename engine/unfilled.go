package engine

import (
	"regexp"
	"slices"

	"scr/review"
	"scr/workflow"
)

// formInRule finds the forms that a rule speaks of, and those of the item; clockInRule the
// clocks, and itemsInRule the tracks that it looks through.
var (
	formInRule  = regexp.MustCompile(`(\bitem\.)?\bforms\.([a-z][a-z0-9_]*)`)
	clockInRule = regexp.MustCompile(`\bclocks\.([a-z][a-z0-9_]*)`)
	itemsInRule = regexp.MustCompile(`\bitems\.([a-z][a-z0-9_]*)`)
)

// unfilled says how each form is filled that a rule speaks of and nobody has filled, or
// that starts a clock of which it speaks.
func (d *draft) unfilled(a attempt, rule string) (fill []string) {
	for _, m := range formInRule.FindAllStringSubmatch(rule, -1) {
		items := d.askedFor(m[2], rule)
		if m[1] != "" {
			items = []string{a.in.Item}
		}
		fill = d.lacks(fill, a, m[2], items)
	}
	for _, form := range startsOf(d.def, rule) {
		fill = d.lacks(fill, a, form, d.askedFor(form, rule))
	}
	return fill
}

// lacks adds how a form is filled for each item for which nobody has filled it.
func (d *draft) lacks(fill []string, a attempt, form string, items []string) []string {
	for _, item := range items {
		if slices.ContainsFunc(d.review.Forms, func(f review.Form) bool { return f.Form == form && f.Item == item }) {
			continue
		}
		if says := d.howFilled(a, form, item); !slices.Contains(fill, says) {
			fill = append(fill, says)
		}
	}
	return fill
}

// startsOf returns the forms that start the clocks of which a rule speaks.
func startsOf(def *workflow.Definition, rule string) (forms []string) {
	for _, m := range clockInRule.FindAllStringSubmatch(rule, -1) {
		clock := def.Clock(m[1])
		if clock == nil {
			continue
		}
		for _, start := range clock.Starts {
			if o, is := workflow.ParseOccasion(start); is && o.Verb == workflow.Filled {
				forms = append(forms, o.Name)
			}
		}
	}
	return forms
}

// askedFor returns what a form that a rule speaks of is filled for: each item of the
// tracks that the rule looks through, else each there is, or nothing in particular. What
// its reader may not know of is not among them.
func (d *draft) askedFor(name, rule string) []string {
	form := d.def.Form(name)
	if form == nil || form.ForEach == "" {
		return []string{""}
	}
	items, through := d.itemsOf(form.ForEach), tracksThrough(d.def, form.ForEach, rule)
	if len(through) == 0 {
		return items
	}
	return slices.DeleteFunc(items, func(item string) bool {
		return !slices.ContainsFunc(d.review.Instances, func(in review.Instance) bool {
			return in.Item == item && !in.Excused && slices.Contains(through, in.Track)
		})
	})
}

// tracksThrough returns the tracks for each of something that a rule looks through.
func tracksThrough(def *workflow.Definition, forEach, rule string) (tracks []string) {
	for _, m := range itemsInRule.FindAllStringSubmatch(rule, -1) {
		if track := def.Track(m[1]); track != nil && track.ForEach == forEach {
			tracks = append(tracks, track.Name)
		}
	}
	return tracks
}

// howFilled says with which command a form is filled, or with which move.
func (d *draft) howFilled(a attempt, name, item string) string {
	switch with := d.goesWith(name); {
	case name == a.tr.Form:
		return "the form " + name + ", which goes with the move"
	case len(with) > 0:
		return "the form " + name + ", which goes with " + oneOf(with)
	case item != "":
		return "scr form fill " + d.review.Reference + " " + name + " --item " + item
	}
	return "scr form fill " + d.review.Reference + " " + name
}

// goesWith names the moves that bring a form which nobody is said to fill otherwise:
// filled by itself, what it decides would be on record and the move not made.
func (d *draft) goesWith(name string) (moves []string) {
	if form := d.def.Form(name); form == nil || len(form.FilledBy) > 0 {
		return nil
	}
	for _, track := range d.def.Tracks {
		for _, tr := range track.Transitions {
			if tr.Form == name {
				moves = append(moves, track.Name+"."+tr.Name)
			}
		}
	}
	return moves
}
