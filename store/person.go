package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"
	"scr/review"
)

type personRow struct {
	Board   string `db:"board"`
	ID      string `db:"id"`
	Handle  string `db:"handle"`
	Version int64  `db:"version"`
	State   []byte `db:"state"`
}

func newPersonRow(board string, p *review.Person) (*personRow, error) {
	state, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the state of %s: %w", p.StreamName(), err)
	}
	return &personRow{board, p.ID, p.Handle, p.Version, state}, nil
}

func (r *personRow) label() string { return r.Handle }
func (r *personRow) noun() string  { return "person" }

func (r *personRow) save(t *tx, version int64) (bool, error) {
	if version > 0 {
		changed, err := t.exec(`
			UPDATE people
			SET version = ?, state = ?
			WHERE board = ? AND id = ? AND version = ?`,
			r.Version, r.State, r.Board, r.ID, version)
		return changed == 1, err
	}
	changed, err := t.exec(`
		INSERT INTO people (board, id, handle, version, state)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (board, id) DO NOTHING`,
		r.Board, r.ID, r.Handle, r.Version, r.State)
	if isTaken(err) {
		err = review.Errorf(review.Invalid, "handle %s is taken", r.Handle).
			WithHint("leave the handle out, and the next free one is given")
	}
	return changed == 1, err
}

// Person returns somebody in the register, by handle. There being none is a
// [review.NotFound] error.
func (db *DB) Person(ctx context.Context, handle string) (*review.Person, error) {
	return db.person(ctx, strings.ToLower(handle), `
		SELECT state
		FROM people
		WHERE board = ? AND handle = ?`)
}

// PersonByID returns somebody in the register, by the id that names their stream.
func (db *DB) PersonByID(ctx context.Context, id string) (*review.Person, error) {
	return db.person(ctx, id, `
		SELECT state
		FROM people
		WHERE board = ? AND id = ?`)
}

func (db *DB) person(ctx context.Context, key, query string) (*review.Person, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	var state []byte
	found, err := db.get(ctx, &state, query, board, key)
	if err != nil {
		return nil, fmt.Errorf("read person %s: %w", key, err)
	}
	if !found {
		return nil, review.Errorf(review.NotFound, "there is no person %s in the register", key).WithHint(`see "scr person list"`)
	}
	return readState[review.Person](state, "person "+key)
}

// People returns the people with the given handles, in the order they were
// registered, or the whole register when no handle is given. Handles that nobody
// has are passed over.
func (db *DB) People(ctx context.Context, handles ...string) ([]review.Person, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	query, args, err := `
		SELECT state
		FROM people
		WHERE board = ?
		ORDER BY length(handle), handle  -- p9 before p10`, []any{board}, error(nil)
	if len(handles) > 0 {
		query, args, err = sqlx.In(`
			SELECT state
			FROM people
			WHERE board = ? AND handle IN (?)
			ORDER BY length(handle), handle`, board, handles)
	}
	if err != nil {
		return nil, err
	}
	var states [][]byte
	read := db.few
	if len(handles) == 0 {
		read = db.all
	}
	if err := read(ctx, &states, query, args...); err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	list := make([]review.Person, 0, len(states))
	for _, state := range states {
		p, err := readState[review.Person](state, "the register")
		if err != nil {
			return nil, err
		}
		list = append(list, *p)
	}
	return list, nil
}
