package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

// place is where a text lies in a stream.
type place struct {
	Seq  int64  `db:"seq"`
	Path string `db:"path"`
}

// textsAtOnce is how many events one query asks about: well under the number of
// values that a statement may have.
const textsAtOnce = 500

// Texts gives every text below the pointers its value: texts that are references
// into the stream and not yet loaded. A value that is not there is an error,
// because nothing may be shown as empty that was written once.
func (db *DB) Texts(ctx context.Context, stream review.Stream, into ...any) error {
	wanted := map[int64]bool{}
	eachUnloaded(into, func(p place, _ *review.Text) { wanted[p.Seq] = true })
	if len(wanted) == 0 {
		return nil
	}
	values, err := db.values(ctx, stream, slices.Sorted(maps.Keys(wanted)))
	if err != nil {
		return fmt.Errorf("read texts of %s: %w", stream, err)
	}
	var missing error
	eachUnloaded(into, func(p place, t *review.Text) {
		value, ok := values[p]
		if !ok {
			missing = unreadable(fmt.Sprintf("text #%d/%s of %s", p.Seq, p.Path, stream), nil)
			return
		}
		t.Load(value)
	})
	return missing
}

func eachUnloaded(into []any, visit func(place, *review.Text)) {
	for _, v := range into {
		review.EachText(v, func(_ string, _ review.Class, t *review.Text) {
			if seq, path := t.Ref(); seq != 0 && !t.Loaded() {
				visit(place{seq, path}, t)
			}
		})
	}
}

// values reads the personal values of some events of a stream.
func (db *DB) values(ctx context.Context, stream review.Stream, seqs []int64) (map[place]string, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	values := map[place]string{}
	for some := range slices.Chunk(seqs, textsAtOnce) {
		query, args, err := sqlx.In(`
			SELECT e.seq, f.path, f.value
			FROM events e
			JOIN event_fields f ON f.global = e.global
			WHERE e.board = ? AND e.stream = ? AND e.seq IN (?)`, board, string(stream), some)
		if err != nil {
			return nil, err
		}
		var rows []struct {
			place
			Value []byte `db:"value"`
		}
		if err := db.all(ctx, &rows, query, args...); err != nil {
			return nil, err
		}
		for _, r := range rows {
			values[r.place] = string(r.Value)
		}
	}
	return values, nil
}
