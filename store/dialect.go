package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/mattn/go-sqlite3"
	"scr/review"
)

// This file holds what is true of SQLite only: how to reach it, what every
// connection must be set to, and what its numbers mean. How to write in a
// transaction, which is SQLite's too, stands in tx.go.

// oldestSQLite is the first version without the bug by which two connections
// that write and checkpoint at once could corrupt a database in WAL mode.
const oldestSQLite = 3051003

// checkEngine refuses a SQLite library that is known to corrupt databases.
func checkEngine(version int) error {
	if version >= oldestSQLite {
		return nil
	}
	return review.Errorf(review.Failed, "SQLite %d.%d.%d may corrupt the database", version/1e6, version/1e3%1e3, version%1e3).
		WithHint("build the program with SQLite 3.51.3 or later")
}

// access says what a connection may do.
type access string

const (
	readWrite access = "rw" // open, and never create: a mistyped path is not a new database
	readOnly  access = "ro"
	unmoving  access = "unmoving" // read a file that nobody can change: without locks, and without files beside it
)

// connector opens connections to one SQLite file, and lets none through that is
// not set as it must be. The driver ignores settings it does not know without a
// word, and without _synchronous it chooses NORMAL, which loses acknowledged
// work when the power fails.
type connector struct {
	path   string
	access access
}

func (c connector) dsn() string {
	settings := url.Values{
		"mode":                {string(c.access)},
		"_journal_mode":       {"WAL"},
		"_synchronous":        {"FULL"},
		"_txlock":             {"immediate"},
		"_busy_timeout":       {"20000"},
		"_foreign_keys":       {"1"},
		"_secure_delete":      {"on"},
		"_recursive_triggers": {"1"},
		"_stmt_cache_size":    {"64"}, // statements that stay prepared
	}
	if c.access == readOnly {
		settings.Set("_query_only", "1")
		settings.Set("_txlock", "deferred") // to read, nobody needs to wait
		settings.Del("_journal_mode")       // it stands in the file; setting it is a write
	}
	if c.access == unmoving {
		settings = url.Values{"mode": {string(readOnly)}, "immutable": {"1"}, "_query_only": {"1"}, "_txlock": {"deferred"},
			"_synchronous": {"FULL"}, "_busy_timeout": {"20000"}, "_foreign_keys": {"1"}, "_secure_delete": {"on"},
			"_recursive_triggers": {"1"}, "_stmt_cache_size": {"64"}}
	}
	return "file:" + (&url.URL{Path: c.path}).EscapedPath() + "?" + settings.Encode()
}

// pragmas lists what every connection must be set to, as SQLite answers it.
func (c connector) pragmas() []pragma {
	journal := "wal"
	if c.access == unmoving {
		journal = "delete" // what SQLite answers where there is none
	}
	return []pragma{
		{"journal_mode", journal},
		{"synchronous", "2"}, // FULL
		{"busy_timeout", "20000"},
		{"foreign_keys", "1"},
		{"secure_delete", "1"},
		{"recursive_triggers", "1"},
		{"temp_store", "2"},     // in memory: nothing personal in temporary files
		{"trusted_schema", "0"}, // a tampered schema calls no function with side effects
	}
}

type pragma struct{ name, want string }

// Driver is part of [driver.Connector].
func (c connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

// Connect opens a connection, asserts its settings, and sees to it that there is room for
// the index that SQLite keeps beside its log.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	if c.access == unmoving { // nothing lies beside the file, or comes to
		return c.connect()
	}
	if err := roomForIndex(c.path); err != nil {
		return nil, outOfRoom(err)
	}
	conn, err := c.connect()
	if err != nil {
		return nil, err
	}
	if err := takeRoomForIndex(c.path); err != nil {
		return nil, errors.Join(outOfRoom(err), conn.Close())
	}
	return conn, nil
}

func (c connector) connect() (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn())
	if err != nil {
		return nil, err
	}
	sqlite := conn.(*sqlite3.SQLiteConn)
	if _, err := sqlite.Exec("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF", nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if err := assertPragmas(sqlite, c.pragmas()); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// outOfRoom is what SQLite would have said of a full disk.
func outOfRoom(err error) error {
	return fmt.Errorf("%w: %w", sqlite3.Error{Code: sqlite3.ErrFull}, err)
}

func assertPragmas(conn *sqlite3.SQLiteConn, pragmas []pragma) error {
	for _, p := range pragmas {
		got, err := askPragma(conn, p.name)
		if err != nil {
			return err
		}
		if got != p.want {
			return review.Errorf(review.Failed, "the database connection has %s = %s instead of %s", p.name, got, p.want)
		}
	}
	return nil
}

func askPragma(conn *sqlite3.SQLiteConn, name string) (string, error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	value := []driver.Value{nil}
	if err := rows.Next(value); err != nil && err != io.EOF {
		return "", errors.Join(err, rows.Close())
	}
	return fmt.Sprint(value[0]), rows.Close()
}

// translate turns a driver's error into one with a sentence for people, by
// number and never by text. Other errors pass through.
func translate(err error) error {
	sqlite, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	said := func(message, hint string) error {
		return &review.Error{Code: review.Failed, Message: message, Hint: hint, Err: err}
	}
	code := sqlite.Code
	if code == sqlite3.ErrIoErr && isFull(sqlite.SystemErrno) {
		code = sqlite3.ErrFull // its own index cannot grow: that is how SQLite says so
	}
	switch code {
	case sqlite3.ErrFull:
		return said("the disk is full: nothing was recorded", "make room, then repeat the command")
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return said("another program kept the database busy for too long: nothing was recorded", "repeat the command")
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return said("the database cannot be written to", "see who owns the file and its folder, and whether the disk is read-only")
	case sqlite3.ErrCantOpen:
		return said("the database cannot be opened", "see who owns the file and its folder, whether the disk is read-only, and whether the program may open more files")
	case sqlite3.ErrIoErr:
		return said("the disk reported an error", `look after the disk, then run "scr db check"`)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrFormat:
		return said("the file is damaged, or is not a database of this program", `run "scr db check", or restore a backup`)
	case sqlite3.ErrConstraint:
		return said("the database refused what cannot be: nothing was recorded", "this is a fault of the program; please report it")
	}
	return said("the database failed", `run "scr db check"`)
}

// isTaken reports whether the error says that a unique key exists already.
func isTaken(err error) bool {
	sqlite, ok := errors.AsType[sqlite3.Error](err)
	return ok && (sqlite.ExtendedCode == sqlite3.ErrConstraintUnique || sqlite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// undone reports whether a failed commit has certainly left nothing behind. A
// busy database was not written to, a full disk took no whole commit, and what a
// deferred constraint refuses is not committed; but when flushing fails, what was
// written may still be there after a restart.
func undone(err error) bool {
	sqlite, ok := errors.AsType[sqlite3.Error](err)
	return ok && (sqlite.Code == sqlite3.ErrBusy || sqlite.Code == sqlite3.ErrFull || sqlite.ExtendedCode == sqlite3.ErrConstraintForeignKey)
}
