//go:build torture

package torture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Groups of numbers that no machine has.
const ours, theirs = "61234", "61235"

// as lets the program run under another login of the machine, in one group.
func (b *board) as(login, group string, args ...string) result {
	b.t.Helper()
	home := filepath.Join(b.dir, "home-"+login)
	if err := os.MkdirAll(home, 0o777); err != nil {
		b.t.Fatal(err)
	}
	if err := os.Chmod(home, 0o777); err != nil {
		b.t.Fatal(err)
	}
	other := *b
	other.with = []string{"setpriv", "--reuid", login, "--regid", group, "--clear-groups", "env", "XDG_STATE_HOME=" + home}
	return other.scr(args...)
}

func TestSeveralLoginsUseOneBoard(t *testing.T) {
	need(t, true, "setpriv", "chgrp")
	dir := filepath.Join(reachable(t), "board")
	for _, folder := range []string{dir, filepath.Join(dir, "scr")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		quiet(t, "chgrp", ours, folder)
		quiet(t, "chmod", "2770", folder)
	}
	b := newBoard(t, dir)
	quiet(t, "chmod", "640", filepath.Join(dir, "scr", "config.yaml"))
	b.write("kit.yaml", "name: Kit Example\n")
	b.write("kit-login.yaml", "login: daemon\n")
	b.must("person", "add", "--from", "kit.yaml")
	b.must("user", "add", "--person", "p2", "--from", "kit-login.yaml")

	if r := b.as("daemon", ours, "person", "list"); r.status != 0 || !strings.Contains(r.out, "Kit Example") {
		t.Errorf("the second login reads with %d: %s%s", r.status, r.out, r.err)
	}
	if r := b.as("daemon", ours, "workflow", "list"); r.status != 0 {
		t.Errorf("the second login lists with %d: %s", r.status, r.err)
	}
	// What one login makes, the other can go on with.
	if r := b.as("daemon", ours, "person", "amend", "p2", "--employer", "Exampleshire"); r.status != 6 {
		t.Errorf("the second login may not keep the register, and got %d: %s", r.status, r.err)
	}
	b.must("person", "list")
	if r := b.as("daemon", theirs, "person", "list"); r.status == 0 || strings.Contains(r.out, "Kit") {
		t.Errorf("a login of another group reads with %d: %s", r.status, r.out)
	}
	if r := b.as("nobody", ours, "person", "list"); r.status == 0 || strings.Contains(r.out, "Kit") {
		t.Errorf("a login that is nobody's reads with %d: %s", r.status, r.out)
	}
	b.sound("db check")
}

// reachable returns a folder that other logins can enter.
func reachable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for d := dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
		quiet(t, "chmod", "a+x", d)
	}
	quiet(t, "chmod", "a+rx", shared.programs)
	return dir
}
