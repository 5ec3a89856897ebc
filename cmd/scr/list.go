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
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		if err := a.page(&q, f.Changed("limit")); err != nil {
			return err
		}
		if *overdue {
			q.Overdue = a.today()
		}
		if *mine {
			q.Person = by.Person
		}
		reviews, err := e.List(ctx, q, by.Person)
		if err != nil {
			return err
		}
		total, counts, err := e.Count(ctx, by.Person)
		if err != nil {
			return err
		}
		if !counts || len(reviews) > 0 {
			return a.listed(q, reviews, nil)
		}
		return a.listed(q, reviews, &total)
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

// listed prints a page. An administrator without a part sees only how many reviews
// the board has: whoever edits the process reads none of them.
func (a *app) listed(q review.Query, reviews []review.Listed, total *int64) error {
	out := report.ListJSON{Reviews: append([]review.Listed{}, reviews...), Count: total}
	if len(reviews) == q.Limit {
		out.After = reviews[len(reviews)-1].Reference
	}
	if err := a.data(out, func(w *report.Writer) { report.List(w, reviews) }); err != nil {
		return err
	}
	switch {
	case total != nil && !a.global.json:
		fmt.Fprintf(a.err, "scr: the board has %d reviews; you have a part in none of these\n", *total)
	case out.After != "" && !a.global.json:
		fmt.Fprintf(a.err, "scr: there may be more: --after %s\n", out.After)
	case len(reviews) == 0 && a.screen.output:
		fmt.Fprintln(a.err, "scr: no review")
	}
	return nil
}
