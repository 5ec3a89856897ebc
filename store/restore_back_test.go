package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scr/review"
	"scr/store"
)

// TestAReplacementThatFailsPutsTheOldOneBack: a disk failed between moving the old
// database aside and naming the new one. There was none then, and nothing said where
// the old one lay.
func TestAReplacementThatFailsPutsTheOldOneBack(t *testing.T) {
	data := bytesOf(t, filled(t))
	for _, at := range []string{"scr.db.replaced-now", "scr.db.replaced-now-wal", "scr.db"} {
		t.Run(at, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "scr.db")
			write(t, path, data)
			failsOnce(t, replacing(t, path, data), at)
			alone(t, dir, "scr.db")
			verified(t, path)
		})
		t.Run(at+" of one that cannot be asked", func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "scr.db")
			write(t, path, data[:len(data)/2])
			chmod(t, path, 0o644) // so that SQLite never looks at it
			write(t, path+"-wal", []byte("the end of it"))
			failsOnce(t, replacing(t, path, data), at)
			alone(t, dir, "scr.db", "scr.db-wal")
			if now, err := os.ReadFile(path + "-wal"); err != nil || string(now) != "the end of it" {
				t.Errorf("beside it lies %q (%v)", now, err)
			}
		})
	}
}

// failsOnce runs a restore on a disk that fails once, when a file is to get that name.
func failsOnce(t *testing.T, r store.Restore, at string) {
	t.Helper()
	left := 1
	r.MovesWith(func(from, to string) error {
		if filepath.Base(to) == at && left > 0 {
			left--
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EIO}
		}
		return os.Rename(from, to)
	})
	done, err := r.Run(t.Context())
	wantError(t, err, review.Failed, "could not be put in its place", "what was there is there as it was")
	if done != (store.Restored{}) || left != 0 {
		t.Errorf("it lies at %+v, %d faults are left", done, left)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// TestADatabaseThatHasItsNameIsInItsPlace: the disk failed after the last rename. Whoever
// asked for the restore must know that it is there, also where there is an error.
func TestADatabaseThatHasItsNameIsInItsPlace(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := filepath.Join(t.TempDir(), "board")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "scr.db")
	write(t, path, data)
	r := replacing(t, path, data)
	r.MovesWith(func(from, to string) error {
		if err := os.Rename(from, to); err != nil || to != path {
			return err
		}
		return os.Rename(dir, dir+" on a disk that went away")
	})
	done, err := r.Run(t.Context())
	wantError(t, err, review.Failed, "the database is in its place, and the disk failed just then", "the database that was there lies at "+path+".replaced-now")
	if want := (store.Restored{Path: path, Moved: path + ".replaced-now"}); done != want {
		t.Errorf("it lies at %+v, want %+v", done, want)
	}
}

// TestAReplacementThatCannotBeTakenBackSaysWhereTheOldOneLies has the same disk fail
// once more.
func TestAReplacementThatCannotBeTakenBackSaysWhereTheOldOneLies(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "scr.db")
	write(t, path, data)
	r := replacing(t, path, data)
	r.MovesWith(func(from, to string) error {
		if to == path {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EIO}
		}
		return os.Rename(from, to)
	})
	_, err := r.Run(t.Context())
	aside := path + ".replaced-now"
	wantError(t, err, review.Failed, "now lies at "+aside, fmt.Sprintf("mv %s %s", aside, path))
	alone(t, dir, "scr.db.replaced-now")
	verified(t, aside)
}

// TestWhoeverTookThePlaceMeanwhileIsNotWrittenOver: a file came to be under the name
// while the database was moved aside.
func TestWhoeverTookThePlaceMeanwhileIsNotWrittenOver(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "scr.db")
	write(t, path, data)
	r := replacing(t, path, data)
	r.MovesWith(func(from, to string) error {
		err := os.Rename(from, to)
		if from == path {
			write(t, path, []byte("of somebody else"))
		}
		return err
	})
	_, err := r.Run(t.Context())
	wantError(t, err, review.Failed, "now lies at", "mv ")
	alone(t, dir, "scr.db", "scr.db.replaced-now")
}

// TestWhatWasMovedAsideIsNamed: a restore that was killed between its last two renames
// leaves no database, and "run scr init" would begin another history in its place. One that
// came to its end leaves the same files once its database is moved away, and then the one
// that was moved aside is the older: that was called a restore that had been stopped.
func TestWhatWasMovedAsideIsNamed(t *testing.T) {
	data := bytesOf(t, filled(t))
	for _, left := range [][]string{{""}, {"", "-wal"}} {
		dir := filepath.Join(t.TempDir(), "case reviews") // a hint is typed as it stands
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "scr.db")
		write(t, path+".replaced-20260101T000000Z", []byte("an older one, kept on purpose"))
		aside := path + ".replaced-20261122T120000Z"
		var want []string
		for _, suffix := range left {
			write(t, aside+suffix, data)
			want = append([]string{fmt.Sprintf("\"mv '%s' '%s'\"", aside+suffix, path+suffix)}, want...)
		}
		_, err := store.Open(t.Context(), path, store.Options{})
		wantError(t, err, review.Failed, "a restore moved the one aside that was there before it, to "+aside,
			"if that restore was stopped in the middle, put it back with "+strings.Join(want, ", then "))
		wantError(t, err, review.Failed, "", "If the restore came to its end, leave that one: it is older")
		_, err = store.Create(t.Context(), path, store.Options{}, nil)
		wantError(t, err, review.Failed, "moved the one aside", "put it back with ")
	}
}

func TestADatabaseIsNotMadeBesideTheEndOfAnother(t *testing.T) {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		path := filepath.Join(t.TempDir(), "scr.db")
		write(t, path+suffix, []byte("of another database"))
		_, err := store.Create(t.Context(), path, store.Options{}, nil)
		wantError(t, err, review.Invalid, "the end of one", "name another file")
		alone(t, filepath.Dir(path), "scr.db"+suffix)
	}
}
