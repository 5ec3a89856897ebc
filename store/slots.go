package store

import (
	"context"
	"database/sql/driver"

	"scr/internal/keyring"
	"scr/review"
)

// slotCount is what the database knows of the slots of the key ring.
type slotCount struct {
	Next  int64 `db:"next"`  // the slot that is used next
	Since int64 `db:"since"` // of those before this one nobody knows what became of them
	Epoch int   `db:"epoch"` // of the ring, when it was last written down
	Anew  bool  `db:"anew"`  // after a restore: nobody knows which slots were used
}

// ringState is how far a key ring has come.
type ringState struct {
	slots int64
	epoch int
}

// stateOf reads how far the ring has come that lies in the folder now.
func stateOf(keys Keys) (ringState, error) {
	slots, err := keys.Slots()
	return ringState{slots, keys.Epoch()}, err
}

// before refuses a ring that has not come as far as the database knows: an older copy of
// the key folder. It proves itself, and what is sealed with it could not be opened with
// the right one; what was destroyed in that is there again in this one.
func (r ringState) before(c slotCount) error {
	if c.Anew || r.slots >= c.Next && r.epoch >= c.Epoch {
		return nil
	}
	return review.Errorf(review.Failed, "this is an older copy of the key folder: it has %d slots in epoch %d, and the database has used %d, up to epoch %d",
		r.slots, r.epoch, c.Next, c.Epoch).
		WithHint("put the folder back that was used last. If it is lost, restore a backup with the copy of the keys that goes with it: scr db restore FILE --to scr.db --replace --keys-from COPY")
}

const slotCountQuery = `
	SELECT coalesce(max(next), 0) AS next, coalesce(max(since), 0) AS since,
	       coalesce(max(epoch), 0) AS epoch, count(*) = 0 OR max(anew) AS anew
	FROM key_slots`

// slotCount reads the count. Before any slot was used it begins anew.
func (db *DB) slotCount(ctx context.Context) (c slotCount, err error) {
	_, err = db.get(ctx, &c, slotCountQuery)
	return c, err
}

// slotCount is the same in a transaction, held against the ring.
func (t *tx) slotCount() (c slotCount, ring ringState, err error) {
	rows, err := t.query(slotCountQuery)
	if err != nil {
		return c, ring, err
	}
	var epoch, anew int64
	if err := cells("the count of used slots", rows[0], &c.Next, &c.Since, &epoch, &anew); err != nil {
		return c, ring, err
	}
	c.Epoch, c.Anew = int(epoch), anew != 0
	if ring, err = stateOf(t.db.options.Keys); err == nil {
		err = ring.before(c)
	}
	return c, ring, err
}

// takeSlots moves the counter of used slots on, and returns the first of those taken.
// Where nobody knows which slots were used, as after a restore, it begins behind all
// that the ring has: some of them may hold the key of a text that the backup lacks,
// and some may have been destroyed.
func (t *tx) takeSlots(n int) (first int64, err error) {
	c, ring, err := t.slotCount()
	if err != nil {
		return 0, err
	}
	if c.Anew {
		c.Next = max(c.Next, ring.slots)
		c.Since = c.Next
	}
	if err := t.fresh(c.Next); err != nil {
		return 0, err
	}
	next := c.Next + int64(n)
	if _, err := t.exec(`
		INSERT INTO key_slots (board, next, since, epoch, anew)
		VALUES (?, ?, ?, ?, 0)
		ON CONFLICT (board) DO UPDATE SET next = excluded.next, since = excluded.since, epoch = excluded.epoch, anew = 0`,
		t.board, next, c.Since, ring.epoch); err != nil {
		return 0, err
	}
	return c.Next, t.db.options.Keys.Reserve(next)
}

