package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"scr/review"
)

type adoptionRow struct {
	Board    string `db:"board"`
	Workflow string `db:"workflow"`
	Version  int64  `db:"version"`
	State    []byte `db:"state"`
}

func newAdoptionRow(board string, a *review.Adoption) (*adoptionRow, error) {
	state, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("write the state of %s: %w", a.StreamName(), err)
	}
	return &adoptionRow{board, a.Workflow, a.Version, state}, nil
}

func (r *adoptionRow) label() string { return r.Workflow }
func (r *adoptionRow) noun() string  { return "workflow" }

func (r *adoptionRow) save(t *tx, version int64) (bool, error) {
	if version > 0 {
		changed, err := t.exec(`
			UPDATE adoptions
			SET version = ?, state = ?
			WHERE board = ? AND workflow = ? AND version = ?`,
			r.Version, r.State, r.Board, r.Workflow, version)
		return changed == 1, err
	}
	changed, err := t.exec(`
		INSERT INTO adoptions (board, workflow, version, state)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (board, workflow) DO NOTHING`,
		r.Board, r.Workflow, r.Version, r.State)
	return changed == 1, err
}

// Adoption returns the adopted versions of a definition. There being none is a
// [review.NotFound] error.
func (db *DB) Adoption(ctx context.Context, workflow string) (*review.Adoption, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	var state []byte
	found, err := db.get(ctx, &state, `
		SELECT state
		FROM adoptions
		WHERE board = ? AND workflow = ?`, board, workflow)
	if err != nil {
		return nil, fmt.Errorf("read the adoptions of %s: %w", workflow, err)
	}
	if !found {
		return nil, review.Errorf(review.NotFound, "workflow %s is not adopted", workflow).WithHint(`see "scr workflow list"`)
	}
	return readState[review.Adoption](state, "the adoptions of "+workflow)
}

// Adoptions returns what was adopted, by the definition's id.
func (db *DB) Adoptions(ctx context.Context) ([]review.Adoption, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	var states [][]byte
	err = db.all(ctx, &states, `
		SELECT state
		FROM adoptions
		WHERE board = ?
		ORDER BY workflow`, board)
	if err != nil {
		return nil, fmt.Errorf("read the adoptions: %w", err)
	}
	return readStates[review.Adoption](states, "the adoptions")
}

// DefinitionFile returns a definition's file, to the letter, and its checked form
// where one is kept. There being none is a [review.NotFound] error; bytes that do
// not have the hash are not returned.
func (db *DB) DefinitionFile(ctx context.Context, hash string) (review.DefinitionFile, error) {
	board, err := db.board(ctx)
	if err != nil {
		return review.DefinitionFile{}, err
	}
	var f struct {
		Bytes   []byte `db:"bytes"`
		Checked []byte `db:"checked"`
	}
	found, err := db.get(ctx, &f, `
		SELECT f.bytes, c.checked
		FROM definition_files f
		LEFT JOIN definition_checked c ON c.board = f.board AND c.hash = f.hash
		WHERE f.board = ? AND f.hash = ?`, board, hash)
	switch {
	case err != nil:
		return review.DefinitionFile{}, fmt.Errorf("read definition %.12s: %w", hash, err)
	case !found:
		return review.DefinitionFile{}, review.Errorf(review.NotFound, "no definition with the hash %.12s is kept here", hash)
	case hashOf(f.Bytes) != hash:
		return review.DefinitionFile{}, unreadable(fmt.Sprintf("definition %.12s", hash), fmt.Errorf("its bytes have another hash"))
	}
	return review.DefinitionFile{Hash: hash, Bytes: f.Bytes, Checked: f.Checked}, nil
}

// Checked returns the checked form of a definition that is kept, without its file.
// There being none is a [review.NotFound] error.
func (db *DB) Checked(ctx context.Context, hash string) ([]byte, error) {
	board, err := db.board(ctx)
	if err != nil {
		return nil, err
	}
	var checked []byte
	found, err := db.get(ctx, &checked, `
		SELECT checked
		FROM definition_checked
		WHERE board = ? AND hash = ?`, board, hash)
	if err != nil {
		return nil, fmt.Errorf("read definition %.12s: %w", hash, err)
	}
	if !found {
		return nil, review.Errorf(review.NotFound, "no checked definition with the hash %.12s is kept here", hash).
			WithHint(`run "scr db check"`)
	}
	return checked, nil
}

// SaveChecked keeps the checked form of a definition that is in the database, in
// place of an earlier one.
func (db *DB) SaveChecked(ctx context.Context, hash string, checked []byte) error {
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, board, func(t *tx) error {
		return t.insertChecked(hash, checked)
	})
}

// insertDefinition keeps a definition's file. The same file may be there already:
// two definitions may extend one.
func (t *tx) insertDefinition(f *review.DefinitionFile) error {
	if f == nil {
		return nil
	}
	if hashOf(f.Bytes) != f.Hash {
		return review.Errorf(review.Invalid, "the definition's file does not have the hash %.12s", f.Hash)
	}
	_, err := t.exec(`
		INSERT INTO definition_files (board, hash, bytes)
		VALUES (?, ?, ?)
		ON CONFLICT (board, hash) DO NOTHING`, t.board, f.Hash, f.Bytes)
	if err != nil || len(f.Checked) == 0 {
		return err
	}
	return t.insertChecked(f.Hash, f.Checked)
}

func (t *tx) insertChecked(hash string, checked []byte) error {
	_, err := t.exec(`
		INSERT INTO definition_checked (board, hash, checked)
		VALUES (?, ?, ?)
		ON CONFLICT (board, hash) DO UPDATE SET checked = excluded.checked`, t.board, hash, checked)
	return err
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func readStates[S any](states [][]byte, what string) ([]S, error) {
	list := make([]S, 0, len(states))
	for _, data := range states {
		state, err := readState[S](data, what)
		if err != nil {
			return nil, err
		}
		list = append(list, *state)
	}
	return list, nil
}
