package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"scr/review"
)

// A migration is not edited once it is released.
//
//go:embed migrations/sqlite/*.sql
var embedded embed.FS

// schemaNumber is the number of the newest migration, which it leaves in the file.
const schemaNumber = 3

// migrations returns the migration files of SQLite.
func migrations() (fs.FS, error) { return fs.Sub(embedded, "migrations/sqlite") }

// newest returns the highest version among migration files.
func newest(files fs.FS) (int64, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("no migrations: %w", err)
	}
	number, _, _ := strings.Cut(names[len(names)-1], "_") // Glob sorts, numbers have a fixed width
	return strconv.ParseInt(number, 10, 64)
}

// checkSchema refuses a database whose schema is not the one this program knows.
// It asks goose's table with one SELECT: starting goose would cost more than most
// commands.
func (db *DB) checkSchema(ctx context.Context) error {
	files, err := migrations()
	if err != nil {
		return err
	}
	want, err := newest(files)
	if err != nil {
		return err
	}
	got, err := db.schema(ctx)
	if err != nil {
		return err
	}
	return db.checkVersion(got, want)
}

func (db *DB) checkVersion(got, want int64) error {
	switch {
	case got == 0:
		return notOurs(db.path)
	case got < want:
		return review.Errorf(review.Failed, "the database has schema %d, and this program needs %d", got, want).
			WithHint(`run "scr db migrate"; it makes a backup first`)
	case got > want:
		return review.Errorf(review.Failed, "the database has schema %d, which is newer than this program knows", got).
			WithHint("use the version of the program that migrated it")
	}
	return nil
}

// schema returns the version of the database's schema, 0 for none.
func (db *DB) schema(ctx context.Context) (int64, error) {
	var version int64
	err := db.writer.GetContext(ctx, &version, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
	if err == nil {
		return version, nil
	}
	var tables int // the query above also fails where goose has never been
	if e := db.writer.GetContext(ctx, &tables, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`); e == nil && tables == 0 {
		return 0, nil
	}
	return 0, fmt.Errorf("read the schema's version: %w", translate(err))
}

// Migrated is what a migration did.
type Migrated struct {
	From, To int64  // the number of the schema before and after; the same: there was nothing to do
	Copy     string // the copy that was made before; empty: none
	Sealing  bool   // the texts are sealed
}

// Migrate brings a database to the schema of this program. Before it changes one
// that holds data it makes a backup beside it, which it never deletes.
// An empty file is not a database that lost its schema: it lost everything.
func Migrate(ctx context.Context, url string) (Migrated, error) {
	path, err := pathOf(url)
	if err != nil {
		return Migrated{}, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return Migrated{}, review.Errorf(review.Failed, "%s is empty: there is no database in it", path).
			WithHint("restore a backup; or remove the file and run \"scr init\"")
	}
	return prepare(ctx, path)
}

// prepare brings a database, also an empty one, to the schema of this program.
func prepare(ctx context.Context, path string) (Migrated, error) {
	files, err := migrations()
	if err != nil {
		return Migrated{}, err
	}
	return migrate(ctx, path, files)
}

func migrate(ctx context.Context, url string, files fs.FS) (m Migrated, err error) {
	path, err := pathOf(url)
	if err != nil {
		return m, err
	}
	if err := checkFile(path); err != nil {
		return m, err
	}
	db, err := open(path, Options{})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.checkOurs(ctx); err != nil {
		return m, err
	}
	return db.migrate(ctx, files)
}

// checkOurs refuses a file with tables in it that never had a schema of this
// program: it belongs to another one, and ours would be put among its tables.
func (db *DB) checkOurs(ctx context.Context) error {
	schema, err := db.schema(ctx)
	if err != nil || schema > 0 {
		return err
	}
	var others int
	err = db.writer.GetContext(ctx, &others, `
		SELECT count(*)
		FROM sqlite_master
		WHERE name <> 'goose_db_version'   -- left by a migration that was cut short
		  AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return fmt.Errorf("look for tables: %w", translate(err))
	}
	if others > 0 {
		return review.Errorf(review.Failed, "%s is the database of another program", db.path).WithHint("name another file with --db")
	}
	return nil
}

func (db *DB) migrate(ctx context.Context, files fs.FS) (m Migrated, err error) {
	pending, err := db.pending(ctx, files, &m)
	if err == nil && pending {
		err = db.up(ctx, files)
	}
	if err != nil {
		return m, err
	}
	// What an earlier version of the program folded, this one may fold otherwise. Also
	// where nothing was pending: an earlier attempt may have been cut short just here.
	if err := db.Rebuild(ctx); err != nil {
		return m, err
	}
	m.Sealing, err = db.Sealing(ctx)
	return m, err
}

// up runs the migrations that are missing.
func (db *DB) up(ctx context.Context, files fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db.writer.DB, files)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", translate(err))
	}
	return nil
}

// pending reports whether there is something to migrate, having made a backup if
// there is data to lose. Both are noted.
func (db *DB) pending(ctx context.Context, files fs.FS, m *Migrated) (bool, error) {
	want, err := newest(files)
	if err != nil {
		return false, err
	}
	got, err := db.schema(ctx)
	m.From, m.To = got, want
	switch {
	case err != nil:
		return false, err
	case got == want:
		return false, nil
	case got > want:
		return false, review.Errorf(review.Failed, "the database has schema %d, which is newer than this program knows", got).
			WithHint("use the version of the program that migrated it")
	case got == 0:
		return true, nil
	}
	m.Copy, err = db.backupBefore(ctx, got)
	return true, err
}

// backupBefore keeps the database as it was at a schema. A backup that an earlier,
// failed attempt left behind is not overwritten. It returns where the copy is.
func (db *DB) backupBefore(ctx context.Context, schema int64) (string, error) {
	base := fmt.Sprintf("%s.schema-%d", db.path, schema)
	to := base
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		to = fmt.Sprintf("%s.%d", base, n)
	}
	if err := db.copyTo(ctx, to); err != nil {
		return "", fmt.Errorf("back up the database before migrating it: %w", err)
	}
	return to, nil
}
