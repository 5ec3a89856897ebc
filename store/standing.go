package store

import (
	"context"
	"fmt"

	"scr/review"
)

// Standing returns a review with the board and the register's entries that a
// decision about it needs. Their texts are references; see [DB.Texts]. There
// being no such review is a [review.NotFound] error.
//
// It looks at where the log ends first: what was read before is taken as it is
// while the log still ends there. The rows are then no older than that look.
func (db *DB) Standing(ctx context.Context, reference string, also ...string) (review.Standing, error) {
	var s review.Standing
	end, err := db.end(ctx)
	if err != nil {
		return s, err
	}
	if s.Board, err = db.boardAt(ctx, end); err != nil {
		return s, err
	}
	if s.Review, err = db.reviewAt(ctx, reference, end); err != nil {
		return s, err
	}
	s.People, err = db.peopleAt(ctx, s.Involved(also...), end)
	return s, err
}

// end returns the place of the log's last event, 0 for none.
func (db *DB) end(ctx context.Context) (end int64, err error) {
	if _, err := db.get(ctx, &end, `SELECT coalesce(max(global), 0) FROM events`); err != nil {
		return 0, fmt.Errorf("read where the log ends: %w", err)
	}
	db.decoded.at(end)
	return end, nil
}

func (db *DB) boardAt(ctx context.Context, end int64) (*review.Board, error) {
	if kept := db.decoded.readBoard(end); kept != nil {
		return kept, nil
	}
	b, err := db.Board(ctx)
	if err == nil {
		db.decoded.keepBoard(b, end)
	}
	return b, err
}

func (db *DB) reviewAt(ctx context.Context, reference string, end int64) (*review.Review, error) {
	if kept := db.decoded.takeReview(sortKey(reference), end); kept != nil {
		return kept, nil
	}
	return db.Review(ctx, reference)
}

func (db *DB) peopleAt(ctx context.Context, handles []string, end int64) ([]review.Person, error) {
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
