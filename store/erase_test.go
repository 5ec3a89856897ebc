package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
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

func TestErasureLeavesNothingInTheFiles(t *testing.T) {
	for _, sealed := range []bool{true, false} {
		t.Run(fmt.Sprintf("sealed %v", sealed), func(t *testing.T) {
			l := newLibrary(t, 300, sealed)
			random := rand.New(rand.NewPCG(1, 2))
			all := l.written()
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			gone, stay := all[:len(all)/3], all[len(all)/3:]
			lost, kept := l.blobs(gone), l.blobs(stay)
			if err := l.erase("erasure-1", false, gone...); err != nil {
				t.Fatal(err)
			}
			files := l.files()
			for i, blob := range lost {
				if remains(files, blob) {
					t.Errorf("what lay beside the log for %s is there still", gone[i].TextPlace)
				}
			}
			for i, blob := range kept {
				if !remains(files, blob) {
					t.Fatalf("%s, which stays, is not found: the search is blind", stay[i].TextPlace)
				}
			}
			if info, err := os.Stat(l.path + "-wal"); err == nil && info.Size() > 0 && bytes.Contains(files, []byte("CANARY")) && sealed {
				t.Error("a sealed board has texts in the clear")
			}
			values := l.readable()
			for _, w := range gone {
				if _, ok := values[w.TextPlace]; ok {
					t.Errorf("%s can be read", w.TextPlace)
				}
			}
			for _, w := range stay {
				if !strings.Contains(values[w.TextPlace], canary(w.Seq)) {
					t.Errorf("%s cannot be read any more", w.TextPlace)
				}
			}
			l.Verify()
			if l.lists == 0 {
				t.Error("nobody was given the list of what was erased")
			}
		})
	}
}

// remains reports whether the random bytes of a value are found: its salt, or the nonce
// and what follows it.
func remains(files, blob []byte) bool { return bytes.Contains(files, blob[17:33]) }

var errStopped = errors.New("stopped by the test")

