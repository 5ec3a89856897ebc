package store_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// TestAnOlderKeyFolderIsRefused: a copy of the folder from before was put in the place of
// the key folder. It proved itself, the next text was sealed under a slot that both
// copies have with different secrets, and with the right folder back nobody could read
// that text.
func TestAnOlderKeyFolderIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		since func(*library) // what happened since the copy was made
	}{
		{"with fewer slots", func(l *library) {
			for range 12 {
				l.Change(l.Review("EXB-2026-001"), manyFindings(10)...)
			}
		}},
		{"of an earlier epoch", func(l *library) {
			if err := l.erase("erasure-1", false, l.written()[:2]...); err != nil {
				l.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(t, 4, true)
			older := copyOfKeys(t, l.keys.Dir())
			tt.since(l)
			db := open(t, l.path, store.Options{Keys: older})
			c := &storetest.Clerk{TB: t, Store: db, Now: l.Now}
			try := func(bodies ...review.Body) error {
				_, err := db.Append(t.Context(), c.Ask(c.Review("EXB-2026-001"), bodies...))
				return err
			}
			wantError(t, try(storetest.Finding("finding-late", "late")), review.Failed, "older copy of the key folder", "put the folder back")
			w := l.written()[3]
			l.approve("erasure-1")
			erased := &review.TextsErased{Erasure: "erasure-1", Texts: []review.ErasedText{{Seq: w.Seq, Path: w.Path}}}
			wantError(t, try(erased), review.Failed, "older copy of the key folder", "put the folder back")
			if health, err := db.Health(t.Context()); err != nil || health.Holds(older) == nil || health.Holds(l.keys) != nil {
				t.Errorf("a look at the database says of the older copy %v, and of the folder %v (%v)", health.Holds(older), health.Holds(l.keys), err)
			}
			if older.Epoch() != 1 {
				t.Error("the older copy was changed")
			}
			l.Change(l.Review("EXB-2026-001"), storetest.Finding("finding-late", "late")) // with the right folder
		})
	}
}

// TestWhatALostErasureTookIsNoAlarm: a text was recorded and erased after the backup, and
// the backup was put back. From the next text on, verification said for ever that the
// key of the lost one was destroyed, and that no erasure says so.
func TestWhatALostErasureTookIsNoAlarm(t *testing.T) {
	l := newLibrary(t, 4, true)
	backup := bytesOf(t, l.path)
	last := l.written()
	l.Change(l.Review("EXB-2026-001"), storetest.Finding("finding-late", "late"))
	if err := l.erase("erasure-1", false, l.written()[len(last):]...); err != nil {
		t.Fatal(err)
	}
	again := putBack(filepath.Join(t.TempDir(), "again.db"), backup)
	again.Options = l.options()
	if _, err := again.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	db := open(t, again.URL, l.options())
	sound := func(when string) {
		t.Helper()
		if found, err := db.VerifyErasures(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("%s: %+v (%v)", when, found, err)
		}
	}
	sound("after the restore")
	c := &storetest.Clerk{TB: t, Store: db, Now: l.Now}
	c.Change(c.Review("EXB-2026-001"), storetest.Finding("finding-next", "next"))
	sound("after the next text")

	// One that goes from then on is noticed as before.
	if err := l.keys.Destroy(newestSlot(t, again.URL)); err != nil {
		t.Fatal(err)
	}
	if found, err := db.VerifyErasures(t.Context()); err != nil || len(found) != 1 {
		t.Errorf("a key that was destroyed without an erasure: %+v (%v)", found, err)
	}
}

// newestSlot is the slot of the key ring that was used last.
func newestSlot(t *testing.T, path string) (n int64) {
	t.Helper()
	if err := sqlite(t, path).QueryRow(`SELECT next - 1 FROM key_slots`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func manyFindings(n int) []review.Body {
	list := make([]review.Body, n)
	for i := range list {
		list[i] = storetest.Finding("", "one of many")
	}
	return list
}

// copyOfKeys copies a key folder as it lies there, and opens the copy.
func copyOfKeys(t *testing.T, dir string) *keyring.Keys {
	t.Helper()
	to := filepath.Join(t.TempDir(), "keys")
	if out, err := exec.Command("cp", "-a", dir, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	keys, err := keyring.Open(to, keyring.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keys.Close() })
	return keys
}
