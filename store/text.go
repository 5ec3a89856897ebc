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

// ReadTexts gives every text on some sheets its value, as Texts does, with one query
// and one entry in the access log for all of them.
func (db *DB) ReadTexts(ctx context.Context, by review.Reading, sheets ...review.Sheet) error {
	var holders []holder
	for _, s := range sheets {
		for _, v := range s.Of {
			holders = append(holders, holder{s.Stream, v})
		}
	}
	return db.load(ctx, by, holders)
}

// Texts gives every text below the pointers its value: texts that are references
// into the stream, not withheld and not yet loaded. That somebody reads them is
// written down first; see [DB.TextsOf].
func (db *DB) Texts(ctx context.Context, by review.Reading, stream review.Stream, into ...any) error {
	holders := make([]holder, len(into))
	for i, v := range into {
		holders[i] = holder{stream, v}
	}
	return db.load(ctx, by, holders)
}

// TextsOf gives every text of some states its value, as Texts does, with one query
// for all of them. Who reads, and how many texts of which class, is on disk before
// any value is given; where that fails none is. A reading that says not who and how
// is an error. A value that is not there is one, too, because nothing may be shown as
// empty that was written once.
func (db *DB) TextsOf(ctx context.Context, by review.Reading, states ...review.State) error {
	holders := make([]holder, len(states))
	for i, state := range states {
		holders[i] = holder{state.StreamName(), state}
	}
	return db.load(ctx, by, holders)
}

// holder is something with texts that refer to a stream.
type holder struct {
	stream review.Stream
	of     any
}

// eachUnloaded visits the texts that have no value yet and may have one.
func (h holder) eachUnloaded(visit func(place, review.Class, *review.Text)) {
	review.EachText(h.of, func(_ string, class review.Class, t *review.Text) {
		if seq, path := t.Ref(); seq != 0 && !t.Loaded() && !t.Withheld() && !t.Erased() {
			visit(place{h.stream, seq, path}, class, t)
		}
	})
}

// load gives texts their values, once it is written down that somebody reads them.
func (db *DB) load(ctx context.Context, by review.Reading, holders []holder) error {
	values, err := db.wanted(ctx, holders)
	texts := counted(holders)
	if err != nil || len(texts) == 0 {
		return err
	}
	if err := db.recordAccess(ctx, by, texts); err != nil {
		return err
	}
	fill(holders, values)
	return nil
}

// lookUp gives texts their values for the program's own use: nobody sees them, and so
// nothing is written down.
func (db *DB) lookUp(ctx context.Context, holders ...holder) error {
	values, err := db.wanted(ctx, holders)
	fill(holders, values)
	return err
}

// wanted reads the values of all texts that have none yet.
func (db *DB) wanted(ctx context.Context, holders []holder) (map[place]value, error) {
	var events []place
	seen := map[place]bool{}
	for _, h := range holders {
		review.Unshare(h.of)
		h.eachUnloaded(func(p place, _ review.Class, _ *review.Text) {
			event := place{Stream: p.Stream, Seq: p.Seq} // asked about once, for all its texts
			if !seen[event] {
				seen[event], events = true, append(events, event)
			}
		})
	}
	values, err := db.values(ctx, events)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	var missing error
	for _, h := range holders {
		h.eachUnloaded(func(p place, _ review.Class, t *review.Text) {
			switch v, ok := values[p]; {
			case !ok:
				missing = unopened(p, nil)
			case v.erased != "":
				t.Erase(v.erased) // there is nothing to be read, and so nothing to be written down
			}
		})
	}
	return values, missing
}

// fill puts values where they belong. A value whose text is not wanted stays out.
func fill(holders []holder, values map[place]value) {
	for _, h := range holders {
		h.eachUnloaded(func(p place, _ review.Class, t *review.Text) {
			if v, ok := values[p]; ok {
				t.Load(v.text)
			}
		})
	}
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
