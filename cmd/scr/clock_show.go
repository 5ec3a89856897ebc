package main

import (
	"context"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
)

// clockShowCommand counts a clock before the reader's eyes.
func clockShowCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "show REF CLOCK", Short: "Show day by day how a clock comes to the day on which it is due",
		Example: "  scr clock show EXB-2026-001 complete\n  scr clock show EXB-2026-001 answer --item letter-4"}
	item := cmd.Flags().String("item", "", "agency, subject, relative or letter, where the clock runs for each")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		v, d, err := e.Derive(ctx, args[0], args[1], *item, by)
		if err != nil {
			return err
		}
		derived := report.Derivation{Clock: report.Clock(d.Clock), Edition: d.Edition}
		for _, line := range d.Lines {
			derived.Lines = append(derived.Lines, report.Counted(line))
		}
		s := standing(v)
		return a.data(report.DerivationJSON{Reference: v.Review.Reference, Derivation: derived}, func(w *report.Writer) { report.Derived(w, s, derived) })
	})
}
