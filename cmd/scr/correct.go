package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// correction holds what a person says of an earlier event.
type correction struct {
	void                bool
	from, newOn, reason string
}

func correctCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "correct REF SEQ", Short: "Correct or void what an earlier event recorded",
		Long: `Correct or void what event SEQ recorded ("scr history REF" lists the numbers).
The earlier event stays in the log; moves already made stay made, and "scr show"
says which of them relied on it.`,
		Example: `  scr correct EXB-2026-001 14 --new-on 2026-02-03 --reason-file why.txt
  scr correct EXB-2026-001 14 --from right.yaml --reason-file why.txt
  scr correct EXB-2026-001 14 --void --reason-file why.txt`}
	var c correction
	f := cmd.Flags()
	f.BoolVar(&c.void, "void", false, "it never happened, or does not belong here")
	f.StringVar(&c.from, "from", "", "YAML file (- for standard input) with the keys that were wrong")
	f.StringVar(&c.newOn, "new-on", "", "when it really happened")
	f.StringVar(&c.reason, "reason-file", "", "file with the reason")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		correct, err := c.read(ctx, a, e, meta, args)
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Correct(ctx, correct)
	})
}

func (c *correction) read(ctx context.Context, a *app, e *engine.Engine, meta engine.Meta, args []string) (engine.Correct, error) {
	correct := engine.Correct{Meta: meta, Review: args[0], Void: c.void}
	var err error
	if correct.Seq, err = strconv.ParseInt(strings.TrimPrefix(args[1], "#"), 10, 64); err != nil {
		return correct, misuse("SEQ is the number of an event, such as 14").WithHint("\"scr history %s\" lists them", args[0])
	}
	if c.void && (c.from != "" || c.newOn != "") {
		return correct, misuse("a record is either voided or replaced").WithHint("leave out --void, or --from and --new-on")
	}
	if correct.NewOn, err = dateOf("--new-on", c.newOn); err != nil {
		return correct, err
	}
	if correct.Why, err = a.readText("--reason-file", c.reason); err != nil {
		return correct, err
	}
	if c.from == "" {
		return correct, nil
	}
	correct.With, err = a.replacement(ctx, e, meta.User, args[0], correct.Seq, c.from)
	return correct, err
}

// replacement makes the new body of an event: what is on record of it now, with
// the keys that the file gives.
func (a *app) replacement(ctx context.Context, e *engine.Engine, user, reference string, seq int64, file string) (review.Body, error) {
	v, log, err := e.Event(ctx, reference, seq, a.by(user))
	if err != nil {
		return nil, err
	}
	b := latestBody(log, seq)
	if b == nil {
		return nil, nil // the engine says, in the same words as otherwise, that there is no such event
	}
	if filled, ok := b.(*review.FormFilled); ok {
		in := &engine.FormInput{Values: map[string]string{}}
		form := v.Definition.Form(filled.Form)
		top, err := a.readYAML("--from", file, textIn(form))
		if err != nil {
			return nil, err
		}
		if err := enterForm(form, in, top, file); err != nil {
			return nil, err
		}
		return refilled(form, *filled, in.Values), nil
	}
	f, ok := formFor(b)
	if !ok || len(f.fields) == 0 {
		return b, nil // the engine says why it cannot be corrected
	}
	top, err := a.readYAML("--from", file, f.text())
	if err != nil {
		return nil, err
	}
	return b, f.enter(review.FilledIn(b), top, file)
}

// latestBody returns what the log says now of an event.
func latestBody(log []engine.Entry, seq int64) review.Body {
	var latest review.Body
	for _, entry := range log {
		if entry.Event.Seq == seq {
			latest = entry.Event.Body
		}
		if c, ok := entry.Event.Body.(*review.RecordCorrected); ok && c.Seq == seq && c.With != nil {
			latest = c.With
		}
	}
	return latest
}

// refilled is a filling of a form with some of its values replaced.
func refilled(form *workflow.Form, filled review.FormFilled, values map[string]string) *review.FormFilled {
	out := &review.FormFilled{Form: filled.Form, Item: filled.Item, Move: filled.Move,
		Values: map[string]string{}, Lists: map[string][]string{}, Texts: map[string]review.Text{}}
	for name, v := range filled.Values {
		out.Values[name] = v
	}
	for name, v := range filled.Lists {
		out.Lists[name] = v
	}
	for name, v := range filled.Texts {
		out.Texts[name] = v
	}
	for name, value := range values {
		switch field := form.Field(name); {
		case field.Type == workflow.ChoicesField:
			out.Lists[name] = splitWords(value)
		case field.Type == workflow.TextField && !field.Plain:
			out.Texts[name] = review.NewText(value)
		default:
			out.Values[name] = value
		}
	}
	return out
}
