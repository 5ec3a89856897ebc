//go:build unix && !aix && !solaris

package main

import (
	"os"
	"syscall"
)

// tryLock locks a file for this process, and reports whether it could: not while
// another has it locked. The lock goes with the process, however that ends.
func tryLock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
