//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"

	"scr/review"
)

// The bytes that SQLite locks in a database file, whatever the file's length: whoever
// has it open in WAL mode holds a shared lock on some of them, also when idle.
const (
	lockedFrom = 1 << 30
	lockedSpan = 512
)

// claim sees to it that nobody has a database open, and that nobody opens it before
// the claim is released. This process must have it open nowhere: closing any other
// handle on the file would release the claim.
func claim(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, review.Errorf(review.Failed, "whether anybody has %s open cannot be seen: %w", path, err).
			WithHint("see who owns the file")
	}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK, Start: lockedFrom, Len: lockedSpan})
	if err != nil {
		f.Close()
		return nil, review.Errorf(review.Refused, "somebody has %s open", path).
			WithHint("let nobody work with the program meanwhile, then repeat the command")
	}
	return f, nil
}

// isFull reports whether there was no room on a disk.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
