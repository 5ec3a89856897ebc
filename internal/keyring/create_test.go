package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"scr/review"
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

// TestOnlyAnEmptyFolderGivesWay: a file in the place of the folder was removed.
func TestOnlyAnEmptyFolderGivesWay(t *testing.T) {
	put := map[string]func(path string) error{
		"a file":            func(path string) error { return os.WriteFile(path, []byte("made up"), 0o600) },
		"an empty file":     func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"a link":            func(path string) error { return os.Symlink("elsewhere", path) },
		"a folder in use":   func(path string) error { return os.MkdirAll(filepath.Join(path, "kept"), 0o700) },
		"an empty folder":   func(path string) error { return os.Mkdir(path, 0o700) },
		"nothing, as it is": func(string) error { return nil },
	}
	for name, put := range put {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "keys")
			must(t, put(dir))
			before, _ := os.Lstat(dir)
			_, err := Create(dir, options())
			if name == "an empty folder" || name == "nothing, as it is" {
				must(t, err)
				return
			}
			if review.CodeOf(err) != review.Refused {
				t.Errorf("it says %v", err)
			}
			after, err := os.Lstat(dir)
			if err != nil || !os.SameFile(before, after) {
				t.Errorf("what was there is gone (%v)", err)
			}
		})
	}
}
