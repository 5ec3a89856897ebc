package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/store"
)

// newErased is a manager with a finding that was erased. Before that a backup was made,
// "before", and after it, "after".
func newErased(t *testing.T) (m *manager, ref string) {
	t.Helper()
	return newErasedFrom(newManager(t, "EXB"))
}

// newErasedFrom erases a finding of a board that is there.
func newErasedFrom(m *manager) (*manager, string) {
	m.t.Helper()
	m.deciders()
	ref := m.reference()
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.propose(ref, "finding-1")
	m.must("db", "backup", m.path("before"))
	m.must("erase", "run", "erasure-1")
	m.must("db", "backup", m.path("after"))
	return m, ref
}

// deciders are two people beside the manager who may approve an erasure.
func (m *manager) deciders() {
	m.t.Helper()
	m.file("third.yaml", "name: Third Person\n")
	m.file("login3.yaml", "login: third\n")
	m.must("person", "add", "--from", m.path("third.yaml"))
	m.must("user", "add", "--person", "p3", "--from", m.path("login3.yaml")) // while nobody else administers
	m.must("person", "amend", "p2", "--administrator", "--reason-file", m.path("why.txt"))
	m.must("person", "amend", "p3", "--administrator", "--reason-file", m.path("why.txt"))
	m.login = "second"
	m.must("person", "amend", "p3", "--administrator", "--reason-file", m.path("why.txt"))
	m.login = "first"
}

// propose has the erasure of a finding's title decided.
func (m *manager) propose(ref, finding string) {
	m.t.Helper()
	seq := strings.TrimPrefix(strings.Fields(m.line(finding+" was added", "history", ref))[0], "#")
	m.must("erase", "propose", "--review", ref, "--text", seq+"/record.title", "--basis", "court_order", "--reason-file", m.path("why.txt"))
	for _, who := range []string{"second", "third"} {
		m.login = who
		m.must("erase", "approve", "erasure-1")
	}
	m.login = "first"
}

// line is the first line of an output that has a word.
func (m *manager) line(word string, args ...string) string {
	m.t.Helper()
	out := m.must(args...)
	for line := range strings.Lines(out) {
		if strings.Contains(line, word) {
			return line
		}
	}
	m.t.Fatalf("%q is not in\n%s", word, out)
	return ""
}

// TestBackupsGoOnAfterALossThatFollowsAnErasure: the list of what was erased kept the
// log's old name, went into every backup made later, and no backup could be restored.
func TestBackupsGoOnAfterALossThatFollowsAnErasure(t *testing.T) {
	m, ref := newErased(t)
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("db", "restore", m.path("after"), "--to", m.home["database"], "--replace", "--accept-loss",
		"--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"))
	m.login = "second"
	m.must("db", "accept-restore")
	m.login = "first"
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	if list := m.list(); !strings.Contains(list, "/restored-1\n") {
		t.Errorf("the list is of another name:\n%s", list)
	}
	m.must("db", "backup", m.path("again"))
	m.must("db", "restore", m.path("again"), "--to", m.path("here.db"))
	m.gone(ref, "here.db")

	// Without the list beside the keys, and elsewhere.
	m.must("db", "backup", "--keys", m.path("keys.tar"))
	other := m.elsewhere()
	other.home["keys"] = other.path("keys")
	other.must("db", "restore", m.path("again"), "--to", other.home["database"], "--keys-from", m.path("keys.tar"))
	other.gone(ref, "scr.db")
	if lines(other.list()) != lines(m.list()) {
		t.Errorf("elsewhere the list is\n%s, and here\n%s", other.list(), m.list())
	}
	other.must("db", "backup", other.path("more"))
	other.must("db", "restore", other.path("more"), "--to", other.path("more.db"))
}

// TestTheListOutlivesARestoreThatLostTheText: a backup from before the text was written
// is restored, and later one is found that has it.
func TestTheListOutlivesARestoreThatLostTheText(t *testing.T) {
	m := newManager(t, "EXB")
	m.must("db", "backup", m.path("first"))
	_, ref := newErasedFrom(m)
	loss := []string{"--replace", "--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
	m.must(append([]string{"db", "restore", m.path("first"), "--to", m.home["database"]}, loss...)...)
	m.login = "second"
	m.must("db", "accept-restore")
	m.login = "first"
	if list := m.list(); !strings.Contains(list, "/restored-1\n") || !strings.Contains(list, " record.title\n") {
		t.Errorf("the list lost what was erased:\n%s", list)
	}
	for range 40 { // longer than the backup that is found
		m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	}
	m.must(append([]string{"db", "restore", m.path("before"), "--to", m.home["database"]}, loss...)...)
	m.gone(ref, "scr.db")
}

// TestAListProvesARollback: nobody here has seen more of the log than the backup holds,
// but the list beside the keys was written later. The backup was taken for the whole of
// it, and the log went on twice under one name.
func TestAListProvesARollback(t *testing.T) {
	m, ref := newErased(t)
	m.home["seen"] = m.path("seen-by-nobody")
	restore := []string{"db", "restore", m.path("before"), "--to", m.path("again.db")}
	ring := ringBytes(t, m.home["keys"])
	m.refused(3, "beside the keys", restore...)
	if string(ringBytes(t, m.home["keys"])) != string(ring) {
		t.Error("a restore that was refused changed the keys")
	}
	m.must(append(restore, "--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"))...)
	m.gone(ref, "again.db")
}

