package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/mattn/go-sqlite3"
	"scr/internal/audit"
	"scr/internal/custody"
	"scr/review"
)

// Options are what a store takes from outside. The zero value serves.
type Options struct {
	NewID  func() string // random ids of events, 128 bits or more; nil: UUID version 7
	Random io.Reader     // salts; nil: the system's generator
	Keys   Keys          // the key ring; nil: values can be neither sealed nor opened

	// OnlyRead lets a database be opened that lies on a read-only medium, where SQLite
	// can make none of the files that it keeps beside one. Nothing can be recorded then.
	OnlyRead bool

	// ClockIsRight says that somebody has looked at the machine's clock: where the log's
	// last entry is later, it is that entry that has the wrong time.
	ClockIsRight bool

	Signs   Signs // signs checkpoints; nil: none are made
	Readers int   // connections for reading beside the writer's; 0: reads share that one
	Seam    Seam  // for tests: stands between a transaction and SQLite; nil: nothing does

	// Erased is given the list of all that was erased whenever an erasure is about to be
	// finished, to keep it outside the database. It may be nil.
	Erased func(context.Context, audit.ErasedList) error
}

// Seam answers a statement of a write transaction in SQLite's place, so that a test
// can stop the program before it or after it, fail it, or leave it out. Run has SQLite
// carry the statement out, and says how many rows it changed or returned.
type Seam func(statement string, run func() (rows int64, err error)) (rows int64, err error)

// DB is an open database. It may be used by several goroutines at once.
type DB struct {
	writer  *sqlx.DB // one connection: writers queue for it here, not in SQLite, which lets them starve
	reader  *sqlx.DB
	path    string
	options Options
	fixed   bool          // on a read-only medium
	turn    chan struct{} // whoever put its token in may write

	decoded decoded
	edges   edges

	before func(step string) error // each step of an erasure; nil in the program

	mu     sync.Mutex
	code   string // the board's code, once there is a board
	sealed *bool  // whether its texts are sealed, once that is known: it stays so
	seen   []audit.Head
	reads  []audit.Head // the same for the records of access
	own    *os.File     // the database's file, once it was read beside SQLite; see ownFile
}

// Open opens a database that exists and has the schema of this program. The URL
// is a path, or "sqlite:" and a path. Nothing in it is changed: what a process that died
// has left is for [DB.Resume], once the log was found to be the right one.
func Open(ctx context.Context, url string, options Options) (*DB, error) {
	path, err := pathOf(url)
	if err != nil {
		return nil, err
	}
	if err := checkFile(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return nil, notOurs(path) // SQLite would begin a database in it
	}
	db, err := open(path, options)
	if err != nil {
		return nil, err
	}
	if err := db.checkSchema(ctx); err != nil {
		err = errors.Join(err, db.Close())
		if onReadOnlyMedium(path) {
			return openFixed(ctx, path, options)
		}
		return nil, err
	}
	return db, nil
}

// openFixed opens a database that nobody can change, to read it. What still lies in
// the -wal beside it could not be read, and is the newest: then it is refused.
func openFixed(ctx context.Context, path string, options Options) (*DB, error) {
	if !options.OnlyRead {
		return nil, review.Errorf(review.Failed, "the database lies on a read-only medium: nothing can be recorded there").
			WithHint("\"scr list\" and \"scr audit verify\" can read it; to go on working, restore a backup on another disk")
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, review.Errorf(review.Failed, "what was recorded last lies in %s-wal, and on a read-only medium it cannot be read", path).
			WithHint("copy both files to another disk, make that the board's database for everybody, and use this one no more")
	}
	db, err := open(path, options)
	if err != nil {
		return nil, err
	}
	db.fixed, db.writer = true, pool(path, unmoving, 1)
	db.reader = db.writer
	if err := db.checkSchema(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Fixed reports whether the database lies on a read-only medium.
func (db *DB) Fixed() bool { return db.fixed }

// Create makes a new database, which only its owner may read, lets fill write what
// it is to begin with, and opens it. It gets its name at the end: whatever comes in
// between, there is a whole database or none. A file that is there already is an
// [review.Invalid] error.
func Create(ctx context.Context, url string, options Options, fill func(*DB) error) (*DB, error) {
	path, err := pathOf(url)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the database's folder: %w", err)
	}
	if err := untouched(path); err != nil {
		return nil, err
	}
	err = aside(path, func(temporary string) error {
		if _, err := prepare(ctx, temporary); err != nil || fill == nil {
			return err
		}
		db, err := Open(ctx, temporary, options)
		if err != nil {
			return err
		}
		return errors.Join(fill(db), db.Close())
	})
	if err != nil {
		return nil, err
	}
	return Open(ctx, path, options)
}

// Vacant refuses a place where there is a file already, or that cannot be one.
func Vacant(url string) error {
	path, err := pathOf(url)
	if err != nil {
		return err
	}
	return untouched(path)
}

// aside makes a database file under a temporary name, and gives it its own when
// make is done and all of it is on disk. Nothing is left behind of what failed.
func aside(path string, make func(temporary string) error) (err error) {
	if err := absent(path); err != nil {
		return err
	}
	temporary := path + ".part"
	if err := createFile(temporary); err != nil {
		return beingMade(temporary, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(temporary))
		}
	}()
	if err := make(temporary); err != nil {
		return err
	}
	if err := takenIn(temporary, path); err != nil {
		return err
	}
	if err := errors.Join(flush(temporary), absent(path)); err != nil {
		return err
	}
	if err := rename(temporary, path); err != nil {
		return errors.Join(absent(path), err)
	}
	return flush(filepath.Dir(path))
}

