package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnErasureThatCannotBeFinishedSaysSo: the disk failed after the erasure was on
// record. It exited with 1, which is to say that nothing is recorded, and said that no
// key is lost.
func TestAnErasureThatCannotBeFinishedSaysSo(t *testing.T) {
	b := newErasable(t)
	home := b.copyOf(t)
	list := filepath.Join(home, ".config", "scr", "keys"+erasedSuffix) // cannot be written over
	if err := os.MkdirAll(filepath.Join(list, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if !exitsAs(t, b.as(t.Context(), home, "p1", "erase", "run", "erasure-1"), 9,
		"the erasure is recorded, and is not finished", `run the same "scr erase run" again`) {
		return
	}
	exitsAs(t, b.as(t.Context(), home, "p1", "meeting", "add", b.ref, "--kind", "introductory"), 1, "an erasure was interrupted, and is finished before anything else")
	exitsAs(t, b.as(t.Context(), home, "p1", "audit", "verify", "--erasures"), 1, "an erasure was not finished", `run "scr erase run erasure-1": it goes on from there`)
	if err := os.RemoveAll(list); err != nil {
		t.Fatal(err)
	}
	must(t, b.as(t.Context(), home, "p1", "erase", "run", "erasure-1"))
	if !b.gone(t, home) {
		t.Error("the texts are there")
	}
	must(t, b.as(t.Context(), home, "p1", "audit", "verify", "--erasures"))
}

// exitsAs runs a command that must end with that status and say all of that.
func exitsAs(t *testing.T, cmd *exec.Cmd, status int, says ...string) bool {
	t.Helper()
	out, err := cmd.CombinedOutput()
	exited, ok := errors.AsType[*exec.ExitError](err)
	ok = ok && exited.ExitCode() == status
	for _, s := range says {
		ok = ok && strings.Contains(string(out), s)
	}
	if !ok {
		t.Errorf("%v ends with %v, want status %d and %q:\n%s", cmd.Args, err, status, says, out)
	}
	return ok
}
