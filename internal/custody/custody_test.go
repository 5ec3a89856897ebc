package custody

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func mode(t *testing.T, path string, m fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, m); err != nil {
		t.Fatal(err)
	}
}

func TestWhoAFileIsFor(t *testing.T) {
	for _, tt := range []struct {
		name    string
		folder  fs.FileMode
		file    fs.FileMode
		made    fs.FileMode // of a new file in that folder
		exposed bool
	}{
		{"a file for one login", 0o700, 0o600, 0o600, false},
		{"the group may read", 0o700, 0o640, 0o600, true},
		{"everybody may read", 0o700, 0o604, 0o600, true},
		{"the group may write the folder, and nobody said so", 0o770, 0o660, 0o600, true},
		{"the folder is kept for the group", 0o770 | fs.ModeSetgid, 0o660, 0o660, false},
		{"the folder is kept for the group, and the file for one login", 0o770 | fs.ModeSetgid, 0o600, 0o660, false},
		{"the folder is kept for the group, and everybody may read", 0o770 | fs.ModeSetgid, 0o664, 0o660, true},
		{"the folder is open to everybody", 0o775 | fs.ModeSetgid, 0o660, 0o600, true},
		{"the group may not write the folder", 0o750 | fs.ModeSetgid, 0o660, 0o600, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "board")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			mode(t, dir, tt.folder)
			path := filepath.Join(dir, "scr.db")
			f, err := Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			info, err := f.Stat()
			if err != nil || info.Mode().Perm() != tt.made {
				t.Errorf("a new file has mode %o, want %o (%v)", info.Mode().Perm(), tt.made, err)
			}
			mode(t, path, tt.file)
			if info, err = os.Stat(path); err != nil || Exposed(info, path) != tt.exposed {
				t.Errorf("exposed: %t, want %t (%v)", !tt.exposed, tt.exposed, err)
			}
			if _, err := Create(path); err == nil {
				t.Error("a file that is there was made anew")
			}
		})
	}
}

func TestAFolderIsHandedToTheGroup(t *testing.T) {
	around := t.TempDir()
	inside := filepath.Join(around, "keys")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Hand(inside); err != nil || ForGroup(inside) {
		t.Errorf("handed over though nobody said so (%v)", err)
	}
	mode(t, around, 0o770|fs.ModeSetgid)
	if err := Hand(inside); err != nil || !ForGroup(inside) {
		t.Errorf("not handed over (%v)", err)
	}
	path := filepath.Join(around, "scr.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Settle(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o660 || Exposed(info, path) {
		t.Errorf("a file that was settled has mode %o (%v)", info.Mode().Perm(), err)
	}
}
