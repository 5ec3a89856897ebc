package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"scr/review"
)

// Check looks at the database from below and from above: whether SQLite finds it
// whole, whether its tables and triggers are those of this program, and whether
// the log and the rows are what they should be (see [DB.Verify]). The one does
// not replace the other: a flipped bit in a value escapes SQLite nine times of ten.
func (db *DB) Check(ctx context.Context, progress func(done, total int64)) (review.Verified, error) {
	below, err := db.below(ctx)
	if err != nil {
		return review.Verified{}, err
	}
	found, err := db.Verify(ctx, progress)
	problems := []review.Untrusted{}
	for _, says := range below {
		problems = append(problems, review.Untrusted{Says: says})
	}
	found.Problems = append(problems, found.Problems...)
	return found, err
}

// below asks SQLite, and looks at the tables. It does so on a connection that may write,
// and writes nothing: on one that may only read, SQLite forgets what each value must be.
// Where nobody can write, that is not looked at.
func (db *DB) below(ctx context.Context) (said []string, err error) {
	may := readWrite
	if db.fixed {
		may = unmoving
	}
	p := pool(db.path, may, 1)
	defer func() { err = errors.Join(err, p.Close()) }()
	if said, err = integrity(ctx, p); err != nil {
		return nil, err
	}
	strange, err := checkTables(ctx, p)
	return append(said, strange...), err
}

// checkTables compares tables, indexes and triggers with those of a database that
// was just made: a trigger that was dropped no longer keeps the log.
func checkTables(ctx context.Context, q sqlx.QueryerContext) ([]string, error) {
	want, err := newTables(ctx)
	if err != nil {
		return nil, err
	}
	got, err := tables(ctx, q)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			said = append(said, name+" is missing or was changed")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			said = append(said, name+" was added by somebody else")
		}
	}
	return said, nil
}

// newTables returns the tables of a new database, made in memory.
func newTables(ctx context.Context) (made map[string]string, err error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // a second connection would be another database
	files, err := migrations()
	if err != nil {
		return nil, err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return nil, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return nil, err
	}
	return tables(ctx, sqlx.NewDb(db, "sqlite3"))
}

// tables returns how each table, index and trigger was defined, by kind and name.
func tables(ctx context.Context, q sqlx.QueryerContext) (map[string]string, error) {
	var rows []struct {
		Name string         `db:"name"`
		SQL  sql.NullString `db:"sql"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT type || ' ' || name AS name, sql FROM sqlite_master`); err != nil {
		return nil, fmt.Errorf("read the tables: %w", translate(err))
	}
	defined := map[string]string{}
	for _, r := range rows {
		defined[r.Name] = r.SQL.String
	}
	return defined, nil
}

// integrity returns what SQLite itself finds wrong with a database: damaged pages
// and indexes, CHECK constraints that do not hold, rows that point nowhere. It
// cannot see a value that was changed; see [DB.Verify].
func integrity(ctx context.Context, q sqlx.QueryerContext) ([]string, error) {
	var said []string
	if err := sqlx.SelectContext(ctx, q, &said, `PRAGMA integrity_check`); err != nil {
		return nil, fmt.Errorf("check the database: %w", translate(err))
	}
	if len(said) == 1 && said[0] == "ok" {
		said = nil
	}
	var stray []struct {
		Table  string `db:"table"`
		RowID  *int64 `db:"rowid"` // none in a table without row ids
		Parent string `db:"parent"`
		FKID   int64  `db:"fkid"`
	}
	if err := sqlx.SelectContext(ctx, q, &stray, `PRAGMA foreign_key_check`); err != nil {
		return nil, fmt.Errorf("check the database: %w", translate(err))
	}
	for _, s := range stray {
		said = append(said, fmt.Sprintf("a row of %s points at nothing in %s", s.Table, s.Parent))
	}
	return said, nil
}
