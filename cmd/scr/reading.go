package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// reading makes a command that only reads. What a part in a review shows only for a
// reason is read with one: that flag goes with every command about a review.
func reading(a *app, cmd *cobra.Command, do func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error) *cobra.Command {
	cmd.Args = takesArguments
	why := ""
	cmd.Flags().BoolVar(&a.clockIsRight, clockFlag, false, clockFlagWords)
	if words := strings.Fields(cmd.Use); len(words) > 1 && words[1] == "REF" {
		cmd.Flags().StringVar(&why, "reason-from", "", "file (- for standard input) with the reason for reading what is shown only for one; name nobody in it: it stays")
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a.onlyReads = true
		reason, err := a.readText("--reason-from", why)
		if err != nil {
			return err
		}
		a.typed = cmd.CommandPath()
		e, user, err := a.acting(cmd.Context())
		if err != nil {
			return err
		}
		by := a.by(user)
		by.Why = reason
		return do(cmd.Context(), e, by, spelled(cmd.Use, args))
	}
	return cmd
}

// opened tells a person on standard error how often they have read this review lately.
// The count includes this time.
func (a *app) opened(ctx context.Context, e *engine.Engine, v *engine.View, by engine.Reader) error {
	n, err := e.OpenedThisMonth(ctx, v.Review, by.Person)
	if err == nil && n > 1 && !a.global.json {
		fmt.Fprintf(a.err, "scr: you have read of this review %d times this month, each list and each show counted\n", n)
	}
	return err
}

// data prints what was asked for: with --json under stable names, else laid out
// for people or for a pipe.
func (a *app) data(v any, lay func(*report.Writer)) error {
	if a.global.json {
		return report.JSON(a.out, v)
	}
	return a.write(lay)
}

// moment is a question about the past, as flags. They are read before anything
// is opened.
type moment struct {
	asOf, knownAt string
	at            engine.At
}

func (m *moment) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.asOf, "as-of", "", "what had happened by that day")
	cmd.Flags().StringVar(&m.knownAt, "known-at", "", "what was recorded by that day")
	cmd.PreRunE = func(*cobra.Command, []string) (err error) {
		if m.at.AsOf, err = dateOf("--as-of", m.asOf); err != nil {
			return err
		}
		m.at.KnownAt, err = dateOf("--known-at", m.knownAt)
		return err
	}
}

// day is a flag that names the day on which something is looked at.
type day struct {
	said string
	day  review.Date
}

// dayFlag adds --on to a command that reads. It is read before anything is opened.
func dayFlag(cmd *cobra.Command, means string) *day {
	d := &day{}
	cmd.Flags().StringVar(&d.said, "on", "", "look at that day, month's end or year's end; "+means)
	cmd.PreRunE = func(*cobra.Command, []string) (err error) {
		d.day, err = dateOf("--on", d.said)
		return err
	}
	return d
}

// standing turns the engine's view into what reports are made of.
func standing(v *engine.View) report.Standing {
	s := report.Standing{Review: v.Review, Definition: v.Definition, AsOf: v.At.AsOf, KnownAt: v.At.KnownAt, Today: v.Today,
		People: v.People, Offices: v.Offices, Remarks: v.Missing, Banner: v.Banner}
	if !v.Sealing {
		s.Notes = []string{unsealed}
	}
	s.Notes = append(s.Notes, v.Barring...)
	for _, h := range v.Hidden {
		s.Hidden = append(s.Hidden, report.Hidden{Material: string(h.Material), All: h.All, Says: h.Says})
	}
	for _, m := range v.Moves {
		s.Moves = append(s.Moves, report.Move(m))
	}
	for _, c := range v.Clocks {
		s.Clocks = append(s.Clocks, report.Clock(c))
	}
	for _, n := range v.Notices {
		s.Notices = append(s.Notices, report.Notice(n))
	}
	for _, r := range v.Relied {
		s.Relied = append(s.Relied, report.Reliance(r))
	}
	return s
}

func showCommand(a *app) *cobra.Command {
	var m moment
	cmd := &cobra.Command{Use: "show REF", Short: "Show where a review stands: tracks, people, clocks, holds, what is missing",
		Example: "  scr show EXB-2026-001 --as-of 2026-03-31\n  scr show EXB-2026-001 --known-at 2026-03"}
	m.flags(cmd)
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		v, err := e.Show(ctx, args[0], m.at, by)
		if err != nil {
			return err
		}
		s := standing(v)
		if a.global.json {
			return report.JSON(a.out, s.JSON())
		}
		if err := a.write(func(w *report.Writer) { report.Show(w, s) }); err != nil {
			return err
		}
		return a.opened(ctx, e, v, by)
	})
}

func nextCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "next REF [TRACK[.MOVE]]", Short: "Say what can be done next, and what stands in the way of the rest"}
	rules := cmd.Flags().Bool("rules", false, "show the rules that failed as the definition has them")
	item := cmd.Flags().String("item", "", "only the moves of this agency, subject, relative, document…")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		v, err := e.Next(ctx, args[0], by)
		if err != nil {
			return err
		}
		s := standing(v)
		s.Rules = *rules
		if len(args) > 1 {
			s.Moves = movesOf(s.Moves, args[1])
			if len(s.Moves) == 0 {
				return review.Errorf(review.Invalid, "no move of that name leads on from where review %s stands", v.Review.Reference).
					WithHint("\"scr next %s\" lists those that do", v.Review.Reference)
			}
		}
		if *item != "" {
			s.Moves = slices.DeleteFunc(s.Moves, func(m report.Move) bool { return m.Item != *item })
		}
		return a.data(s.NextJSON(), func(w *report.Writer) { report.Next(w, s) })
	})
}

// movesOf returns the moves of a track, or the one move that is named track.move.
func movesOf(moves []report.Move, name string) []report.Move {
	return slices.DeleteFunc(moves, func(m report.Move) bool { return m.Move != name && m.Track != name })
}

func historyCommand(a *app) *cobra.Command {
	var m moment
	cmd := &cobra.Command{Use: "history REF", Short: "List what happened in a review, in the order of recording"}
	m.flags(cmd)
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		v, log, err := e.History(ctx, args[0], m.at, by)
		if err != nil {
			return err
		}
		s := standing(v)
		entries := make([]report.Entry, len(log))
		for i, entry := range log {
			entries[i] = report.Entry(entry)
		}
		if a.global.json {
			return report.JSON(a.out, s.HistoryJSON(entries))
		}
		return a.write(func(w *report.Writer) { report.History(w, s, entries) })
	})
}

func reportCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "report REF", Short: "Write the report of a review, as far as it has come"}
	format := cmd.Flags().String("format", "text", "text or json")
	names := cmd.Flags().Bool("names", false, "name the people of the review, not only their handles")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		if *format != "text" && *format != "json" {
			return misuse("--format is %q: it can be text or json", *format)
		}
		v, err := e.Show(ctx, args[0], engine.At{}, by)
		if err != nil {
			return err
		}
		s, opt := standing(v), report.ReviewOptions{Identify: *names}
		if *format == "json" || a.global.json {
			return report.JSON(a.out, s.ReportJSON(opt))
		}
		return a.write(func(w *report.Writer) { report.Review(w, s, opt) })
	})
}
