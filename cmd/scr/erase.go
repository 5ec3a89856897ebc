package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// eraseCommand holds what takes texts away for good.
func eraseCommand(a *app) *cobra.Command {
	return parent("erase", "Take texts away for good: one person proposes, two others approve",
		eraseProposeCommand(a), eraseApproveCommand(a), eraseWithdrawCommand(a), eraseDoneCommand(a), eraseRunCommand(a),
		eraseListCommand(a), eraseShowCommand(a), eraseReportCommand(a), moratoriumCommand(a))
}

// proposal is an erasure as flags ask for it.
type proposal struct {
	review, subject, relative, person string
	texts                             []string
	basis, rule, reason               string
}

func eraseProposeCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "propose", Short: "Propose to erase a review, a subject, a relative, a person of the register, or texts",
		Long: `Propose to erase texts for good. What is erased is named by handle:

  --review REF                         all texts of a closed review
  --review REF --subject subject-1     what is a child's or adult's own in a review
  --review REF --relative relative-1   what is a relative's own
  --review REF --text 12/record.title  texts, with their older wordings
  --person p7                          an entry of the register, and its logins
  --person p7 --text 3/why             reasons that somebody gave for reading

Nothing happens yet: two others approve, then "scr erase run" carries it out. While
a hold stands on the review it is refused, now and later.`,
		Example: "  scr erase propose --review EXB-2026-001 --relative relative-2 --basis wrongly_included --reason-file why.txt"}
	var p proposal
	f := cmd.Flags()
	f.StringVar(&p.review, "review", "", "reference of the review")
	f.StringVar(&p.subject, "subject", "", "handle of a subject of the review")
	f.StringVar(&p.relative, "relative", "", "handle of a relative in the review")
	f.StringVar(&p.person, "person", "", "handle of somebody in the register")
	f.StringSliceVar(&p.texts, "text", nil, "places of texts, each as EVENT/FIELD")
	f.StringVar(&p.basis, "basis", "", "ground: "+joined(review.ErasureBases))
	f.StringVar(&p.rule, "rule", "", "retention schedule that asks for it, with --basis retention_expired")
	f.StringVar(&p.reason, "reason-file", "", "file (- for standard input) with the reason; name nobody in it")
	schedules := scheduleFlag(a, cmd)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		propose, err := p.command(a, meta)
		if err != nil {
			return engine.Outcome{}, err
		}
		if p.basis == "retention_expired" {
			propose.Under, err = scheduleNamed(schedules, p.rule)
		}
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.ProposeErasure(ctx, propose)
	})
}

func (p proposal) command(a *app, meta engine.Meta) (engine.ProposeErasure, error) {
	cmd := engine.ProposeErasure{Meta: meta, Review: p.review, Basis: p.basis, Rule: p.rule}
	if err := p.scope(&cmd); err != nil {
		return cmd, err
	}
	var missing []string
	if p.basis == "" {
		missing = append(missing, "--basis")
	}
	if p.reason == "" {
		missing = append(missing, "--reason-file")
	}
	if len(missing) > 0 {
		return cmd, notGiven(missing)
	}
	var err error
	cmd.Why, err = a.readText("--reason-file", p.reason)
	return cmd, err
}

// scope says what is to be erased, and refuses what names two things.
func (p proposal) scope(cmd *engine.ProposeErasure) (err error) {
	given := 0
	for _, of := range []struct {
		value, kind string
	}{{p.subject, review.EraseSubject}, {p.relative, review.EraseRelative}, {p.person, review.ErasePerson}} {
		if of.value != "" {
			cmd.Kind, cmd.Of = of.kind, of.value
			given++
		}
	}
	if len(p.texts) > 0 {
		if cmd.Kind = review.EraseTexts; p.person != "" {
			cmd.Kind = review.EraseReasons
			given--
		}
		given++
		if cmd.Texts, err = places(p.texts); err != nil {
			return err
		}
	}
	if given == 0 {
		cmd.Kind = review.EraseReview
	}
	switch {
	case given > 1:
		return misuse("one erasure takes one thing away").WithHint("propose each by itself, so that each can be approved by itself")
	case (p.person != "") == (p.review != ""):
		return misuse("say what is to be erased").WithHint("either --person, or --review with what is meant in it")
	}
	return nil
}

func places(given []string) ([]review.TextPlace, error) {
	list := make([]review.TextPlace, len(given))
	for i, s := range given {
		var err error
		if list[i], err = review.ParsePlace(s); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func eraseApproveCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "approve ERASURE", Short: "Approve an erasure that somebody else proposed"}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		return e.ApproveErasure(ctx, engine.ApproveErasure{Meta: meta, Erasure: args[0]})
	})
}

func eraseWithdrawCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "withdraw ERASURE", Short: "Withdraw an erasure; what it has erased already stays erased"}
	why := reasonFlag(a, cmd)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		reason, err := why()
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.WithdrawErasure(ctx, engine.WithdrawErasure{Meta: meta, Erasure: args[0], Why: reason})
	})
}

