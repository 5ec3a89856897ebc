package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestAnEditorMayBeEndedByAPipe: what the program itself outlives, the editor and what it
// starts do not: its pipes end as they do in a shell.
func TestAnEditorMayBeEndedByAPipe(t *testing.T) {
	d := newDrafting(t)
	path := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\nsh -c 'kill -PIPE $$; touch " + d.file("outlived") + "'\ntouch " + d.file("tried") + "\nprintf 'kind: pattern\\ntitle: A title\\n' >\"$1\"\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDITOR", path)
	k := d.atKeyboard("finding", "add", d.ref)
	if status := k.exits(); status != 0 || !d.exists("tried")() {
		t.Fatalf("exits with %d:\n%s", status, k.text())
	}
	if d.exists("outlived")() {
		t.Error("the editor's own programs outlive a broken pipe")
	}
}
