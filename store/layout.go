package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"scr/review"
)

// Layout returns how the log is laid out, as of one moment.
func (db *DB) Layout(ctx context.Context) (layout review.Layout, err error) {
	err = db.snapshot(ctx, func(q *sqlx.Tx) error {
		if err := q.GetContext(ctx, &layout.End, `SELECT coalesce(max(global), 0) FROM events`); err != nil {
			return err
		}
		err := q.SelectContext(ctx, &layout.Streams, `
			SELECT stream
			FROM events
			GROUP BY board, stream
			ORDER BY min(global)`)
		if err != nil {
			return err
		}
		layout.PutOff, err = putOff(ctx, q)
		return err
	})
	if err != nil {
		return layout, fmt.Errorf("read how the log is laid out: %w", translate(err))
	}
	return layout, nil
}

// putOff finds the commands that have the instant of the event before them: see
// [DB.Append].
func putOff(ctx context.Context, q *sqlx.Tx) (map[int64]bool, error) {
	var first []int64
	err := q.SelectContext(ctx, &first, `
		SELECT global
		FROM (SELECT global, command, recorded_at,
				lag(command) OVER (ORDER BY global) AS command_before,
				lag(recorded_at) OVER (ORDER BY global) AS recorded_before
			FROM events)
		WHERE recorded_at = recorded_before AND command <> command_before`)
	off := make(map[int64]bool, len(first))
	for _, global := range first {
		off[global] = true
	}
	return off, err
}