// beingMade says what to do about a file that an earlier attempt left behind: the
// program was killed, and cannot tell that from somebody who is at work.
func beingMade(temporary string, err error) error {
	if review.CodeOf(err) != review.Invalid {
		return err
	}
	return review.Errorf(review.Invalid, "%s is there already: an earlier attempt left it behind, or somebody is making one now", temporary).
		WithHint("if nobody is, remove it and repeat the command")
}

// takenIn refuses a database of which closing did not put everything into the file.
// It does so without a word where the disk fails just then.
func takenIn(temporary, path string) error {
	if _, err := os.Lstat(temporary + "-wal"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return review.Errorf(review.Failed, "the disk did not take all of %s", path).WithHint("look after the disk, then repeat the command")
}

// remove takes away a database file and what SQLite keeps beside it.
func remove(path string) (err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(path + suffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// createFile makes an empty file for whoever its folder is kept for. SQLite gives the
// files it keeps beside it the same mode.
func createFile(path string) error {
	f, err := custody.Create(path)
	if errors.Is(err, fs.ErrExist) {
		return review.Errorf(review.Invalid, "%s is there already", path).WithHint("name another file; nothing is ever overwritten")
	}
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	return f.Close()
}

// pathOf returns the file that a URL names.
func pathOf(url string) (string, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	switch {
	case !ok:
		rest = url
	case scheme != "sqlite":
		return "", review.Errorf(review.Invalid, "databases of the kind %q are not known", scheme).
			WithHint("name a file, such as board.db or sqlite:board.db")
	}
	if rest == "" {
		return "", review.Errorf(review.Invalid, "no database is named").WithHint("name a file with --db or SCR_DB")
	}
	return filepath.Abs(rest)
}

// checkFile refuses a file that is missing or that others may read.
func checkFile(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return missing(path)
	}
	if errors.Is(err, fs.ErrPermission) {
		return review.Errorf(review.Failed, "your login may not look into the folder of the database %s", path).
			WithHint("name another with --db or SCR_DB; \"scr help logins\" says how several logins use one board")
	}
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if !info.Mode().IsRegular() {
		return review.Errorf(review.Invalid, "%s is not a file", path)
	}
	if custody.Exposed(info, path) {
		return review.Errorf(review.Failed, "the database %s may be read or written by others", path).
			WithHint("run \"chmod 600 %s\", and find out who may have read it; \"scr help logins\" says how several logins use one board", review.ShellWord(path))
	}
	if custody.Foreign(info, path) {
		return review.Errorf(review.Failed, "the database %s belongs to the login %s, and is not for yours", path, custody.Owner(info)).
			WithHint("\"scr help logins\" says how several logins use one board")
	}
	return nil
}

// notOurs says that a file is no database of this program.
func notOurs(path string) error {
	return review.Errorf(review.Failed, "%s is not a database of this program, or it was emptied", path).
		WithHint(`restore a backup, or make a new database under another name with "scr init"`)
}

// open makes the pools. No connection is made yet.
func open(path string, options Options) (*DB, error) {
	_, version, _ := sqlite3.Version()
	if err := checkEngine(version); err != nil {
		return nil, err
	}
	if options.NewID == nil {
		options.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	db := &DB{
		writer: pool(path, readWrite, 1), path: path, options: options,
		turn: make(chan struct{}, 1),
	}
	db.reader = db.writer
	if options.Readers > 0 {
		db.reader = pool(path, readOnly, options.Readers)
	}
	return db, nil
}

func pool(path string, may access, size int) *sqlx.DB {
	db := sqlx.NewDb(sql.OpenDB(connector{path, may}), "sqlite3")
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

// Close closes the database.
func (db *DB) Close() (err error) {
	if db.reader != db.writer {
		err = db.reader.Close()
	}
	return errors.Join(err, db.writer.Close(), db.closeOwnFile())
}

// Path returns the file that the database is in.
func (db *DB) Path() string { return db.path }

// board returns the code of the board whose database this is, or nothing before
// there is one. It never changes once it is there.
func (db *DB) board(ctx context.Context) (string, error) {
	db.mu.Lock()
	known := db.code
	db.mu.Unlock()
	if known != "" {
		return known, nil
	}
	var code string
	if _, err := db.get(ctx, &code, `SELECT code FROM boards`); err != nil {
		return "", fmt.Errorf("read the board's code: %w", err)
	}
	db.know(code)
	return code, nil
}

func (db *DB) know(code string) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.code = code
}

// get reads one row by its key into a struct or a value, and reports whether there
// was one.
func (db *DB) get(ctx context.Context, into any, query string, args ...any) (bool, error) {
	err := db.short(ctx, func(ctx context.Context, conn *sqlx.Conn) error {
		return conn.GetContext(ctx, into, query, args...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// few reads a few rows by their key into a slice of structs or of values.
func (db *DB) few(ctx context.Context, into any, query string, args ...any) error {
	return db.short(ctx, func(ctx context.Context, conn *sqlx.Conn) error {
		return conn.SelectContext(ctx, into, query, args...)
	})
}

// short runs a query that takes no time to speak of. A context that ends while it
// waits for a connection stops it; one that ends later does not, because watching
// for that, in another thread, costs as much as the rows.
func (db *DB) short(ctx context.Context, query func(context.Context, *sqlx.Conn) error) error {
	conn, err := db.reader.Connx(ctx)
	if err != nil {
		return translate(err)
	}
	return errors.Join(translate(query(context.WithoutCancel(ctx), conn)), conn.Close())
}

// all reads every row, however many there are, into a slice of structs or of values.
func (db *DB) all(ctx context.Context, into any, query string, args ...any) error {
	return translate(db.reader.SelectContext(ctx, into, query, args...))
}
