package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestWhatIsNotFinishedLeavesNothing: the folder had its name, and the disk would not
// promise to keep it. The folder stayed, and the identity that opens it was removed.
func TestWhatIsNotFinishedLeavesNothing(t *testing.T) {
	for _, fail := range []string{"rename", "sync"} {
		at := t.TempDir()
		o := options()
		o.Identity = filepath.Join(at, "identity")
		dir := filepath.Join(at, "home", "keys")
		named := false
		o.disk.before = func(a act) error {
			named = named || a.op == "rename" && a.name == "keys"
			if named && a.op == fail {
				return errors.New("the disk failed")
			}
			return nil
		}
		if _, err := Create(dir, o); err == nil || !named {
			t.Fatalf("%s: it was made (%v)", fail, err)
		}
		for _, path := range []string{dir, o.Identity} {
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s is there (%v)", fail, path, err)
			}
		}
		o.disk.before = nil
		if _, err := Create(dir, o); err != nil {
			t.Errorf("%s: and it cannot be made again: %v", fail, err)
		}
	}
}
