package store

import (
	"context"
	"fmt"

	"scr/review"
)

// Rebuild makes every row anew from the log, in one transaction. It is for rows
// that [DB.Verify] found not to be what the events fold to; a log that cannot be
// read or folded changes nothing.
func (db *DB) Rebuild(ctx context.Context) error {
	err := db.write(ctx, "", func(ctx context.Context, t *tx) error {
		if err := t.clear(ctx); err != nil {
			return err
		}
		var streams []struct {
			Board  string `db:"board"`
			Stream string `db:"stream"`
		}
		err := t.SelectContext(ctx, &streams, `
			SELECT DISTINCT board, stream
			FROM events
			ORDER BY stream <> 'board', stream  -- the board first: all rows point at it`)
		if err != nil {
			return err
		}
		for _, s := range streams {
			t.board = s.Board
			if err := t.rebuild(ctx, review.Stream(s.Stream)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make the rows anew: %w", err)
	}
	return nil
}

// clear deletes everything that is folded from the log.
func (t *tx) clear(ctx context.Context) error {
	for _, table := range []string{"review_tracks", "review_people", "reviews", "people", "adoptions", "counters", "boards"} {
		if _, err := t.ExecContext(ctx, `DELETE FROM `+table); err != nil {
			return err
		}
	}
	return nil
}

// rebuild writes the row of one stream, and moves the counters on past the names
// that it was given.
func (t *tx) rebuild(ctx context.Context, stream review.Stream) error {
	var envelopes [][]byte
	if err := t.SelectContext(ctx, &envelopes, streamQuery, t.board, string(stream)); err != nil {
		return err
	}
	events, err := readEvents(stream, envelopes)
	if err != nil {
		return err
	}
	row, err := foldRow(t.board, stream, events)
	if err != nil {
		return unreadable(string(stream), err)
	}
	if ok, err := row.save(ctx, t, 0); err != nil || !ok {
		return unreadable(string(stream), err)
	}
	for _, ev := range events {
		if name, kind := nameOf(ev.Body); name != nil {
			if err := t.pass(ctx, kind, *name); err != nil {
				return err
			}
		}
	}
	return nil
}