// TestWhatOnePersonRestoresMovesNoHead: somebody restored an older backup to another place
// and threw it away, and the list beside the keys went on under the name of that log.
// Nobody could back up the live one, and less was known of it than before.
func TestWhatOnePersonRestoresMovesNoHead(t *testing.T) {
	m, _ := newErased(t)
	before := m.list()
	loss := []string{"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
	older := []string{"db", "restore", m.path("before"), "--to", m.path("scratch.db")}
	for what, args := range map[string][]string{
		"a drill":               {"db", "restore", m.path("after"), "--to", m.path("drill.db")},
		"an older backup":       append(older, loss...),
		"with --db":             append([]string{"--db", m.path("scratch2.db"), "db", "restore", m.path("before"), "--to", m.path("scratch2.db")}, loss...),
		"in the database's own": append([]string{"db", "restore", m.path("before"), "--to", m.home["database"], "--replace"}, loss...),
	} {
		t.Run(what, func(t *testing.T) {
			live := readAll(t, m.home["database"])
			m.must(args...)
			if m.list() != before {
				t.Errorf("the list was\n%s, and is\n%s", before, m.list())
			}
			m.file("scr.db", live) // as it was; its -wal was emptied when the last one closed it
			m.must("db", "backup", m.path("of "+what))
			m.listHolds()
		})
	}
	m.home["seen"] = m.path("seen-by-nobody")
	_, first, _ := m.run("db", "restore", m.path("before"), "--to", m.path("x.db"))
	m.must(append([]string{"db", "restore", m.path("before"), "--to", m.path("y.db")}, loss...)...)
	if _, again, _ := m.run("db", "restore", m.path("before"), "--to", m.path("x.db")); again != first || !strings.Contains(first, "missing are") {
		t.Errorf("it was said that\n%s, and then that\n%s", first, again)
	}
}

// TestTwoMoveTheHeadOfTheirOwnDatabaseOnly: also two people who try out what they do after
// a loss change nothing beside the live keys. What they do in its own place counts.
func TestTwoMoveTheHeadOfTheirOwnDatabaseOnly(t *testing.T) {
	m, _ := newErased(t)
	before := m.list()
	live := readAll(t, m.home["database"])
	seen := m.home["seen"]
	loss := []string{"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
	m.home["seen"] = m.path("seen-in-a-drill")
	m.must(append([]string{"db", "restore", m.path("before"), "--to", m.path("scratch.db")}, loss...)...)
	m.login = "second"
	m.must("--db", m.path("scratch.db"), "db", "accept-restore")
	if m.list() != before {
		t.Errorf("the list was\n%s, and is\n%s", before, m.list())
	}
	m.login, m.home["seen"] = "first", seen
	m.must("db", "backup", m.path("live"))

	m.must(append([]string{"db", "restore", m.path("before"), "--to", m.home["database"], "--replace"}, loss...)...)
	m.login = "second"
	m.must("db", "accept-restore")
	if list := m.list(); !strings.Contains(list, "/restored-1\n") || !strings.Contains(list, " record.title\n") {
		t.Errorf("two answered, and the list is\n%s", list)
	}
	m.must("db", "backup", m.path("later"))
	m.listHolds()
	m.home["seen"] = m.path("seen-by-nobody")
	m.file("scr.db", live)
	m.refused(1, "the list beside the keys knows", "db", "backup", m.path("old"))
	if out, _, status := m.run("doctor"); status != 1 || !strings.Contains(out, "bad\terased list") {
		t.Errorf("the doctor exits with %d:\n%s", status, out)
	}
}

// listHolds fails unless the doctor finds that the log goes on from the list.
func (m *manager) listHolds() {
	m.t.Helper()
	out, _, _ := m.run("doctor") // other checks look at the machine
	if !strings.Contains(out, "ok\terased list") {
		m.t.Errorf("the doctor says\n%s", out)
	}
}

// TestARestoreOwnsUpToLostLooks: what was known only from the list beside the keys had no
// number of looks, and the backup's own was recorded: none was said to be missing.
func TestARestoreOwnsUpToLostLooks(t *testing.T) {
	m, ref := newErased(t)
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	for range 5 {
		m.must("finding", "show", ref, "finding-2")
	}
	seq := strings.TrimPrefix(strings.Fields(m.line("finding-2 was added", "history", ref))[0], "#")
	m.must("erase", "propose", "--review", ref, "--text", seq+"/record.title", "--basis", "court_order", "--reason-file", m.path("why.txt"))
	for _, who := range []string{"second", "third"} {
		m.login = who
		m.must("erase", "approve", "erasure-2")
	}
	m.login = "first"
	m.must("erase", "run", "erasure-2")

	m.home["seen"] = m.path("seen-by-nobody")
	_, says, _ := m.run("db", "restore", m.path("after"), "--to", m.path("x.db"))
	var events, looks int
	if _, tail, found := strings.Cut(says, "missing are "); !found || saidMissing(tail, &events, &looks) != nil || looks < 6 {
		t.Fatalf("it is said that\n%s", says)
	}
	list, err := os.ReadFile(m.home["keys"] + erasedSuffix)
	if err != nil {
		t.Fatal(err)
	}
	loss := []string{"--accept-loss", "--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt"), "--json"}
	var done restored
	out := m.must(append([]string{"db", "restore", m.path("after"), "--to", m.path("y.db")}, loss...)...)
	if err := json.Unmarshal([]byte(out), &done); err != nil || done.LostAccess != int64(looks) || done.LooksUnknown {
		t.Errorf("the restore says %+v (%v)", done, err)
	}
	if known := knownLooks(t, m.path("y.db")); known[1]-known[0] != int64(looks) {
		t.Errorf("the event says that of %d records there were %d", known[0], known[1])
	}

	// An older list says nothing of looks, and neither does the restore.
	text := strings.NewReplacer("list 3", "list 2").Replace(string(list))
	m.older(text)
	m.refused(3, "nobody knows how many records of who read what", "db", "restore", m.path("after"), "--to", m.path("x.db"))
	m.must(append([]string{"db", "restore", m.path("after"), "--to", m.path("z.db")}, loss...)...)
	if known := knownLooks(t, m.path("z.db")); known[1] != 0 {
		t.Errorf("the event says that %d are known", known[1])
	}
}

// saidMissing reads how much is said to be missing.
func saidMissing(says string, events, looks *int) error {
	_, err := fmt.Sscanf(strings.Replace(says, "events", "event", 1), "%d event and %d record", events, looks)
	return err
}

// older puts a list of the form before beside the keys, signed by the board.
func (m *manager) older(text string) {
	m.t.Helper()
	lines := strings.Split(text, "\n")
	lines[2] = lines[2][:strings.LastIndex(lines[2], " ")]
	l, err := audit.OpenErased([]byte(strings.Join(lines[:slices.Index(lines, "")], "\n")+"\n"), nil)
	if err != nil {
		m.t.Fatal(err)
	}
	ring, err := keyring.Open(m.home["keys"], keyring.Options{})
	if err != nil {
		m.t.Fatal(err)
	}
	signer, err := ring.Signer()
	if err != nil {
		m.t.Fatal(err)
	}
	data, err := audit.SignErased(l, signer)
	if err != nil {
		m.t.Fatal(err)
	}
	m.file("keys"+erasedSuffix, string(data))
}

// knownLooks returns how many records of who read what a restore says that its backup had,
// and that there are known to have been.
func knownLooks(t *testing.T, database string) [2]int64 {
	t.Helper()
	db, err := store.Open(t.Context(), database, store.Options{OnlyRead: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	board, err := db.Board(t.Context())
	if err != nil || len(board.Restored) != 1 {
		t.Fatalf("%+v (%v)", board, err)
	}
	return [2]int64{board.Restored[0].Access, board.Restored[0].KnownAccess}
}

// lines are those of a list that say what was erased.
func lines(list string) string { return strings.Join(strings.Split(list, "\n")[3:], "\n") }

func readAll(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestABackupIsHeldAgainstTheList: an older copy lies in the database's place, and
// nobody remembers more.
func TestABackupIsHeldAgainstTheList(t *testing.T) {
	m := newManager(t, "EXB")
	older, err := os.ReadFile(m.home["database"])
	if err != nil {
		t.Fatal(err)
	}
	newErasedFrom(m)
	m.home["seen"] = m.path("seen-by-nobody")
	m.file("scr.db", string(older))
	m.refused(1, "it was cut", "db", "backup", m.path("cut"))
	if _, err := os.Stat(m.path("cut")); err == nil {
		t.Error("a backup was written")
	}
}

// list is what lies beside the keys.
func (m *manager) list() string {
	m.t.Helper()
	data, err := os.ReadFile(m.home["keys"] + erasedSuffix)
	if err != nil {
		m.t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(data), "\n\n")
	return text + "\n"
}

// gone fails unless a database is sound, and the title of finding-1 in it erased.
func (m *manager) gone(ref, name string) {
	m.t.Helper()
	out := m.must("--db", m.path(name), "audit", "verify", "--erasures")
	if !strings.Contains(out, "problems\t0") {
		m.t.Errorf("%s is not sound:\n%s", name, out)
	}
	out = m.must("--db", m.path(name), "finding", "show", ref, "finding-1")
	if !strings.Contains(out, "[erased, erasure-1]") {
		m.t.Errorf("the text is there in %s:\n%s", name, out)
	}
}
