package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
)

// auditCommand holds what looks at the log itself.
func auditCommand(a *app) *cobra.Command {
	return parent("audit", "The log itself: what is in it, and whether it is whole", auditVerifyCommand(a), auditLogCommand(a),
		auditCheckCommand(a), auditWitnessCommand(a))
}

func auditVerifyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "verify", Short: "Recompute every commitment, fold every log again, compare with the rows",
		Long: `Recompute every commitment, fold every log again and compare with the rows.
A database that is not what its log says exits with 1, and every place is listed.
What verification cannot see without a copy kept elsewhere: a log cut short at
its end.

With --erasures it also looks whether what was erased is gone: whether a key is left
that was to be destroyed, whether one was destroyed that no erasure names, and
whether a sealed text is left anywhere in the database's files.`, Args: takesArguments}
	erasures := cmd.Flags().Bool("erasures", false, "look for keys and remnants of what was erased, too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		db, err := a.database(cmd.Context())
		if err != nil {
			return err
		}
		if err := a.hold(cmd.Context()); err != nil {
			return err
		}
		found, err := db.Verify(cmd.Context(), a.progress("events"))
		if err != nil {
			return err
		}
		if *erasures {
			left, err := db.VerifyErasures(cmd.Context())
			if err != nil {
				return err
			}
			found.Problems = append(found.Problems, left...)
		}
		return a.trusted(cmd.Context(), found)
	}
	return cmd
}

// trusted adds what verification finds of the adopted definitions, and prints it
// all; anything wrong is a failure.
func (a *app) trusted(ctx context.Context, found review.Verified) error {
	e, err := a.open(ctx)
	if err != nil {
		return err
	}
	rules, err := e.VerifyDefinitions(ctx)
	if err != nil {
		return err
	}
	found.Problems = slices.Concat([]review.Untrusted{}, found.Problems, rules)
	if err := a.data(found, func(w *report.Writer) { verified(w, found) }); err != nil {
		return err
	}
	if len(found.Problems) > 0 {
		return review.Errorf(review.Failed, "the database is not what its log says, in %d places", len(found.Problems)).
			WithHint("record nothing more; keep the file as it is, and compare it with a backup")
	}
	return nil
}

func verified(w *report.Writer, found review.Verified) {
	w.Pairs(0, []report.Pair{
		{Label: "events", Value: strconv.FormatInt(found.Events, 10)},
		{Label: "streams", Value: strconv.FormatInt(found.Streams, 10)},
		{Label: "commitments", Value: strconv.FormatInt(found.Commitments, 10)},
		{Label: "readable", Value: strconv.FormatInt(found.Readable, 10)},
		{Label: "erased", Value: strconv.FormatInt(found.Erased, 10)},
		{Label: "not opened", Value: strconv.FormatInt(found.Unopened, 10)},
		{Label: "problems", Value: strconv.Itoa(len(found.Problems))},
	})
	for _, p := range found.Problems {
		where := string(p.Stream)
		if p.Seq > 0 {
			where += " #" + strconv.FormatInt(p.Seq, 10)
		}
		w.WarnItem(0, where+": "+p.Says)
	}
}

// progress shows on a terminal how far long work has come.
func (a *app) progress(of string) func(done, total int64) {
	if !a.screen.remark || a.global.json {
		return nil
	}
	shown := a.now()
	return func(done, total int64) {
		if now := a.now(); now.Sub(shown) > 200*time.Millisecond || done == total {
			shown = now
			fmt.Fprintf(a.err, "\rscr: %d of %d %s", done, total, of)
		}
		if done == total {
			fmt.Fprintln(a.err)
		}
	}
}

// logged is one event of the log without what is personal: its envelope.
type logged struct {
	Global     int64         `json:"global"`
	Stream     review.Stream `json:"stream"`
	Seq        int64         `json:"seq"`
	Kind       string        `json:"kind"`
	RecordedAt time.Time     `json:"recorded_at"`
	RecordedBy string        `json:"recorded_by"`
	DecidedBy  string        `json:"decided_by,omitempty"`
	OccurredOn review.Date   `json:"occurred_on,omitzero"`
	MadeUp     bool          `json:"made_up,omitempty"`
	Command    string        `json:"command_id"`
	ID         string        `json:"id"`
}

func auditLogCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "log", Short: "List the events of the whole board, without what is personal (administrators)"}
	after := cmd.Flags().Int64("after", 0, "begin after that number")
	limit := cmd.Flags().Int("limit", 1000, "at most so many")
	return reading(a, cmd, func(ctx context.Context, _ *engine.Engine, user string, _ []string) error {
		if *limit < 1 {
			return misuse("--limit is %d: it can be 1 or more", *limit)
		}
		p, err := a.db.Person(ctx, user)
		if err != nil {
			return err
		}
		if !p.Administrator {
			return review.Errorf(review.Forbidden, "only an administrator reads the log of the whole board").
				WithHint("\"scr history REF\" shows the log of a review in which you have a part")
		}
		log, err := a.log(ctx, *after, *limit)
		if err != nil {
			return err
		}
		return a.data(log, func(w *report.Writer) { w.Table(logHeading(), logRows(log)) })
	})
}

// log gathers the events of every stream, in the order of recording.
func (a *app) log(ctx context.Context, after int64, limit int) ([]logged, error) {
	streams, err := a.streams(ctx)
	if err != nil {
		return nil, err
	}
	log := []logged{}
	for _, stream := range streams {
		events, err := a.db.Events(ctx, stream)
		if err != nil {
			return nil, err
		}
		for _, ev := range events {
			if ev.Global > after {
				log = append(log, logged{ev.Global, ev.Stream, ev.Seq, ev.Body.Kind(), ev.RecordedAt, ev.RecordedBy,
					ev.DecidedBy, ev.OccurredOn, ev.MadeUp, ev.Command, ev.ID})
			}
		}
	}
	slices.SortFunc(log, func(a, b logged) int { return cmp.Compare(a.Global, b.Global) })
	return log[:min(limit, len(log))], nil
}

// streams names every stream of the board.
func (a *app) streams(ctx context.Context) ([]review.Stream, error) {
	streams := []review.Stream{review.BoardStream}
	people, err := a.db.People(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		streams = append(streams, p.StreamName())
	}
	adopted, err := a.db.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range adopted {
		streams = append(streams, d.StreamName())
	}
	for q := (review.Query{Limit: 500}); ; {
		page, err := a.db.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, listed := range page {
			r, err := a.db.Review(ctx, listed.Reference)
			if err != nil {
				return nil, err
			}
			streams = append(streams, r.Stream())
		}
		if len(page) < q.Limit {
			return streams, nil
		}
		q.After = page[len(page)-1].Reference
	}
}

func logHeading() []string { return []string{"No", "Recorded", "By", "Stream", "Seq", "Kind", "On"} }

func logRows(log []logged) [][]string {
	rows := make([][]string, len(log))
	for i, l := range log {
		rows[i] = []string{strconv.FormatInt(l.Global, 10), l.RecordedAt.UTC().Format(time.RFC3339), l.RecordedBy,
			string(l.Stream), strconv.FormatInt(l.Seq, 10), l.Kind, l.OccurredOn.String()}
	}
	return rows
}
