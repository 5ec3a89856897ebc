package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"scr/review"
)

// This file is the part of an erasure that is one transaction with its event. What
// comes after it stands in erase.go.

// nameSlots writes into the erasures among some events which slots of the key ring
// the texts have. An erasure that would destroy a key of something else is refused.
func (db *DB) nameSlots(ctx context.Context, p *pending) error {
	for _, ev := range p.events {
		b, ok := ev.Body.(*review.TextsErased)
		if !ok {
			continue
		}
		stream, err := db.nameTexts(ctx, ev.Stream, b.Texts)
		if err != nil {
			return err
		}
		slots, err := db.slotsErasedBy(ctx, erasureEvent{ev, b})
		if err != nil {
			return err
		}
		if b.Whole && stream >= 0 && !slices.Contains(slots, stream) {
			return wrongSlot("%s has its key in slot %d of the key ring, and the database says another", ev.Stream, stream)
		}
		if err := db.nobodyElses(ctx, slots, ev.Stream, b.Texts); err != nil {
			return err
		}
	}
	return nil
}

// nameTexts writes the slots of some texts of a stream beside them, and returns the
// stream's own as it stands in what is sealed, -1 where nothing is.
func (db *DB) nameTexts(ctx context.Context, stream review.Stream, texts []review.ErasedText) (own int64, err error) {
	own = -1
	for i := range texts {
		under, slot, err := db.slotsAt(ctx, place{stream, texts[i].Seq, texts[i].Path})
		if err != nil {
			return own, err
		}
		texts[i].Slot, own = max(slot, 0), max(own, under)
	}
	return own, nil
}

// nobodyElses refuses to destroy keys that any text is sealed under but those of one
// stream that are to go.
func (db *DB) nobodyElses(ctx context.Context, slots []int64, of review.Stream, going []review.ErasedText) error {
	sealed, err := db.sealedUnder(ctx, slots)
	if err != nil {
		return err
	}
	for _, at := range sealed {
		goes := at.Stream == of && slices.ContainsFunc(going, func(t review.ErasedText) bool { return t.Seq == at.Seq && t.Path == at.Path })
		if !goes {
			return needed(at.place)
		}
	}
	return nil
}

// sealedText is a text and the event that recorded it.
type sealedText struct {
	place
	Envelope []byte `db:"envelope"`
}

// sealedUnder returns the texts that are sealed under the keys in some slots, their own or
// their stream's.
func (db *DB) sealedUnder(ctx context.Context, slots []int64) (sealed []sealedText, err error) {
	if len(slots) == 0 {
		return nil, nil
	}
	wanted := make([]string, len(slots))
	for i, slot := range slots {
		wanted[i] = fmt.Sprintf("%08X", slot)
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	err = db.all(ctx, &sealed, `
		WITH wanted (slot) AS MATERIALIZED (SELECT value FROM json_each(?))
		SELECT e.stream, e.seq, f.path, e.envelope
		FROM event_fields f
		JOIN events e ON e.global = f.global
		WHERE substr(f.sealed, 1, 1) <> x'00'
		  AND (hex(substr(f.sealed, 10, 4)) IN (SELECT slot FROM wanted) OR hex(substr(f.sealed, 14, 4)) IN (SELECT slot FROM wanted))
		ORDER BY f.global, f.path`, string(list))
	if err != nil {
		return nil, fmt.Errorf("look what else is sealed under the keys that are to go: %w", err)
	}
	return sealed, nil
}

func needed(at place) error {
	return review.Errorf(review.Failed, "a key that is to be destroyed is also that of the text %d/%s of %s, which is not erased: no key was destroyed", at.Seq, at.Path, at.Stream).
		WithHint(`keep the file as it is, and restore a backup; "scr db check" says what else is wrong with this database`)
}

// slotsAt returns the slots of one text, -1 where it is not sealed. A text that is not
// there, or not any more, is a [review.Conflict].
func (db *DB) slotsAt(ctx context.Context, at place) (stream, own int64, err error) {
	var sealed []byte
	found, err := db.get(ctx, &sealed, `
		SELECT f.sealed
		FROM events e
		JOIN event_fields f ON f.global = e.global
		WHERE e.board = (SELECT code FROM boards) AND e.stream = ? AND e.seq = ? AND f.path = ?`, string(at.Stream), at.Seq, at.Path)
	if err != nil {
		return -1, -1, fmt.Errorf("look for a text to erase: %w", err)
	}
	if !found {
		return -1, -1, review.Errorf(review.Conflict, "text %d/%s is not there any more: nothing was erased", at.Seq, at.Path)
	}
	return slotsOf(sealed)
}

// eraseTexts takes away what the erasures among some events name, and notes that
// their keys are still to be destroyed. Unheld are the references of reviews on which no
// hold may stand. Again says that they were carried out before, on the database of which
// this one is a copy.
func (t *tx) eraseTexts(events []review.Event, unheld []string, again bool) error {
	for _, ev := range events {
		b, ok := ev.Body.(*review.TextsErased)
		if !ok {
			continue
		}
		if err := t.mayErase(b.Erasure, unheld); err != nil && !again {
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
func (t *tx) mayErase(id string, unheld []string) error {
	rows, err := t.query(`SELECT state FROM boards WHERE code = ?`, t.board)
	if err != nil || len(rows) == 0 {
		return err
	}
	board, err := stateIn[review.Board](rows[0], "the board")
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
		err = t.noHoldOn(er.Scope.Of)
	}
	if err == nil {
		err = t.noHoldAmong(unheld)
	}
	return err // a hold on the review itself moves its version on
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
	return noneHeld(rows)
}

// noHoldAmong refuses to erase what has to do with reviews while a hold stands on one of
// them. Which those are follows from their definitions, and is decided by who appends.
func (t *tx) noHoldAmong(references []string) error {
	for _, reference := range references {
		rows, err := t.query(`SELECT state FROM reviews WHERE board = ? AND sort = ?`, t.board, sortKey(reference))
		if err == nil {
			err = noneHeld(rows)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noneHeld refuses to erase what is somebody's while a hold stands on one of some reviews.
func noneHeld[V any](reviews [][]V) error {
	for _, row := range reviews {
		r, err := stateIn[review.Review](row, "a review")
		if err != nil {
			return err
		}
		if slices.ContainsFunc(r.Holds, func(h review.Hold) bool { return !h.Lifted }) { // which, is for those with a part in it
			return review.HeldBack("a hold stands: nothing was erased")
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
		err = conflict(fmt.Sprintf("text %d/%s", text.Seq, text.Path))
	}
	return err
}
