package store

import (
	"context"
	"fmt"
	"time"

	"scr/internal/audit"
	"scr/review"
)

// streamCheck is the check of one stream. It shares with others only what nobody
// changes meanwhile, and the hashes of the leaves, of which each has its own.
type streamCheck struct {
	of       *verifier
	board    string
	name     review.Stream
	last     int64
	globals  map[int64]int64 // each event's place in the whole log, by its sequence
	events   []review.Event
	texts    map[place]bool
	runs     []run
	broken   bool // it cannot be folded, and the reason was told
	found    review.Verified
	values   int64         // beside the events
	spoken   []erasedField // of which an erasure speaks
	slot     int64         // of the stream's key, as it stands in the values; -1 for none
	used     []slotUse     // by its texts, those that were erased among them
	unasked  []string      // commands of which the log does not say what they asked for
	counters map[counter]int64
	sums     sums
	when     time.Time // the instant that was written last, and how it is written: the
	written  string    // events of one command share theirs
	want     row       // what the stream folds to; nil when it cannot be folded
}

// run is the events of one command.
type run struct {
	command     string
	first, last review.Event
}

// checkStream checks a stream in itself, and sums up the rows that it must have.
func (v *verifier) checkStream(rows streamRows) *streamCheck {
	c := &streamCheck{of: v, board: rows.board, name: rows.name, texts: map[place]bool{}, globals: make(map[int64]int64, len(rows.events)),
		events: make([]review.Event, 0, len(rows.events)), sums: sums{key: v.sums.key}, slot: -1}
	for i, row := range rows.events {
		c.found.Events++
		c.checkSeq(row)
		c.globals[row.Seq] = row.Global
		if row.Global >= 1 && row.Global <= int64(len(v.leaves)) {
			v.leaves[row.Global-1] = audit.Leaf(row.Envelope)
		}
		c.values += int64(len(rows.fields[i]))
		c.checkEnvelope(row, rows.fields[i])
	}
	c.fold()
	c.sumRuns()
	return c
}

// distrust notes a problem.
func (c *streamCheck) distrust(seq, global int64, format string, args ...any) {
	c.found.Problems = append(c.found.Problems,
		review.Untrusted{Stream: c.name, Seq: seq, Global: global, Says: fmt.Sprintf(format, args...)})
}

// instant writes an instant as the columns do.
func (c *streamCheck) instant(t time.Time) string {
	if c.written == "" || t != c.when {
		c.when, c.written = t, instant(t)
	}
	return c.written
}

// checkSeq looks for a gap before an event.
func (c *streamCheck) checkSeq(row eventRow) {
	c.last++
	switch {
	case row.Seq < c.last:
		c.distrust(row.Seq, row.Global, "the event has an impossible place in its stream")
	case row.Seq == c.last+1:
		c.distrust(c.last, 0, "the event is missing")
	case row.Seq > c.last:
		c.distrust(c.last, 0, "the event is missing, and those after it up to #%d", row.Seq-1)
	default:
		return
	}
	c.broken, c.last = true, max(c.last, row.Seq)
}

// ran notes the command of an event.
func (c *streamCheck) ran(ev review.Event) {
	if n := len(c.runs); n > 0 && c.runs[n-1].command == ev.Command {
		c.runs[n-1].last = ev
		return
	}
	c.runs = append(c.runs, run{ev.Command, ev, ev})
}

// fold folds the stream that was read into its row.
func (c *streamCheck) fold() {
	if c.broken {
		return
	}
	want, err := foldRow(c.board, c.name, c.events)
	if err != nil {
		c.distrust(0, 0, "the events cannot be folded")
		return
	}
	c.want = want
	c.sums.addRow(want)
	for _, hash := range pinned(c.events) {
		if !c.of.files[hash] {
			c.distrust(0, 0, "the definition with the hash %.12s is not in the database", hash)
		}
	}
}

// foldRow folds a stream's whole log into its row.
func foldRow(board string, stream review.Stream, events []review.Event) (row, error) {
	empty, err := blank(stream)
	if err != nil {
		return nil, err
	}
	state, err := review.Fold(empty, events)
	if err != nil {
		return nil, err
	}
	return newRow(board, empty, state, false)
}

// sumRuns sums up the commands that the stream was written by.
func (c *streamCheck) sumRuns() {
	label := ""
	if c.want != nil {
		label = c.want.label()
	}
	for _, r := range c.runs {
		c.sums.addCommand(c.board, r, label, c.instant(r.first.RecordedAt))
		if r.first.Asked == "" {
			c.unasked = append(c.unasked, r.command)
		}
	}
}

// checkCommands compares the commands of the stream with what they are said to
// have done.
func (v *verifier) checkCommands(ctx context.Context, want row) error {
	for _, r := range v.stream.runs {
		var c commandRow
		found, err := v.one(ctx, &c, `
			SELECT digest, stream, first, last, reference, recorded_at
			FROM commands
			WHERE board = ? AND id = ?`, v.stream.board, r.command)
		if err != nil {
			return err
		}
		same := c.Stream == string(r.first.Stream) && c.First == r.first.Seq && c.Last == r.last.Seq &&
			c.RecordedAt == instant(r.first.RecordedAt) && (r.first.Asked == "" || c.Digest == r.first.Asked) && (want == nil || c.Reference == want.label())
		if !found || !same {
			v.distrust(v.stream.name, r.first.Seq, r.first.Global, "the command's receipt is missing or is not what the events say")
		}
	}
	return nil
}
