package engine

import (
	"regexp"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// formInRule finds the forms that a rule speaks of, and those of the item.
var formInRule = regexp.MustCompile(`(\bitem\.)?\bforms\.([a-z][a-z0-9_]*)`)

// unfilled says how each form is filled that a rule speaks of and nobody has filled.
func (d *draft) unfilled(a attempt, j workflow.Judgement) (fill []string) {
	for _, m := range formInRule.FindAllStringSubmatch(j.Requirement.Rule, -1) {
		name, items := m[2], []string{""}
		form := d.def.Form(name)
		switch {
		case m[1] != "", name == a.tr.Form && form != nil && form.ForEach != "":
			items = []string{a.in.Item}
		case form != nil && form.ForEach != "":
			items = withoutForm(name, j.Unknown)
		}
		for _, item := range items {
			if says := d.fills(a, name, item); says != "" && !slices.Contains(fill, says) {
				fill = append(fill, says)
			}
		}
	}
	return fill
}

// withoutForm returns those of whom a rule asked what stands in a form, and for whom it is
// not recorded: items.appointment[p4].forms.background.since is of p4.
func withoutForm(form string, unknown []string) (items []string) {
	for _, path := range unknown {
		of, field, is := strings.Cut(path, "].forms.")
		if _, item, named := strings.Cut(of, "["); is && named && strings.HasPrefix(field, form+".") {
			items = append(items, item)
		}
	}
	return items
}

// fills is the command that fills a form, or that it goes with the move; nothing where
// somebody has filled it.
func (d *draft) fills(a attempt, form, item string) string {
	switch {
	case slices.ContainsFunc(d.review.Forms, func(f review.Form) bool { return f.Form == form && f.Item == item }):
		return ""
	case form == a.tr.Form:
		return "the form " + form + ", which goes with the move"
	case item != "":
		return "scr form fill " + d.review.Reference + " " + form + " --item " + item
	}
	return "scr form fill " + d.review.Reference + " " + form
}
