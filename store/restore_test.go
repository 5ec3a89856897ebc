package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// holdOpen names the database that this program, started again, opens and keeps open
// until its standard input ends.
const holdOpen = "SCR_TEST_HOLD_OPEN"

// withKeys names the folder of its keys: then it also looks whether what was erased is
// gone.
const withKeys = "SCR_TEST_KEYS"

func keepOpen(path string) error {
	var o store.Options
	folder := os.Getenv(withKeys)
	if folder != "" {
		keys, err := keyring.Open(folder, keyring.Options{})
		if err != nil {
			return err
		}
		o.Keys = keys
	}
	db, err := store.Open(context.Background(), path, o)
	if err != nil {
		return err
	}
	if folder != "" {
		if _, err := db.VerifyErasures(context.Background()); err != nil {
			return err
		}
	}
	if _, err := db.Board(context.Background()); err != nil {
		return err
	}
	os.Stdout.WriteString("open\n")
	_, err = io.ReadAll(os.Stdin)
	return errors.Join(err, db.Close())
}

// heldOpen starts another process that has a database open, and does nothing.
func heldOpen(t *testing.T, path string) (release func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdOpen+"="+path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := out.Read(make([]byte, 5)); said != 5 {
		t.Fatalf("it did not open: %v", err)
	}
	return func() {
		if err := errors.Join(in.Close(), cmd.Wait()); err != nil {
			t.Error(err)
		}
	}
}

// TestALookAtErasuresKeepsSQLitesLocks: it read the file beside SQLite and closed it,
// which drops every lock that the process has on it. A restore then took the database
// for one that nobody has open.
func TestALookAtErasuresKeepsSQLitesLocks(t *testing.T) {
	l := newLibrary(t, 3, true)
	if err := l.erase("erasure-1", false, l.written()[0]); err != nil {
		t.Fatal(err)
	}
	data := bytesOf(t, l.path)
	if err := l.db.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv(withKeys, l.keys.Dir())
	release := heldOpen(t, l.path)
	restore := replacing(t, l.path, data)
	_, err := restore.Run(t.Context())
	wantError(t, err, review.Refused, "somebody has", "nobody work")
	release()
}

// putBack is a restore of the bytes of a database file.
func putBack(path string, data []byte) store.Restore {
	return store.Restore{URL: path, Stamp: "now",
		Write:  func(w io.Writer) error { _, err := w.Write(data); return err },
		Settle: func(context.Context, *store.DB) error { return nil }}
}

// replacing is a restore in the place of what lies there.
func replacing(t *testing.T, path string, data []byte) store.Restore {
	t.Helper()
	r := putBack(path, data)
	var err error
	if r.Replace, err = store.AskInPlace(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return r
}

// bytesOf returns a closed copy of a database.
func bytesOf(t *testing.T, path string) []byte {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := open(t, path, store.Options{}).Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// alone fails when there is more in a folder than what is named.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %v, want %v", got, names)
	}
}

func TestRestorePutsADatabaseBack(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := t.TempDir()
	path := filepath.Join(dir, "scr.db")
	done, err := putBack(path, data).Run(t.Context())
	if err != nil || done != (store.Restored{Path: path}) {
		t.Fatalf("it lies at %+v: %v", done, err)
	}
	alone(t, dir, "scr.db")
	verified(t, path)
	if _, err := putBack(path, data).Run(t.Context()); review.CodeOf(err) != review.Invalid {
		t.Errorf("over a database that is there: %v", err)
	}

	for _, want := range []string{"scr.db.replaced-now", "scr.db.replaced-now.2"} {
		if done, err = replacing(t, path, data).Run(t.Context()); err != nil || filepath.Base(done.Moved) != want {
			t.Errorf("moved %q, want %q (%v)", done.Moved, want, err)
		}
	}
	alone(t, dir, "scr.db", "scr.db.replaced-now", "scr.db.replaced-now.2")
	for _, name := range []string{path, done.Moved} {
		verified(t, name)
	}
}

func verified(t *testing.T, path string) {
	t.Helper()
	t.Run("verify "+filepath.Base(path), func(t *testing.T) { // which closes it in the end
		(&storetest.Clerk{TB: t, Store: open(t, path, store.Options{})}).Verify()
	})
}

// A -wal without its database is taken for the end of the next one by SQLite. It goes
// aside with --replace, and stops a restore otherwise.
func TestTheRestOfAnotherDatabaseIsNotLeftInPlace(t *testing.T) {
	data := bytesOf(t, filled(t))
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "scr.db")
		write(t, path+suffix, []byte("of another database"))
		_, err := putBack(path, data).Run(t.Context())
		wantError(t, err, review.Invalid, "is there already", "--replace")
		alone(t, dir, "scr.db"+suffix)

		r := replacing(t, path, data)
		if _, err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		alone(t, dir, "scr.db", "scr.db.replaced-now"+suffix)
		verified(t, path)
	}
}

