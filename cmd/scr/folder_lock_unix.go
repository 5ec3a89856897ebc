//go:build unix

package main

import (
	"os"
	"syscall"
)

// lockFolder keeps other processes from locking a folder until it is closed. It reports
// whether it could: somebody else may have it.
func lockFolder(folder *os.File) bool {
	return syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
