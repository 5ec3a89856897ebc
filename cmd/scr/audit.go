package main

import (
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
	return parent("audit", "The log itself: what is in it, and whether it is whole", auditVerifyCommand(a), auditLogCommand(a), auditAccessCommand(a),
		auditKeyCommand(a), auditCheckpointCommand(a), auditProveCommand(a), auditContinueCommand(a), auditCosignedCommand(a),
		auditCheckCommand(a), auditWitnessCommand(a))
}

func auditVerifyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "verify", Short: "Recompute every commitment, fold every log again, compare with the rows",
		Long: `Recompute every commitment, fold every log again and compare with the rows.
A database that is not what its log says exits with 1, and every place is listed.
The tree over the log is computed again, and held against every checkpoint that was
signed, and against what you saw of the log last. A log that was forged with all keys
shows only to whoever holds an earlier checkpoint or receipt: see "scr audit check".

With --erasures it also looks whether what was erased is gone: whether a key is left
that was to be destroyed, whether one was destroyed that no erasure names, and
whether a sealed text is left anywhere in the database's files.

With --decisions it also decides every command in the log again: on what was recorded
before it, under the definition that it names, read from its file, and by the logins,
offices and rights that people had then. What nobody could have recorded with the
program is listed. No text is opened for that.`, Args: takesArguments}
	erasures := cmd.Flags().Bool("erasures", false, "look for keys and remnants of what was erased, too")
	decisions := cmd.Flags().Bool("decisions", false, "decide every command in the log again, too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		a.onlyReads = true
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
		var doubts []review.Untrusted
		if *decisions {
			if doubts, err = a.replay(cmd.Context(), len(found.Problems) == 0); err != nil {
				return err
			}
		}
		return a.trusted(cmd.Context(), found, doubts)
	}
	return cmd
}

// replay decides the whole log again. A log that is not sound may be one that cannot be
// decided again: then what is wrong with it is what counts.
func (a *app) replay(ctx context.Context, sound bool) ([]review.Untrusted, error) {
	e, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	doubts, err := e.VerifyDecisions(ctx, a.db, a.progress("events decided again"))
	if err != nil && !sound {
		fmt.Fprintf(a.err, "scr: the log could not be decided again: %v\n", err)
		return nil, nil
	}
	return doubts, err
}

// trusted adds what verification finds of the adopted definitions, and prints it
// all, with what could not have been decided; anything wrong is a failure.
func (a *app) trusted(ctx context.Context, found review.Verified, doubts []review.Untrusted) error {
	e, err := a.open(ctx)
	if err != nil {
		return err
	}
	rules, err := e.VerifyDefinitions(ctx)
	if err != nil {
		return err
	}
	found.Problems = append(found.Problems, rules...)
	shown := found
	shown.Problems = slices.Concat([]review.Untrusted{}, found.Problems, doubts)
	if err := a.data(shown, func(w *report.Writer) { verified(w, shown) }); err != nil {
		return err
	}
	if i := slices.IndexFunc(found.Problems, func(p review.Untrusted) bool { return p.Erasure == "" }); i < 0 && len(found.Problems) > 0 {
		return review.Errorf(review.Failed, "an erasure was not finished, and what it was to take away is left in %s", report.Count(len(found.Problems), "place", "places")).
			WithHint("run \"scr erase run %s\": it goes on from there; then verify again", found.Problems[0].Erasure)
	}
	if len(found.Problems) > 0 {
		return a.ofSeen(ctx, review.Errorf(review.Failed, "the database is not what its log says, in %s", report.Count(len(found.Problems), "place", "places")).
			WithHint("record nothing more; keep the file as it is, and compare it with a backup"))
	}
	if len(found.Problems)+len(doubts) == 0 && !a.global.json {
		a.tellWhole(found)
	}
	if len(doubts) > 0 {
		return review.Errorf(review.Failed, "the log holds what the program would not have recorded, in %s", report.Count(len(doubts), "place", "places")).
			WithHint("record nothing more; keep the file as it is, and ask who could write to it then: \"scr history REF\" and \"scr audit log\" say when")
	}
	return nil
}

// tellWhole ends a verification that found nothing with a plain sentence.
func (a *app) tellWhole(found review.Verified) {
	limit := ""
	if found.Unopened > 0 {
		limit = ", as far as that shows without the keys: " + report.Count(int(found.Unopened), "text was", "texts were") + " not opened"
	}
	fmt.Fprintf(a.err, "scr: the log is whole, and the database is what it says%s\n", limit)
}

func verified(w *report.Writer, found review.Verified) {
	w.Pairs(0, []report.Pair{
		{Label: "events", Value: strconv.FormatInt(found.Events, 10)},
		{Label: "streams", Value: strconv.FormatInt(found.Streams, 10)},
		{Label: "commitments", Value: strconv.FormatInt(found.Commitments, 10)},
		{Label: "readable", Value: strconv.FormatInt(found.Readable, 10)},
		{Label: "erased", Value: strconv.FormatInt(found.Erased, 10)},
		{Label: "not opened", Value: strconv.FormatInt(found.Unopened, 10)},
		{Label: "checkpoints", Value: strconv.FormatInt(found.Checkpoints, 10)},
		{Label: "problems", Value: strconv.Itoa(len(found.Problems))},
	})
	for _, p := range found.Problems {
		w.WarnItem(0, placeOf(p)+p.Says)
	}
}

// placeOf says where a problem lies, as far as that is known.
func placeOf(p review.Untrusted) string {
	switch {
	case p.Stream == "" && p.Global > 0:
		return "log #" + strconv.FormatInt(p.Global, 10) + ": "
	case p.Stream == "":
		return ""
	case p.Seq > 0:
		return string(p.Stream) + " #" + strconv.FormatInt(p.Seq, 10) + ": "
	}
	return string(p.Stream) + ": "
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
			fmt.Fprintf(behind(a.err), "\rscr: %d of %d %s", done, total, of) // over the line before
		}
		if done == total {
			fmt.Fprintln(a.err)
		}
	}
}

func auditLogCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "log", Short: "List the events of the whole board, without what is personal (administrators)",
		Long: "List the events of the whole board, without what is personal, for administrators.\nEvents of reviews in which they have no part are left out: whoever edits the\nprocess does not read the cases."}
	after := cmd.Flags().Int64("after", 0, "begin after that number")
	limit := cmd.Flags().Int("limit", 1000, "at most so many")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, _ []string) error {
		if *limit < 1 {
			return misuse("--limit is %d: it can be 1 or more", *limit)
		}
		log, left, err := e.Log(ctx, *after, *limit, by.Person)
		if err != nil {
			return err
		}
		if err := a.data(append([]engine.Logged{}, log...), func(w *report.Writer) { w.Table(logHeading(), logRows(log)) }); err != nil {
			return err
		}
		if left > 0 && !a.global.json {
			fmt.Fprintf(a.err, "scr: left out, because of reviews that are not yours to read: %s\n", report.Count(int(left), "event", "events"))
		}
		return nil
	})
}

func logHeading() []string { return []string{"No", "Recorded", "By", "Stream", "Seq", "Kind", "On"} }

func logRows(log []engine.Logged) [][]string {
	rows := make([][]string, len(log))
	for i, l := range log {
		rows[i] = []string{strconv.FormatInt(l.Global, 10), l.RecordedAt.UTC().Format(time.RFC3339), l.RecordedBy,
			string(l.Stream), strconv.FormatInt(l.Seq, 10), l.Kind, l.OccurredOn.String()}
	}
	return rows
}
