package main

import (
	"context"
	"reflect"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
)

// teamCommand holds who is what in a review.
func teamCommand(a *app) *cobra.Command {
	deeds := assignmentDeeds()
	return parent("team", "Who is what in a review, from when to when",
		teamAddCommand(a, deeds[0]), deeds[1].command(a),
		recordsCommand(a, "list", "assignment"), recordCommand(a, "assignment"))
}

// assignmentDeeds are the deeds on assignments.
func assignmentDeeds() []deed {
	end := form{noun: "assignment", fields: []field{
		word("to", "last day (default the day of --on)"),
		filed("why", "reason-file", "the reason").must(),
		word("replaced_by", "handle of who takes over"),
	}}
	return []deed{
		{use: "add", short: "Give a person a role in a review", fresh: added[review.Assignment], form: form{noun: "assignment", fields: []field{
			word("person", "handle of the person, such as p7: \"scr person list\" shows them").must(),
			word("role", "what the person is in the review").listed("roles").must(),
			word("agency", "handle of the agency that the person comes from, whose material they see; the employer in the register opens none"),
			word("profession", "the person's profession").listed("professions"),
			word("from", "day from which it holds (default the day of --on)"),
		}}},
		{use: "end ASSIGNMENT", arg: "id", short: "End an assignment, with the reason", fresh: body[review.AssignmentEnded], form: end},
	}
}

// teamAddCommand appoints: the register decides whether the person fits.
func teamAddCommand(a *app, d deed) *cobra.Command {
	cmd := &cobra.Command{Use: "add REF", Short: d.short}
	var assignment review.Assignment
	sheet := reflect.ValueOf(&assignment).Elem()
	d.form.flags(cmd, sheet)
	none := cmd.Flags().Bool("no-conflict", false, "you appoint yourself, and have no conflict of interest")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		f, err := d.form.shown(ctx, a, e, meta.User, args[0])
		if err != nil {
			return engine.Outcome{}, err
		}
		if err := f.fill(a, cmd, sheet); err != nil {
			return engine.Outcome{}, err
		}
		return e.Assign(ctx, engine.Assign{Meta: meta, Review: args[0], Assignment: assignment, NoConflict: *none})
	})
}
