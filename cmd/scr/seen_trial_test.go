package main

import (
	"os"
	"strings"
	"testing"
)

// newDrill is a board that has more on record than its backup, "older", and what it is
// told to restore that all the same.
func newDrill(t *testing.T) (m *manager, ref string, loss []string) {
	t.Helper()
	m = newManager(t, "EXB")
	ref = m.reference()
	m.must("db", "backup", m.path("older"))
	for range 2 {
		m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	}
	return m, ref, []string{"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
}

// drilled restores the older backup beside the live board, and looks into it as both do.
func (m *manager) drilled(ref string, loss []string) {
	m.t.Helper()
	m.must(append([]string{"db", "restore", m.path("older"), "--to", m.path("drill.db")}, loss...)...)
	m.must("--db", m.path("drill.db"), "list")
	m.must("--db", m.path("drill.db"), "show", ref)
}

// live fails unless the live board can be worked with and backed up, and is as it was seen.
func (m *manager) live(ref, backup string) {
	m.t.Helper()
	m.must("list")
	m.must("show", ref)
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("db", "backup", m.path(backup))
	if out, _, _ := m.run("doctor"); !strings.Contains(out, "ok\tseen") {
		m.t.Errorf("the doctor says\n%s", out)
	}
}

// TestADrillLeavesTheLiveBoardOpen: one look into a restore that was tried out, and the
// live log was one from before a restore. Also once two had answered for the drill.
func TestADrillLeavesTheLiveBoardOpen(t *testing.T) {
	m, ref, loss := newDrill(t)
	m.drilled(ref, loss)
	m.must("list") // the live one
	m.must("show", ref)
	m.must("db", "backup", m.path("while it waits"))
	m.refused(1, "set SCR_SEEN to an empty folder", "--db", m.path("drill.db"), "list") // the live one went on
	seen := m.home["seen"]
	m.login, m.home["seen"] = "second", m.path("seen-in-the-drill")
	m.must("--db", m.path("drill.db"), "db", "accept-restore")
	m.login = "first"
	m.must("--db", m.path("drill.db"), "show", ref)
	m.must("--db", m.path("drill.db"), "finding", "add", ref, "--from", m.path("finding.yaml"))
	m.home["seen"] = seen
	m.live(ref, "after two answered")
}

// TestATwoPersonDrillLeavesTheLiveBoardOpen: also what two answered for is a drill, where it
// lies beside the board's own.
func TestATwoPersonDrillLeavesTheLiveBoardOpen(t *testing.T) {
	m, ref, loss := newDrill(t)
	m.drilled(ref, loss)
	m.login = "second"
	m.must("--db", m.path("drill.db"), "db", "accept-restore")
	m.login = "first"
	m.must("--db", m.path("drill.db"), "finding", "add", ref, "--from", m.path("finding.yaml"))
	m.live(ref, "after two answered")
}

// TestADrillWithoutLossLeavesTheLiveBoardOpen: the copy has the board's own name, and what
// was read and recorded in it was missed in the live log.
func TestADrillWithoutLossLeavesTheLiveBoardOpen(t *testing.T) {
	m, ref, _ := newDrill(t)
	m.must("db", "backup", m.path("newest"))
	m.must("db", "restore", m.path("newest"), "--to", m.path("drill.db"))
	for range 3 {
		m.must("--db", m.path("drill.db"), "show", ref)
		m.must("--db", m.path("drill.db"), "finding", "add", ref, "--from", m.path("finding.yaml"))
	}
	m.live(ref, "later")
}

// TestWhoeverChecksADrillIsToldHowToGoOn: to list a drill said how, and to verify it did not,
// after the live board had gone on.
func TestWhoeverChecksADrillIsToldHowToGoOn(t *testing.T) {
	for name, loss := range map[string]bool{"with a loss": true, "without one": false} {
		t.Run(name, func(t *testing.T) {
			m, ref, lost := newDrill(t)
			if loss {
				m.drilled(ref, lost)
				m.login = "second"
				m.must("--db", m.path("drill.db"), "db", "accept-restore")
				m.login = "first"
			} else {
				m.must("db", "backup", m.path("newest"))
				m.must("db", "restore", m.path("newest"), "--to", m.path("drill.db"))
			}
			m.must("finding", "add", ref, "--from", m.path("finding.yaml")) // the live board goes on
			const says = "set SCR_SEEN to an empty folder for as long"
			for _, look := range [][]string{{"list"}, {"audit", "verify"}, {"audit", "verify", "--decisions"}, {"db", "check"},
				{"db", "backup", m.path("of the drill")}, {"db", "vacuum"}} {
				m.refused(1, says, append([]string{"--db", m.path("drill.db")}, look...)...)
			}
			if out, _, _ := m.run("--db", m.path("drill.db"), "doctor"); !strings.Contains(out, says) {
				t.Errorf("the doctor says\n%s", out)
			}
			m.home["seen"] = m.path("empty")
			m.must("--db", m.path("drill.db"), "audit", "verify")
			m.must("--db", m.path("drill.db"), "db", "check")
		})
	}
}

// TestAnOlderCopyInTheBoardsPlaceIsNoDrill: whoever put it there is not told how to go on.
func TestAnOlderCopyInTheBoardsPlaceIsNoDrill(t *testing.T) {
	m, ref, _ := newDrill(t)
	older := readAll(t, m.home["database"])
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.file("scr.db", older)
	for _, look := range [][]string{{"list"}, {"audit", "verify"}, {"db", "check"}, {"doctor"}} {
		if out, says, status := m.run(look...); status != 1 || strings.Contains(out+says, "SCR_SEEN") {
			t.Errorf("%v exits with %d:\n%s%s", look, status, out, says)
		}
	}
}

// TestADrillHidesNoOlderCopy: who put an older copy in the board's own place is noticed as
// before, whatever was tried out.
func TestADrillHidesNoOlderCopy(t *testing.T) {
	m, ref, loss := newDrill(t)
	older := readAll(t, m.home["database"])
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.drilled(ref, loss)
	m.file("scr.db", older)
	m.refused(1, "it was cut, or an older copy lies in its place", "list")
	m.refused(1, "it was cut, or an older copy lies in its place", "db", "backup", m.path("cut"))

	m.file("scr.db", readAll(t, m.path("drill.db"))) // one person answers for it, and nobody else
	if _, says, status := m.run("list"); status != 0 || !strings.Contains(says, "that you had seen are gone") {
		t.Errorf("a drill in the board's place exits with %d: %s", status, says)
	}
	m.file("scr.db", older)
	m.refused(1, "it was cut, or an older copy lies in its place", "list")
}

// TestTwoHaveARestoreRemembered: in the board's own place, from the second answer on.
// Until then it is told each time what is gone.
func TestTwoHaveARestoreRemembered(t *testing.T) {
	m, ref, loss := newDrill(t)
	before := readAll(t, m.home["database"])
	m.must(append([]string{"db", "restore", m.path("older"), "--to", m.home["database"], "--replace"}, loss...)...)
	for range 2 {
		if _, says, status := m.run("list"); status != 0 || !strings.Contains(says, "2 events that you had seen are gone") {
			t.Errorf("it waits, and exits with %d: %s", status, says)
		}
	}
	m.login = "second"
	m.must("db", "accept-restore")
	if now, err := os.ReadFile(m.seenOf("-restored-1")); err != nil || !strings.Contains(string(now), "/restored-1\n") {
		t.Errorf("it is remembered as %s (%v)", now, err)
	}
	m.login = "first"
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	if _, says, _ := m.run("list"); says != "" {
		t.Errorf("it is said again: %s", says)
	}
	m.file("scr.db", before)
	m.refused(1, "from before a restore that you have seen", "list")
}

// TestWhoLookedIntoADrillBefore follows the hint that they get: an earlier version
// remembered it.
func TestWhoLookedIntoADrillBefore(t *testing.T) {
	m, ref, loss := newDrill(t)
	live := m.home["database"]
	m.must(append([]string{"db", "restore", m.path("older"), "--to", m.path("drill.db")}, loss...)...)
	m.login, m.home["database"] = "second", m.path("drill.db") // where it is the board's own, it is remembered
	m.must("db", "accept-restore")
	m.login, m.home["database"] = "first", live
	file := m.seenOf("-restored-1")
	_, says, status := m.run("list")
	if status != 1 || !strings.Contains(says, file) || !strings.Contains(says, "move that file to another folder") {
		t.Fatalf("it exits with %d: %s", status, says)
	}
	if err := os.Rename(file, m.path("aside")); err != nil {
		t.Fatal(err)
	}
	m.must("audit", "verify")
	m.live(ref, "again")
}

// seenOf is the file in which a log is remembered whose name ends so.
func (m *manager) seenOf(suffix string) string {
	m.t.Helper()
	entries, err := os.ReadDir(m.home["seen"])
	if err != nil {
		m.t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			return m.home["seen"] + "/" + e.Name()
		}
	}
	m.t.Fatalf("no file of %s ends with %s", m.home["seen"], suffix)
	return ""
}
