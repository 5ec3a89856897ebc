package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"scr/review"
)

// A database that came back from a copy may meet a key ring that has come less far, or
// that went on from an older copy of itself: then a slot whose key was destroyed holds the
// key of another text. So it is only noted in the copy which keys are to go, and they go
// when it has its name; and none goes that another database needs.

// ReopenErasures notes of the erasures whose keys the ring has still that they are not
// finished: it is an older copy of the ring in which they were destroyed. It returns how
// many keys those are. [DB.FinishErasures] destroys them, or the next command that writes;
// whether another database needs them is for [DB.KeysNeeded] to say before.
func (db *DB) ReopenErasures(ctx context.Context) (keys int, err error) {
	by, slots, err := db.keysLeft(ctx)
	if err == nil && len(by) > 0 {
		err = db.noteUnfinished(ctx, by)
	}
	return len(slots), err
}

// ClearErasures clears away what [DB.ApplyErased] took from this copy of a database, and
// leaves the keys alone: another database needs them. It returns how many keys of what was
// erased are left by that.
func (db *DB) ClearErasures(ctx context.Context) (keys int, err error) {
	_, slots, err := db.keysLeft(ctx)
	if err != nil {
		return 0, err
	}
	left, err := db.unfinished(ctx)
	if err != nil || len(left) == 0 {
		return len(slots), err
	}
	if err := db.clearRemnants(ctx); err != nil {
		return 0, err
	}
	return len(slots), db.forgetErasures(ctx, left, false)
}

// KeysNeeded is a [review.Refused] error when what [DB.ReopenErasures] notes is a key that
// another database has a text under. One that goes on being used needs all its keys, and
// those that its next texts will be sealed under; one that is to be replaced does not need
// those of the very texts that were erased here. A database that could not be asked needs
// nothing, as far as is known.
func (db *DB) KeysNeeded(ctx context.Context, other *InPlace, goesOn bool) error {
	if other == nil || !other.Found || other.Unasked != nil {
		return nil
	}
	_, slots, err := db.keysLeft(ctx)
	if err != nil || len(slots) == 0 {
		return err
	}
	theirs, err := Open(ctx, other.path, Options{OnlyRead: true})
	if err != nil {
		return err
	}
	defer theirs.Close()
	count, err := theirs.slotCount(ctx)
	if err != nil {
		return err
	}
	if goesOn && !count.Anew && slices.Max(slots) >= count.Next {
		return goneOn("would become that of a new text in %s", other.path)
	}
	return db.apart(ctx, theirs, slots, goesOn)
}

// apart refuses slots under which another database has texts. Where it does not go on being
// used, that is none that was erased here.
func (db *DB) apart(ctx context.Context, theirs *DB, slots []int64, goesOn bool) error {
	sealed, err := theirs.sealedUnder(ctx, slots)
	if err != nil {
		return err
	}
	for _, at := range sealed {
		goes := false
		if !goesOn {
			if goes, err = db.erasedAs(ctx, at); err != nil {
				return err
			}
		}
		if !goes {
			return goneOn("is that of the text %d/%s of %s in %s", at.Seq, at.Path, at.Stream, theirs.path)
		}
	}
	return nil
}

func goneOn(format string, args ...any) error {
	return review.Errorf(review.Refused, "a key that an erasure destroyed "+format+": nothing was restored", args...).
		WithHint("the key folder has gone on from an older copy. Name another folder with SCR_KEYS, and put back the copy of the keys that goes with the backup: --keys-from COPY")
}

// erasedAs reports whether a text was erased here, of the same event.
func (db *DB) erasedAs(ctx context.Context, at sealedText) (bool, error) {
	var recorded []byte
	gone, err := db.get(ctx, &recorded, `
		SELECT e.envelope
		FROM events e
		JOIN erased_fields x ON x.global = e.global
		WHERE e.stream = ? AND e.seq = ? AND x.path = ?`, string(at.Stream), at.Seq, at.Path)
	if err != nil {
		return false, fmt.Errorf("look whether a text was erased: %w", err)
	}
	return gone && bytes.Equal(recorded, at.Envelope), nil
}

// keysLeft returns the slots of the ring that still hold the keys of what was erased, or
// others in their places, and the events that erased it.
func (db *DB) keysLeft(ctx context.Context) (by, slots []int64, err error) {
	sealing, err := db.Sealing(ctx)
	if err != nil || !sealing || db.options.Keys == nil {
		return nil, nil, err
	}
	events, err := db.erasureEvents(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	for _, ev := range events {
		of, err := db.slotsErasedBy(ctx, ev)
		if err != nil {
			return nil, nil, err
		}
		live, err := db.options.Keys.Live(of...)
		if err != nil {
			return nil, nil, err
		}
		if len(live) > 0 {
			by, slots = append(by, ev.Global), append(slots, live...)
		}
	}
	return by, slots, nil
}

func (db *DB) noteUnfinished(ctx context.Context, by []int64) error {
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, board, func(t *tx) error {
		for _, global := range by {
			if _, err := t.exec(`INSERT INTO unfinished_erasures (erased_by) VALUES (?) ON CONFLICT DO NOTHING`, global); err != nil {
				return err
			}
		}
		return nil
	})
}
