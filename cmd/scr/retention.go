package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
	"scr/workflow"
	"scr/workflow/library"
)

// retentionCommand tells what is kept how long, and what is due. It erases nothing.
func retentionCommand(a *app) *cobra.Command {
	return parent("retention", "How long what is kept, and what is due: proposals, nothing is erased by a schedule",
		retentionListCommand(a), retentionDueCommand(a))
}

// scheduleFlag adds the flag of the board's own file, and reads it; the shipped one
// where there is none.
func scheduleFlag(a *app, cmd *cobra.Command) func() (*workflow.Retention, error) {
	file := cmd.Flags().String("schedule", "", "YAML file (- for standard input) with the board's own schedules (default those that are shipped)")
	return func() (*workflow.Retention, error) {
		name, source := library.Retention().Name, library.Retention().Bytes
		if *file != "" {
			var err error
			if source, err = a.readInput("--schedule", *file); err != nil {
				return nil, err
			}
			name = spoken(*file)
		}
		r, problems := workflow.LoadRetention(name, source)
		if len(problems) > 0 {
			return nil, errors.Join(a.diagnosed(problems),
				review.Errorf(review.Invalid, "%s is not a sound file of retention schedules", name).WithHint("mend what is listed, and try again"))
		}
		return r, nil
	}
}

// retentionHelp shows what a board's own file looks like.
const retentionHelp = `The shipped schedules have no years: no law gives any. A board writes its own file:

  retention: 1
  version: 1
  title: What our board keeps, and for how long
  schedules:
    review_file:
      title: The file of a closed review
      class: review             # review or person
      after: closed             # closed or birth of a review, left of a person
      years: 75
      cites: minute 12 of the board, 3 March 2026

"scr retention list --source" prints the shipped file, to begin with.`

// scheduleNamed returns the schedule with a name that was given.
func scheduleNamed(read func() (*workflow.Retention, error), name string) (s workflow.Schedule, err error) {
	if name == "" {
		return s, nil
	}
	r, err := read()
	if err != nil {
		return s, err
	}
	s, ok := r.Schedule(name)
	if !ok {
		return s, review.Errorf(review.Invalid, "%s has no schedule %q", r.Title, name).
			WithHint("\"scr retention list\" lists the shipped ones, and with --schedule your board's own")
	}
	return s, nil
}

func retentionListCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the schedules", Long: "List the schedules.\n\n" + retentionHelp, Args: takesArguments}
	read := scheduleFlag(a, cmd)
	source := cmd.Flags().Bool("source", false, "print the shipped file, to begin one of your own")
	cmd.RunE = func(*cobra.Command, []string) error {
		a.onlyPrints = true
		if *source {
			_, err := fmt.Fprint(a.out, report.Printable(string(library.Retention().Bytes)))
			return err
		}
		r, err := read()
		if err != nil {
			return err
		}
		return a.data(report.RetentionJSON{Title: r.Title, Version: r.Version, Schedules: append([]workflow.Schedule{}, r.Schedules...)},
			func(w *report.Writer) { report.Schedules(w, r) })
	}
	return cmd
}

func retentionDueCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "due", Short: "List what is due to be erased under the schedules; propose it with \"scr erase propose\"",
		Long:    "List what is due to be erased under the schedules. Nothing is erased: propose it with\n\"scr erase propose\".\n\n" + retentionHelp,
		Example: "  scr retention due --schedule ours.yaml --by 2027-12-31"}
	read := scheduleFlag(a, cmd)
	until := cmd.Flags().String("by", "", "what is due by that day (default today in London)")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		r, err := read()
		if err != nil {
			return err
		}
		day, err := dateOf("--by", *until)
		if err != nil {
			return err
		}
		due, err := e.Retained(ctx, r.Schedules, day, by.Person)
		if err != nil {
			return err
		}
		out := report.DueJSON{Due: []report.DueItem{}}
		for _, d := range due {
			out.Due = append(out.Due, report.DueItem(d))
		}
		undecided(r, &out)
		return a.data(out, func(w *report.Writer) { report.Due(w, out) })
	})
}

// undecided names the schedules under which nothing can fall due, and why.
func undecided(r *workflow.Retention, out *report.DueJSON) {
	out.Undecided = []string{}
	for _, s := range r.Schedules {
		switch {
		case s.Years == 0:
			out.Undecided = append(out.Undecided, s.Name+": nobody has decided on a number of years")
		case s.After == workflow.AfterBirth:
			out.Undecided = append(out.Undecided, s.Name+": "+strconv.Itoa(s.Years)+" years from birth; the program keeps no dates of birth, so look at these by hand")
		}
	}
}