// TestErasureGoesOnWhereItStopped stops an erasure before every one of its steps, as a
// process does that dies, and opens the database anew: then all of it is erased.
func TestErasureGoesOnWhereItStopped(t *testing.T) {
	for _, whole := range []bool{false, true} {
		for steps := 0; ; steps++ {
			name := fmt.Sprintf("whole %v, after %d steps", whole, steps)
			l := newLibrary(t, 6, true)
			all := l.written()
			gone := all[:5]
			if whole {
				gone = all
			}
			slots := slotsIn(t, l.blobs(gone))
			left := steps
			l.db.StopBefore(func(string) error {
				if left--; left < 0 {
					return errStopped
				}
				return nil
			})
			err := l.erase("erasure-1", whole, gone...)
			if err != nil && !errors.Is(err, errStopped) {
				t.Fatalf("%s: %v", name, err)
			}
			again := &library{path: l.path, keys: l.keys}
			before := unfinished(t, l.path)
			again.db = open(t, l.path, again.options())
			if after := unfinished(t, l.path); after != before {
				t.Errorf("%s: opening alone finished it: %d are unfinished, after %d", name, after, before)
			}
			if err := again.db.Resume(t.Context()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			again.Clerk = &storetest.Clerk{TB: t, Store: again.db}
			if live, err := l.keys.Live(slots...); err != nil || len(live) > 0 {
				t.Errorf("%s: slots %v live (%v)", name, live, err)
			}
			if whole == (len(again.readable()) > 0) {
				t.Errorf("%s: %d texts can be read", name, len(again.readable()))
			}
			if left := unfinished(t, l.path); left > 0 {
				t.Errorf("%s: %d are unfinished", name, left)
			}
			again.Clerk.Verify()
			if err == nil {
				if steps < 5 {
					t.Fatalf("an erasure has only %d steps", steps)
				}
				break
			}
		}
	}
}

// TestWhatIsLeftOfAnErasureIsToldAsThat fails every step after the erasure is on record,
// as a full disk does. That said that nothing was recorded.
func TestWhatIsLeftOfAnErasureIsToldAsThat(t *testing.T) {
	full := review.Errorf(review.Failed, "the disk is full: nothing was recorded").WithHint("make room")
	for _, at := range []string{"destroy", "clear", "rotate", "list", "forget"} {
		l := newLibrary(t, 2, true)
		l.db.StopBefore(func(step string) error {
			if step == at {
				return full
			}
			return nil
		})
		err := l.erase("erasure-1", false, l.written()[:1]...)
		wantError(t, err, review.Unfinished, "the erasure is recorded, and is not finished: the disk is full", "run the same")
		if err != nil && strings.Contains(err.Error(), "nothing") {
			t.Errorf("before %s it says: %v", at, err)
		}
		l.db.StopBefore(nil)
		if _, err := l.db.FinishErasures(t.Context()); err != nil {
			t.Errorf("after %s it cannot be finished: %v", at, err)
		}
	}
}

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

func TestAnErasureThatCannotBeLeavesAllAsItWas(t *testing.T) {
	l := newLibrary(t, 2, true)
	l.approve("erasure-1")
	before := l.readable()
	for name, text := range map[string]review.ErasedText{
		"an event that never was": {Seq: 99, Path: "record.title"},
		"a field that never was":  {Seq: 3, Path: "record.nothing"},
	} {
		r := l.Review("EXB-2026-001")
		b := &review.TextsErased{Erasure: "erasure-1", Texts: []review.ErasedText{{Seq: 3, Path: "record.title"}, text}}
		if _, err := l.db.Append(t.Context(), l.Ask(r, b)); review.CodeOf(err) != review.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := l.readable(); len(after) != len(before) {
		t.Errorf("%d texts can be read, of %d", len(after), len(before))
	}
	l.Verify()
}

// TestErasedTextsAreErasedOnce: what is gone cannot be erased again under another name.
func TestErasedTextsAreErasedOnce(t *testing.T) {
	l := newLibrary(t, 2, true)
	text := l.written()[0]
	if err := l.erase("erasure-1", false, text); err != nil {
		t.Fatal(err)
	}
	l.approve("erasure-2")
	b := &review.TextsErased{Erasure: "erasure-2", Texts: []review.ErasedText{{Seq: text.Seq, Path: text.Path}}}
	if _, err := l.db.Append(t.Context(), l.Ask(l.Review("EXB-2026-001"), b)); review.CodeOf(err) != review.Conflict {
		t.Errorf("it was erased twice: %v", err)
	}
	if slices.ContainsFunc(l.written(), func(w review.Written) bool { return w.TextPlace == text.TextPlace }) {
		t.Error("the log does not know that it is gone")
	}
	r := l.Review("EXB-2026-001")
	if err := l.db.TextsOf(t.Context(), storetest.Reading(), r); err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	review.EachText(r, func(_ string, _ review.Class, x *review.Text) { by[x.ErasedBy()]++ })
	if by["erasure-1"] != 1 || by[""] == 0 {
		t.Errorf("texts say that they were erased by %v", by)
	}
}

// TestAnOldCopyIsUnreadableUnderTheNewRing: a backup from before an erasure gives the
// erased texts to nobody who has the ring as it is now, and the others to everybody
// who could read them then.
func TestAnOldCopyIsUnreadableUnderTheNewRing(t *testing.T) {
	l := newLibrary(t, 5, true)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := l.db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	all := l.written()
	gone := slices.DeleteFunc(slices.Clone(all), func(w review.Written) bool { return w.Seq != 3 && w.Seq != 6 })
	if err := l.erase("erasure-1", false, gone...); err != nil {
		t.Fatal(err)
	}
	old := open(t, copied, store.Options{Keys: l.keys})
	for _, w := range all {
		text := review.NewText("")
		if err := text.UnmarshalJSON(fmt.Appendf(nil, "%q", w.TextPlace)); err != nil {
			t.Fatal(err)
		}
		holder := &review.MoveMade{Why: text}
		err := old.Texts(t.Context(), storetest.Reading(), "review/r1", holder)
		if gone := slices.Contains(gone, w); gone == (err == nil && holder.Why.Loaded()) {
			t.Errorf("%s, erased %v: loaded %v (%v)", w.TextPlace, gone, holder.Why.Loaded(), err)
		}
	}
	found, err := old.Verify(t.Context(), nil)
	if err != nil || len(found.Problems) != len(gone) || !strings.Contains(found.Problems[0].Says, "no erasure says why") {
		t.Errorf("the old copy: %+v (%v)", found.Problems, err)
	}
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

// TestProofsOutliveAnErasure: the log's head, the way to an event in it and the event
// itself are what they were before, so that what somebody was given still holds.
func TestProofsOutliveAnErasure(t *testing.T) {
	l := newLibrary(t, 6, true)
	before, err := l.db.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	was, err := l.db.Recorded(t.Context(), "review/r1", 4, "record.title")
	if err != nil {
		t.Fatal(err)
	}
	proof, err := l.db.Inclusion(t.Context(), before.Size, was.Global)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.erase("erasure-1", true, l.written()...); err != nil {
		t.Fatal(err)
	}
	head, err := l.db.HeadAt(t.Context(), before.Size)
	if err != nil || head != before {
		t.Errorf("the log had the head %v, and %v now (%v)", before, head, err)
	}
	is, err := l.db.Recorded(t.Context(), "review/r1", 4)
	if err != nil || !bytes.Equal(is.Envelope, was.Envelope) || len(was.Fields) == 0 || len(is.Fields) != 0 {
		t.Errorf("the event is not what it was, or has %d values (%v)", len(is.Fields), err)
	}
	again, err := l.db.Inclusion(t.Context(), before.Size, was.Global)
	if err != nil || !slices.Equal(again, proof) {
		t.Errorf("the way to it is another (%v)", err)
	}
}
