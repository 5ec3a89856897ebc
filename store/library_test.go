package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// library is a board with a review of many findings, whose texts each hold a word that
// stands nowhere else.
type library struct {
	*storetest.Clerk
	db    *store.DB
	path  string
	keys  *keyring.Keys
	lists int // how often the list of what was erased was kept
}

func newLibrary(t *testing.T, findings int, sealed bool) *library {
	t.Helper()
	l := &library{path: create(t)}
	if sealed {
		l.keys = newKeys(t)
	}
	l.db = open(t, l.path, l.options())
	l.Clerk = storetest.NewClerk(t, l.db)
	r := l.Open("r1")
	var some []review.Body
	for n := range findings {
		some = append(some, storetest.Finding(fmt.Sprintf("finding-%d", n+1), strings.Repeat(canary(int64(n+3))+" ", 1+n%40)))
		if len(some) == 10 || n == findings-1 {
			r, some = l.Change(r, some...), nil
		}
	}
	return l
}

func (l *library) options() store.Options {
	o := store.Options{Erased: func(context.Context, audit.ErasedList) error { l.lists++; return nil }}
	if l.keys != nil {
		o.Keys = l.keys
	}
	return o
}

// copiedKeys is the key ring as it is now, in another folder.
func (l *library) copiedKeys() *keyring.Keys {
	l.Helper()
	var ring bytes.Buffer
	folder := filepath.Join(l.TempDir(), "keys")
	if err := errors.Join(l.keys.Backup(&ring), keyring.Restore(folder, &ring)); err != nil {
		l.Fatal(err)
	}
	keys, err := keyring.Open(folder, keyring.Options{})
	if err != nil {
		l.Fatal(err)
	}
	return keys
}

// canary is a word that only the texts of one event hold.
func canary(seq int64) string { return fmt.Sprintf("CANARY-%06d-EVENT", seq*7919) }

// written lists what can be erased.
func (l *library) written() []review.Written {
	l.Helper()
	events, err := l.db.Events(l.Context(), "review/r1")
	if err != nil {
		l.Fatal(err)
	}
	return review.WrittenIn(events)
}

// approve has an erasure decided on, unless it is.
func (l *library) approve(id string) {
	l.Helper()
	board, err := l.db.Board(l.Context())
	if err != nil {
		l.Fatal(err)
	}
	if _, known := board.Erasure(id); known {
		return
	}
	l.Record(board, &review.ErasureProposed{ID: id, Basis: "court_order"}, &review.ErasureApproved{ID: id}, &review.ErasureApproved{ID: id})
}

func (l *library) erase(id string, whole bool, texts ...review.Written) error {
	l.Helper()
	l.approve(id)
	b := &review.TextsErased{Erasure: id, Whole: whole, Texts: []review.ErasedText{}}
	for _, w := range texts {
		b.Texts = append(b.Texts, review.ErasedText{Seq: w.Seq, Path: w.Path})
	}
	l.Change(l.Review("EXB-2026-001"), b)
	_, err := l.db.FinishErasures(l.Context())
	return err
}

// files returns all that lies on disk for the board: the database, what SQLite keeps
// beside it, and the key folder.
func (l *library) files() []byte {
	l.Helper()
	names, err := filepath.Glob(l.path + "*")
	if err != nil || len(names) == 0 {
		l.Fatalf("no files: %v", err)
	}
	if l.keys != nil {
		in, err := filepath.Glob(filepath.Join(l.keys.Dir(), "*"))
		if err != nil || len(in) == 0 {
			l.Fatalf("no files of keys: %v", err)
		}
		names = append(names, in...)
	}
	var all []byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			l.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// unfinished counts the erasures that are not carried through.
func unfinished(t *testing.T, path string) (n int) {
	t.Helper()
	if err := sqlite(t, path).QueryRow(`SELECT count(*) FROM unfinished_erasures`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// blobs returns what lies beside the log of each text.
func (l *library) blobs(texts []review.Written) [][]byte {
	l.Helper()
	db := sqlite(l.TB, l.path)
	var all [][]byte
	for _, w := range texts {
		var b []byte
		if err := db.QueryRow(`SELECT f.sealed FROM event_fields f JOIN events e USING (global)
			WHERE e.stream = 'review/r1' AND e.seq = ? AND f.path = ?`, w.Seq, w.Path).Scan(&b); err != nil {
			l.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// readable returns the places of the review's texts that can be read.
func (l *library) readable() map[review.TextPlace]string {
	l.Helper()
	r := l.Review("EXB-2026-001")
	if err := l.db.TextsOf(l.Context(), storetest.Reading(), r); err != nil {
		l.Fatal(err)
	}
	values := map[review.TextPlace]string{}
	review.EachText(r, func(_ string, _ review.Class, t *review.Text) {
		seq, path := t.Ref()
		if t.Loaded() {
			values[review.TextPlace{Seq: seq, Path: path}] = t.Reveal()
		}
	})
	return values
}

// remains reports whether the random bytes of a value are found: its salt, or the nonce
// and what follows it.
func remains(files, blob []byte) bool { return bytes.Contains(files, blob[17:33]) }

// slotsIn returns the slots of the texts and of their stream.
func slotsIn(t *testing.T, blobs [][]byte) []int64 {
	t.Helper()
	var slots []int64
	for _, b := range blobs {
		_, field, err := keyring.SlotsOf(b)
		if err != nil {
			t.Fatal(err)
		}
		slots = append(slots, field)
	}
	return slots
}

// sqlite opens the database beside the program, until the test ends.
func sqlite(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=20000")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// sqliteWrites opens the database beside the program, to change it.
func sqliteWrites(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=20000")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}
