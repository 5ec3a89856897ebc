package store

import (
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store/storetest"
)

// What proof and sealing cost each append, without the flush at its end, on a log of
// 100,000 events.

// planted returns a database whose tree has that many leaves, and a leaf for each.
func planted(b *testing.B, o Options, size int64) *DB {
	b.Helper()
	db := opened(b, made(b), o)
	c := storetest.NewClerk(b, db)
	c.Open("r1")
	leaves := make([]audit.Hash, size)
	for i := range leaves {
		leaves[i] = sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	if err := db.write(b.Context(), storetest.Board, func(t *tx) error {
		if _, err := t.exec(`DELETE FROM tree_hashes`); err != nil {
			return err
		}
		_, err := t.grow(eventTree, 0, leaves)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkTree grows the tree by one leaf and computes its root.
func BenchmarkTree(b *testing.B) {
	size := int64(many(100_000))
	db := planted(b, Options{}, size)
	err := db.write(b.Context(), storetest.Board, func(t *tx) error {
		for n := size; b.Loop(); n++ {
			if _, err := t.grow(eventTree, n, []audit.Hash{{byte(n)}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSeal puts a text of 400 bytes beside an event, sealed and in the clear.
func BenchmarkSeal(b *testing.B) {
	keys, err := keyring.Create(filepath.Join(b.TempDir(), "keys"), keyring.Options{Signer: "scr/" + storetest.Board})
	if err != nil {
		b.Fatal(err)
	}
	for name, o := range map[string]Options{"sealed": {Keys: keys}, "in the clear": {}} {
		b.Run(name, func(b *testing.B) {
			db := planted(b, o, 1)
			field := []review.Field{{Class: review.Narrative, Salt: make([]byte, audit.SaltSize), Value: strings.Repeat("narrative ", 40)}}
			err := db.write(b.Context(), storetest.Board, func(t *tx) error {
				if _, err := t.exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
					return err
				}
				for n := int64(10); b.Loop(); n++ {
					field[0].Path = "p" + string(binary.BigEndian.AppendUint64(nil, uint64(n)))
					ev := review.Event{Board: storetest.Board, Stream: "review/r1", Seq: n, Global: 1}
					if err := t.insertFields([]review.Event{ev}, [][]review.Field{field}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
