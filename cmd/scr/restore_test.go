package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"scr/review"
)

// manager is a board of its own in a folder, and who works with it.
type manager struct {
	t     *testing.T
	dir   string
	login string
	home  map[string]string
}

// newManager founds a board with a second person, and opens a review.
func newManager(t *testing.T, code string) *manager {
	t.Helper()
	dir := t.TempDir()
	m := &manager{t: t, dir: dir, login: "first", home: map[string]string{
		"database": filepath.Join(dir, "scr.db"), "keys": filepath.Join(dir, "keys"), "seen": filepath.Join(dir, "seen")}}
	m.file("first.yaml", "name: Made-up Manager\n")
	m.file("second.yaml", "name: Second Person\n")
	m.file("login.yaml", "login: second\n")
	m.file("finding.yaml", "kind: pattern\ntitle: Canary of the finding\n")
	m.file("why.txt", "The disk broke.\n")
	m.must("init", "--config", m.path("config.yaml"), "--code", code, "--title", "Board", "--person-from", m.path("first.yaml"), "--login", "first")
	m.must("person", "add", "--from", m.path("second.yaml"))
	m.must("user", "add", "--person", "p2", "--from", m.path("login.yaml"))
	m.must("open", "--workflow", "learning-together", "--no-conflict")
	return m
}

func (m *manager) path(name string) string { return filepath.Join(m.dir, name) }

func (m *manager) file(name, text string) {
	m.t.Helper()
	if err := os.WriteFile(m.path(name), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// run runs a command line in memory, under the manager's login.
func (m *manager) run(args ...string) (out, remarks string, status int) {
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	a.screen, a.places, a.ships = screen{}, m.home, fewDefinitions()
	a.login = func() (string, error) { return m.login, nil }
	var o, e bytes.Buffer
	a.in.Reset(strings.NewReader(""))
	a.out, a.err = &o, &e
	status = run(a, append(args, "--no-input"))
	return o.String(), e.String(), status
}

func (m *manager) must(args ...string) string {
	m.t.Helper()
	out, remarks, status := m.run(args...)
	if status != 0 {
		m.t.Fatalf("scr %s exits with %d:\n%s", strings.Join(args, " "), status, remarks)
	}
	return out
}

// refused runs a command that must fail with that status and say something.
func (m *manager) refused(status int, says string, args ...string) {
	m.t.Helper()
	_, remarks, got := m.run(args...)
	if got != status || !strings.Contains(remarks, says) {
		m.t.Errorf("scr %s exits with %d, want %d and %q:\n%s", strings.Join(args, " "), got, status, says, remarks)
	}
}

// reference is that of the manager's first review.
func (m *manager) reference() string {
	m.t.Helper()
	return strings.Fields(m.must("list"))[0]
}

// elsewhere is the same manager on another machine: with the keys, and with nothing
// that was seen.
func (m *manager) elsewhere() *manager {
	m.t.Helper()
	dir := m.t.TempDir()
	other := &manager{t: m.t, dir: dir, login: m.login, home: map[string]string{
		"database": filepath.Join(dir, "scr.db"), "keys": m.home["keys"], "seen": filepath.Join(dir, "seen")}}
	other.file("finding.yaml", "kind: pattern\ntitle: Canary of the finding\n")
	return other
}

// TestTheDrill backs up while four people write, restores elsewhere, verifies, reads
// and goes on writing. Every finding that was acknowledged before a backup began is in
// it.
func TestTheDrill(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	var mu sync.Mutex
	var acknowledged []string
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				out, remarks, status := m.run("finding", "add", ref, "--from", m.path("finding.yaml"))
				if status == statusOf(review.Errorf(review.Conflict, "")) {
					continue // somebody else was first
				}
				if status != 0 {
					t.Errorf("a writer is told %d: %s", status, remarks)
					return
				}
				mu.Lock()
				acknowledged = append(acknowledged, strings.TrimSpace(out))
				mu.Unlock()
			}
		})
	}
	for n := range 3 {
		count := func() int {
			mu.Lock()
			defer mu.Unlock()
			return len(acknowledged)
		}
		for before := count(); count() < before+4 && !t.Failed(); { // let them write on
			m.must("list")
		}
		mu.Lock()
		want := slices.Clone(acknowledged)
		mu.Unlock()
		to := m.path(fmt.Sprintf("backup-%d", n))
		m.must("db", "backup", to)
		drilled(m, to, ref, want)
	}
	close(stop)
	writers.Wait()
	m.must("db", "check")
}

