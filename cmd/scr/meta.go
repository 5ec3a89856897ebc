package main

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scr/engine"
	"scr/review"
)

// meta holds the flags that every writing command takes.
type meta struct {
	on, decidedBy, minute, commandID string
	madeUp, clockIsRight             bool
	expect                           int64
}

// The flag with which somebody says that they looked at the clock, for writing and for
// reading.
const (
	clockFlag      = "clock-is-right"
	clockFlagWords = "you looked: this machine's clock is right, though the last entry is later"
)

// flags adds the flags of a writing command.
func (m *meta) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.on, "on", "", "day, month or year when it happened (default today in London)")
	f.StringVar(&m.decidedBy, "decided-by", "", "handle of the person who decided, when it was not you")
	f.StringVar(&m.minute, "minute", "", "where that decision is minuted")
	f.BoolVar(&m.madeUp, "made-up", false, "mark what is recorded as a filler, not a fact")
	f.StringVar(&m.commandID, "command-id", "", "id of this command: the same id again has no second effect")
	f.BoolVar(&m.clockIsRight, clockFlag, false, clockFlagWords)
	f.Int64Var(&m.expect, "expect", 0, "version that you saw: refuse when it has moved on")
}

// maxCommandID is the longest id that a command may be given.
const maxCommandID = 200

// check refuses what cannot be recorded as it was written, and an expectation or
// an id that would be no protection.
func (m *meta) check(cmd *cobra.Command, args []string) error {
	switch {
	case cmd.Flags().Changed("expect") && m.expect < 1:
		return misuse("--expect is %d: versions count from 1", m.expect)
	case utf8.RuneCountInString(m.commandID) > maxCommandID:
		return misuse("--command-id is longer than %d characters", maxCommandID)
	case strings.ContainsFunc(m.commandID, func(r rune) bool { return review.Invisible(r) || unicode.IsSpace(r) }):
		return misuse("--command-id has a space in it, or a character that cannot be seen").WithHint("letters, digits and dashes serve best")
	}
	return checkText(cmd, args)
}

// checkText refuses arguments and flags that are not UTF-8: what was recorded would
// not be what was written.
func checkText(cmd *cobra.Command, args []string) (err error) {
	for i, arg := range args {
		if !utf8.ValidString(arg) {
			return notText(fmt.Sprintf("argument %d", i+1))
		}
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if err == nil && !utf8.ValidString(f.Value.String()) {
			err = notText("--" + f.Name)
		}
	})
	return err
}

func notText(what string) error {
	return misuse("%s is not UTF-8 text", what).WithHint("a file whose name is not can be read from standard input")
}

// read turns the flags into what the engine takes, with who acts.
func (m *meta) read(ctx context.Context, a *app) (*engine.Engine, engine.Meta, error) {
	on, err := dateOf("--on", m.on)
	if err != nil {
		return nil, engine.Meta{}, err
	}
	if m.commandID == "" {
		m.commandID = a.newID()
	}
	a.command, a.clockIsRight = m.commandID, m.clockIsRight
	e, who, err := a.acting(ctx)
	return e, engine.Meta{CommandID: m.commandID, User: who, On: on, DecidedBy: m.decidedBy,
		Minute: strings.TrimSpace(m.minute), MadeUp: m.madeUp, Expect: m.expect}, err
}

// dateOf reads a date that was given as a flag or an argument.
func dateOf(name, value string) (review.Date, error) {
	d, err := review.ReadDate(value)
	if err != nil {
		return d, misuse("%s: %w", name, err).WithHint("write a day (2013-03-21), a month (2013-03) or a year (2013)")
	}
	return d, nil
}

// writing makes a command that writes: it takes the common flags, and what it
// did is told on standard error.
func writing(a *app, cmd *cobra.Command, do func(context.Context, *engine.Engine, engine.Meta, []string) (engine.Outcome, error)) *cobra.Command {
	var m meta
	m.flags(cmd)
	cmd.Args = takesArguments
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := m.check(cmd, args); err != nil {
			return err
		}
		ctx := cmd.Context()
		a.typed = cmd.CommandPath()
		e, meta, err := m.read(ctx, a)
		if err != nil {
			return err
		}
		if err := a.foresee(ctx, e, meta, reviewIn(cmd, args)); err != nil {
			return err
		}
		out, err := do(ctx, e, meta, spelled(cmd.Use, args))
		if err != nil {
			return err
		}
		defer a.dropDrafts()
		return a.receipt(ctx, e, meta.User, out)
	}
	return cmd
}

// reviewIn returns the reference of the review whose version is to be looked at
// beforehand, or "". A repeated command is answered as before, whatever the version.
func reviewIn(cmd *cobra.Command, args []string) string {
	words := strings.Fields(cmd.Use)
	if len(words) > 1 && words[1] == "REF" && !cmd.Flags().Changed("command-id") {
		return args[0]
	}
	return ""
}

// foresee refuses, before anybody begins to write, what would be refused afterwards
// whatever they write. Where nobody is asked it is the engine that says it.
func (a *app) foresee(ctx context.Context, e *engine.Engine, meta engine.Meta, reference string) error {
	if !a.asks() {
		return nil
	}
	if a.today().Before(meta.On) {
		return review.Errorf(review.Invalid, "%s has not come yet", meta.On.English()).WithHint("record what happened when it has happened")
	}
	if err := a.decider(ctx, e, meta); err != nil {
		return err
	}
	return a.expected(ctx, e, meta, reference)
}

// decider refuses somebody whom the register does not know, and a decision of another
// without a minute.
func (a *app) decider(ctx context.Context, e *engine.Engine, meta engine.Meta) error {
	if meta.DecidedBy == "" || meta.DecidedBy == meta.User {
		return nil
	}
	if meta.Minute == "" {
		return misuse("what %s decided needs the minute where it stands", meta.DecidedBy).WithHint(`add where it stands, such as --minute "Board of 4 May, item 2"`)
	}
	return e.Known(ctx, meta.DecidedBy)
}

// expected refuses a review that has moved on from what the person saw.
func (a *app) expected(ctx context.Context, e *engine.Engine, meta engine.Meta, reference string) error {
	if meta.Expect == 0 || reference == "" {
		return nil
	}
	v, err := e.Outline(ctx, reference, a.by(meta.User))
	if err != nil || v.Review.Version == meta.Expect {
		return err
	}
	return review.Errorf(review.Conflict, "%s is at version %d, not %d: read it again", reference, v.Review.Version, meta.Expect)
}
