package main

import (
	"context"

	"github.com/spf13/cobra"

	"scr/engine"
)

// itemCommand holds the runs of a track that runs for each agency, subject, document and
// so on.
func itemCommand(a *app) *cobra.Command {
	return parent("item", "Runs of a track for one agency, subject or other item", itemExcuseCommand(a), itemAdmitCommand(a))
}

func itemExcuseCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "excuse REF TRACK ITEM", Short: "Say that one run of a track need not be finished, and why"}
	reason := cmd.Flags().String("reason-file", "", "file with the reason")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		why, err := a.readText("--reason-file", *reason)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Excuse(ctx, engine.Excuse{Meta: meta, Review: args[0], Track: args[1], Item: args[2], Why: why})
	})
}

func itemAdmitCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "admit REF TRACK ITEM", Short: "Take the excuse of one run of a track back, and say why"}
	reason := cmd.Flags().String("reason-file", "", "file with the reason")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		why, err := a.readText("--reason-file", *reason)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Admit(ctx, engine.Admit{Meta: meta, Review: args[0], Track: args[1], Item: args[2], Why: why})
	})
}