// reasonFlag adds the flag of a reason that must be given, and reads it.
func reasonFlag(a *app, cmd *cobra.Command) func() (string, error) {
	file := cmd.Flags().String("reason-file", "", "file (- for standard input) with the reason")
	return func() (string, error) {
		if *file == "" {
			return "", notGiven([]string{"--reason-file"})
		}
		return a.readText("--reason-file", *file)
	}
}

func eraseDoneCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "done ERASURE EVENT/FIELD…", Short: "Say that texts of the worklist were read, and tell nothing of the person now",
		Long: `Say that texts of the worklist were read, and that as they stand now they tell
nothing of the person. Their older wordings go with the next "scr erase run", and so
does a reason that no record shows: two people approve that again first. With --keep
all wordings stay. Whoever proposed the erasure leaves this to somebody else.`,
		Example: "  scr erase done erasure-1 14/record.note 9/why"}
	keep := cmd.Flags().Bool("keep", false, "no wording of them tells anything of the person: all stay")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		texts, err := places(args[1:])
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.SortErasure(ctx, engine.SortErasure{Meta: meta, Erasure: args[0], Texts: texts, Keep: *keep})
	})
}

func eraseRunCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "run ERASURE", Short: "Carry out an erasure that two people approved: this cannot be undone",
		Long: `Carry out an erasure that two people approved. This cannot be undone. It may be
repeated: what was interrupted goes on, and what was sorted and approved since goes
too. What was recorded after the proposal stays. In a copy beside the board's own
database it is refused while both have the same keys.`}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		if err := a.keysOfOwn(ctx); err != nil {
			return engine.Outcome{}, err
		}
		return e.RunErasure(ctx, engine.RunErasure{Meta: meta, Erasure: args[0]})
	})
}

func eraseListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list", Short: "List the erasures, and the moratoria that stand"},
		func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
			all, err := e.Erasures(ctx, by.Person)
			if err != nil {
				return err
			}
			out := report.ErasuresJSON{Erasures: append([]review.Erasure{}, all.Erasures...), Moratoria: append([]review.Moratorium{}, all.Moratoria...)}
			return a.data(out, func(w *report.Writer) { report.Erasures(w, out) })
		})
}

func eraseShowCommand(a *app) *cobra.Command {
	return erasureReading(a, &cobra.Command{Use: "show ERASURE", Short: "Show an erasure: who approved it, what is left to be done"}, report.Erasure)
}

func eraseReportCommand(a *app) *cobra.Command {
	return erasureReading(a, &cobra.Command{Use: "report ERASURE", Short: "Say what an erasure has reached, and from what day on it is complete"}, report.ErasureReport)
}

func erasureReading(a *app, cmd *cobra.Command, lay func(*report.Writer, report.ErasureJSON)) *cobra.Command {
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		v, err := e.Erasure(ctx, args[0], by)
		if err != nil {
			return err
		}
		out := report.ErasureJSON{Erasure: v.Erasure, State: v.State(), Why: v.Why.Reveal(), Sealed: v.Sealing, Barred: v.Barred,
			Due: v.Texts, Hidden: v.Hidden, Worklist: []report.WorkJSON{}}
		for _, item := range v.Worklist {
			out.Worklist = append(out.Worklist, report.WorkJSON(item))
		}
		return a.data(out, func(w *report.Writer) { lay(w, out) })
	})
}

// moratoriumCommand keeps the whole board from erasing anything.
func moratoriumCommand(a *app) *cobra.Command {
	return parent("moratorium", "Keep the whole board from erasing anything, as an inquiry may order",
		moratoriumChange(a, &cobra.Command{Use: "declare", Short: "From now on nothing is erased, whatever was approved"}),
		moratoriumChange(a, &cobra.Command{Use: "lift MORATORIUM", Short: "Lift a moratorium"}))
}

func moratoriumChange(a *app, cmd *cobra.Command) *cobra.Command {
	why := reasonFlag(a, cmd)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		bar := engine.Bar{Meta: meta}
		if len(args) > 0 {
			bar.Lift = args[0]
		}
		var err error
		if bar.Why, err = why(); err != nil {
			return engine.Outcome{}, err
		}
		return e.Bar(ctx, bar)
	})
}

// erasureConsequence says in words what came of an event about an erasure.
func erasureConsequence(body review.Body) string {
	switch b := body.(type) {
	case *review.ErasureProposed:
		return b.ID + " waits for two others to approve it: scr erase approve " + b.ID
	case *review.TextsErased:
		return fmt.Sprintf("%s erased (%s)", report.Count(len(b.Texts), "text was", "texts were"), b.Erasure)
	case *review.ErasureSorted:
		old := 0
		for _, s := range b.Texts {
			old += len(s.Erase)
		}
		if old == 0 {
			return "nothing goes with it: what was read stays as it is"
		}
		return report.Count(old, "wording goes", "wordings go") + " with the next run of " + b.ID
	case *review.ErasureCompleted:
		if b.Texts == 0 {
			return b.ID + " is completed: nothing was left for it to erase"
		}
		return fmt.Sprintf("%s is completed: %s gone; see that no older backup of the key folder is left after %s",
			b.ID, report.Count(b.Texts, "text is", "texts are"), b.BackupsUntil.English())
	}
	return ""
}
