package store

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// SQLite keeps an index beside its log and maps it into memory. Before it maps a part of
// it, it asks the disk for one byte in each page of memory, so that a full disk is found
// out there. A small ext4 hands out 1 KiB for that byte: what is written to the rest of the
// page later finds no room, and the kernel ends the program in the middle of its work. On
// such a disk all the room is asked for at once, and a full disk is told as one.

// A part of the index and a page of memory, in bytes.
const (
	indexPart  = 32 << 10
	memoryPage = 4 << 10
)

// handsOutLess reports whether the disk where a file lies hands out less than a page of
// memory at once.
func handsOutLess(path string) bool {
	var fs unix.Statfs_t
	return unix.Statfs(path, &fs) == nil && fs.Frsize < memoryPage
}

// roomForIndex returns the disk's error where the index could not begin: whoever opens a
// database may find a log there, and writes the index of it at once. The room is asked for
// in a file without a name, for the index and as much again. Where it cannot be asked
// for, SQLite says itself what is wrong.
func roomForIndex(path string) error {
	if !handsOutLess(path) {
		return nil
	}
	f, err := os.OpenFile(filepath.Dir(path), unix.O_TMPFILE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil
	}
	defer f.Close()
	return lacking(unix.Fallocate(int(f.Fd()), 0, 0, 2*indexPart))
}

// takeRoomForIndex has the disk hand out what the index of an open connection lacks. It
// never closes the file that it opens for that: closing it would take away the locks that
// SQLite has on the index. The end of the process closes it.
func takeRoomForIndex(path string) error {
	if !handsOutLess(path) {
		return nil
	}
	fd, err := unix.Open(path+"-shm", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	return lacking(unix.Fallocate(fd, unix.FALLOC_FL_KEEP_SIZE, 0, indexPart))
}

// lacking returns an error that says that there is no room, and no other.
func lacking(err error) error {
	if isFull(err) {
		return err
	}
	return nil
}
