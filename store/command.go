package store

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
	"scr/review"
)

// repeatedError ends a transaction in which the command turned out to have been
// carried out before.
type repeatedError struct{ receipt review.Receipt }

func (*repeatedError) Error() string { return "the command was carried out before" }

// insertCommand takes the command's id and returns the global sequence of the
// log's last event, and when that was recorded. Where the log is thought to end is tried first: to be told that
// a row was written costs less than to read one.
func (t *tx) insertCommand(r review.Receipt, digest string) (global int64, at string, err error) {
	row := []any{t.board, r.Command, digest, string(r.Stream), r.First, r.Last, r.Reference, instant(r.At)}
	if end := t.db.decoded.lastSeen(); end.Global > 0 {
		changed, err := t.exec(`
			INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
			SELECT ?, ?, ?, ?, ?, ?, ?, ?
			WHERE ? = (SELECT max(global) FROM events)
			ON CONFLICT (board, id) DO NOTHING`, append(row, end.Global)...)
		if err != nil || changed == 1 {
			return end.Global, end.At, err
		}
	}
	rows, err := t.query(`
		INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (board, id) DO NOTHING  -- then no row comes back
		RETURNING (SELECT coalesce(max(global), 0) FROM events),
		          (SELECT recorded_at FROM events ORDER BY global DESC LIMIT 1)`, row...)
	switch {
	case err != nil:
		return 0, "", err
	case len(rows) == 0:
		return 0, "", t.repeated(r.Command, digest)
	}
	at, _ = rows[0][1].(string) // none before the first event
	return global, at, cells("the end of the log", rows[0], &global)
}

// repeated answers a command id that was used before.
func (t *tx) repeated(command, digest string) error {
	rows, err := t.query(commandQuery, t.board, command)
	if err != nil {
		return err
	}
	what := "command " + command
	if len(rows) != 1 {
		return unreadable(what, nil)
	}
	var c commandRow
	if err := cells(what, rows[0], &c.Digest, &c.Stream, &c.Reference, &c.RecordedAt, &c.First, &c.Last, &c.Size); err != nil {
		return err
	}
	if c.Digest != digest {
		return review.Errorf(review.Invalid, "command id %s was used for another command", command).
			WithHint("give each command an id of its own, or none")
	}
	receipt, err := c.receipt(command, txHashes{t, eventTree})
	if err != nil {
		return err
	}
	receipt.Repeated = true
	return &repeatedError{receipt}
}

// commandQuery reads a command, with how long the log was after it.
const commandQuery = `
	SELECT c.digest, c.stream, c.reference, c.recorded_at, c.first, c.last, coalesce(e.global, 0) AS size
	FROM commands c
	LEFT JOIN events e ON e.board = c.board AND e.stream = c.stream AND e.seq = c.last
	WHERE c.board = ? AND c.id = ?`

type commandRow struct {
	Digest     string `db:"digest"`
	Stream     string `db:"stream"`
	First      int64  `db:"first"`
	Last       int64  `db:"last"`
	Reference  string `db:"reference"`
	RecordedAt string `db:"recorded_at"`
	Size       int64  `db:"size"`
}

// receipt gives the receipt again, with the root of the log's tree as it was then.
func (c commandRow) receipt(command string, stored tlog.HashReader) (review.Receipt, error) {
	at, err := time.Parse(audit.TimeFormat, c.RecordedAt)
	if err != nil {
		return review.Receipt{}, unreadable("command "+command, err)
	}
	root, err := audit.Root(c.Size, stored)
	if err != nil {
		return review.Receipt{}, unreadable("command "+command, err)
	}
	return review.Receipt{Command: command, Stream: review.Stream(c.Stream), Reference: c.Reference,
		First: c.First, Last: c.Last, At: at, Size: c.Size, Root: root}, nil
}

// Receipt returns the receipt of a command that was carried out, and the digest
// of its content. There being none is a [review.NotFound] error.
func (db *DB) Receipt(ctx context.Context, command string) (review.Receipt, string, error) {
	board, err := db.board(ctx)
	if err != nil {
		return review.Receipt{}, "", err
	}
	var c commandRow
	found, err := db.get(ctx, &c, commandQuery, board, command)
	if err != nil {
		return review.Receipt{}, "", fmt.Errorf("read command %s: %w", command, err)
	}
	if !found {
		return review.Receipt{}, "", review.Errorf(review.NotFound, "no command %s was carried out", command)
	}
	receipt, err := c.receipt(command, hashes{ctx, db.reader, board, eventTree})
	return receipt, c.Digest, err
}
