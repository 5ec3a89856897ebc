package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/audit"
	"scr/review"
)

func auditProveCommand(a *app) *cobra.Command {
	var to string
	var show []string
	cmd := &cobra.Command{Use: "prove REF SEQ", Short: "Prove to an outsider that one entry stands in the log",
		Long: `Prove to an outsider that one entry of a review stands in the log, and show of it
only what is named with --show. Who checks it needs no database: "scr audit check".
Of the names and narratives in the entry nothing is in the proof unless it is shown.`,
		Example: "  scr audit prove EXB-2026-001 12 --to entry-12.proof\n  scr audit prove EXB-2026-001 12 --show record.title --to entry-12.proof"}
	toFlag(cmd, &to)
	cmd.Flags().StringArrayVar(&show, "show", nil, "value that is shown, by its path; \"scr audit prove REF SEQ\" with a wrong one lists them")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, by engine.Reader, args []string) error {
		seq, err := strconv.ParseInt(strings.TrimPrefix(args[1], "#"), 10, 64)
		if err != nil || seq < 1 {
			return misuse("%s is not the number of an entry", strconv.Quote(args[1])).WithHint("\"scr history %s\" lists them", args[0])
		}
		if to != "" {
			by.Output = review.ToFile
		}
		p, err := a.prove(cmd, e, args[0], by, seq, show)
		if err != nil {
			return err
		}
		data, err := p.Encode()
		if err != nil {
			return err
		}
		return a.deliver(to, data)
	})
}

// prove makes the proof of one entry. What it shows is what the person may read.
func (a *app) prove(cmd *cobra.Command, e *engine.Engine, reference string, by engine.Reader, seq int64, show []string) (audit.Proof, error) {
	var p audit.Proof
	if len(show) > 0 { // before the access log says that it was read
		if err := e.MayHandOver(cmd.Context(), reference, by); err != nil {
			return p, err
		}
	}
	stream, readable, err := entryOf(cmd.Context(), e, reference, by, seq)
	if err != nil {
		return p, err
	}
	for _, path := range show {
		if !slices.Contains(readable, path) {
			return p, notShown(path, readable)
		}
	}
	recorded, err := a.db.Recorded(cmd.Context(), stream, seq, show...)
	if err != nil {
		return p, err
	}
	for _, f := range recorded.Fields {
		p.Shown = append(p.Shown, audit.Shown{Path: f.Path, Salt: f.Salt, Value: f.Value})
	}
	newest, signed, err := a.newest(cmd, a.db)
	if err != nil {
		return p, err
	}
	p.Envelope, p.Index, p.Checkpoint = recorded.Envelope, recorded.Global-1, signed
	p.Inclusion, err = a.db.Inclusion(cmd.Context(), newest.Size, recorded.Global)
	return p, err
}

// entryOf returns the stream of a review, and the paths of the texts that the person
// may read of one of its entries. An entry that they may not see is not there.
func entryOf(ctx context.Context, e *engine.Engine, reference string, by engine.Reader, seq int64) (review.Stream, []string, error) {
	_, log, err := e.Event(ctx, reference, seq, by)
	if err != nil {
		return "", nil, err
	}
	for _, entry := range log {
		if entry.Event.Seq != seq {
			continue
		}
		var paths []string
		review.EachText(entry.Event.Body, func(path string, _ review.Class, t *review.Text) {
			if at, _ := t.Ref(); t.Loaded() && at == seq {
				paths = append(paths, path)
			}
		})
		return entry.Event.Stream, paths, nil
	}
	return "", nil, review.Errorf(review.NotFound, "%s has no entry #%d", reference, seq).WithHint("\"scr history %s\" lists them", reference)
}

func notShown(path string, readable []string) error {
	err := misuse("--show: the entry has no %s that you may read", path)
	if len(readable) == 0 {
		return err.WithHint("there is nothing in it to be shown")
	}
	return err.WithHint("it has %s", joined(readable))
}
