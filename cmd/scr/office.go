package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
)

// officeCommand holds the board's offices, which count in every review.
func officeCommand(a *app) *cobra.Command {
	return parent("office", "Board offices, such as chair, and who holds them", officeAddCommand(a), officeEndCommand(a), officeListCommand(a))
}

// officeTerm is a term of office, as people give it.
type officeTerm struct{ person, from, to string }

func (t officeTerm) command(office string, meta engine.Meta) (cmd engine.HoldOffice, err error) {
	if t.person == "" {
		return cmd, misuse("not given: --person").WithHint("\"scr person list\" lists the handles")
	}
	cmd = engine.HoldOffice{Meta: meta, Office: officeName(office), Person: t.person}
	if cmd.From, err = dateOf("--from", t.from); err != nil {
		return cmd, err
	}
	cmd.To, err = dateOf("--to", t.to)
	return cmd, err
}

// officeName takes an office as it is written in a definition, or as people read it:
// "Privacy officer" is privacy_officer.
func officeName(said string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(said, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }), "_"))
}

func officeAddCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "add OFFICE", Short: "Say who holds an office"}
	var t officeTerm
	cmd.Flags().StringVar(&t.person, "person", "", "handle of the person")
	cmd.Flags().StringVar(&t.from, "from", "", "day from which the office is held (default the day of --on)")
	cmd.Flags().StringVar(&t.to, "to", "", "last day, when it is known")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		hold, err := t.command(args[0], meta)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.HoldOffice(ctx, hold)
	})
}

func officeEndCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "end OFFICE", Short: "Say that somebody left an office"}
	var t officeTerm
	cmd.Flags().StringVar(&t.person, "person", "", "handle of the person")
	cmd.Flags().StringVar(&t.to, "to", "", "last day (default the day of --on)")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		leave, err := t.command(args[0], meta)
		if err != nil {
			return engine.Outcome{}, err
		}
		leave.Leave = true
		return e.HoldOffice(ctx, leave)
	})
}

func officeListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list", Short: "List the offices and their holders"},
		func(ctx context.Context, e *engine.Engine, _ engine.Reader, _ []string) error {
			offices, err := e.Offices(ctx)
			if err != nil {
				return err
			}
			return a.data(offices, func(w *report.Writer) { report.Offices(w, offices) })
		})
}
