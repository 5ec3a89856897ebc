package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// rename gives a file another name, and never writes over what has that name: a look
// beforehand would leave a moment in which somebody takes it. Where the file system
// knows no such rename, the look must do.
//
// Errors: one that is [os.ErrExist] when the name is taken.
func rename(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
		return os.Rename(from, to)
	}
	return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
}
