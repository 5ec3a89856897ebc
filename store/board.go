package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"scr/review"
)

type boardRow struct {
	Code    string `db:"code"`
	Title   string `db:"title"`
	Version int64  `db:"version"`
	State   []byte `db:"state"`
}

func newBoardRow(b *review.Board) (*boardRow, error) {
	if len(b.Code) == 0 || len(b.Code) > 20 || strings.Trim(b.Code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return nil, review.Errorf(review.Invalid, "%q cannot be a board's code", b.Code).
			WithHint("use up to 20 capital letters and digits, such as EXB")
	}
	state, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("write the state of the board: %w", err)
	}
	return &boardRow{b.Code, b.Title, b.Version, state}, nil
}

func (r *boardRow) label() string { return "" }
func (r *boardRow) noun() string  { return "the board" }

func (r *boardRow) save(t *tx, version int64) (bool, error) {
	if version > 0 {
		changed, err := t.exec(`
			UPDATE boards
			SET title = ?, version = ?, state = ?
			WHERE code = ? AND version = ?`,
			r.Title, r.Version, r.State, r.Code, version)
		return changed == 1, err
	}
	changed, err := t.exec(`
		INSERT INTO boards (code, title, version, state)
		VALUES (?, ?, ?, ?)
		ON CONFLICT DO NOTHING  -- neither the same board twice nor a second one`,
		r.Code, r.Title, r.Version, r.State)
	return changed == 1, err
}

// Board returns the board whose database this is. There being none yet is a
// [review.NotFound] error.
func (db *DB) Board(ctx context.Context) (*review.Board, error) {
	var state []byte
	found, err := db.get(ctx, &state, `SELECT state FROM boards`)
	if err != nil {
		return nil, fmt.Errorf("read the board: %w", err)
	}
	if !found {
		return nil, noBoard()
	}
	b, err := readState[review.Board](state, "the board")
	if err == nil {
		db.know(b.Code)
	}
	return b, err
}

// Actor returns the handle of the person to whom a login belongs. A login that
// was never named, or was removed, is a [review.NotFound] error.
func (db *DB) Actor(ctx context.Context, login string) (string, error) {
	u, err := db.User(ctx, login)
	return u.Person, err
}

// User returns whose a login is. Logins are compared here and shown to nobody, so no
// access is recorded. There being none is a [review.NotFound] error.
func (db *DB) User(ctx context.Context, login string) (review.User, error) {
	board, err := db.Board(ctx)
	if err != nil {
		return review.User{}, err
	}
	if err := db.lookUp(ctx, holder{board.StreamName(), board}); err != nil {
		return review.User{}, err
	}
	for _, u := range board.Users {
		if u.Login.Reveal() == login {
			return review.User{ID: u.ID, Person: u.Person}, nil
		}
	}
	return review.User{}, review.Errorf(review.NotFound, "the login that runs this program belongs to nobody on the board").
		WithHint(`ask an administrator to name it with "scr user add"`)
}

// AskedLogin returns who asked last that a login be a person's; nothing where nobody
// did. As in [DB.User], logins are compared here and shown to nobody.
func (db *DB) AskedLogin(ctx context.Context, login, person string) (review.Asked, error) {
	board, err := db.Board(ctx)
	if err != nil {
		return review.Asked{}, err
	}
	if err := db.lookUp(ctx, holder{board.StreamName(), board}); err != nil {
		return review.Asked{}, err
	}
	for _, a := range slices.Backward(board.Asked) {
		if a.Act == review.NameLogin && a.Of == person && a.Login.Reveal() == login {
			return a, nil
		}
	}
	return review.Asked{}, nil
}
