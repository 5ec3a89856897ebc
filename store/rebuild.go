package store

import (
	"context"
	"fmt"

	"scr/review"
)

// Rebuild makes every row anew from the log, in one transaction. It is for rows
// that [DB.Verify] found not to be what the events fold to; a log that cannot be
// read or folded changes nothing. Other processes should not have the database
// open: what they have read they keep until the log grows.
func (db *DB) Rebuild(ctx context.Context) error {
	err := db.write(ctx, "", func(t *tx) error {
		if err := t.clear(); err != nil {
			return err
		}
		streams, err := t.query(`
			SELECT DISTINCT board, stream
			FROM events
			ORDER BY stream <> 'board', stream  -- the board first: all rows point at it`)
		if err != nil {
			return err
		}
		for _, s := range streams {
			var stream string
			if err := cells("a stream of the log", s, &t.board, &stream); err != nil {
				return err
			}
			if err := t.rebuild(review.Stream(stream)); err != nil {
				return err
			}
		}
		return t.plant()
	})
	if err != nil {
		return fmt.Errorf("make the rows anew: %w", err)
	}
	db.decoded.madeAnew()
	return nil
}

// clear deletes everything that is folded from the log.
func (t *tx) clear() error {
	for _, table := range []string{"review_moves", "review_tracks", "review_people", "reviews", "people", "adoptions", "counters", "boards"} {
		if _, err := t.exec(`DELETE FROM ` + table); err != nil {
			return err
		}
	}
	return nil
}

// rebuild writes the row of one stream, and moves the counters on past the names
// that it was given.
func (t *tx) rebuild(stream review.Stream) error {
	rows, err := t.query(streamQuery, t.board, string(stream))
	if err != nil {
		return err
	}
	envelopes := make([][]byte, len(rows))
	for i, row := range rows {
		if err := cells(fmt.Sprintf("event %d of %s", i+1, stream), row, &envelopes[i]); err != nil {
			return err
		}
	}
	events, err := readEvents(stream, envelopes)
	if err != nil {
		return err
	}
	row, err := foldRow(t.board, stream, events)
	if err != nil {
		return unreadable(string(stream), err)
	}
	if ok, err := row.save(t, 0); err != nil || !ok {
		return unreadable(string(stream), err)
	}
	for _, ev := range events {
		if name, kind := nameOf(ev.Body); name != nil {
			if err := t.pass(kind, *name); err != nil {
				return err
			}
		}
	}
	return nil
}
