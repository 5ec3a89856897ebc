package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// newLonger is a manager of a log that has two findings more than a backup, "older", and
// who has seen nothing of that.
func newLonger(t *testing.T) (m *manager, ref string) {
	t.Helper()
	m = newManager(t, "EXB")
	ref = m.reference()
	m.must("db", "backup", m.path("older"))
	for range 2 {
		m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	}
	m.home["seen"] = m.path("seen-by-nobody")
	return m, ref
}

// TestADatabaseInPlaceIsAskedByAnyOfItsNames: behind "sqlite:" it was not found, and so
// not asked, but it was moved aside. The end of the log went with it, and nobody was told.
func TestADatabaseInPlaceIsAskedByAnyOfItsNames(t *testing.T) {
	m, _ := newLonger(t)
	t.Chdir(m.dir)
	for _, to := range []string{m.home["database"], "sqlite:" + m.home["database"], "scr.db", "sqlite:scr.db", "sqlite:./scr.db"} {
		m.refused(3, "missing are 2 events", "db", "restore", m.path("older"), "--to", to, "--replace")
	}
	var done restored
	m.must("db", "backup", m.path("newer"))
	if err := json.Unmarshal([]byte(m.must("db", "restore", m.path("newer"), "--to", "sqlite:scr.db", "--replace", "--json")), &done); err != nil {
		t.Fatal(err)
	}
	if done.Database != m.home["database"] || !strings.HasPrefix(done.Moved, m.home["database"]+".replaced-") {
		t.Errorf("it says of its files: %+v", done)
	}
}

// TestTwoAnswerForADatabaseThatCannotBeAsked: it may hold more than the backup. It was
// replaced all the same, and the restore said that nothing was lost.
func TestTwoAnswerForADatabaseThatCannotBeAsked(t *testing.T) {
	for name, spoil := range map[string]func(m *manager) error{
		"others may read it": func(m *manager) error { return os.Chmod(m.home["database"], 0o644) },
		"damaged":            func(m *manager) error { return os.Truncate(m.home["database"], 6000) },
		"empty":              func(m *manager) error { return os.Truncate(m.home["database"], 0) },
	} {
		t.Run(name, func(t *testing.T) {
			m, ref := newLonger(t)
			if err := spoil(m); err != nil {
				t.Fatal(err)
			}
			restore := []string{"db", "restore", m.path("older"), "--to", m.home["database"], "--replace"}
			m.refused(3, "the database in place cannot be asked how far its log had come", restore...)
			m.refused(3, "two people answer", restore...)
			answered := append(restore, "--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"))
			out, remarks, status := m.run(append(answered, "--json")...)
			var done restored
			if err := json.Unmarshal([]byte(out), &done); err != nil || status != 0 || !done.Unasked || done.Waits != "p2" || done.Lost != 0 {
				t.Fatalf("it exits with %d and prints %s%s (%v)", status, out, remarks, err)
			}
			m.refused(3, "before p2 has answered", "finding", "add", ref, "--from", m.path("finding.yaml"))
			m.login = "second"
			if _, remarks, status := m.run("db", "accept-restore"); status != 0 || !strings.Contains(remarks, "could not be asked") {
				t.Errorf("the second is told, with %d: %s", status, remarks)
			}
			m.login = "first"
			m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
			m.must("db", "check")
			m.must("audit", "verify", "--decisions")
		})
	}
}

// TestWhatIsSaidOfALossThatNobodyCouldCount speaks of more than what is known.
func TestWhatIsSaidOfALossThatNobodyCouldCount(t *testing.T) {
	m, _ := newLonger(t)
	if err := os.Chmod(m.home["database"], 0o644); err != nil {
		t.Fatal(err)
	}
	_, remarks, status := m.run("db", "restore", m.path("older"), "--to", m.home["database"], "--replace",
		"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"))
	if want := "missing: what the database had that could not be asked, and at least 0 events"; status != 0 || !strings.Contains(remarks, want) {
		t.Errorf("it exits with %d, and does not say %q: %s", status, want, remarks)
	}
}

// TestKeysThatCouldNotGoAreTold: after an interrupt it was only said that nothing was restored.
func TestKeysThatCouldNotGoAreTold(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	err := (&restoring{putBack: t.TempDir() + "/."}).ended(stopped, errors.New("stopped")) // which nobody can remove
	if err == nil || !strings.Contains(err.Error(), "nothing was restored") || !strings.Contains(err.Error(), "could not be taken away") {
		t.Errorf("told as %v", err)
	}
}

// TestTheKeysStayOnceTheDatabaseHasItsName: the disk failed after the last rename, and the
// keys that had been put back went, while the database was sealed under them.
func TestTheKeysStayOnceTheDatabaseHasItsName(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	fault := errors.New("the disk failed")
	for _, tt := range []struct {
		name, database string
		ctx            context.Context
		err            error
		stay           bool
		says           string
	}{
		{"all went well", "scr.db", t.Context(), nil, true, ""},
		{"failed before", "", t.Context(), fault, false, "the disk failed"},
		{"failed after", "scr.db", t.Context(), fault, true, "the disk failed"},
		{"stopped before", "", stopped, fault, false, "stopped: nothing was restored"},
		{"stopped after", "scr.db", stopped, fault, true, "the disk failed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keys := filepath.Join(t.TempDir(), "keys")
			if err := os.Mkdir(keys, 0o700); err != nil {
				t.Fatal(err)
			}
			r := &restoring{done: restored{Database: tt.database}, putBack: keys}
			err := r.ended(tt.ctx, tt.err)
			if tt.err == nil && err != nil || tt.err != nil && (err == nil || err.Error() != tt.says) {
				t.Errorf("told as %v", err)
			}
			if _, err := os.Stat(keys); (err == nil) != tt.stay {
				t.Errorf("the keys: %v", err)
			}
		})
	}
}
