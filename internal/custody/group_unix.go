//go:build unix

package custody

import (
	"errors"
	"io/fs"
	"os/user"
	"strconv"
	"syscall"
)

// groupOf returns the number of the group that a file belongs to.
func groupOf(info fs.FileInfo) int64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int64(stat.Gid)
	}
	return -1
}

// Foreign reports whether a file is another login's, and not for this one. It does not
// open the file: closing it would take away the locks that this process has on it.
func Foreign(info fs.FileInfo, path string) bool {
	const readAndWrite = 0o6
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) != syscall.Getuid() && errors.Is(syscall.Access(path, readAndWrite), fs.ErrPermission)
}

// Owner returns the login that a file belongs to, or its number.
func Owner(info fs.FileInfo) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "somebody"
	}
	id := strconv.FormatUint(uint64(stat.Uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "the user with the number " + id
}

// Group returns the name of the group that a file belongs to, or its number.
func Group(info fs.FileInfo) string {
	id := strconv.FormatInt(groupOf(info), 10)
	if g, err := user.LookupGroupId(id); err == nil {
		return g.Name
	}
	return id
}