// fresh refuses a slot that is not behind every one that was used. Slots are taken in
// the order of the log, so that the values of the last event that has any tell; where
// that was erased and others before it, the ring seals nothing with a destroyed key.
func (t *tx) fresh(slot int64) error {
	used, err := t.number("the slots of the streams", `SELECT coalesce(max(slot), -1) FROM stream_keys WHERE board = ?`, t.board)
	if err != nil {
		return err
	}
	rows, err := t.query(`
		SELECT substr(sealed, 1, ?)
		FROM event_fields
		WHERE global = (SELECT max(global) FROM event_fields)`, keyring.Overhead)
	if err != nil {
		return err
	}
	for _, row := range rows {
		stream, own, err := slotsIn(row)
		if err != nil {
			return err
		}
		used = max(used, stream, own)
	}
	if slot <= used {
		return wrongSlot("the slot of the key ring that is to be used next, %d, has a key that is in use", slot)
	}
	return nil
}

// streamSlot returns the slot of a stream's own key, and refuses one that the stream's
// last value is not sealed under. It is -1 before the stream has any.
func (t *tx) streamSlot(stream review.Stream) (slot int64, err error) {
	slot, err = t.number("the slot of "+string(stream), `
		SELECT coalesce(max(slot), -1) FROM stream_keys WHERE board = ? AND stream = ?`, t.board, string(stream))
	if err != nil {
		return -1, err
	}
	rows, err := t.query(`
		SELECT substr(f.sealed, 1, ?)
		FROM events e
		CROSS JOIN event_fields f  -- in this order: the event that was last comes first
		WHERE f.global = e.global AND e.board = ? AND e.stream = ?
		ORDER BY e.seq DESC
		LIMIT 1`, keyring.Overhead, t.board, string(stream))
	if err != nil || len(rows) == 0 {
		return slot, err
	}
	under, _, err := slotsIn(rows[0])
	if err == nil && under >= 0 && under != slot {
		err = wrongSlot("%s has its key in slot %d of the key ring, and the database says %d", stream, under, slot)
	}
	return slot, err
}

// slotsIn returns the slots that stand in a value beside the log, -1 where it is in the
// clear.
func slotsIn(row []driver.Value) (stream, own int64, err error) {
	var sealed []byte
	if err := cells("a value beside the log", row, &sealed); err != nil {
		return -1, -1, err
	}
	return slotsOf(sealed)
}

func slotsOf(sealed []byte) (stream, own int64, err error) {
	if len(sealed) > 0 && sealed[0] == inClear {
		return -1, -1, nil
	}
	return keyring.SlotsOf(sealed)
}

// wrongSlot refuses to go on where the database no longer knows which key is whose: what
// is destroyed later would take texts with it that nobody erased.
func wrongSlot(format string, args ...any) error {
	return review.Errorf(review.Failed, format+": nothing was recorded", args...).
		WithHint(`keep the file as it is, and restore a backup; "scr db check" says what else is wrong with this database`)
}

// rightKeys refuses an older copy of the key folder, where there is one at hand.
func (t *tx) rightKeys() error {
	sealing, err := t.sealed()
	if err != nil || !sealing || t.db.options.Keys == nil {
		return err
	}
	_, _, err = t.slotCount()
	return err
}

// rightKeys is the same outside a transaction, of a board that is sealed.
func (db *DB) rightKeys(ctx context.Context) error {
	c, err := db.slotCount(ctx)
	if err != nil {
		return err
	}
	ring, err := stateOf(db.options.Keys)
	if err != nil {
		return err
	}
	return ring.before(c)
}

// noteEpoch writes down that the ring has begun a new epoch: no older one is taken from
// then on.
func (t *tx) noteEpoch() error {
	_, err := t.exec(`UPDATE key_slots SET epoch = max(epoch, ?) WHERE board = ?`, t.db.options.Keys.Epoch(), t.board)
	return err
}

// forgetSlots has the next value that is sealed begin behind every slot of the ring, as
// it is then.
func (db *DB) forgetSlots(ctx context.Context) error {
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, board, func(t *tx) error {
		_, err := t.exec(`UPDATE key_slots SET anew = 1 WHERE board = ?`, t.board)
		return err
	})
}
