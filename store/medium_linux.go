package store

import "golang.org/x/sys/unix"

// onReadOnlyMedium reports whether nobody can write where a file lies. A folder that
// only this user may not write to is no such place: others may.
func onReadOnlyMedium(path string) bool {
	var fs unix.Statfs_t
	return unix.Statfs(path, &fs) == nil && fs.Flags&unix.ST_RDONLY != 0
}
