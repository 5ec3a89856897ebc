package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/review"
)

// place is where a text lies.
type place struct {
	Stream review.Stream `db:"stream"`
	Seq    int64         `db:"seq"`
	Path   string        `db:"path"`
}

// textsAtOnce is how many events one query asks about: well under the number of
// values that a statement may have.
const textsAtOnce = 500

// Texts gives every text below the pointers its value: texts that are references
// into the stream and not yet loaded. A value that is not there is an error,
// because nothing may be shown as empty that was written once.
func (db *DB) Texts(ctx context.Context, stream review.Stream, into ...any) error {
	holders := make([]holder, len(into))
	for i, v := range into {
		holders[i] = holder{stream, v}
	}
	return db.load(ctx, holders)
}

// TextsOf gives every text of some states its value, as Texts does, with one query
// for all of them.
func (db *DB) TextsOf(ctx context.Context, states ...review.State) error {
	holders := make([]holder, len(states))
	for i, state := range states {
		holders[i] = holder{state.StreamName(), state}
	}
	return db.load(ctx, holders)
}

// holder is something with texts that refer to a stream.
type holder struct {
	stream review.Stream
	of     any
}

// eachUnloaded visits the texts that have no value yet.
func (h holder) eachUnloaded(visit func(place, *review.Text)) {
	review.EachText(h.of, func(_ string, _ review.Class, t *review.Text) {
		if seq, path := t.Ref(); seq != 0 && !t.Loaded() {
			visit(place{h.stream, seq, path}, t)
		}
	})
}

func (db *DB) load(ctx context.Context, holders []holder) error {
	var wanted []place
	seen := map[place]bool{}
	for _, h := range holders {
		review.Unshare(h.of)
		h.eachUnloaded(func(p place, _ *review.Text) {
			event := place{Stream: p.Stream, Seq: p.Seq} // asked about once, for all its texts
			if !seen[event] {
				seen[event], wanted = true, append(wanted, event)
			}
		})
	}
	values, err := db.values(ctx, wanted)
	if err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	var missing error
	for _, h := range holders {
		h.eachUnloaded(func(p place, t *review.Text) {
			switch v, ok := values[p]; {
			case !ok:
				missing = unopened(p, nil)
			case v.erased != "":
				t.Erase(v.erased)
			default:
				t.Load(v.text)
			}
		})
	}
	return missing
}

// value is what lies at a place beside the log, or by which erasure it was taken away.
type value struct {
	text   string
	erased string
}

// values reads the personal values of some events, and opens those that are sealed.
func (db *DB) values(ctx context.Context, events []place) (map[place]value, error) {
	values := map[place]value{}
	if len(events) == 0 {
		return values, nil
	}
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(events, textsAtOnce) {
		var args []any
		for _, ev := range some {
			args = append(args, string(ev.Stream), ev.Seq)
		}
		var rows []struct {
			place
			Sealed []byte `db:"sealed"` // nothing when it was erased
			By     []byte `db:"by"`     // the erasure's event
		}
		err := db.few(ctx, &rows, `
			WITH wanted (stream, seq) AS (VALUES `+strings.Repeat(`, (?, ?)`, len(some))[2:]+`)
			, wanted_events AS (
				SELECT e.global, e.stream, e.seq
				FROM wanted w
				CROSS JOIN events e ON e.board = ? AND e.stream = w.stream AND e.seq = w.seq)
			SELECT e.stream, e.seq, f.path, f.sealed, NULL AS by
			FROM wanted_events e
			JOIN event_fields f ON f.global = e.global
			UNION ALL
			SELECT e.stream, e.seq, x.path, NULL, b.envelope
			FROM wanted_events e
			JOIN erased_fields x ON x.global = e.global
			JOIN events b ON b.global = x.erased_by`, append(args, board)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if values[r.place], err = db.valueOf(board, r.place, r.Sealed, r.By); err != nil {
				return nil, err
			}
		}
	}
	return values, nil
}

func (db *DB) valueOf(board string, at place, sealed, by []byte) (value, error) {
	if sealed == nil {
		erased, err := erasureIn(by)
		return value{erased: erased}, err
	}
	_, text, err := db.unseal(board, at, sealed)
	if err != nil {
		return value{}, unopened(at, err)
	}
	return value{text: text}, nil
}
