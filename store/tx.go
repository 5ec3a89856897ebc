package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

// tx is a write transaction. It never leaves the store.
type tx struct {
	*sqlx.Tx
	db    *DB
	board string
}

// write runs f in a transaction that nobody else writes beside, and commits it
// when f has no error. Once it has begun it is not interrupted: it is short, and
// an interrupted commit would leave its outcome unknown.
func (db *DB) write(ctx context.Context, board string, f func(context.Context, *tx) error) error {
	select {
	case db.turn <- struct{}{}:
		defer func() { <-db.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if err := db.prepareMissed(ctx); err != nil {
		return translate(err)
	}
	t, err := db.writer.BeginTxx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	if err := f(ctx, &tx{t, db, board}); err != nil {
		return undo(t, translate(err))
	}
	return outcome(t.Commit())
}

// undo rolls back after err. When even that fails the connection is of no more
// use, and SQLite undoes the transaction when it is closed.
func undo(t *sqlx.Tx, err error) error {
	if failed := t.Rollback(); failed != nil && !errors.Is(failed, sql.ErrTxDone) {
		return errors.Join(err, failed)
	}
	return err
}

// outcome says what became of a commit.
func outcome(err error) error {
	if err == nil || undone(err) {
		return translate(err)
	}
	return &review.Error{
		Code:    review.Unknown,
		Message: "the outcome is unknown: the disk failed while the command was being recorded",
		Hint:    "look with \"scr show\" or \"scr audit log\" before repeating; repeating with the same command id is safe",
		Err:     err,
	}
}

// prepareMissed prepares what the transaction before this one ran unprepared. So
// a process that writes once prepares nothing twice, and one that writes often
// prepares each query once.
func (db *DB) prepareMissed(ctx context.Context) error {
	for _, query := range db.missed {
		if db.writing[query] != nil {
			continue // a transaction may run one query many times
		}
		st, err := db.writer.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		db.writing[query] = st
	}
	db.missed = nil
	return nil
}

// statement returns the query prepared for this transaction, or nil.
func (t *tx) statement(ctx context.Context, query string) *sql.Stmt {
	if st, ok := t.db.writing[query]; ok {
		return t.Tx.Tx.StmtContext(ctx, st)
	}
	t.db.missed = append(t.db.missed, query)
	return nil
}

// exec runs a query and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	var result sql.Result
	query = t.db.writer.Rebind(query)
	if st := t.statement(ctx, query); st != nil {
		result, err = st.ExecContext(ctx, args...)
	} else {
		result, err = t.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a query that answers with one row.
func (t *tx) query(ctx context.Context, query string, args ...any) *sql.Row {
	query = t.db.writer.Rebind(query)
	if st := t.statement(ctx, query); st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, query, args...)
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
