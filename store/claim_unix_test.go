//go:build unix

package store_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// lockShared names the file on which this program, started again, tries to take the lock
// that SQLite takes when it opens a database. It fails where it cannot.
const lockShared = "SCR_TEST_LOCK_SHARED"

// TestLockSharedAsAnother is what the other process runs; by itself it asks for the lock
// on a file that nobody has.
func TestLockSharedAsAnother(t *testing.T) {
	path := os.Getenv(lockShared)
	if path == "" {
		path = filepath.Join(t.TempDir(), "free")
		write(t, path, nil)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lock := syscall.Flock_t{Type: syscall.F_RDLCK, Start: 1<<30 + 2, Len: 510}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock); err != nil {
		t.Fatal(err)
	}
}

// TestNobodyOpensADatabaseWhileItIsMoved: its log is read under the claim, by SQLite, which
// takes locks of its own and drops all of them when it closes the file.
func TestNobodyOpensADatabaseWhileItIsMoved(t *testing.T) {
	path := filled(t)
	shared := func(path string) bool {
		cmd := exec.Command(os.Args[0], "-test.run=^TestLockSharedAsAnother$")
		cmd.Env = append(os.Environ(), lockShared+"="+path)
		return cmd.Run() == nil
	}
	if !shared(path) {
		t.Fatal("it cannot be opened before")
	}
	r := replacing(t, path, bytesOf(t, path))
	held := 0
	r.MovesWith(func(from, to string) error {
		if from == path {
			held++
			if shared(path) {
				t.Error("somebody could open it just then")
			}
		}
		return os.Rename(from, to)
	})
	if _, err := r.Run(t.Context()); err != nil || held != 1 {
		t.Fatalf("it was moved %d times: %v", held, err)
	}
}
