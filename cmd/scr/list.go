package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

func listCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List reviews, one line each",
		Long:    "List the reviews in which you have a part, one line each, a page at a time.\nThe next page begins after the last reference of this one: --after REF.\nAll that is overdue or due soon, clock by clock, is in \"scr todo\".",
		Example: "  scr list --overdue --on 2026-03-31\n  scr list --open --on 2025-12"}
	var q review.Query
	f := cmd.Flags()
	f.StringVar(&q.Stage, "stage", "", "only those at that stage, as track.stage or stage")
	f.StringVar(&q.Workflow, "workflow", "", "only those of that workflow")
	overdue := f.Bool("overdue", false, "only those with a running clock past its day")
	on := dayFlag(cmd, "past: as they stood then; to come: overdue by then as things stand")
	mine := f.Bool("mine", false, "only those in which you hold a role of your own")
	f.BoolVar(&q.Open, "open", false, "leave out closed reviews")
	f.StringVar(&q.After, "after", "", "begin after that reference")
	f.IntVar(&q.Limit, "limit", 0, "at most so many, up to 500 (default page_size of the settings)")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		if err := a.page(&q, f.Changed("limit")); err != nil {
			return err
		}
		if *overdue {
			q.Overdue = cmp.Or(on.day.Last(), a.today())
		}
		if *mine {
			q.Person = by.Person
		}
		reviews, err := e.ListOn(ctx, q, by.Person, cmp.Or(on.day, a.today()))
		if err != nil {
			return err
		}
		if len(reviews) > 0 {
			return a.listed(q, reviews, nil)
		}
		total, counts, err := e.Count(ctx, by.Person)
		if err != nil {
			return err
		}
		if !counts {
			return errors.Join(a.listed(q, nil, nil), a.noneOf(ctx, e, q, by.Person, *mine, -1))
		}
		return errors.Join(a.listed(q, nil, &total), a.noneOf(ctx, e, q, by.Person, *mine, total))
	})
}

// noneOf says of an empty list why it is empty: of their own reviews none is asked for, or
// they have none. Total is how many the board has; below 0 where that is not theirs to know.
func (a *app) noneOf(ctx context.Context, e *engine.Engine, q review.Query, user string, mine bool, total int64) error {
	own, err := e.CountOwn(ctx, user)
	switch {
	case err != nil || a.global.json:
	case own == 1:
		fmt.Fprintf(a.err, "scr: you have a part in 1 review, and it is not %s\n", report.Printable(narrowed(q, mine)))
	case own > 1:
		fmt.Fprintf(a.err, "scr: none of your %d reviews is %s\n", own, report.Printable(narrowed(q, mine)))
	case total >= 0:
		fmt.Fprintf(a.err, "scr: the board has %s; you have a part in none of these\n", report.Count(int(total), "review", "reviews"))
	default:
		fmt.Fprintln(a.err, "scr: you have a part in no review")
	}
	if err == nil && own > 0 && !q.Overdue.IsZero() && !a.global.json {
		fmt.Fprintln(a.err, "scr: holds, notices, letters and actions past their day are in \"scr todo\"")
	}
	return err
}

// narrowed says what a list was asked for.
func narrowed(q review.Query, mine bool) string {
	var says []string
	for _, n := range []struct {
		asked bool
		says  string
	}{
		{!q.Overdue.IsZero(), "past the day of a clock"},
		{q.Open, "open"},
		{q.Stage != "", "at " + q.Stage},
		{q.Workflow != "", "under " + q.Workflow},
		{mine, "one in which you hold a role of your own"},
		{q.After != "", "further down the list than " + q.After},
	} {
		if n.asked {
			says = append(says, n.says)
		}
	}
	return strings.Join(says, " and ")
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
	if out.After != "" && !a.global.json {
		fmt.Fprintf(a.err, "scr: there may be more: --after %s\n", out.After)
	}
	return nil
}
