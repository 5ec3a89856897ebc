package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scr/store"
)

// TestNothingSealedLiesOpen fills every personal field of a sealed board with words
// that are found again, carries out every command as several people, and looks for
// those words, and for logins, in every byte that was written anywhere: database, the
// log that SQLite keeps beside it, keys, settings, what was seen, drafts, temporary
// files.
func TestNothingSealedLiesOpen(t *testing.T) {
	anywhere := t.TempDir()
	for _, name := range []string{"TMPDIR", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"} {
		dir := filepath.Join(anywhere, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv(name, dir)
	}
	b := foundRightsBoard(t)
	open, err := store.Open(t.Context(), b.db, store.Options{}) // or SQLite would clear up beside the file
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if _, err := open.Board(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, command := range slices.Sorted(maps.Keys(tries())) {
		for _, person := range []string{"p2", "p3", "p13"} {
			out, _ := b.run(b.db, person, b.words(command, b.ref)...)
			shown += len(b.seen(out))
		}
	}
	if shown < len(b.canaries) {
		t.Errorf("only %d of %d texts were shown to anybody: this test would not see a leak", shown, len(b.canaries))
	}
	for _, dir := range []string{b.dir, anywhere} {
		b.search(dir)
	}
}

// search looks for what is sealed in all files of a folder.
func (b *rightsBoard) search(dir string) {
	b.t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		for _, word := range []string{"CANARY-", "login-p"} {
			if at := bytes.Index(data, []byte(word)); at >= 0 {
				b.t.Errorf("%s has %q at byte %d", filepath.Base(path), data[at:min(at+20, len(data))], at)
			}
		}
		return err
	})
	if err != nil || dir == b.dir && files < 5 {
		b.t.Fatalf("%d files were looked at: %v", files, err)
	}
}

// TestWithoutSealingTextsLieOpen is what the search for them would find.
func TestWithoutSealingTextsLieOpen(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	b := foundRightsBoard(t, "--no-sealing")
	data, err := os.ReadFile(b.db)
	if err != nil || !bytes.Contains(data, []byte("CANARY-")) || !bytes.Contains(data, []byte("login-p")) {
		t.Errorf("a database without sealing does not show its texts (%v): the search proves nothing", err)
	}
}
