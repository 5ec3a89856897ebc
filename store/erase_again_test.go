package store_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// TestARestoredCopyLosesTheSameAgain: a copy of the database from before two erasures,
// with a copy of the ring from then, loses what the list names, and its keys.
func TestARestoredCopyLosesTheSameAgain(t *testing.T) {
	l := newLibrary(t, 4, true)
	l.Register("someone", "Made Up")
	keys := l.copiedKeys()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := l.db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	all := l.written()
	if err := l.erase("erasure-1", false, all[0], all[4]); err != nil {
		t.Fatal(err)
	}
	p, err := l.db.Person(t.Context(), "p1")
	if err != nil {
		t.Fatal(err)
	}
	l.approve("erasure-2")
	l.Record(p, &review.TextsErased{Erasure: "erasure-2", Whole: true, Texts: []review.ErasedText{{Seq: 1, Path: "person.name"}}})
	l.Change(l.Review("EXB-2026-001"), storetest.Finding("finding-9", "recorded after the copy"))
	later := l.written()[len(l.written())-1]
	if err := l.erase("erasure-3", false, later); err != nil {
		t.Fatal(err)
	}
	list, err := l.db.ErasedList(t.Context())
	if err != nil || len(list.Entries) != 5 {
		t.Fatalf("%d entries (%v)", len(list.Entries), err)
	}

	old := open(t, copied, store.Options{Keys: keys})
	done, err := old.ApplyErased(t.Context(), list, l.Now)
	if err != nil {
		t.Fatal(err)
	}
	if done.Texts != 3 || done.Elsewhere != 1 || strings.Join(done.Erasures, " ") != "erasure-1 erasure-2" {
		t.Errorf("it did %+v", done)
	}
	if n, err := old.ReopenErasures(t.Context()); err != nil || n != 4 {
		t.Errorf("%d keys are to be destroyed again (%v)", n, err)
	}
	if _, err := old.FinishErasures(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := &library{Clerk: &storetest.Clerk{TB: t, Store: old}, db: old, path: copied, keys: keys}
	if got := again.written(); len(got) != len(all)-2 {
		t.Errorf("%d texts of %d are left", len(got), len(all))
	}
	found, err := old.VerifyErasures(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("%+v (%v)", found, err)
	}
	again.Verify()
	board, err := old.Board(t.Context())
	if err != nil || board.NextErasure() != "erasure-3" {
		t.Errorf("the next erasure would be %s (%v)", board.NextErasure(), err)
	}
	if done, err = old.ApplyErased(t.Context(), list, l.Now); err != nil || done.Texts != 0 {
		t.Errorf("applied twice it erased %d more (%v)", done.Texts, err)
	}
}

func TestAListOfAnotherLogErasesNothing(t *testing.T) {
	l, other := newLibrary(t, 2, true), newLibrary(t, 2, true)
	if err := other.erase("erasure-1", false, other.written()[0]); err != nil {
		t.Fatal(err)
	}
	list, err := other.db.ErasedList(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := len(l.readable())
	if _, err := l.db.ApplyErased(t.Context(), list, l.Now); review.CodeOf(err) != review.Invalid {
		t.Errorf("it was applied: %v", err)
	}
	if list.Origin, err = l.db.Origin(t.Context()); err != nil {
		t.Fatal(err)
	}
	done, err := l.db.ApplyErased(t.Context(), list, l.Now)
	if err != nil || done.Texts != 0 || done.Elsewhere != len(list.Entries) {
		t.Errorf("under the name of this log it did %+v (%v)", done, err)
	}
	var envelope []byte
	if err := sqlite(t, l.path).QueryRow(`SELECT envelope FROM events WHERE global = ?`, list.Entries[0].Global).Scan(&envelope); err != nil {
		t.Fatal(err)
	}
	list.Entries[0].Leaf, list.Entries[0].Path = audit.LeafMark(audit.Leaf(envelope)), "record.nothing"
	if _, err := l.db.ApplyErased(t.Context(), list, l.Now); review.CodeOf(err) != review.Invalid {
		t.Errorf("it was applied: %v", err)
	}
	if after := len(l.readable()); after != before {
		t.Errorf("%d texts can be read, of %d", after, before)
	}
}

// TestVerifyErasuresSeesWhatWasNotDone plays what each check is for, on a board whose
// erasure was carried through otherwise.
func TestVerifyErasuresSeesWhatWasNotDone(t *testing.T) {
	tests := []struct {
		name, says string
		spoil      func(t *testing.T, l *library, blob []byte)
	}{
		{"a key was kept", "keys that this erasure (erasure-1) was to destroy", func(t *testing.T, l *library, _ []byte) {
			// An event that names a slot whose key nobody destroyed.
			l.db.StopBefore(func(step string) error {
				if step == "destroy" {
					return errStopped
				}
				return nil
			})
			if err := l.erase("erasure-1", false, l.written()[0]); !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			raw(t, l.path, `DELETE FROM unfinished_erasures`)
		}},
		{"an erasure was not finished", "this erasure was not finished", func(t *testing.T, l *library, _ []byte) {
			raw(t, l.path, `INSERT INTO unfinished_erasures SELECT max(global) FROM events`)
		}},
		{"a key was destroyed by itself", "destroyed, and no erasure says so", func(t *testing.T, l *library, _ []byte) {
			_, slot, err := keyring.SlotsOf(l.blobs(l.written()[:1])[0])
			if err == nil {
				err = l.keys.Destroy(slot)
			}
			if err != nil {
				t.Fatal(err)
			}
		}},
		{"a sealed text is in the file", "is left in the file", func(t *testing.T, l *library, blob []byte) {
			raw(t, l.path, `CREATE TABLE kept (blob BLOB)`)
			db := sqliteWrites(t, l.path)
			if _, err := db.Exec(`INSERT INTO kept VALUES (?)`, blob); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(t, 3, true)
			text := l.written()[1]
			blob := l.blobs([]review.Written{text})[0]
			if err := l.erase("erasure-0", false, text); err != nil {
				t.Fatal(err)
			}
			if found, err := l.db.VerifyErasures(t.Context()); err != nil || len(found) > 0 {
				t.Fatalf("before: %+v (%v)", found, err)
			}
			tt.spoil(t, l, blob)
			found, err := l.db.VerifyErasures(t.Context())
			if err != nil || len(found) == 0 || !strings.Contains(found[0].Says, tt.says) {
				t.Errorf("found %+v (%v)", found, err)
			}
		})
	}
}

// TestVerifySeesValuesThatOutliveTheirErasure: an event that says erased, and a value
// that is there still, cannot both be.
func TestVerifySeesValuesThatOutliveTheirErasure(t *testing.T) {
	l := newLibrary(t, 3, true)
	text := l.written()[1]
	blob := l.blobs([]review.Written{text})[0]
	if err := l.erase("erasure-1", false, text); err != nil {
		t.Fatal(err)
	}
	raw(t, l.path, `DROP TRIGGER event_fields_not_replaced`)
	_, err := sqliteWrites(t, l.path).Exec(`INSERT INTO event_fields SELECT global, ?, 'narrative', ? FROM events
		WHERE stream = 'review/r1' AND seq = ?`, text.Path, blob, text.Seq)
	if err != nil {
		t.Fatal(err)
	}
	found, err := l.db.Verify(t.Context(), nil)
	if err != nil || len(found.Problems) != 1 || !strings.Contains(found.Problems[0].Says, "was erased, and is there still") {
		t.Errorf("found %+v (%v)", found.Problems, err)
	}
}

// TestTheListTravelsSigned: as it is written to a file and read from it.
func TestTheListTravelsSigned(t *testing.T) {
	l := newLibrary(t, 2, true)
	if err := l.erase("erasure-1", false, l.written()...); err != nil {
		t.Fatal(err)
	}
	list, err := l.db.ErasedList(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signer, err := l.keys.Signer()
	if err != nil {
		t.Fatal(err)
	}
	data, err := audit.SignErased(list, signer)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("CANARY")) {
		t.Error("the list holds a text")
	}
	if got := strings.Count(string(data), "\nerasure-1 "); got != 6 {
		t.Errorf("%d lines", got)
	}
}
