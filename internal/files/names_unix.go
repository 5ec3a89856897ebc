//go:build unix

package files

import (
	"io/fs"
	"syscall"
)

// hasOtherNames reports whether a file has more than one name.
func hasOtherNames(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink > 1
}

// Mine reports whether a file or folder belongs to whoever runs the program, and
// nobody else may touch it.
func Mine(info fs.FileInfo, user int) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == user && info.Mode().Perm()&0o077 == 0
}
