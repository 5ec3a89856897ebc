package main

import (
	"context"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// clockCommand holds the limits that run in a review.
func clockCommand(a *app) *cobra.Command {
	return parent("clock", "Limits that run in a review", clockExtendCommand(a), clockListCommand(a), clockShowCommand(a))
}

func clockExtendCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "extend REF CLOCK", Short: "Move the day on which a clock falls due, as its owner's decision"}
	item := cmd.Flags().String("item", "", "agency, subject, relative, document…, where the clock runs for each")
	until := cmd.Flags().String("until", "", "the new day")
	documents := cmd.Flags().StringSlice("documents", nil, "handles of the documents that the decision rests on")
	reason := cmd.Flags().String("reason-file", "", "file with the reason")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		day, err := a.newDay(*until)
		if err != nil {
			return engine.Outcome{}, err
		}
		why, err := a.readText("--reason-file", *reason)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.ExtendClock(ctx, engine.ExtendClock{Meta: meta, Review: args[0], Clock: args[1], Item: *item,
			Until: day, Documents: *documents, Why: why})
	})
}

// newDay reads the day to which a clock is moved, or asks for it.
func (a *app) newDay(given string) (day review.Date, err error) {
	if given == "" && !a.asks() {
		return day, misuse("not given: --until").WithHint("give the new day, such as --until 2013-09-30")
	}
	if given == "" {
		given, err = a.ask(question{label: "Until", help: "the new day, such as 2013-09-30", needed: true})
		if err != nil {
			return day, err
		}
	}
	return dateOf("--until", given)
}

func clockListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list REF", Short: "List the clocks, and when they fall due"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
			v, err := e.Records(ctx, args[0], engine.Want{Noun: "clock"}, by)
			if err != nil {
				return err
			}
			s := standing(v)
			return a.data(struct {
				Reference string         `json:"reference"`
				Clocks    []report.Clock `json:"clocks"`
			}{v.Review.Reference, append([]report.Clock{}, s.Clocks...)}, func(w *report.Writer) { report.Clocks(w, s) })
		})
}
