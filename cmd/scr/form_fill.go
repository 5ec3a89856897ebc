package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
)

// formCommand holds the forms that a definition asks for.
func formCommand(a *app) *cobra.Command {
	return parent("form", "Forms that the definition asks for", formFillCommand(a), recordsCommand(a, "list", "form"), recordCommand(a, "form"))
}

func formFillCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "fill REF FORM", Short: "Fill a form by itself",
		Example: "  scr form fill EXB-2026-001 added_functions --set office=director --from functions.yaml"}
	item := cmd.Flags().String("item", "", "agency, subject, relative, document…, where the form is filled for each")
	set := cmd.Flags().StringArray("set", nil, "FORM.FIELD=VALUE; not for narrative")
	from := cmd.Flags().String("from", "", "YAML file (- for standard input) with the form's fields")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		v, err := e.Outline(ctx, args[0], a.by(meta.User))
		if err != nil {
			return engine.Outcome{}, err
		}
		form := v.Definition.Form(args[1])
		if form == nil {
			return engine.Outcome{}, unknownForm(v, args[1])
		}
		in := engine.FormInput{Form: form.Name, Item: *item, Values: map[string]string{}}
		answered := a.answered
		var out engine.Outcome
		if err = a.fillForm(form, &in, *set, "--from", *from); err == nil {
			out, err = e.Fill(ctx, engine.Fill{Meta: meta, Review: args[0], Form: in})
		}
		return out, a.rescue(err, answered, again(cmd, args, "from", "set"), "--from", answers(&in))
	})
}

func unknownForm(v *engine.View, name string) error {
	var names []string
	for _, f := range v.Definition.Forms {
		names = append(names, f.Name)
	}
	err := review.Errorf(review.Invalid, "%s is not a form of %s", name, v.Definition.ID)
	if meant := nearest(name, names); meant != "" {
		return err.WithHint("did you mean %s?", meant)
	}
	return err.WithHint("its forms: %s", strings.Join(names, ", "))
}
