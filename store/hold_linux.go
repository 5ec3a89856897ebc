package store

import (
	"os"
	"syscall"
)

// hold marks a file as in use by this process. The mark goes with the process, however
// that ends. On Linux it has nothing to do with the locks that SQLite takes; on other
// systems the two get in each other's way, and nothing is marked there.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// leftBehind reports whether a file that was made and held is held no more.
func leftBehind(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return hold(f) == nil
}

// takeAway removes what was left behind, and nothing that somebody holds. It holds it
// meanwhile, so that whoever has just made it sees that it is gone: see [heldFile].
func takeAway(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // it is gone, or not ours
	}
	defer f.Close()
	if hold(f) != nil {
		return nil
	}
	return remove(path)
}
