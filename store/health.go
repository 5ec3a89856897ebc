package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"

	"scr/internal/audit"
	"scr/review"
)

// Engine returns the version of SQLite, and an error where that version is known to
// corrupt databases.
func Engine() (version string, err error) {
	version, number, _ := sqlite3.Version()
	return version, checkEngine(number)
}

// Health is what a look at a database from inside tells, without reading the log.
type Health struct {
	Events     int64
	Last       time.Time // when the last event was recorded; zero: there is none
	Checkpoint time.Time // when the last event before the newest checkpoint was; zero: there is none
	Beyond     int64     // events since that checkpoint
	Unfinished int64     // erasures whose keys may still be in the ring
	Sealing    bool      // the board's texts are to be sealed
	Rings      []string  // the first 16 digits of the ids of the key rings that texts are sealed under
	InClear    int64     // texts that lie in the clear

	slots slotCount
}

// Holds refuses an older copy of the key folder: one with fewer slots than the database
// has used, or in an earlier epoch. Keys must be open.
func (h Health) Holds(keys Keys) error {
	ring, err := stateOf(keys)
	if err != nil {
		return err
	}
	return ring.before(h.slots)
}

// Health looks at one moment of the database.
func (db *DB) Health(ctx context.Context) (h Health, err error) {
	if h.Sealing, err = db.Sealing(ctx); err != nil {
		return h, err
	}
	err = db.snapshot(ctx, func(q *sqlx.Tx) error {
		var row struct {
			Events     int64  `db:"events"`
			Last       string `db:"last"`
			Size       int64  `db:"size"`
			Checkpoint string `db:"checkpoint"`
			Unfinished int64  `db:"unfinished"`
			InClear    int64  `db:"in_clear"`
		}
		err := q.GetContext(ctx, &row, `
			SELECT (SELECT coalesce(max(global), 0) FROM events) AS events,
			       coalesce((SELECT recorded_at FROM events ORDER BY global DESC LIMIT 1), '') AS last,
			       (SELECT coalesce(max(size), 0) FROM checkpoints) AS size,
			       coalesce((SELECT recorded_at FROM events WHERE global = (SELECT max(size) FROM checkpoints)), '') AS checkpoint,
			       (SELECT count(*) FROM unfinished_erasures) AS unfinished,
			       (SELECT count(*) FROM event_fields WHERE substr(sealed, 1, 1) = x'00') AS in_clear`)
		if err != nil {
			return translate(err)
		}
		h.Events, h.Beyond, h.Unfinished, h.InClear = row.Events, row.Events-row.Size, row.Unfinished, row.InClear
		h.Last, h.Checkpoint = readInstant(row.Last), readInstant(row.Checkpoint)
		if err := q.GetContext(ctx, &h.slots, slotCountQuery); err != nil {
			return translate(err)
		}
		return translate(q.SelectContext(ctx, &h.Rings, `
			SELECT DISTINCT lower(hex(substr(sealed, 2, 8)))
			FROM event_fields
			WHERE substr(sealed, 1, 1) <> x'00'
			LIMIT 10`))
	})
	if err != nil {
		return h, fmt.Errorf("look at the database: %w", err)
	}
	return h, nil
}

// readInstant reads an instant as the database has it; what cannot be read is none.
func readInstant(text string) time.Time {
	at, err := time.Parse(audit.TimeFormat, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

// ClockSlack is how far a clock may be behind the last event without being refused.
const ClockSlack = clockSlack

// networkError says that a database lies where SQLite's way of working is not safe.
func networkError(kind string) error {
	return review.Errorf(review.Failed, "the database lies on a network file system (%s), where two machines can corrupt it", kind).
		WithHint("put it on a disk of this machine")
}

// Medium says on what kind of file system a file lies, and how many bytes are free
// there. An error names a kind on which a database is not safe.
func Medium(path string) (kind string, free int64, err error) {
	kind, free, err = medium(path)
	if err != nil {
		return "", 0, err
	}
	if kind == "" {
		return "", free, nil
	}
	return kind, free, unsafeKind(kind)
}

// unsafeKind refuses the file systems of a network. What lies behind fuse nobody can
// tell from here: it may be another machine.
func unsafeKind(kind string) error {
	if slices.Contains([]string{"nfs", "smb", "cifs", "smb2", "9p", "afs", "ceph", "ncp"}, kind) {
		return networkError(kind)
	}
	if kind == "fuse" {
		return review.Errorf(review.Refused, "the database lies on a file system that a program makes (fuse), which may be another machine's").
			WithHint("find out what it is: \"findmnt -T FOLDER\" says so; if in doubt, put the database on a disk of this machine")
	}
	return nil
}

// TryWrite begins a transaction as each command that records does, and takes it back:
// nothing changes. Its errors are those that such a command would meet.
func (db *DB) TryWrite(ctx context.Context) error {
	err := db.write(ctx, "", func(*tx) error { return errNotMeant })
	if errors.Is(err, errNotMeant) {
		return nil
	}
	return err
}

var errNotMeant = errors.New("only tried")
