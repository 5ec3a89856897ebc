package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"scr/internal/audit"
	"scr/review"
)

// Standing returns a review with the board and the register's entries that a
// decision about it needs. Their texts are references; see [DB.Texts]. There
// being no such review is a [review.NotFound] error. Beside it stands what was read of
// another, so that nobody can tell by the work that there is none: nothing may be shown
// of that, and nothing decided on it.
//
// It looks at where the log ends first. Board and people that were read before, and
// a review that an append of this process left behind, are taken as they are while
// the log still ends there: they are no older than that look.
func (db *DB) Standing(ctx context.Context, reference string, also ...string) (review.Standing, error) {
	var s review.Standing
	end, err := db.logEnd(ctx)
	if err != nil {
		return s, err
	}
	end = db.decoded.see(end)
	if s.Board, err = db.boardAt(ctx, end); err != nil {
		return s, err
	}
	if s.Review, err = db.reviewAt(ctx, reference, end); err != nil {
		return s, err
	}
	if s.LastAt, err = end.time(); err != nil {
		return s, err
	}
	s.People, err = db.peopleAt(ctx, s.Involved(also...), end)
	if err == nil && sortKey(s.Review.Reference) != sortKey(reference) {
		err = noReview(reference)
	}
	return s, err
}

// logEnd returns the log's last event.
func (db *DB) logEnd(ctx context.Context) (logEnd, error) {
	var end logEnd
	err := db.short(ctx, func(ctx context.Context, conn *sqlx.Conn) error {
		err := conn.QueryRowContext(ctx, `
			SELECT global, command, recorded_at
			FROM events
			ORDER BY global DESC
			LIMIT 1`).Scan(&end.Global, &end.Command, &end.At)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return end, fmt.Errorf("read where the log ends: %w", err)
	}
	return end, nil
}

// time returns when the log's last event was recorded.
func (end logEnd) time() (time.Time, error) {
	at, err := time.Parse(audit.TimeFormat, end.At)
	if err != nil {
		return at, unreadable("the log's last event", err)
	}
	return at, nil
}

func (db *DB) boardAt(ctx context.Context, end logEnd) (*review.Board, error) {
	if kept := db.decoded.readBoard(end); kept != nil {
		return kept, nil
	}
	b, err := db.Board(ctx)
	if err == nil {
		db.decoded.keepBoard(b, end)
	}
	return b, err
}

func (db *DB) reviewAt(ctx context.Context, reference string, end logEnd) (*review.Review, error) {
	if kept := db.decoded.takeReview(sortKey(reference), end); kept != nil {
		return kept, nil
	}
	return db.nearest(ctx, reference)
}

func (db *DB) peopleAt(ctx context.Context, handles []string, end logEnd) ([]review.Person, error) {
	people, others := db.decoded.readPeople(handles, end)
	if len(others) == 0 {
		return people, nil
	}
	read, err := db.People(ctx, others...)
	if err == nil {
		db.decoded.keepPeople(read, end)
	}
	return append(people, read...), err
}
