package main

import (
	"bytes"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"scr/config"
)

// ownFolder makes a folder that only its owner may look into.
func ownFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "own")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// inEditor returns an app whose editor is a shell command, and a draft.
func inEditor(t *testing.T, editor string) (*app, *draft) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", ownFolder(t))
	d, err := newDraft("# a template\n")
	if err != nil {
		t.Fatal(err)
	}
	return &app{prompt: &bytes.Buffer{}, settings: &config.Settings{Editor: editor}}, d
}

// After the editor had been up once, Ctrl-C stopped nothing any more: neither
// scr, which went on asking, nor what the editor itself started.
func TestInterruptsWorkInAndAfterTheEditor(t *testing.T) {
	a, d := inEditor(t, "true")
	if _, err := a.edit(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if signal.Ignored(syscall.SIGINT) {
		t.Error("an interrupt is ignored once the editor has ended")
	}
	a, d = inEditor(t, "sh -c 'kill -INT $$; true'")
	if _, err := a.edit(t.Context(), d); err == nil {
		t.Error("the editor was deaf to an interrupt")
	}
}

// An editor that could not be started left a template behind, which was said to
// be what somebody wrote.
func TestOnlyWhatWasWrittenIsKept(t *testing.T) {
	tests := []struct {
		name, editor string
		kept         bool
	}{
		{"written", `f() { echo 'title: typed' >>"$1"; false; }; f`, true},
		{"not written", "false", false},
		{"taken away", `f() { rm "$1"; false; }; f`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, d := inEditor(t, test.editor)
			_, err := a.edit(t.Context(), d)
			if err == nil {
				t.Fatal("the editor ended well")
			}
			err = d.keep(err, "scr finding add", "--from")
			left, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "*"))
			if kept := len(left) == 1; kept != test.kept {
				t.Errorf("it was kept: %v, want %v (%v)", kept, test.kept, left)
			}
			if e := asError(err); e == nil || bytes.Contains([]byte(e.Hint), []byte("is kept in")) != test.kept {
				t.Errorf("the error is %v", err)
			}
		})
	}
}
