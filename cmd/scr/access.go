package main

import (
	"context"

	"github.com/spf13/cobra"

	"scr/engine"
)

// accessCommand holds access that no part in a review gives, and what a record is that
// is not what its kind usually is.
func accessCommand(a *app) *cobra.Command {
	cmd := parent("access", "Who may see what; access without a part in a review, in an emergency; legal advice",
		accessClaimCommand(a), accessGrantCommand(a), accessCloseCommand(a), accessMarkCommand(a))
	cmd.Long = accessHelp // a topic of that name would stand before the command
	return cmd
}

func accessClaimCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "claim REF", Short: "In an emergency, read one review for an hour without a part in it",
		Long: `Read one review for an hour without a part in it. Everything shown says so, every
look is recorded, and the privacy officer is told and must close the claim within five
working days. It is for reading only, and shows no legal advice.`,
		Example: "  scr access claim EXB-2026-001 --reason-from why.txt"}
	why := cmd.Flags().String("reason-from", "", "file (- for standard input) with the reason; name nobody in it: it stays")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		reason, err := a.readText("--reason-from", *why)
		if err != nil {
			return engine.Outcome{}, err
		}
		if reason == "" {
			return engine.Outcome{}, misuse("not given: --reason-from").WithHint("write to a file why it cannot wait for a part in the review")
		}
		return e.Claim(ctx, engine.Claim{Meta: meta, Review: args[0], Why: reason})
	})
}

func accessGrantCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "grant REF", Short: "Give somebody access for longer: one person proposes it, another approves it",
		Long: `Give somebody sight of a review for some hours, for reading only. The first time the
command proposes it; the same command by another person, with the same hours, approves
it. Whoever appoints people in the review may do either, and the privacy officer.`,
		Example: "  scr access grant EXB-2026-001 --person p9 --hours 48 --reason-from why.txt"}
	person := cmd.Flags().String("person", "", "handle of who is to read")
	hours := cmd.Flags().Int("hours", 0, "for how many hours")
	why := cmd.Flags().String("reason-from", "", "file (- for standard input) with the reason, for a proposal; name nobody in it: it stays")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		if *person == "" {
			return engine.Outcome{}, misuse("not given: --person").WithHint("\"scr person list\" lists the handles")
		}
		reason, err := a.readText("--reason-from", *why)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Grant(ctx, engine.Grant{Meta: meta, Review: args[0], Person: *person, Hours: *hours, Why: reason})
	})
}

func accessCloseCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "close REF CLAIM", Short: "Say that a claim was looked at, and what came of it (privacy officer)"}
	note := cmd.Flags().String("note-from", "", "file (- for standard input) with what came of it")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		if *note == "" {
			return engine.Outcome{}, misuse("not given: --note-from").WithHint("write to a file what came of it")
		}
		said, err := a.readText("--note-from", *note)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.CloseClaim(ctx, engine.CloseClaim{Meta: meta, Review: args[0], Claim: args[1], Note: said})
	})
}

func accessMarkCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "mark REF ID", Short: "Mark evidence, a document or a letter as legal advice"}
	not := cmd.Flags().Bool("not", false, "it is no legal advice after all")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		return e.Mark(ctx, engine.Mark{Meta: meta, Review: args[0], ID: args[1], Legal: !*not})
	})
}
