package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

func openCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "open", Short: "Open a review, or take on one that is under way",
		Long: `Open a review and print its reference. Under which version it runs is decided by
the day (--on), unless a version is named: --workflow learning-together@1.

Without --workflow it says which of the board's definitions fit the day, the --nation
and the --criteria, and why the others do not. A set of criteria that is given is
recorded as met, with the notices that it owes.

Nothing of it is shown to you before you declared whether you have a conflict of
interest: --no-conflict, or "scr conflict declare".

A review that is under way is taken on with --at, once for each track, and the
reason: what its earlier moves required is then "not evidenced here".`,
		Example: `  scr open --workflow learning-together --no-conflict
  scr open --nation england --criteria child_died --on 2020-03
  scr open --workflow england-scr-2010 --on 2011-03 --at review=considering --reason-file why.txt`}
	var workflow, nation string
	var at, criteria []string
	f := cmd.Flags()
	f.StringVar(&nation, "nation", "", "for which nation the review is held: a definition of another does not fit")
	f.StringSliceVar(&criteria, "criteria", nil, "sets of criteria that are met; a definition without them does not fit")
	f.StringVar(&workflow, "workflow", "", "id of the definition, with @VERSION where one is meant")
	f.StringSliceVar(&at, "at", nil, "where it stands, as TRACK=STAGE")
	outside := f.String("outside-dates-file", "", "file with the reason why a definition not in force that day is used")
	reason := f.String("reason-file", "", "file with the reason why it is taken on")
	none := f.Bool("no-conflict", false, "you declare that you have no conflict of interest in it (else: scr conflict declare)")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, _ []string) (engine.Outcome, error) {
		open := engine.Open{Meta: meta, NoConflict: *none, Nation: nation, Criteria: criteria}
		var err error
		if open.Workflow, open.Number, err = a.chooseWorkflow(ctx, e, workflow, open); err != nil {
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

// chooseWorkflow reads ID or ID@VERSION. Without it, it says which definitions fit, and
// asks which it is.
func (a *app) chooseWorkflow(ctx context.Context, e *engine.Engine, given string, open engine.Open) (id string, number int, err error) {
	if given == "" {
		if given, err = a.offer(ctx, e, open); err != nil {
			return "", 0, err
		}
	}
	return splitVersion(given)
}

// offer says which definitions fit a review and which do not, each with its reasons, and
// asks for one of them where there is somebody to ask.
func (a *app) offer(ctx context.Context, e *engine.Engine, open engine.Open) (string, error) {
	fits, err := e.Offer(ctx, engine.Choice{On: open.On, Nation: open.Nation, Criteria: open.Criteria})
	if err != nil {
		return "", err
	}
	fitting, says := told(fits, open, a.global.json)
	if a.asks() && len(fitting) > 0 {
		a.offered(says)
		var of []string
		for _, f := range fitting {
			of = append(of, f.Name())
		}
		return a.ask(question{label: "Workflow", of: of, needed: true})
	}
	return "", a.unchosen(fitting, says, open)
}

// told says of each definition whether it fits, and why. Where some fit, those of other
// nations share a line, but for programs: nobody means them.
func told(fits []engine.Fit, open engine.Open, all bool) (fitting []engine.Fit, says []string) {
	var foreign []string
	for _, f := range fits {
		why := strings.Join(f.Why, "; ")
		switch {
		case f.Fits:
			fitting = append(fitting, f)
			if len(open.Criteria) == 0 && len(f.Criteria) > 0 {
				why += "; its criteria: " + strings.Join(f.Criteria, ", ")
			}
			says = append(says, f.Name()+" fits: "+why)
		case !all && len(fitting) > 0 && open.Nation != "" && f.Nation != open.Nation: // those that fit come first
			foreign = append(foreign, f.Name())
		default:
			says = append(says, f.Name()+" does not fit: "+why)
		}
	}
	if len(foreign) > 0 {
		says = append(says, "for other nations: "+strings.Join(foreign, ", "))
	}
	return fitting, says
}

// offered says what fits and what does not, one line for each definition.
func (a *app) offered(says []string) {
	for _, line := range says {
		fmt.Fprintf(a.err, "scr: %s\n", report.Printable(line))
	}
}

// unchosen says that a definition must be named, and what to type.
func (a *app) unchosen(fitting []engine.Fit, says []string, open engine.Open) error {
	hint := "name one all the same with --workflow, and with --outside-dates-file why, where it is not in force; or adopt one that fits: scr workflow adopt FILE"
	if len(fitting) > 0 {
		hint = "scr open --workflow " + fitting[0].Name()
		if open.Nation != "" {
			hint += " --nation " + open.Nation
		}
		if len(open.Criteria) > 0 {
			hint += " --criteria " + strings.Join(open.Criteria, ",")
		}
		if !open.On.IsZero() {
			hint += " --on " + open.On.String()
		}
		if open.NoConflict {
			hint += " --no-conflict"
		}
		hint += narrower(fitting, open)
	}
	if a.global.json {
		hint = strings.Join(append(says, hint), "; ")
	} else {
		a.offered(says)
	}
	if len(fitting) == 0 {
		return misuse("not given: --workflow, and no definition of the board fits").WithHint("%s", hint)
	}
	return misuse("not given: --workflow").WithHint("%s", hint)
}

// narrower says what would leave fewer definitions to choose from.
func narrower(fitting []engine.Fit, open engine.Open) string {
	var say []string
	if slices.ContainsFunc(fitting, func(f engine.Fit) bool { return f.Nation != fitting[0].Nation }) {
		say = append(say, "for which --nation it is")
	}
	if len(fitting) > 1 && len(open.Criteria) == 0 {
		say = append(say, "which --criteria are met")
	}
	if len(say) == 0 {
		return ""
	}
	return "; or say first " + strings.Join(say, " and ") + ", and fewer may fit"
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
