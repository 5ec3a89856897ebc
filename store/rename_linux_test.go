package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestANameThatIsTakenIsNotWrittenOver(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "scr.db.part"), filepath.Join(dir, "scr.db")
	for path, text := range map[string]string{from: "new", to: "of somebody else"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := rename(from, to); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if text, err := os.ReadFile(to); err != nil || string(text) != "of somebody else" {
		t.Errorf("it holds %q now (%v)", text, err)
	}
	if err := errors.Join(os.Remove(to), rename(from, to)); err != nil {
		t.Fatal(err)
	}
}