func TestADatabaseThatIsOpenIsNotReplaced(t *testing.T) {
	path := filled(t)
	data := bytesOf(t, path)
	release := heldOpen(t, path)
	r := replacing(t, path, data)
	_, err := r.Run(t.Context())
	wantError(t, err, review.Refused, "somebody has", "nobody work")
	release()
	if _, err := r.Run(t.Context()); err != nil {
		t.Errorf("once it is closed: %v", err)
	}
}

// Somebody who begins to work while the copy is being checked stops the restore, too.
func TestADatabaseThatIsOpenedMeanwhileIsNotReplaced(t *testing.T) {
	path := filled(t)
	r := replacing(t, path, bytesOf(t, path))
	var release func()
	r.Settle = func(context.Context, *store.DB) error { release = heldOpen(t, path); return nil }
	_, err := r.Run(t.Context())
	wantError(t, err, review.Refused, "somebody has", "")
	release()
	verified(t, path)
	entries, err := filepath.Glob(path + ".re*")
	if err != nil || len(entries) > 0 {
		t.Errorf("%v is left behind (%v)", entries, err)
	}
}

func TestAFullDiskRestoresNothing(t *testing.T) {
	data := bytesOf(t, filled(t))
	dir := t.TempDir()
	r := putBack(filepath.Join(dir, "scr.db"), data)
	r.Write = func(w io.Writer) error {
		if _, err := w.Write(data[:len(data)/2]); err != nil {
			return err
		}
		return &fs.PathError{Op: "write", Path: "scr.db", Err: syscall.ENOSPC}
	}
	_, err := r.Run(t.Context())
	wantError(t, err, review.Failed, "the disk is full", "make room")
	alone(t, dir)
}

func TestWhatIsNoSoundDatabaseIsNotRestored(t *testing.T) {
	path := filled(t)
	good := bytesOf(t, path)
	changed := func(statements ...string) []byte {
		copied := filepath.Join(t.TempDir(), "copy.db")
		write(t, copied, good)
		raw(t, copied, statements...)
		data, err := os.ReadFile(copied)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "is not a database of this program"},
		{"a text", []byte(strings.Repeat("not a database ", 100)), "damaged"},
		{"half of one", good[:len(good)/2], ""},
		{"a newer schema", changed(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`), "newer than this program knows"},
		{"a changed row", changed(`UPDATE boards SET title = 'Another'`), "not what its log says"},
		{"no trigger", changed(`DROP TRIGGER events_not_updated`), "not what its log says"},
		{"another program's", changed(`DROP TABLE goose_db_version`), "is not a database of this program"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := putBack(filepath.Join(dir, "scr.db"), tt.data).Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("told as %v, want %q", err, tt.want)
			}
			alone(t, dir)
		})
	}
	if bytes.Equal(good, changed(`UPDATE boards SET title = 'Another'`)) {
		t.Error("the changed databases are not changed")
	}
}

// TestAnOlderSchemaIsMigrated restores a backup that an earlier version made.
func TestAnOlderSchemaIsMigrated(t *testing.T) {
	dump, err := os.ReadFile("testdata/schema-1.sql")
	if err != nil {
		t.Fatal(err)
	}
	earlier := filepath.Join(t.TempDir(), "earlier.db")
	db, err := sql.Open("sqlite3", earlier)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(earlier)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "scr.db")
	if _, err := putBack(path, data).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	alone(t, dir, "scr.db") // no copy of the copy
	verified(t, path)
}

func TestACopyIsTakenAwayAgain(t *testing.T) {
	path := filled(t)
	db := open(t, path, store.Options{})
	write(t, path+".copy-123", []byte("of a process that was killed"))
	var head audit.Head
	fault := errors.New("a fault")
	for _, fails := range []error{nil, fault} {
		err := db.Copy(t.Context(), func(c store.Copied) error {
			head = c.Checkpoint.Head
			sign := make([]byte, 15)
			if _, err := io.ReadFull(c.File, sign); err != nil || string(sign) != "SQLite format 3" {
				t.Errorf("the copy begins %q (%v)", sign, err)
			}
			if info, err := c.File.Stat(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("others may read the copy (%v)", err)
			}
			return fails
		})
		if !errors.Is(err, fails) {
			t.Errorf("the error is %v", err)
		}
		if left, err := filepath.Glob(path + ".copy-*"); err != nil || len(left) > 0 {
			t.Errorf("%v is left behind (%v)", left, err)
		}
	}
	if now, err := db.Head(t.Context()); err != nil || now != head {
		t.Errorf("the copy's log is not the database's (%v)", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Copy(ctx, func(store.Copied) error { return nil }); err == nil {
		t.Error("a copy was made after the interrupt")
	}
	if left, err := filepath.Glob(path + ".copy-*"); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind (%v)", left, err)
	}
}
