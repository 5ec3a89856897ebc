package store

import (
	"context"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

// fieldRow is a personal value beside the log.
type fieldRow struct {
	Path   string
	Class  string
	Sealed []byte
}

// fieldCursor walks the personal values in the order of the log's streams.
type fieldCursor struct {
	rows   *sqlx.Rows
	global int64 // of the value read last, which belongs to an event still to come; 0 for none
	next   fieldRow
}

func openFields(ctx context.Context, q *sqlx.Tx) (*fieldCursor, error) {
	rows, err := q.QueryxContext(ctx, `
		SELECT f.global, f.path, f.class, f.sealed
		FROM events e
		CROSS JOIN event_fields f  -- in this order, so that the events' index does the sorting
		WHERE f.global = e.global
		ORDER BY e.board, e.stream, e.seq`)
	return &fieldCursor{rows: rows}, err
}

// of returns the values of one event.
func (c *fieldCursor) of(global int64) ([]fieldRow, error) {
	var fields []fieldRow
	for {
		if c.global == 0 {
			if !c.rows.Next() {
				return fields, c.rows.Err()
			}
			if err := c.rows.Scan(&c.global, &c.next.Path, &c.next.Class, &c.next.Sealed); err != nil {
				return nil, err
			}
		}
		if c.global != global {
			return fields, nil
		}
		fields = append(fields, c.next)
		c.global, c.next = 0, fieldRow{}
	}
}

// streamCheck is what verification holds of the stream it is in.
type streamCheck struct {
	name    review.Stream
	last    int64
	globals map[int64]int64 // each event's place in the whole log, by its sequence
	events  []review.Event
	texts   map[place]bool
	runs    []run
	broken  bool // it cannot be folded, and the reason was told
}

// run is the events of one command.
type run struct {
	command     string
	first, last review.Event
}

// ran notes the command of an event.
func (s *streamCheck) ran(ev review.Event) {
	if n := len(s.runs); n > 0 && s.runs[n-1].command == ev.Command {
		s.runs[n-1].last = ev
		return
	}
	s.runs = append(s.runs, run{ev.Command, ev, ev})
}

// endStream folds the stream that was read and compares with its row.
func (v *verifier) endStream(ctx context.Context) error {
	if v.stream.name == "" {
		return nil
	}
	v.found.Streams++
	if v.stream.broken {
		return v.checkCommands(ctx, nil)
	}
	name := v.stream.name
	want, err := foldRow(v.board, name, v.stream.events)
	if err != nil {
		v.distrust(name, 0, 0, "the events cannot be folded")
		return v.checkCommands(ctx, nil)
	}
	if err := v.checkRow(ctx, want); err != nil {
		return err
	}
	return v.checkCommands(ctx, want)
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

// checkCommands compares the commands of the stream with what they are said to
// have done.
func (v *verifier) checkCommands(ctx context.Context, want row) error {
	for _, r := range v.stream.runs {
		var c commandRow
		found, err := v.one(ctx, &c, `
			SELECT digest, stream, first, last, reference, recorded_at
			FROM commands
			WHERE board = ? AND id = ?`, v.board, r.command)
		if err != nil {
			return err
		}
		same := c.Stream == string(r.first.Stream) && c.First == r.first.Seq && c.Last == r.last.Seq &&
			c.RecordedAt == instant(r.first.RecordedAt) && (want == nil || c.Reference == want.label())
		if !found || !same {
			v.distrust(v.stream.name, r.first.Seq, r.first.Global, "the command's receipt is missing or is not what the events say")
		}
	}
	return nil
}
