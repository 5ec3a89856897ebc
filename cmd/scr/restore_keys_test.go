package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scr/internal/keyring"
)

// fill records findings until that many slots of the key ring are used.
func (m *manager) fill(ref string, slots int64) {
	m.t.Helper()
	for m.number(`SELECT next FROM key_slots`) < slots {
		m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	}
}

// number asks the board's database for one number.
func (m *manager) number(query string) (n int64) {
	m.t.Helper()
	db, err := sql.Open("sqlite3", m.home["database"])
	if err == nil {
		err = errors.Join(db.QueryRow(query).Scan(&n), db.Close())
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return n
}

// TestADrillDestroysNoKeyOfTheBoard: the key ring went on from an older copy, so that a slot
// whose key an erasure had destroyed got the key of another text. Whoever tried out a
// backup with that erasure was refused, and the other text was gone for good.
func TestADrillDestroysNoKeyOfTheBoard(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	m.deciders()
	m.file("finding.yaml", "kind: pattern\ntitle: A title\nin_this_case: In this case\nunderlying: Underlying\nprevalent: Prevalent\n"+
		"widespread: Widespread\nsource: Source\nwhy_it_matters: It matters\nchild_voice: The child said\n")
	m.fill(ref, 240)
	m.must("db", "backup", m.path("monday"))
	m.must("db", "backup", "--keys", m.path("keys.tar"))
	m.fill(ref, 270)
	m.propose(ref, fmt.Sprintf("finding-%d", m.number(`SELECT count(*) FROM events WHERE kind = 'finding.added/1'`)))
	m.must("erase", "run", "erasure-1")
	slot := m.number(`SELECT max(json_extract(envelope, '$.body.texts[0].slot')) FROM events WHERE kind = 'texts.erased/1'`)
	if slot < 256 {
		t.Fatalf("what was erased had slot %d, which the copy of the keys has", slot)
	}
	m.must("db", "backup", m.path("tuesday"))

	for _, name := range []string{m.home["keys"], m.home["database"]} {
		if err := os.Rename(name, name+".gone"); err != nil {
			t.Fatal(err)
		}
	}
	loss := []string{"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
	m.must(slices.Concat([]string{"db", "restore", m.path("monday"), "--to", m.home["database"], "--keys-from", m.path("keys.tar")}, loss)...)
	m.login = "second"
	m.must("db", "accept-restore")
	m.login = "first"
	m.fill(ref, slot+5)
	for range 20 { // until its log is longer than that in the backup
		m.must("meeting", "add", ref, "--kind", "analysis")
	}
	before := m.must("audit", "verify", "--erasures")

	m.refused(1, "is not what its log says", slices.Concat([]string{"db", "restore", m.path("tuesday"), "--to", m.path("drill.db")}, loss)...)
	if after := m.must("audit", "verify", "--erasures"); after != before || !strings.Contains(after, "problems\t0") {
		t.Errorf("before the drill\n%s\nand after it\n%s", before, after)
	}
}

// TestARefusedRestoreLeavesTheKeys: an older copy of the keys lay in the folder. Whoever was
// refused had the keys destroyed that are to go again, all the same.
func TestARefusedRestoreLeavesTheKeys(t *testing.T) {
	m := newManager(t, "EXB")
	m.deciders()
	ref := m.reference()
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.propose(ref, "finding-1")
	m.must("db", "backup", "--keys", m.path("keys.tar"))
	m.must("erase", "run", "erasure-1")
	m.must("db", "backup", m.path("after"))
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	if err := os.Rename(m.home["keys"], m.path("gone")); err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(m.path("keys.tar"))
	if err == nil {
		err = errors.Join(keyring.Restore(m.home["keys"], from), from.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(m.home["keys"] + "/ring")
	if err != nil {
		t.Fatal(err)
	}
	m.refused(3, "you are p1, and --by names p2", "db", "restore", m.path("after"), "--to", m.home["database"], "--replace",
		"--accept-loss", "--by", "p2", "--and", "p1", "--reason-file", m.path("why.txt"))
	after, err := os.ReadFile(m.home["keys"] + "/ring")
	if err != nil || string(after) != string(before) {
		t.Errorf("the refused restore changed the key ring (%v)", err)
	}

	// One that cannot be asked may need them: it can be mended.
	if err := os.Chmod(m.home["database"], 0o644); err != nil {
		t.Fatal(err)
	}
	_, remarks, status := m.run("db", "restore", m.path("after"), "--to", m.home["database"], "--replace",
		"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"))
	if want := "has still 1 key of what had been erased: left"; status != 0 || !strings.Contains(remarks, want) {
		t.Errorf("it exits with %d, and does not say %q: %s", status, want, remarks)
	}
	if out, _, _ := m.run("audit", "verify", "--erasures"); !strings.Contains(out, "are there still") {
		t.Errorf("the keys are not there any more:\n%s", out)
	}
}
