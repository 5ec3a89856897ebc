package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// onReadOnly runs a shell in which the board's database lies on a read-only mount, in
// namespaces of its own: nobody else sees the mount, and it goes with the shell.
func (d *onDisk) onReadOnly(script string) (out string, status int) {
	d.t.Helper()
	folder := filepath.Dir(d.db())
	cmd := exec.Command("/bin/sh", "-ec", "mount --bind "+folder+" "+folder+"; mount -o remount,bind,ro "+folder+"; "+script)
	cmd.Dir = d.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}}
	both, err := cmd.CombinedOutput()
	return string(both), statusIn(err)
}

// A database in WAL mode cannot be opened where nothing can be written beside it,
// unless SQLite is told that nobody can change it.
func TestAReadOnlyMediumIsReadAndSaidSo(t *testing.T) {
	d := newOnDisk(t)
	must(t, d.scr("finding", "add", d.ref, "--from", "finding.yaml"))
	t.Setenv("SCR_SEEN", filepath.Join(d.dir, "seen"))
	tests := []struct {
		command string
		status  int
		says    string
	}{
		{"touch " + d.db() + ".x", 1, "Read-only file system"}, // or the test shows nothing
		{"scr list", 0, "lies on a read-only medium: it is read as it lies there"},
		{"scr list", 0, d.ref},
		{"scr show " + d.ref, 1, "cannot be written down that you read this, so nothing is shown"},
		{"scr show " + d.ref, 1, "texts are read where the board's database lies"},
		{"cp " + d.db() + " " + filepath.Join(d.dir, "own.db") + "; scr --db " + filepath.Join(d.dir, "own.db") + " report " + d.ref, 0, "A title"},
		{"scr audit verify", 0, "problems"},
		{"scr db check", 0, "problems"},
		{"scr finding add " + d.ref + " --from finding.yaml", 1, "on a read-only medium: nothing can be recorded there"},
		{"scr finding add " + d.ref + " --from finding.yaml", 1, "hint: "},
	}
	for _, tt := range tests {
		out, status := d.onReadOnly(tt.command)
		if status != tt.status || !strings.Contains(out, tt.says) {
			t.Errorf("%s exits with %d, want %d and %q:\n%s", tt.command, status, tt.status, tt.says, out)
		}
	}
	if err := os.WriteFile(d.db()+"-wal", []byte("not yet in the file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, status := d.onReadOnly("scr list"); status != 1 || !strings.Contains(out, "what was recorded last lies in") {
		t.Errorf("with a -wal: exits with %d:\n%s", status, out)
	}
}
