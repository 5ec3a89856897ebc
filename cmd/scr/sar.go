package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// request is a request of somebody to see what is held of them.
type request struct {
	review, person, out, basis string
	exempt                     []string
}

func sarCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "sar [SUBJECT]", Short: "Gather what the board holds of one person, for a subject access request",
		Long: `Gather what the board holds of one person into a new file, which only you may read:
of a subject or relative of one review (scr sar subject-1 --review REF), or of
somebody in the register over all reviews that you may read (scr sar --person p7).

Texts that may tell of others are marked: somebody must read those before the file
leaves. What is kept back is named with --exempt and --basis; the file says that it
is kept back, and the board's log says on what ground. The log holds no content.`,
		Example: "  scr sar subject-1 --review EXB-2026-001 --exempt 14/record.note --basis social_work_harm --out answer.txt"}
	var r request
	f := cmd.Flags()
	f.StringVar(&r.review, "review", "", "reference of the review of which the person is a subject or relative")
	f.StringVar(&r.person, "person", "", "handle of somebody in the register")
	f.StringVar(&r.out, "out", "", "new file for what is held")
	f.StringSliceVar(&r.exempt, "exempt", nil, "places of texts to keep back, each as EVENT/FIELD; with --person as REF:EVENT/FIELD")
	f.StringVar(&r.basis, "basis", "", "exemption that they are kept back under: "+joined(review.ExemptionNames()))
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		ask, err := r.command(meta, args)
		if err != nil {
			return engine.Outcome{}, err
		}
		by := a.by(meta.User)
		by.Output = review.ToFile
		held, err := e.HeldOf(ctx, ask, by)
		if err != nil {
			return engine.Outcome{}, err
		}
		// The file first: a log that says that an answer was given, though nobody got one, is worse
		// than a file that the log does not know.
		if err := r.write(held); err != nil {
			return engine.Outcome{}, err
		}
		out, err := e.AnswerRequest(ctx, ask, held)
		out.Remarks = append(out.Remarks, r.tell(held))
		return out, err
	})
}

func (r request) command(meta engine.Meta, args []string) (engine.AnswerRequest, error) {
	ask := engine.AnswerRequest{Meta: meta, Review: r.review, Of: r.person}
	if len(args) > 0 {
		ask.Of = args[0]
	}
	switch {
	case len(args) > 0 && r.person != "", (len(args) > 0) != (r.review != ""), len(args) == 0 && r.person == "":
		return ask, misuse("say whose request it is").WithHint("either SUBJECT with --review REF, or --person with a handle")
	case r.out == "":
		return ask, notGiven([]string{"--out"})
	case len(r.exempt) > 0 && r.basis == "":
		return ask, notGiven([]string{"--basis"})
	}
	for _, place := range r.exempt {
		in, at, named := strings.Cut(place, ":")
		if !named {
			in, at = r.review, place
		}
		text, err := review.ParsePlace(at)
		if err != nil {
			return ask, err
		}
		ask.Exempt = append(ask.Exempt, review.Exemption{Review: in, TextPlace: text, Basis: r.basis})
	}
	return ask, nil
}

// tell says where the answer is, what somebody has to read in it, and what is not in it.
func (r request) tell(held *engine.Held) string {
	mixed := 0
	for _, item := range held.Items {
		if item.Mixed && !item.Withheld && item.Text != "" {
			mixed++
		}
	}
	return fmt.Sprintf("%s has the texts, and not what is on record beside them (kind, dates, parts, professions): the show and history commands have that; %s may tell of others and must be read before it leaves",
		r.out, report.Count(mixed, "text", "texts"))
}

// write puts what is held into a new file of mode 0600. It never goes to standard
// output: what is printed stays in a terminal's memory, or in somebody's log.
func (r request) write(held *engine.Held) error {
	var b bytes.Buffer
	w := report.New(&b, report.Options{})
	items := make([]report.HeldItem, len(held.Items))
	for i, item := range held.Items {
		items[i] = report.HeldItem{Review: item.Review, Record: item.Record, Event: item.Event, On: item.On, Place: item.TextPlace.String(),
			Mixed: item.Mixed, Exempt: item.Exempt, Withheld: item.Withheld, Text: item.Text}
	}
	report.Held(w, held.Of, held.Reviews, items)
	if err := w.Flush(); err != nil {
		return err
	}
	return files.New(r.out, func(to io.Writer) error {
		_, err := b.WriteTo(to)
		return err
	})
}
