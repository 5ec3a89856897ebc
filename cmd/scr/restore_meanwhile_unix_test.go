//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWhatIsRecordedDuringARestoreIsNotLost: a finding was acknowledged while the backup
// was being decrypted. It went aside with the database, and the restore said that nothing
// was lost.
func TestWhatIsRecordedDuringARestoreIsNotLost(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	m.must("db", "backup", m.path("backup"))
	data, err := os.ReadFile(m.path("backup"))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(m.path("slow"), 0o600); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() {
		written <- slowly(m, data, func() { m.must("finding", "add", ref, "--from", m.path("finding.yaml")) })
	}()
	other := *m // who remembers nothing
	other.home = map[string]string{"database": m.home["database"], "keys": m.home["keys"], "seen": m.path("seen-by-nobody")}
	other.refused(5, "is not as it was when the restore began", "db", "restore", m.path("slow"), "--to", m.home["database"], "--replace")
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	if list := m.must("finding", "list", ref); !strings.Contains(list, "finding-1") {
		t.Errorf("the finding is gone:\n%s", list)
	}
	clean(t, m.dir)
}

// slowly writes a backup into a pipe, and does something before the end of it, when the
// database in place has been asked.
func slowly(m *manager, data []byte, something func()) error {
	f, err := os.OpenFile(m.path("slow"), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	end := len(data) - 1000
	if _, err := f.Write(data[:end]); err != nil {
		return errors.Join(err, f.Close())
	}
	for until := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		begun, err := filepath.Glob(m.home["database"] + ".restore-*")
		if err != nil || len(begun) > 0 {
			break
		}
		if time.Now().After(until) {
			return errors.Join(errors.New("the restore did not begin"), f.Close())
		}
	}
	something()
	_, err = f.Write(data[end:])
	return errors.Join(err, f.Close())
}
