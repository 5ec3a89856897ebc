package store

import (
	"context"
	"errors"
	"fmt"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
)

// Keys seals the values beside the log, and opens them. See package keyring.
type Keys interface {
	Reserve(slots int64) error
	Slots() (int64, error)
	Seal(at keyring.Place, stream, field int64, plain []byte) ([]byte, error)
	Open(at keyring.Place, sealed []byte) ([]byte, error)
	Destroy(slots ...int64) error
	Rotate() error
	Epoch() int
	Live(slots ...int64) ([]int64, error)
	Mark(stream, field int64) ([]byte, error)
}

// inClear begins a value that is not sealed: its salt and the value follow.
const inClear = 0

// placeOf says where a value lies, for the key ring.
func placeOf(board string, p place) keyring.Place {
	return keyring.Place{Board: board, Stream: string(p.Stream), Seq: p.Seq, Path: p.Path}
}

// insertFields puts the personal values of some events beside the log: sealed where
// the board says so, each under a key of its own.
func (t *tx) insertFields(events []review.Event, fields [][]review.Field) error {
	wanted := 0
	for _, list := range fields {
		wanted += len(list)
	}
	if wanted == 0 {
		return nil
	}
	slots, err := t.slots(events[0].Stream, wanted)
	if err != nil {
		return err
	}
	for i, ev := range events {
		for _, f := range fields[i] {
			sealed, err := slots.seal(ev, f)
			if err != nil {
				return err
			}
			if _, err := t.exec(`
				INSERT INTO event_fields (global, path, class, sealed)
				VALUES (?, ?, ?, ?)`, ev.Global, f.Path, string(f.Class), sealed); err != nil {
				return err
			}
		}
	}
	return nil
}

// slots are the places in the key ring that an append was given: the stream's, and
// one for each value, in order. Without keys the values stay in the clear.
type slots struct {
	keys         Keys
	stream, next int64
}

func (s *slots) seal(ev review.Event, f review.Field) ([]byte, error) {
	plain := make([]byte, 0, 1+audit.SaltSize+len(f.Value))
	if s.keys == nil {
		plain = append(plain, inClear)
		return append(append(plain, f.Salt...), f.Value...), nil
	}
	plain = append(append(plain, f.Salt...), f.Value...)
	at := placeOf(ev.Board, place{ev.Stream, ev.Seq, f.Path})
	sealed, err := s.keys.Seal(at, s.stream, s.next, plain)
	s.next++
	return sealed, err
}

// slots takes a slot of the key ring for each of some values of one stream, and one
// for the stream when it has none yet. The ring has them on disk before the values
// can be: what is sealed under a key that was lost is lost as well.
func (t *tx) slots(stream review.Stream, values int) (*slots, error) {
	sealing, err := t.sealing()
	if err != nil || !sealing {
		return &slots{}, err
	}
	s := &slots{keys: t.db.options.Keys}
	if s.stream, err = t.streamSlot(stream); err != nil {
		return nil, err
	}
	if s.stream < 0 {
		values++
	}
	if s.next, err = t.takeSlots(values); err != nil {
		return nil, err
	}
	if s.stream < 0 {
		s.stream, s.next = s.next, s.next+1
		_, err = t.exec(`INSERT INTO stream_keys (board, stream, slot) VALUES (?, ?, ?)`, t.board, string(stream), s.stream)
	}
	return s, err
}

// HasKeys reports whether the store was given keys.
func (db *DB) HasKeys() bool { return db.options.Keys != nil }

// Sealing reports whether the board's personal values are sealed on disk.
func (db *DB) Sealing(ctx context.Context) (bool, error) {
	var sealing bool
	_, err := db.get(ctx, &sealing, `SELECT CAST(state AS TEXT) ->> '$.sealing' FROM boards`)
	return sealing, err
}

// sealing reports whether this board's values are sealed, and refuses to write when
// they are and the keys are not at hand.
func (t *tx) sealing() (bool, error) {
	sealing, err := t.sealed()
	if err == nil && sealing && t.db.options.Keys == nil {
		err = noKeys()
	}
	return sealing, err
}

// sealed reads once whether the board's values are sealed. A board that this very
// transaction creates is not remembered: it may come to nothing.
func (t *tx) sealed() (bool, error) {
	t.db.mu.Lock()
	known, created := t.db.sealed, t.db.code == ""
	t.db.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	rows, err := t.query(`SELECT CAST(state AS TEXT) ->> '$.sealing' FROM boards WHERE code = ?`, t.board)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	sealing := rows[0][0] == int64(1)
	if !created {
		t.db.mu.Lock()
		t.db.sealed = &sealing
		t.db.mu.Unlock()
	}
	return sealing, nil
}

func noKeys() error {
	return review.Errorf(review.Failed, "the board's values are sealed, and there is no key ring").
		WithHint("name the folder of the key ring with the setting \"keys\" or SCR_KEYS; \"scr config show\" says where it is looked for")
}

// unseal returns the salt and the value of what lies beside the log.
func (db *DB) unseal(board string, at place, sealed []byte) (salt []byte, value string, err error) {
	if len(sealed) < 1+audit.SaltSize {
		return nil, "", errors.New("it is too short")
	}
	plain := sealed[1:]
	if sealed[0] != inClear {
		if db.options.Keys == nil {
			return nil, "", noKeys()
		}
		if plain, err = db.options.Keys.Open(placeOf(board, at), sealed); err != nil {
			return nil, "", err
		}
	}
	if len(plain) < audit.SaltSize {
		return nil, "", errors.New("it has no salt")
	}
	return plain[:audit.SaltSize], string(plain[audit.SaltSize:]), nil
}

// unopened says of a value that it cannot be opened, and why.
func unopened(at place, err error) error {
	if known, ok := errors.AsType[*review.Error](err); ok {
		return known
	}
	return unreadable(fmt.Sprintf("text %d/%s of %s", at.Seq, at.Path, at.Stream), err)
}