func drilled(m *manager, file, ref string, want []string) {
	m.t.Helper()
	other := m.elsewhere()
	other.must("db", "restore", file, "--to", other.home["database"])
	listed := " " + strings.Join(strings.Fields(other.must("finding", "list", ref)), " ") + " "
	for _, handle := range want {
		if !strings.Contains(listed, " "+handle+" ") {
			m.t.Errorf("%s was acknowledged before %s was begun, and is not in it", handle, filepath.Base(file))
		}
	}
	if report := other.must("report", ref); !strings.Contains(report, "Canary of the finding") {
		m.t.Error("the texts cannot be read after the restore")
	}
	other.must("finding", "add", ref, "--from", other.path("finding.yaml"))
	other.must("audit", "verify")
	clean(m.t, other.dir)
	clean(m.t, m.dir)
}

// clean fails when something that was half done was left behind.
func clean(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		for _, infix := range []string{".restore-", ".copy-"} {
			if strings.Contains(e.Name(), infix) {
				t.Errorf("%s was left behind", e.Name())
			}
		}
	}
}

// TestASlotOfTheRingIsNeverUsedTwice goes on writing after the backup, restores it,
// and writes on: what was sealed in between keeps its own keys.
func TestASlotOfTheRingIsNeverUsedTwice(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	var made backedUp
	if err := json.Unmarshal([]byte(m.must("db", "backup", m.path("b"), "--json")), &made); err != nil {
		t.Fatal(err)
	}
	events := made.Events
	for range 3 {
		m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	}
	other := m.elsewhere()
	other.must("db", "restore", m.path("b"), "--to", other.home["database"])
	other.must("finding", "add", ref, "--from", other.path("finding.yaml"))
	here, there := slotsAfter(t, m.home["database"], events), slotsAfter(t, other.home["database"], events)
	if len(here) != 3 || len(there) != 1 {
		t.Fatalf("%d and %d texts were recorded after the backup", len(here), len(there))
	}
	if slices.Contains(here, there[0]) {
		t.Errorf("slot %s holds the key of two texts", there[0])
	}
}

