package main

import (
	"context"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/review"
)

// deed is a command that records one fact on a review. The event's body is a
// sheet that is filled in from arguments, a file, flags or the terminal.
type deed struct {
	use   string // verb, and the argument after REF: "held CONVERSATION"
	short string
	arg   string // what that argument fills: id, or another key
	fresh func() review.Body
	// from makes the body from the record as it stands, for an amendment.
	from func(r *review.Review, id string) (review.Body, error)
	form form
	mark bool // what it adds may be marked as legal advice
}

// body makes an event's body of its own.
func body[T any, B interface {
	*T
	review.Body
}]() review.Body {
	return B(new(T))
}

// added makes the body that adds a record.
func added[T review.Noun[T]]() review.Body { return new(review.Added[T]) }

// amending makes the deed that amends a record: it begins with the record as it
// stands.
func amending[T review.Noun[T]](arg, short string, f form) deed {
	f.taken = new([]string)
	return deed{use: "amend " + arg, short: short, form: f,
		fresh: func() review.Body { return new(review.Amended[T]) },
		from: func(r *review.Review, id string) (review.Body, error) {
			record, ok := review.Find[T](r, id)
			if !ok {
				return nil, noRecord(r, review.NounOf[T](), id)
			}
			return &review.Amended[T]{Record: record}, nil
		}}
}

// command makes the deed's command.
func (d deed) command(a *app) *cobra.Command {
	verb, arg, _ := strings.Cut(d.use, " ")
	cmd := &cobra.Command{Use: strings.TrimSpace(verb + " REF " + arg), Short: d.short}
	d.form.flags(cmd, review.FilledIn(d.fresh()))
	if d.from != nil {
		d.form.mayClear(cmd)
	}
	legal := false
	if d.mark {
		cmd.Flags().BoolVar(&legal, "legal-advice", false, "it is legal advice: only the board's manager, chair and legal adviser see it")
	}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		if d.from != nil && !d.form.given(cmd) && !d.opensEditor(a, cmd) {
			return engine.Outcome{}, nothingToChange(cmd)
		}
		b, err := d.start(ctx, a, e, meta.User, args)
		if err != nil {
			return engine.Outcome{}, err
		}
		d := d // the words of this review are not those of the next
		if d.form, err = d.form.shown(ctx, a, e, meta.User, args[0]); err != nil {
			return engine.Outcome{}, err
		}
		send := func() (engine.Outcome, error) {
			return e.Record(ctx, engine.Record{Meta: meta, Review: args[0], Body: b, Legal: legal, Given: d.form.took()})
		}
		again := again(cmd, args, d.form.drafted()...)
		if d.opensEditor(a, cmd) {
			return a.compose(ctx, d.form, review.FilledIn(b), again, send)
		}
		answered := a.answered
		var out engine.Outcome
		if err = d.form.fill(a, cmd, review.FilledIn(b)); err == nil {
			out, err = send()
		}
		if d.form.from {
			err = a.rescue(err, answered, again, "--from", func() (string, error) { return d.form.template(review.FilledIn(b)) })
		}
		return out, err
	})
}

// nothingToChange says that an amendment was typed without what is to be otherwise.
func nothingToChange(cmd *cobra.Command) error {
	return misuse("nothing to change was given").WithHint("%s", usageOf(cmd))
}

// start makes the body with what the arguments say.
func (d deed) start(ctx context.Context, a *app, e *engine.Engine, user string, args []string) (review.Body, error) {
	if d.from != nil {
		view, err := e.Records(ctx, args[0], engine.Want{Noun: kindOfRecord(d.fresh()), ID: args[1]}, a.by(user))
		if err != nil {
			return nil, err
		}
		return d.from(view.Review, args[1])
	}
	b := d.fresh()
	if len(args) > 1 {
		target, _ := review.SlotOf(review.FilledIn(b), d.arg)
		target.SetString(args[1])
	}
	return b, nil
}

// opensEditor reports whether the person is to write in an editor: on a
// terminal, for a long text, when nothing of it was given otherwise.
func (d deed) opensEditor(a *app, cmd *cobra.Command) bool {
	if !d.form.edited || cmd.Flags().Changed("from") || cmd.Flags().Changed("ask") || !a.asks() {
		return false
	}
	for _, x := range d.form.fields {
		if x.flag != "" && cmd.Flags().Changed(x.flag) {
			return false
		}
	}
	return true
}

// noun is a kind of record with its commands.
type noun struct {
	name    string
	aliases []string
	short   string
	kind    string            // of record, as reports call it
	lists   map[string]string // further kinds of record that it lists, by verb
	deeds   []deed
	more    []func(*app) *cobra.Command // what else may be done with it
}

// command makes the noun's command: its deeds, and list and show.
func (n noun) command(a *app) *cobra.Command {
	cmd := parent(n.name, n.short)
	cmd.Aliases = n.aliases
	for _, d := range n.deeds {
		cmd.AddCommand(d.command(a))
	}
	cmd.AddCommand(recordsCommand(a, "list", n.kind), recordCommand(a, n.kind))
	for _, more := range n.more {
		cmd.AddCommand(more(a))
	}
	for verb, kind := range n.lists {
		cmd.AddCommand(recordsCommand(a, verb, kind))
	}
	return cmd
}

// namedNoun is a noun that is made when it is needed.
type namedNoun struct {
	name string
	make func() noun
}

// nouns are the kinds of record. Each is in the file that is named like the file
// of its records.
func nouns() []namedNoun {
	return []namedNoun{
		{"subject", subjectNoun}, {"status", statusNoun}, {"agency", agencyNoun}, {"partner", partnerNoun}, {"relative", relativeNoun}, {"proceeding", proceedingNoun}, {"link", linkNoun},
		{"meeting", meetingNoun}, {"conversation", conversationNoun}, {"evidence", evidenceNoun},
		{"document", documentNoun}, {"letter", letterNoun},
		{"criteria", criteriaNoun}, {"release", releaseNoun}, {"disclosure", disclosureNoun},
		{"episode", episodeNoun}, {"finding", findingNoun}, {"recommendation", recommendationNoun},
		{"response", responseNoun}, {"action", actionNoun},
		{"hold", holdNoun},
	}
}

// deeds are the deeds of every noun.
func deeds() []deed {
	all := assignmentDeeds()
	for _, n := range nouns() {
		all = append(all, n.make().deeds...)
	}
	return all
}

// formFor returns how an event's body is filled in, for a correction.
func formFor(b review.Body) (form, bool) {
	for _, d := range deeds() {
		if reflect.TypeOf(d.fresh()) == reflect.TypeOf(b) {
			return d.form, true
		}
	}
	return form{}, false
}

// kindOfRecord returns what a body is about: "finding" for finding.amended/1.
func kindOfRecord(b review.Body) string {
	kind, _, _ := strings.Cut(b.Kind(), ".")
	return kind
}
