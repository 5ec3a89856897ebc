package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
)

func opened(t *testing.T, dir string) *os.Root {
	t.Helper()
	folder, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	return folder
}

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWipedBytesAreZeroBeforeTheyGo holds the file open, as its blocks on a disk are
// held by nobody: what is read there afterwards is what is left.
func TestWipedBytesAreZeroBeforeTheyGo(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	var held []*os.File
	for _, name := range []string{"draft.yaml", "draft.yaml~", "inner/.draft.swp"} {
		f, err := os.Open(put(t, filepath.Join(dir, name), strings.Repeat("told in confidence\n", 500)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		held = append(held, f)
	}
	if err := Wipe(opened(t, dir)); err != nil {
		t.Fatal(err)
	}
	for _, f := range held {
		data, err := io.ReadAll(f)
		if err != nil || len(data) != 9500 || len(bytes.Trim(data, "\x00")) > 0 {
			t.Errorf("%s: %d bytes are left, %d of them zero (%v)", f.Name(), len(data), bytes.Count(data, []byte{0}), err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}

// Somebody's own file, which only has a second name in the folder, or which a link
// there leads to, is not the program's to overwrite.
func TestWipingTouchesNothingElsewhere(t *testing.T) {
	dir, own := t.TempDir(), put(t, filepath.Join(t.TempDir(), "own"), "mine")
	if err := errors.Join(os.Link(own, filepath.Join(dir, "second")), os.Symlink(own, filepath.Join(dir, "link"))); err != nil {
		t.Fatal(err)
	}
	if err := Wipe(opened(t, dir)); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(own); string(data) != "mine" {
		t.Errorf("it holds %q (%v)", data, err)
	}
}

// TestReplacedFilesAreWhole: a link in the place is replaced, not followed, and what
// goes wrong leaves the other file and nothing else.
func TestReplacedFilesAreWhole(t *testing.T) {
	for name, replace := range map[string]func(string, []byte) error{"replace": Replace, "refresh": Refresh} {
		dir, outside := t.TempDir(), put(t, filepath.Join(t.TempDir(), "outside"), "other")
		path := filepath.Join(dir, "note")
		if err := os.Symlink(outside, path); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"first", "second"} {
			if err := replace(path, []byte(text)); err != nil {
				t.Fatal(err)
			}
			if data, err := os.ReadFile(path); string(data) != text {
				t.Errorf("%s: it holds %q (%v)", name, data, err)
			}
		}
		info, err := os.Lstat(path)
		if err != nil || info.Mode() != Private {
			t.Errorf("%s: %v (%v)", name, info, err)
		}
		if data, _ := os.ReadFile(outside); string(data) != "other" {
			t.Errorf("%s: the link was followed", name)
		}
		if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := replace(filepath.Join(dir, "folder"), nil); review.CodeOf(err) != review.Failed {
			t.Errorf("%s: over a folder: %v", name, err)
		}
		if entries, err := os.ReadDir(dir); len(entries) != 2 {
			t.Errorf("%s: left behind: %v (%v)", name, entries, err)
		}
	}
}

// TestHalfAFileIsNone: what cannot be written to its end leaves nothing.
func TestHalfAFileIsNone(t *testing.T) {
	dir := t.TempDir()
	err := New(filepath.Join(dir, "half"), func(w io.Writer) error {
		_, err := w.Write([]byte("half"))
		return errors.Join(err, errors.New("the disk went away"))
	})
	if review.CodeOf(err) != review.Failed || !strings.Contains(err.Error(), "half") {
		t.Errorf("%v", err)
	}
	if entries, err := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
	if err := New(filepath.Join(dir, "missing", "file"), nil); review.CodeOf(err) != review.Invalid {
		t.Errorf("without a folder: %v", err)
	}
	put(t, filepath.Join(dir, "there"), "first")
	if err := New(filepath.Join(dir, "there"), nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file, before the work: %v", err)
	}
}

// TestOnlySoMuchIsRead: exactly so many bytes, and one more; and a device without an end.
func TestOnlySoMuchIsRead(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "file"), strings.Repeat("x", 2048))
	if data, err := Read(path, 2048); len(data) != 2048 || err != nil {
		t.Errorf("%d bytes (%v)", len(data), err)
	}
	for _, name := range []string{path, "/dev/zero"} {
		_, err := Read(name, 1024)
		if review.CodeOf(err) != review.Invalid || !strings.Contains(err.Error(), "1 KiB") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(path+"x", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := ReadIn(opened(t, filepath.Dir(path)), "../etc/passwd", 1); err == nil {
		t.Error("a file outside the folder was read")
	}
}

func TestSizesAreSaidInTheLargestUnit(t *testing.T) {
	for n, want := range map[int64]string{1: "1 bytes", 1000: "1000 bytes", 1024: "1 KiB", 1 << 20: "1 MiB", 64 << 20: "64 MiB", 1 << 46: "64 TiB"} {
		if got := Size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestReplacedFilesAreForWhomTheFolderIsFor: what a board keeps for itself is for its
// group, where the folder is kept for one; what somebody saw is theirs.
func TestReplacedFilesAreForWhomTheFolderIsFor(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o770|fs.ModeSetgid); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		replace func(string, []byte) error
		want    fs.FileMode
	}{"list": {Replace, 0o660}, "seen": {Refresh, 0o600}} {
		path := filepath.Join(dir, name)
		if err := tt.replace(path, nil); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != tt.want {
			t.Errorf("%s: %v (%v)", name, info.Mode(), err)
		}
	}
}
