package store

import (
	"context"
	"fmt"
	"slices"

	"scr/internal/keyring"
	"scr/review"
)

// This file is the part of an erasure that is one transaction with its event. What
// comes after it stands in erase.go.

// nameSlots writes into the erasures among some events which slots of the key ring
// the texts have.
func (db *DB) nameSlots(ctx context.Context, p *pending) error {
	for _, ev := range p.events {
		b, ok := ev.Body.(*review.TextsErased)
		if !ok {
			continue
		}
		for i := range b.Texts {
			slot, err := db.slotOf(ctx, place{ev.Stream, b.Texts[i].Seq, b.Texts[i].Path})
			if err != nil {
				return err
			}
			b.Texts[i].Slot = slot
		}
	}
	return nil
}

// slotOf returns the slot of one text, 0 where it is not sealed. A text that is not
// there, or not any more, is a [review.Conflict].
func (db *DB) slotOf(ctx context.Context, at place) (int64, error) {
	var sealed []byte
	found, err := db.get(ctx, &sealed, `
		SELECT f.sealed
		FROM events e
		JOIN event_fields f ON f.global = e.global
		WHERE e.board = (SELECT code FROM boards) AND e.stream = ? AND e.seq = ? AND f.path = ?`, string(at.Stream), at.Seq, at.Path)
	if err != nil {
		return 0, fmt.Errorf("look for a text to erase: %w", err)
	}
	if !found {
		return 0, review.Errorf(review.Conflict, "text #%d/%s is not there any more: nothing was erased", at.Seq, at.Path)
	}
	if sealed[0] == inClear {
		return 0, nil
	}
	_, slot, err := keyring.SlotsOf(sealed)
	return slot, err
}

// eraseTexts takes away what the erasures among some events name, and notes that
// their keys are still to be destroyed. Again says that they were carried out before, on
// the database of which this one is a copy.
func (t *tx) eraseTexts(events []review.Event, again bool) error {
	for _, ev := range events {
		b, ok := ev.Body.(*review.TextsErased)
		if !ok {
			continue
		}
		if err := t.mayErase(b.Erasure); err != nil && !again {
			return err
		}
		for _, text := range b.Texts {
			if err := t.eraseText(ev, text); err != nil {
				return err
			}
		}
		if err := t.rightKeys(); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO unfinished_erasures (erased_by) VALUES (?)`, ev.Global); err != nil {
			return err
		}
	}
	return nil
}

// mayErase refuses an erasure that nobody may carry out any more. It was allowed when it
// was decided on, and what it takes cannot be brought back; but the decision rests on
// the board's stream and on other reviews, and the event goes on a stream of its own, so
// that only here nobody can come in between.
func (t *tx) mayErase(id string) error {
	rows, err := t.query(`SELECT state FROM boards WHERE code = ?`, t.board)
	if err != nil || len(rows) == 0 {
		return err
	}
	board, err := readState[review.Board](rows[0][0].([]byte), "the board")
	if err != nil {
		return err
	}
	for _, m := range board.Moratoria {
		if !m.Lifted {
			return review.Errorf(review.Refused, "%s, declared %s, keeps the board from erasing anything: nothing was erased", m.ID, m.On.When()).
				WithHint("once it is over: scr erase moratorium lift %s", m.ID)
		}
	}
	er, _ := board.Erasure(id)
	if !er.Open() || !er.Approved() {
		return review.Errorf(review.Refused, "%s is not, or not any more, one that two people have approved: nothing was erased", id).
			WithHint("scr erase list")
	}
	if er.Scope.Kind == review.ErasePerson {
		return t.noHoldOn(er.Scope.Of)
	}
	return nil // a hold on a review moves its version on
}

// noHoldOn refuses to erase somebody of the register while a hold stands on a review in
// which they have, or had, a part.
func (t *tx) noHoldOn(person string) error {
	rows, err := t.query(`
		SELECT r.state
		FROM review_people p
		JOIN reviews r ON r.board = p.board AND r.sort = p.sort
		WHERE p.board = ? AND p.person = ?`, t.board, person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := readState[review.Review](row[0].([]byte), "a review")
		if err != nil {
			return err
		}
		if slices.ContainsFunc(r.Holds, func(h review.Hold) bool { return !h.Lifted }) { // which, is for those with a part in it
			return review.Errorf(review.Refused, "a hold stands: nothing was erased of %s", person).
				WithHint("try again when it is lifted: \"scr todo\" reminds those with a part in the review of it")
		}
	}
	return nil
}

func (t *tx) eraseText(ev review.Event, text review.ErasedText) error {
	const the = `(SELECT global FROM events WHERE board = ? AND stream = ? AND seq = ?)`
	at := []any{t.board, string(ev.Stream), text.Seq, text.Path}
	if _, err := t.exec(`INSERT INTO erased_fields (global, path, erased_by) VALUES (`+the+`, ?, ?)`, append(at, ev.Global)...); err != nil {
		return err
	}
	gone, err := t.exec(`DELETE FROM event_fields WHERE global = `+the+` AND path = ?`, at...)
	if err == nil && gone != 1 {
		err = conflict(fmt.Sprintf("text #%d/%s", text.Seq, text.Path))
	}
	return err
}
