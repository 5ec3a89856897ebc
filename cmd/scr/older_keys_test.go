package main

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"scr/internal/keyring"
)

// TestAnOlderKeyFolderIsTold puts an older copy of the key folder in its place. Nothing is
// sealed with it, the doctor says what it is, and with the folder that was used last
// everything goes on.
func TestAnOlderKeyFolderIsTold(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	keys, older := m.home["keys"], m.path("older")
	copyTree(t, keys, older)
	useSlots(t, m, 300) // more than the copy has
	swap := func() {
		t.Helper()
		for _, names := range [][2]string{{keys, m.path("aside")}, {older, keys}, {m.path("aside"), older}} {
			if err := os.Rename(names[0], names[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	swap()
	m.refused(1, "older copy of the key folder", "finding", "add", ref, "--from", m.path("finding.yaml"))
	out, _, status := m.run("doctor")
	if want := "bad\tkey ring\tthis is an older copy of the key folder"; status != 1 || !strings.Contains(out, want) {
		t.Errorf("the doctor exits with %d and says\n%s", status, out)
	}
	swap()
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("audit", "verify")
}

// useSlots leaves database and key ring as a restore does when that many texts had been
// recorded.
func useSlots(t *testing.T, m *manager, n int64) {
	t.Helper()
	ring, err := keyring.Open(m.home["keys"], keyring.Options{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", m.home["database"])
	if err != nil {
		t.Fatal(err)
	}
	_, noted := db.Exec(`UPDATE key_slots SET since = ?1, next = ?1`, n)
	if err := errors.Join(ring.Reserve(n), ring.Close(), noted, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
