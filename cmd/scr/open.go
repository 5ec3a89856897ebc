package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
)

func openCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "open", Short: "Open a review, or take on one that is under way",
		Long: `Open a review and print its reference. Under which version it runs is decided by
the day (--on), unless a version is named: --workflow learning-together@1.

Nothing of it is shown to you before you declared whether you have a conflict of
interest: --no-conflict, or "scr conflict declare".

A review that is under way is taken on with --at, once for each track, and the
reason: what its earlier moves required is then "not evidenced here".`,
		Example: `  scr open --workflow learning-together --no-conflict
  scr open --workflow england-scr-2010 --on 2011-03 --at review=considering --reason-file why.txt`}
	var workflow string
	var at []string
	f := cmd.Flags()
	f.StringVar(&workflow, "workflow", "", "id of the definition, with @VERSION where one is meant")
	f.StringSliceVar(&at, "at", nil, "where it stands, as TRACK=STAGE")
	outside := f.String("outside-dates-file", "", "file with the reason why a definition not in force that day is used")
	reason := f.String("reason-file", "", "file with the reason why it is taken on")
	none := f.Bool("no-conflict", false, "you declare that you have no conflict of interest in it (else: scr conflict declare)")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		open := engine.Open{Meta: meta, NoConflict: *none}
		var err error
		if open.Workflow, open.Number, err = a.chooseWorkflow(ctx, e, workflow); err != nil {
			return engine.Outcome{}, err
		}
		if open.At, err = standsAt(at); err != nil {
			return engine.Outcome{}, err
		}
		if open.OutsideDates, err = a.readText("--outside-dates-file", *outside); err != nil {
			return engine.Outcome{}, err
		}
		if open.Why, err = a.readText("--reason-file", *reason); err != nil {
			return engine.Outcome{}, err
		}
		return e.Open(ctx, open)
	})
}

// chooseWorkflow reads ID or ID@VERSION, or asks which of those adopted it is.
func (a *app) chooseWorkflow(ctx context.Context, e *engine.Engine, given string) (id string, number int, err error) {
	if given == "" {
		adopted, err := e.Definitions(ctx)
		if err != nil {
			return "", 0, err
		}
		var ids []string
		for _, d := range adopted {
			ids = append(ids, d.Workflow)
		}
		if !a.asks() {
			return "", 0, misuse("not given: --workflow").WithHint("the board has adopted %s", strings.Join(ids, ", "))
		}
		given, err = a.ask(question{label: "Workflow", of: ids, needed: true})
		if err != nil {
			return "", 0, err
		}
	}
	return splitVersion(given)
}

// splitVersion takes ID@VERSION apart.
func splitVersion(given string) (id string, number int, err error) {
	id, version, named := strings.Cut(given, "@")
	if !named {
		return id, 0, nil
	}
	number, err = strconv.Atoi(version)
	if err != nil || number < 1 {
		return "", 0, misuse("%q is not a version of %s", version, id).WithHint("versions are 1, 2, 3 …: %s@1", id)
	}
	return id, number, nil
}

func standsAt(given []string) ([]review.TakenOnAt, error) {
	var at []review.TakenOnAt
	for _, one := range given {
		track, stage, ok := strings.Cut(one, "=")
		if !ok || track == "" || stage == "" {
			return nil, misuse("--at %s: write TRACK=STAGE", one)
		}
		at = append(at, review.TakenOnAt{Track: track, Stage: stage})
	}
	return at, nil
}
