package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
)

// conflictCommand holds what people declare of themselves before they see a review.
func conflictCommand(a *app) *cobra.Command {
	return parent("conflict", "Conflicts of interest: what you declare before you see a review", conflictDeclareCommand(a))
}

func conflictDeclareCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "declare REF", Short: "Declare that you have no conflict of interest in a review, or which",
		Long: `Declare, for yourself, whether you have a conflict of interest in a review. It is
the first thing that anybody with a part in a review does there: before it nothing
is shown to them, and nothing else of theirs is recorded.

  own_agency           your own agency is involved (--agency), and you are not here for it
  line_management      you manage staff who worked the case (--agency, where it is one)
  kin                  you are kin to somebody in the case
  earlier_involvement  you worked the case yourself (--agency, where it was for one)

What your part brings with it is no conflict: an agency's member of the panel is of
that agency, and a practitioner in the case group worked the case. A conflict takes
what it touches from what you see. It is taken back by somebody who appoints people:
scr correct REF SEQ --void.`,
		Example: "  scr conflict declare EXB-2026-001 --none\n  scr conflict declare EXB-2026-001 --kind own_agency --agency council --why-from why.txt"}
	declare := engine.Declare{}
	f := cmd.Flags()
	none := f.Bool("none", false, "you have none")
	f.StringSliceVar(&declare.Kinds, "kind", nil, "the conflicts: "+joined(review.Conflicts()[1:]))
	f.StringVar(&declare.Agency, "agency", "", "handle of the agency that it is with")
	why := f.String("why-from", "", "file (- for standard input) with what should be known of it")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		said := declare
		said.Meta, said.Review = meta, args[0]
		if *none {
			said.Kinds = append([]string{review.NoConflict}, said.Kinds...)
		}
		var err error
		if said.Why, err = a.readText("--why-from", *why); err != nil {
			return engine.Outcome{}, err
		}
		if err := a.meansIt(said.Kinds); err != nil {
			return engine.Outcome{}, err
		}
		return e.Declare(ctx, said)
	})
}

// errUndeclared says that somebody thought better of it.
var errUndeclared = errors.New("nothing was declared")

// meansIt asks whoever declares a conflict whether they mean it: they cannot take it back.
func (a *app) meansIt(kinds []string) error {
	if len(kinds) == 0 || slices.Contains(kinds, review.NoConflict) || !a.asks() {
		return nil
	}
	answer, err := a.ask(question{label: "Declare " + joined(kinds), needed: true, of: []string{"declare", "stop"},
		help: "it takes from what you see, and only somebody else who appoints people can take it back"})
	if err == nil && answer == "stop" {
		err = &review.Error{Code: review.Usage, Message: errUndeclared.Error(), Hint: "\"scr conflict declare --help\" says what is a conflict", Err: errUndeclared}
	}
	return err
}

// evidenceShareCommand lets the panel see what was behind the agencies' wall.
func evidenceShareCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "share REF [ID…]", Short: "Share evidence, conversations, contacts or findings to the whole panel",
		Long: `Share to the whole panel what agencies, staff or the family supplied. Before that an
agency's people and the members of the panel see only what is their own agency's.
Share the family's words only as the family agreed. What is recorded later has to be
shared for itself.`,
		Example: "  scr evidence share EXB-2026-001 evidence-1 conversation-2\n  scr evidence share EXB-2026-001 --agency council\n  scr evidence share EXB-2026-001 --all"}
	share := engine.Share{}
	cmd.Flags().BoolVar(&share.All, "all", false, "everything on record")
	cmd.Flags().StringVar(&share.Agency, "agency", "", "everything that this agency supplied")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		said := share
		said.Meta, said.Review, said.Items = meta, args[0], args[1:]
		return e.Share(ctx, said)
	})
}
