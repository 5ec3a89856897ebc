package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/mattn/go-sqlite3"
	"scr/internal/audit"
	"scr/review"
)

// tx is a write transaction, on the connection itself: what database/sql does
// around a transaction and each of its statements is a tenth of the time that a
// move takes. It never leaves the store.
type tx struct {
	conn  *sqlite3.SQLiteConn
	db    *DB
	board string
	grown map[string]*audit.Frontier // the trees as this transaction leaves them
}

// write runs f in a transaction that nobody else writes beside, and commits it
// when f has no error. Once it writes it is not interrupted: an interrupted commit
// would leave its outcome unknown.
func (db *DB) write(ctx context.Context, board string, f func(*tx) error) error {
	select {
	case db.turn <- struct{}{}:
		defer func() { <-db.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := db.writer.Conn(ctx) // waits for who reads on the same connection
	if err != nil {
		return translate(err)
	}
	err = conn.Raw(func(c any) error {
		t := tx{conn: c.(*sqlite3.SQLiteConn), db: db, board: board}
		return t.run(ctx, f)
	})
	if closed := conn.Close(); !errors.Is(closed, sql.ErrConnDone) { // given up already; see undo
		err = errors.Join(err, closed)
	}
	return err
}

// run begins, lets f write, and commits. While another process writes, beginning
// waits; whoever has given up meanwhile writes nothing.
func (t *tx) run(ctx context.Context, f func(*tx) error) error {
	if _, err := t.exec(`BEGIN IMMEDIATE`); err != nil {
		return t.undo(translate(err)) // begun or not: the next command must find the connection at rest
	}
	if err := errors.Join(ctx.Err(), t.checkSchema()); err != nil {
		return t.undo(err)
	}
	if err := f(t); err != nil {
		return t.undo(translate(err))
	}
	if _, err := t.exec(`COMMIT`); err != nil {
		return t.undo(outcome(err))
	}
	t.db.edges.keep(t.grown)
	return nil
}

// checkSchema refuses to write into a database that another version of the program
// migrated while this one had it open.
func (t *tx) checkSchema() error {
	got, err := t.number("the version of the tables", `PRAGMA user_version`)
	if err != nil {
		return translate(err)
	}
	if got != schemaNumber {
		return review.Errorf(review.Failed, "another version of the program has changed the database meanwhile: nothing was recorded").
			WithHint("repeat the command with that version")
	}
	return nil
}

// undo rolls back after err, if SQLite has not done so. When even that fails the
// connection is given up: SQLite undoes the transaction when it is closed.
func (t *tx) undo(err error) error {
	if t.conn.AutoCommit() {
		return err
	}
	if _, failed := t.exec(`ROLLBACK`); failed != nil {
		return errors.Join(err, failed, driver.ErrBadConn)
	}
	return err
}

// outcome says what became of a commit that failed.
func outcome(err error) error {
	if undone(err) {
		return translate(err)
	}
	return &review.Error{
		Code:    review.Unknown,
		Message: "the outcome is unknown: the disk failed while the command was being recorded",
		Hint:    "look with \"scr show\" or \"scr audit log\" before repeating; repeating with the same command id is safe",
		Err:     err,
	}
}

// exec runs a query and returns how many rows it changed. The connection keeps
// the latest queries prepared.
func (t *tx) exec(query string, args ...any) (changed int64, err error) {
	if seam := t.db.options.Seam; seam != nil {
		return seam(query, func() (int64, error) { return t.change(query, args) })
	}
	return t.change(query, args)
}

func (t *tx) change(query string, args []any) (changed int64, err error) {
	values, err := valuesOf(args)
	if err != nil {
		return 0, err
	}
	result, err := t.conn.Exec(query, values)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a query and returns all its rows: whole numbers as int64, text as
// string, bytes as []byte.
func (t *tx) query(query string, args ...any) (rows [][]driver.Value, err error) {
	if seam := t.db.options.Seam; seam != nil {
		_, err := seam(query, func() (n int64, err error) {
			rows, err = t.rows(query, args)
			return int64(len(rows)), err
		})
		return rows, err
	}
	return t.rows(query, args)
}

func (t *tx) rows(query string, args []any) (rows [][]driver.Value, err error) {
	values, err := valuesOf(args)
	if err != nil {
		return nil, err
	}
	cursor, err := t.conn.Query(query, values)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, cursor.Close()) }()
	for {
		row := make([]driver.Value, len(cursor.Columns()))
		switch err := cursor.Next(row); {
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, err
		}
		rows = append(rows, row)
	}
}

func valuesOf(args []any) ([]driver.Value, error) {
	values := make([]driver.Value, len(args))
	for i, arg := range args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

// conflict says that somebody else moved first.
func conflict(what string) error {
	return review.Errorf(review.Conflict, "%s moved on while you were working: read it again", what).
		WithHint("nothing was recorded; look at what changed, then repeat the command if it still fits")
}

func unreadable(what string, err error) error {
	return &review.Error{
		Code:    review.Failed,
		Message: fmt.Sprintf("%s cannot be read from the database", what),
		Hint:    `run "scr db check"`,
		Err:     err,
	}
}
