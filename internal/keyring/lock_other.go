//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package keyring

import (
	"os"

	"scr/review"
)

// tryLock refuses: without a lock that dies with its holder, two processes could
// write into the same slots.
func tryLock(*os.File) (bool, error) {
	return false, review.Errorf(review.Refused, "the key ring cannot be changed on this system, only read")
}
