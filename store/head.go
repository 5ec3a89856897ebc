package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"scr/internal/audit"
	"scr/review"
)

// Origin names the log, for checkpoints: by its board, the id of its first event,
// which is random, and by the number of the latest restore from a backup that was
// shorter than it, so that no two logs have one name.
func (db *DB) Origin(ctx context.Context) (string, error) {
	var row struct {
		First    []byte `db:"envelope"`
		Restored int    `db:"restored"`
	}
	found, err := db.get(ctx, &row, `
		SELECT envelope,
		       (SELECT coalesce(CAST(state AS TEXT) ->> '$.restored[#-1].number', 0) FROM boards) AS restored
		FROM events
		WHERE global = 1`)
	if err != nil {
		return "", fmt.Errorf("read the log's first event: %w", err)
	}
	if !found {
		return "", noBoard()
	}
	e, err := audit.Parse(row.First)
	if err != nil {
		return "", unreadable("the log's first event", err)
	}
	return audit.Origin(e.Event.Board, e.Event.ID, row.Restored)
}

// Checkpoint says how far the log and the records of access have come. Both are of
// one moment.
func (db *DB) Checkpoint(ctx context.Context) (audit.Checkpoint, error) {
	origin, err := db.Origin(ctx)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	c := audit.Checkpoint{Origin: origin}
	err = db.snapshot(ctx, func(q *sqlx.Tx) (err error) {
		board, err := db.board(ctx)
		if err != nil {
			return err
		}
		var sizes struct {
			Events int64 `db:"events"`
			Access int64 `db:"access"`
		}
		if err := q.GetContext(ctx, &sizes, `
			SELECT (SELECT coalesce(max(global), 0) FROM events) AS events,
			       (SELECT coalesce(max(number), 0) FROM access_log) AS access`); err != nil {
			return translate(err)
		}
		if c.Head, err = headAt(hashes{ctx, q, board, eventTree}, sizes.Events); err != nil {
			return err
		}
		c.Access, err = headAt(hashes{ctx, q, board, accessTree}, sizes.Access)
		return err
	})
	return c, err
}

func headAt(stored hashes, size int64) (audit.Head, error) {
	edge, err := audit.ReadFrontier(size, stored)
	if err != nil {
		return audit.Head{}, unreadable("the tree over the log", err)
	}
	return edge.Head(), nil
}

// Head says how far the log has come.
func (db *DB) Head(ctx context.Context) (audit.Head, error) {
	end, err := db.logEnd(ctx)
	if err != nil {
		return audit.Head{}, err
	}
	return db.HeadAt(ctx, end.Global)
}

// HeadAt is the head that the log had when it was of that size. A log that never was
// is a [review.Invalid] error.
func (db *DB) HeadAt(ctx context.Context, size int64) (audit.Head, error) {
	stored, err := db.tree(ctx, size)
	if err != nil {
		return audit.Head{}, err
	}
	return headAt(stored, size)
}

// AccessHead says how far the records of who read what have come.
func (db *DB) AccessHead(ctx context.Context) (audit.Head, error) {
	var size int64
	if _, err := db.get(ctx, &size, `SELECT coalesce(max(number), 0) FROM access_log`); err != nil {
		return audit.Head{}, fmt.Errorf("read the end of the access log: %w", err)
	}
	return db.AccessHeadAt(ctx, size)
}

// AccessHeadAt is [DB.HeadAt] for the records of who read what. A size that they never
// had is a [review.Failed] error.
func (db *DB) AccessHeadAt(ctx context.Context, size int64) (audit.Head, error) {
	board, err := db.board(ctx)
	if err != nil {
		return audit.Head{}, err
	}
	return headAt(hashes{ctx, db.reader, board, accessTree}, size)
}

// Inclusion returns the hashes that prove that an event, by its place in the whole
// log from 1, is in the log of that size.
func (db *DB) Inclusion(ctx context.Context, size, global int64) ([]audit.Hash, error) {
	stored, err := db.tree(ctx, size)
	if err != nil {
		return nil, err
	}
	return audit.Inclusion(size, global-1, stored)
}

// AccessConsistency is [DB.Consistency] for the records of access.
func (db *DB) AccessConsistency(ctx context.Context, older, newer int64) ([]audit.Hash, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	return audit.Consistency(older, newer, hashes{ctx, db.reader, board, accessTree})
}

// Consistency returns the hashes that prove that the log of the newer size continues
// that of the older one.
func (db *DB) Consistency(ctx context.Context, older, newer int64) ([]audit.Hash, error) {
	stored, err := db.tree(ctx, newer)
	if err != nil {
		return nil, err
	}
	return audit.Consistency(older, newer, stored)
}

// tree reads the tree over the log, which must have come that far.
func (db *DB) tree(ctx context.Context, size int64) (hashes, error) {
	board, err := db.board(ctx)
	if err != nil {
		return hashes{}, err
	}
	end, err := db.logEnd(ctx)
	if err == nil && size > end.Global {
		err = review.Errorf(review.Invalid, "the log has %d events, not %d", end.Global, size)
	}
	return hashes{ctx, db.reader, board, eventTree}, err
}

// Recorded is an event as it stands in the log, with the values beside it.
type Recorded struct {
	Global   int64
	Envelope []byte
	Fields   []review.Field // those that were asked for
}

// Recorded returns one event of a stream as the log has it, for a proof, with the
// values at some paths. That they are opened is the caller's to answer for: nothing is
// written down here.
func (db *DB) Recorded(ctx context.Context, stream review.Stream, seq int64, paths ...string) (Recorded, error) {
	var r Recorded
	board, err := db.board(ctx)
	if err != nil {
		return r, err
	}
	var row eventRow
	found, err := db.get(ctx, &row, `
		SELECT global, envelope FROM events WHERE board = ? AND stream = ? AND seq = ?`, board, string(stream), seq)
	if err != nil {
		return r, fmt.Errorf("read event %d of %s: %w", seq, stream, err)
	}
	if !found {
		return r, review.Errorf(review.NotFound, "there is no event #%d", seq).WithHint("\"scr history REF\" lists them")
	}
	r.Global, r.Envelope = row.Global, row.Envelope
	var fields []fieldRow
	if err := db.few(ctx, &fields, `
		SELECT path, class, sealed FROM event_fields WHERE global = ? ORDER BY path`, row.Global); err != nil {
		return r, fmt.Errorf("read the values of event %d of %s: %w", seq, stream, err)
	}
	for _, f := range fields {
		if !slices.Contains(paths, f.Path) {
			continue
		}
		at := place{stream, seq, f.Path}
		salt, value, err := db.unseal(board, at, f.Sealed)
		if err != nil {
			return r, unopened(at, err)
		}
		r.Fields = append(r.Fields, review.Field{Path: f.Path, Class: review.Class(f.Class), Salt: salt, Value: value})
	}
	return r, nil
}

// KeepCheckpoint keeps a signed checkpoint beside the log.
func (db *DB) KeepCheckpoint(ctx context.Context, size int64, note []byte) error {
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, board, func(t *tx) error {
		_, err := t.exec(`INSERT INTO checkpoints (board, size, note) VALUES (?, ?, ?)`, t.board, size, string(note))
		return err
	})
}

// Checkpoints returns the signed checkpoints that were kept, oldest first.
func (db *DB) Checkpoints(ctx context.Context) ([][]byte, error) {
	var notes [][]byte
	err := db.all(ctx, &notes, `SELECT note FROM checkpoints ORDER BY number`)
	return notes, err
}
