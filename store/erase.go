package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scr/internal/audit"
	"scr/review"
)

// An erasure is an event, appended like any other; and with it, in the same
// transaction, what it names goes from beside the log. Then the keys are destroyed,
// what SQLite may have kept is cleared away, and the key ring begins a new epoch. A
// process that dies after the transaction leaves the rest to the next one that writes:
// see [DB.Resume].

// Resume finishes the erasures that a process that died left unfinished. It comes before
// anything else is recorded, and after the log was found to be the one that was seen:
// keys are destroyed by it. Whoever has no keys can open nothing, and leaves it to who
// has.
func (db *DB) Resume(ctx context.Context) error {
	left, err := db.unfinished(ctx)
	if err != nil || len(left) == 0 {
		return err
	}
	sealing, err := db.Sealing(ctx)
	if err != nil || sealing && db.options.Keys == nil {
		return err
	}
	if _, err := db.finishErasures(ctx); err != nil {
		return interrupted(err)
	}
	return nil
}

// interrupted says that nothing else is done before an erasure is finished.
func interrupted(err error) error {
	wrapped := &review.Error{Code: review.CodeOf(err), Err: err,
		Message: "an erasure was interrupted, and is finished before anything else, which failed: " + err.Error()}
	if known, ok := errors.AsType[*review.Error](err); ok {
		wrapped.Hint = known.Hint
	}
	return wrapped
}

// unfinished lists the erasures, by their events, whose keys may be there still.
func (db *DB) unfinished(ctx context.Context) ([]int64, error) {
	var left []int64
	err := db.few(ctx, &left, `SELECT erased_by FROM unfinished_erasures ORDER BY erased_by`)
	return left, err
}

// FinishErasures destroys what the erasures on record have left: the keys, copies that
// SQLite may have kept, and with a new epoch of the key ring every older copy of it.
// It returns the ring's epoch, 0 where nothing is sealed. It may be repeated at any
// time, and changes nothing where nothing is left to do. What keeps it from being done is
// a [review.Unfinished] error: the erasures are on record, and cannot be taken back.
func (db *DB) FinishErasures(ctx context.Context) (epoch int, err error) {
	epoch, err = db.finishErasures(ctx)
	return epoch, review.NotFinished(err)
}

func (db *DB) finishErasures(ctx context.Context) (epoch int, err error) {
	sealing, err := db.Sealing(ctx)
	if err != nil {
		return 0, err
	}
	keys := db.options.Keys
	if sealing && keys == nil {
		return 0, noKeys()
	}
	left, err := db.unfinished(ctx)
	if err == nil && len(left) > 0 {
		err = db.finish(ctx, left, sealing)
	}
	if sealing {
		epoch = keys.Epoch()
	}
	return epoch, err
}

func (db *DB) finish(ctx context.Context, left []int64, sealing bool) error {
	slots, err := db.slotsErased(ctx, left)
	if err == nil {
		err = db.nobodyElses(ctx, slots, "", nil)
	}
	if err == nil && sealing {
		err = db.rightKeys(ctx) // a new epoch of an older copy would pass for the ring
	}
	if err != nil {
		return err
	}
	for _, act := range []struct {
		step string
		do   func() error
	}{
		{"destroy", func() error { return db.destroy(sealing, slots) }},
		{"clear", func() error { return db.clearRemnants(ctx) }},
		{"rotate", func() error { return db.rotate(sealing) }},
		{"list", func() error { return db.tellErased(ctx) }},
		{"forget", func() error { return db.forgetErasures(ctx, left, sealing) }},
	} {
		if err := db.reach(act.step); err != nil {
			return err
		}
		if err := act.do(); err != nil {
			return err
		}
	}
	return nil
}

// reach is where a test stops an erasure.
func (db *DB) reach(step string) error {
	if db.before == nil {
		return nil
	}
	return db.before(step)
}

func (db *DB) destroy(sealing bool, slots []int64) error {
	if !sealing || len(slots) == 0 {
		return nil
	}
	return db.options.Keys.Destroy(slots...)
}

func (db *DB) rotate(sealing bool) error {
	if !sealing {
		return nil
	}
	return db.options.Keys.Rotate()
}

// tellErased hands out the list of all that was erased, to be kept elsewhere.
func (db *DB) tellErased(ctx context.Context) error {
	if db.options.Erased == nil {
		return nil
	}
	list, err := db.ErasedList(ctx)
	if err != nil {
		return err
	}
	return db.options.Erased(ctx, list)
}

func (db *DB) forgetErasures(ctx context.Context, done []int64, sealing bool) error {
	board, err := db.board(ctx)
	if err != nil {
		return err
	}
	return db.write(ctx, board, func(t *tx) error {
		for _, by := range done {
			if _, err := t.exec(`DELETE FROM unfinished_erasures WHERE erased_by = ?`, by); err != nil {
				return err
			}
		}
		if !sealing {
			return nil
		}
		return t.noteEpoch()
	})
}

// clearRemnants writes the database anew and empties the log beside it: what was
// deleted is overwritten, but SQLite leaves copies behind when it moves rows from page
// to page.
func (db *DB) clearRemnants(ctx context.Context) error {
	if err := db.Vacuum(ctx); err != nil {
		return fmt.Errorf("clear away what was erased: %w", err)
	}
	return nil
}

