package files

import (
	"os"
	"path/filepath"
	"testing"

	"scr/review"
)

func TestNewFilesAreWholeAndNeverWrittenOver(t *testing.T) {
	dir := t.TempDir()
	folder, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := NewIn(folder, "sent", 0o600, []byte("first")); err != nil {
		t.Fatal(err)
	}
	err = NewIn(folder, "sent", 0o600, []byte("second"))
	if review.CodeOf(err) != review.Invalid || err.(*review.Error).Hint == "" {
		t.Errorf("a second time: %v", err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "sent")); string(data) != "first" {
		t.Errorf("the file holds %q (%v)", data, err)
	}
	for _, name := range []string{"../outside", "missing/sent"} {
		if err := NewIn(folder, name, 0o600, nil); review.CodeOf(err) != review.Failed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, err := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}

// Whoever can write the folder could lay a link there, to have a file elsewhere
// written over.
func TestNewFilesFollowNoLink(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := os.Symlink(outside, filepath.Join(dir, "sent")); err != nil {
		t.Fatal(err)
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := NewIn(folder, "sent", 0o600, []byte("x")); review.CodeOf(err) != review.Invalid {
		t.Errorf("over a link: %v", err)
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("the link was followed")
	}
}
