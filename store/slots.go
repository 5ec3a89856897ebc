package store

import (
	"context"

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
	row := rows[0]
	c = slotCount{Next: row[0].(int64), Since: row[1].(int64), Epoch: int(row[2].(int64)), Anew: row[3].(int64) != 0}
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