// Vacuum writes the database anew, without the room that deleted rows left, and
// empties the log beside it. While somebody else reads it waits, and gives up in the
// end with a [review.Conflict].
func (db *DB) Vacuum(ctx context.Context) (err error) {
	p := pool(db.path, readWrite, 1)
	defer func() { err = errors.Join(err, p.Close()) }()
	if _, err := p.ExecContext(ctx, `VACUUM`); err != nil {
		return translate(err)
	}
	var busy, log, moved int64
	if err := p.QueryRowxContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil {
		return translate(err)
	}
	if busy != 0 {
		return review.Errorf(review.Conflict, "somebody else was reading the database all the time").
			WithHint("repeat the command when they are done")
	}
	return nil
}

// erasures are events that erase, by their places in the whole log.
type erasureEvent struct {
	review.Event
	body *review.TextsErased
}

// erasureEvents reads the events that erase: all of them, or those given.
func (db *DB) erasureEvents(ctx context.Context, only []int64) ([]erasureEvent, error) {
	var envelopes [][]byte
	err := db.all(ctx, &envelopes, `SELECT envelope FROM events WHERE kind = 'texts.erased/1' ORDER BY global`)
	if err != nil {
		return nil, fmt.Errorf("read the erasures: %w", err)
	}
	var list []erasureEvent
	for _, data := range envelopes {
		ev, err := readEvent(data)
		b, ok := ev.Body.(*review.TextsErased)
		if err != nil || !ok {
			return nil, unreadable("an erasure", err)
		}
		if only == nil || slices.Contains(only, ev.Global) {
			list = append(list, erasureEvent{ev, b})
		}
	}
	return list, nil
}

// slotsErased returns the slots of the key ring that erasures are to destroy.
func (db *DB) slotsErased(ctx context.Context, by []int64) ([]int64, error) {
	events, err := db.erasureEvents(ctx, by)
	if err != nil {
		return nil, err
	}
	var slots []int64
	for _, ev := range events {
		of, err := db.slotsErasedBy(ctx, ev)
		if err != nil {
			return nil, err
		}
		slots = append(slots, of...)
	}
	return slots, nil
}

// slotsErasedBy returns the slots that one erasure destroys: those of the texts, and the
// stream's with the whole of it. That the stream's is the one its texts were sealed under
// was looked at before they went; see nameSlots.
func (db *DB) slotsErasedBy(ctx context.Context, ev erasureEvent) ([]int64, error) {
	var slots []int64
	for _, t := range ev.body.Texts {
		if t.Slot != 0 { // slot 0 is a stream's, always
			slots = append(slots, t.Slot)
		}
	}
	if !ev.body.Whole {
		return slots, nil
	}
	stream, found, err := db.streamSlot(ctx, ev.Stream)
	if found {
		slots = append(slots, stream)
	}
	return slots, err
}

// streamSlot returns the slot of a stream's own key, where it has one.
func (db *DB) streamSlot(ctx context.Context, stream review.Stream) (slot int64, found bool, err error) {
	found, err = db.get(ctx, &slot, `SELECT slot FROM stream_keys WHERE stream = ?`, string(stream))
	return slot, found, err
}

// erasureIn returns the handle of the erasure in an event that erases.
func erasureIn(envelope []byte) (string, error) {
	ev, err := readEvent(envelope)
	if b, ok := ev.Body.(*review.TextsErased); ok && err == nil {
		return b.Erasure, nil
	}
	return "", unreadable("the erasure of a text", err)
}

// ErasedList lists all that was erased from the log so far.
func (db *DB) ErasedList(ctx context.Context) (audit.ErasedList, error) {
	list := audit.ErasedList{}
	var err error
	if list.Origin, err = db.Origin(ctx); err != nil {
		return list, err
	}
	end, err := db.logEnd(ctx)
	if err != nil {
		return list, err
	}
	if list.Head, err = db.HeadAt(ctx, end.Global); err != nil {
		return list, err
	}
	looks, err := db.AccessHead(ctx)
	if err != nil {
		return list, err
	}
	list.Access = looks.Size
	var texts []struct {
		erasedField
		By       int64  `db:"erased_by"`
		Envelope []byte `db:"envelope"`
		Recorded []byte `db:"recorded"`
	}
	err = db.all(ctx, &texts, `
		SELECT x.global, x.path, x.erased_by, e.envelope, r.envelope AS recorded
		FROM erased_fields x
		JOIN events e ON e.global = x.erased_by
		JOIN events r ON r.global = x.global
		WHERE x.erased_by <= ?`, list.Size)
	if err != nil {
		return list, fmt.Errorf("read what was erased: %w", err)
	}
	for _, x := range texts {
		erasure, err := erasureIn(x.Envelope)
		if err != nil {
			return list, err
		}
		list.Entries = append(list.Entries, audit.ErasedEntry{Erasure: erasure, By: x.By, Global: x.Global,
			Leaf: audit.LeafMark(audit.Leaf(x.Recorded)), Path: x.Path})
	}
	whole, err := db.wholeStreams(ctx, list.Size)
	list.Entries = append(list.Entries, whole...)
	audit.SortErased(list.Entries)
	return list, err
}

// wholeStreams lists the streams that were erased whole.
func (db *DB) wholeStreams(ctx context.Context, size int64) ([]audit.ErasedEntry, error) {
	events, err := db.erasureEvents(ctx, nil)
	if err != nil {
		return nil, err
	}
	var list []audit.ErasedEntry
	for _, ev := range events {
		if !ev.body.Whole || ev.Global > size {
			continue
		}
		var first eventRow
		if _, err := db.get(ctx, &first, `SELECT global, envelope FROM events WHERE stream = ? ORDER BY global LIMIT 1`, string(ev.Stream)); err != nil {
			return nil, err
		}
		list = append(list, audit.ErasedEntry{Erasure: ev.body.Erasure, By: ev.Global, Global: first.Global,
			Leaf: audit.LeafMark(audit.Leaf(first.Envelope))})
	}
	return list, nil
}
