package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/files"
	"scr/internal/report"
	"scr/review"
)

// request is a request of somebody to see what is held of them.
type request struct {
	review, person, out, basis, why string
	exempt                          []string
}

func sarCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "sar [SUBJECT]", Short: "Gather what the board holds of one person, for a subject access request",
		Long: `Gather what the board holds of one person into a new file, which only you may read:
of a subject or relative of one review (scr sar subject-1 --review REF), or of
somebody in the register over all reviews that you may read (scr sar --person p7).

The file has what is on record beside texts (kind, age band, outcome, dates; in the
register employer, professions, offices and logins), and the texts. Texts that may tell
of others are marked, and so is legal advice: somebody must read those before the file
leaves; how many there are is printed. What is kept back is named with --exempt and --basis; the file says that it
is kept back, and the board's log says on what ground. The log holds no content.

Why somebody read something is for themselves: only they gather it. Their logins are
for administrators, the privacy officer and themselves.

A privacy officer has no part in reviews, and gathers from the register, with
--reason-from. For the reviews, somebody with a part in them gathers, or the privacy
officer is given one: scr team add.`,
		Example: "  scr sar subject-1 --review EXB-2026-001 --exempt 14/record.note --basis social_work_harm --out answer.txt"}
	var r request
	f := cmd.Flags()
	f.StringVar(&r.review, "review", "", "reference of the review of which the person is a subject or relative")
	f.StringVar(&r.person, "person", "", "handle of somebody in the register")
	f.StringVar(&r.out, "out", "", "new file for what is held")
	f.StringSliceVar(&r.exempt, "exempt", nil, "places of texts to keep back, each as EVENT/FIELD; with --person as REF:EVENT/FIELD")
	f.StringVar(&r.basis, "basis", "", "exemption that they are kept back under: "+joined(review.ExemptionNames()))
	f.StringVar(&r.why, "reason-from", "", "file (- for standard input) with the reason for reading what is shown only for one; name nobody in it: it stays")
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		ask, err := r.command(meta, args)
		if err != nil {
			return engine.Outcome{}, err
		}
		by := a.by(meta.User)
		by.Output = review.ToFile
		if by.Why, err = a.readText("--reason-from", r.why); err != nil {
			return engine.Outcome{}, err
		}
		held, err := e.HeldOf(ctx, ask, by)
		if err != nil {
			return engine.Outcome{}, err
		}
		return r.answer(ctx, e, ask, held)
	})
}

// answer writes the file and has it recorded. A file that the log does not know of goes
// again; where it may know of it, the file stays, and is named.
func (r request) answer(ctx context.Context, e *engine.Engine, ask engine.AnswerRequest, held *engine.Held) (engine.Outcome, error) {
	written := false
	out, err := e.AnswerRequest(ctx, ask, held, func() error {
		err := r.write(held)
		written = err == nil
		return err
	})
	switch {
	case err == nil && !written:
		out.Remarks = append(out.Remarks, r.out+" was not written: the answer was given when this command was first carried out")
	case err == nil:
		out.Remarks = append(out.Remarks, r.tell(held))
	case written:
		err = r.takeBack(err)
	}
	return out, err
}

// takeBack removes the answer that was not recorded.
func (r request) takeBack(err error) error {
	says := review.Errorf(review.CodeOf(err), "%w; the answer was taken away again", err)
	if review.CodeOf(err) == review.Unknown {
		says = review.Errorf(review.Unknown, "%w; the answer lies in %s", err, r.out)
	} else if gone := os.Remove(r.out); gone != nil {
		says = review.Errorf(review.CodeOf(err), "%w; the answer lies in %s all the same: remove it", err, r.out)
	}
	if known := asError(err); known != nil {
		says.Hint = known.Hint
	}
	return says
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

// tell says where the answer is, and what somebody has to read in it.
func (r request) tell(held *engine.Held) string {
	mixed, legal := laidOut(held).ToRead()
	says := fmt.Sprintf("%s holds what is on record, and the texts: %s may tell of others and must be read before it leaves", r.out, report.Count(mixed, "text", "texts"))
	if legal > 0 {
		says += fmt.Sprintf("; %d of them marked as legal advice, which need not be given", legal)
	}
	if len(held.Reviews) == 0 {
		says += "; no review was searched: you have a part in none"
	}
	return says
}

// laidOut turns what is held into what the report prints.
func laidOut(held *engine.Held) report.HeldOf {
	h := report.HeldOf{Of: held.Of, Entry: held.Entry, Offices: held.Offices}
	for _, v := range held.Reviews {
		h.Reviews = append(h.Reviews, standing(v))
	}
	for _, l := range held.Logins {
		h.Logins = append(h.Logins, report.HeldLogin(l))
	}
	for _, item := range held.Items {
		h.Items = append(h.Items, report.HeldItem{Review: item.Review, Record: item.Record, Event: item.Event, On: item.On, Place: item.TextPlace.String(),
			Mixed: item.Mixed, Legal: item.Legal, Exempt: item.Exempt, Withheld: item.Withheld, Text: item.Text})
	}
	return h
}

// write puts what is held into a new file of mode 0600. It never goes to standard
// output: what is printed stays in a terminal's memory, or in somebody's log.
func (r request) write(held *engine.Held) error {
	var b bytes.Buffer
	w := report.New(&b, report.Options{})
	report.Held(w, laidOut(held))
	if err := w.Flush(); err != nil {
		return err
	}
	return files.New(r.out, func(to io.Writer) error {
		_, err := b.WriteTo(to)
		return err
	})
}
