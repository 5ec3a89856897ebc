package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"scr/review"
)

// The moves of a review have rows of their own. A move adds one, however many there
// are; only a correction, which folds the whole log again, writes them all.

// moveRow is one move of a review.
type moveRow struct {
	Seq   int64  `db:"seq"`
	State []byte `db:"state"`
}

// withoutMoves is what a review's own row holds of it.
type withoutMoves struct {
	*review.Review
	Moves struct{} `json:"moves,omitzero"` // hides the review's
}

// movesOf writes moves as their rows hold them.
func movesOf(moves []review.Move) ([]moveRow, error) {
	rows := make([]moveRow, len(moves))
	for i, m := range moves {
		state, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("write move #%d: %w", m.Seq, err)
		}
		rows[i] = moveRow{m.Seq, state}
	}
	return rows, nil
}

// saveMoves writes the moves that are new. After a correction, which may reach any
// of them, all are written again.
func (r *reviewRow) saveMoves(t *tx) error {
	if r.refolded {
		if _, err := t.exec(`
			DELETE FROM review_moves
			WHERE board = ? AND review = ?`, r.Board, r.ID); err != nil {
			return err
		}
	}
	for _, m := range r.moves {
		_, err := t.exec(`
			INSERT INTO review_moves (board, review, seq, state)
			VALUES (?, ?, ?, ?)`, r.Board, r.ID, m.Seq, string(m.State))
		if err != nil {
			return err
		}
	}
	return nil
}

// readMoves decodes moves from their rows.
func readMoves(rows []moveRow) ([]review.Move, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	moves := make([]review.Move, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row.State, &moves[i]); err != nil {
			return nil, fmt.Errorf("move #%d: %w", row.Seq, err)
		}
	}
	return moves, nil
}

// checkMoves compares the rows of a review's moves with what the events fold to.
func (v *verifier) checkMoves(ctx context.Context, r *reviewRow) error {
	st, err := v.statement(ctx, `
		SELECT seq, state
		FROM review_moves
		WHERE board = ? AND review = ?
		ORDER BY seq`)
	if err != nil {
		return err
	}
	var got []moveRow
	if err := st.SelectContext(ctx, &got, r.Board, r.ID); err != nil {
		return err
	}
	for i, m := range r.moves {
		if i >= len(got) || got[i].Seq != m.Seq || !bytes.Equal(got[i].State, m.State) {
			v.distrust(v.stream.name, m.Seq, 0, "the row of this move is missing or is not what the events fold to")
			return nil
		}
	}
	if len(got) > len(r.moves) {
		v.distrust(v.stream.name, got[len(r.moves)].Seq, 0, "the row of a move rests on no event")
	}
	return nil
}
