package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// TestABackupHoldsEverythingAcknowledgedBeforeIt takes backups while another
// handle writes, and opens each as after a restore.
func TestABackupHoldsEverythingAcknowledgedBeforeIt(t *testing.T) {
	const backups = 8
	path := create(t)
	c := storetest.NewClerk(t, open(t, path, store.Options{}))
	var acknowledged atomic.Int64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := int64(1); ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			_, err := c.Store.Append(t.Context(), c.Ask(&review.Review{ID: fmt.Sprint("r", n)},
				&review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: storetest.Hash()}},
				storetest.Finding("finding-1", "while copies are made")))
			if err != nil {
				t.Error(err)
				return
			}
			acknowledged.Store(n)
		}
	}()
	db := open(t, path, store.Options{})
	for n := range backups {
		for acknowledged.Load() < int64(20*n) {
			if t.Failed() {
				t.FailNow()
			}
		}
		before := acknowledged.Load()
		to := filepath.Join(t.TempDir(), "copy.db")
		if err := db.Backup(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		held(t, to, before)
	}
	close(stop)
	<-stopped
}

// held opens a copy that must have at least the first n reviews, and be sound.
func held(t *testing.T, path string, n int64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has mode %o", info.Mode().Perm())
	}
	restored := &storetest.Clerk{TB: t, Store: open(t, path, store.Options{})}
	restored.Verify()
	if n > 0 {
		restored.Review(fmt.Sprintf("EXB-2026-%03d", n))
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".part") {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestABackupOverwritesNothing(t *testing.T) {
	db := open(t, create(t), store.Options{})
	to := filepath.Join(t.TempDir(), "copy.db")
	write(t, to, []byte("the only copy"))
	wantError(t, db.Backup(t.Context(), to), review.Invalid, "is there already", "another file")
	if data, err := os.ReadFile(to); err != nil || string(data) != "the only copy" {
		t.Errorf("the file now says %q (%v)", data, err)
	}
	if err := db.Backup(t.Context(), filepath.Join(t.TempDir(), "no such folder", "copy.db")); err == nil {
		t.Error("a backup into a folder that is not there went through")
	}
}

func TestAnUnsoundCopyIsNotKept(t *testing.T) {
	path := filled(t)
	db := open(t, path, store.Options{})
	raw(t, path, `DELETE FROM boards`) // so that rows point at nothing
	to := filepath.Join(t.TempDir(), "copy.db")
	wantError(t, db.Backup(t.Context(), to), review.Failed, "the copy is not sound", "scr db check")
	for _, left := range []string{to, to + ".part"} {
		if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is there (%v)", left, err)
		}
	}
}
