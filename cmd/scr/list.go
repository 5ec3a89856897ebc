package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

func listCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List reviews, one line each",
		Long: "List the reviews in which you have a part, one line each, a page at a time.\nThe next page begins after the last reference of this one: --after REF."}
	var q review.Query
	f := cmd.Flags()
	f.StringVar(&q.Stage, "stage", "", "only those at that stage, as track.stage or stage")
	f.StringVar(&q.Workflow, "workflow", "", "only those of that workflow")
	overdue := f.Bool("overdue", false, "only those with a running clock past its day")
	mine := f.Bool("mine", false, "only those in which you hold a role of your own")
	f.BoolVar(&q.Open, "open", false, "leave out closed reviews")
	f.StringVar(&q.After, "after", "", "begin after that reference")
	f.IntVar(&q.Limit, "limit", 0, "at most so many, up to 500 (default page_size of the settings)")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, user string, _ []string) error {
		if err := a.page(&q, f.Changed("limit")); err != nil {
			return err
		}
		if *overdue {
			q.Overdue = a.today()
		}
		if *mine {
			q.Person = user
		}
		reviews, err := e.List(ctx, q, user)
		if err != nil {
			return err
		}
		return a.listed(q, reviews)
	})
}

// page settles how many reviews a page holds.
func (a *app) page(q *review.Query, limited bool) error {
	settings, err := a.config()
	if err != nil {
		return err
	}
	if limited && (q.Limit < 1 || q.Limit > 500) {
		return misuse("--limit is %d: it can be 1 to 500", q.Limit)
	}
	if !limited {
		q.Limit = settings.PageSize
	}
	return nil
}

func (a *app) listed(q review.Query, reviews []review.Listed) error {
	out := report.ListJSON{Reviews: append([]review.Listed{}, reviews...)}
	if len(reviews) == q.Limit {
		out.After = reviews[len(reviews)-1].Reference
	}
	if err := a.data(out, func(w *report.Writer) { report.List(w, reviews) }); err != nil {
		return err
	}
	switch {
	case out.After != "" && !a.global.json:
		fmt.Fprintf(a.err, "scr: there may be more: --after %s\n", out.After)
	case len(reviews) == 0 && a.screen.output:
		fmt.Fprintln(a.err, "scr: no review")
	}
	return nil
}
