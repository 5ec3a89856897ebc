package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"scr/internal/custody"
	"scr/review"
)

// A change to the ring takes milliseconds, a rotation of a large ring seconds.
const (
	lockTries = 3000
	lockPause = 10 * time.Millisecond
)

// locked runs f while no other process changes the folder.
func (k *Keys) locked(f func() error) error {
	file, err := openLock(filepath.Join(k.dir, lockFile))
	if err != nil {
		return review.Errorf(review.Failed, "the key folder's lock cannot be opened: %w", err)
	}
	defer file.Close()
	for range lockTries {
		got, err := tryLock(file)
		if err != nil {
			return err
		}
		if got {
			return f()
		}
		time.Sleep(lockPause)
	}
	return review.Errorf(review.Conflict, "somebody else has been changing the key ring for %v", lockTries*lockPause).
		WithHint("wait until the other command is done, then try again")
}

// openLock opens the file that processes agree on, and makes it where it is not there.
func openLock(path string) (*os.File, error) {
	for {
		f, err := os.Open(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
		if f, err = custody.Create(path); !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}