// slotsAfter returns the slots of the texts that were recorded after an event.
func slotsAfter(t *testing.T, path string, global int64) []string {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT hex(substr(sealed, 14, 4)) FROM event_fields WHERE global > ?`, global)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var slots []string
	for rows.Next() {
		var slot string
		if err := rows.Scan(&slot); err != nil {
			t.Fatal(err)
		}
		slots = append(slots, slot)
	}
	return slots
}

// TestWrongRestoresAreRefused changes a good backup in many ways. None of them gives a
// database.
func TestWrongRestoresAreRefused(t *testing.T) {
	m := newManager(t, "EXB")
	m.must("finding", "add", m.reference(), "--from", m.path("finding.yaml"))
	m.must("db", "backup", m.path("good"))
	good, err := os.ReadFile(m.path("good"))
	if err != nil {
		t.Fatal(err)
	}
	other := m.elsewhere()
	wrong := func(name string, data []byte) {
		t.Helper()
		other.file("wrong", string(data))
		_, remarks, status := other.run("db", "restore", other.path("wrong"), "--to", other.home["database"])
		if _, err := os.Stat(other.home["database"]); status == 0 || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is restored (%d, %v)", name, status, err)
		}
		if !strings.Contains(remarks, "scr: hint: ") {
			t.Errorf("%s is refused without a hint: %s", name, remarks)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	flip := func(at int) {
		data := bytes.Clone(good)
		data[at] ^= 1 << random.IntN(8)
		wrong(fmt.Sprintf("a bit flipped in byte %d of %d", at, len(good)), data)
	}
	payload := bytes.Index(good, []byte("age-encryption.org/v1"))
	for at := 0; at < payload; at += 7 {
		flip(at)
	}
	for range 150 {
		flip(random.IntN(len(good)))
	}
	for _, n := range []int{0, 1, 12, payload - 1, payload, payload + 100, len(good) / 2, len(good) - 1, len(good) - 16} {
		wrong(fmt.Sprintf("cut to %d of %d bytes", n, len(good)), good[:n])
	}
	wrong("one byte too long", append(bytes.Clone(good), 0))
	wrong("two backups in one file", append(bytes.Clone(good), good...))
	wrong("a text", []byte("kind: pattern\n"))
	clean(t, other.dir)
	other.file("right", string(good))
	other.must("db", "restore", other.path("right"), "--to", other.home["database"])
}

func TestAnotherBoardsKeysDoNotRestore(t *testing.T) {
	m, stranger := newManager(t, "EXB"), newManager(t, "EXC")
	m.must("db", "backup", m.path("b"))
	stranger.refused(3, "belongs to key ring", "db", "restore", m.path("b"), "--to", stranger.path("x.db"))

	// With their key's public half in place of the board's.
	public, err := os.ReadFile(filepath.Join(stranger.home["keys"], "signer.pub"))
	if err != nil {
		t.Fatal(err)
	}
	other := m.elsewhere()
	other.home["keys"] = other.path("none")
	other.file("signer.pub", string(public))
	other.refused(7, "not signed by a key of that log", "db", "restore", m.path("b"), "--to", other.home["database"],
		"--key-file", other.path("signer.pub"))
}

// TestTwoPeopleAnswerForALoss takes a restore with a loss to its end: the second
// person answers under their own login, and the log goes on under another name.
func TestTwoPeopleAnswerForALoss(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	m.must("db", "backup", m.path("older"))
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("db", "backup", m.path("newer"))
	restore := []string{"db", "restore", m.path("older"), "--to", m.home["database"], "--replace", "--accept-loss",
		"--by", "p1", "--and", "p2", "--reason-file", m.path("why.txt")}
	m.must(restore...)
	m.refused(3, "before p2 has answered", "finding", "add", ref, "--from", m.path("finding.yaml"))
	m.refused(6, "waits for p2", "db", "accept-restore")
	m.login = "second"
	m.must("db", "accept-restore")
	m.refused(3, "no restore waits", "db", "accept-restore")
	m.login = "first"
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("db", "check")
	m.must("db", "backup", m.path("after"))

	// The lost end is not taken for the log any more, by whoever saw the restore.
	m.refused(3, "missing are 2 events", "db", "restore", m.path("newer"), "--to", m.path("x.db"))
	// A backup from after it is.
	other := m.elsewhere()
	other.must("db", "restore", m.path("after"), "--to", other.home["database"])
	if !strings.Contains(other.must("report", ref), "Canary") {
		t.Error("the texts cannot be read")
	}
}

// TestARestoreThatOwnsUpToLessIsSeen: somebody saw more of the log than those who
// restored it knew of.
func TestARestoreThatOwnsUpToLessIsSeen(t *testing.T) {
	m := newManager(t, "EXB")
	ref := m.reference()
	m.must("db", "backup", m.path("older"))
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	other := m.elsewhere() // knows of one finding only
	m.must("db", "backup", m.path("middle"))
	other.must("db", "restore", m.path("middle"), "--to", other.home["database"])
	other.must("show", ref)
	m.must("finding", "add", ref, "--from", m.path("finding.yaml"))
	m.must("show", ref)

	other.file("why.txt", "The disk broke.\n")
	other.must("db", "restore", m.path("older"), "--to", other.home["database"], "--replace", "--accept-loss",
		"--by", "p1", "--and", "p2", "--reason-file", other.path("why.txt"))
	m.home["database"] = other.home["database"]
	m.refused(1, "the restore says that it had", "show", ref)
}
