//go:build torture

package torture

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// making is a command about a database as a whole: it has no command id, and what it
// makes is there whole or not at all.
type making struct {
	name    string
	args    []string
	prepare func(b *board)
	done    func(b *board) bool // reports whether it is there, and fails the test when it is not whole
}

// TestEveryStorageCallMayFailInTheMaking strikes init, backup and migration.
func TestEveryStorageCallMayFailInTheMaking(t *testing.T) {
	for _, m := range makings(t) {
		t.Run(m.name, func(t *testing.T) {
			began := time.Now()
			b := &board{t: t, dir: inMemory(t), program: program("scr")}
			points, done, swept := 0, 0, 0
			step := size(61, 1)
			for i, fault := range faults {
				for n := 1 + i*step/len(faults); !t.Failed(); n += step { // each fault strikes other calls
					came := b.make(m, fault, n)
					if came == unreached {
						break
					}
					if came == inapplicable {
						continue
					}
					points++
					if came == there || came == thereAfterAll {
						done++
					}
					if came == leftBehind {
						swept++
					}
				}
			}
			figure(t, began, fmt.Sprintf("storage calls of `scr %s` fail in %d ways", m.name, len(faults)),
				fmt.Sprintf("%d points: %d nothing there, %d whole, 0 in part; then the same again makes it, after %d with a left-over file removed as the program says", points, points-done, done, swept),
				"as for the commands")
		})
	}
}

// came is what came of one attempt.
type came int

const (
	unreached     came = iota // the command has fewer calls
	inapplicable              // the fault cannot be done to that call
	notThere                  // and made by the next attempt
	leftBehind                // a part was left behind, and the next attempt asks that it be removed
	there                     // whole
	thereAfterAll             // whole, though the program was killed or said that it failed
)

// make makes one attempt, with a fault, and then one without.
func (b *board) make(m making, fault string, n int) came {
	b.t.Helper()
	b.clear()
	m.prepare(b)
	r, struck := b.strike(n, fault, m.args...)
	if struck.Struck == "" {
		return unreached
	}
	if !struck.Applies {
		return inapplicable
	}
	what := fmt.Sprintf("scr %s, %s at call %d (%s), exit status %d", m.name, fault, n, struck.Struck, r.status)
	done := m.done(b)
	switch {
	case r.status == 0 && !done:
		b.t.Errorf("%s: it says that it is done, and it is not", what)
	case r.status != 0 && r.status != 1 && r.status != 8 && r.status != 128+9:
		b.t.Errorf("%s: %s", what, r.err)
	}
	if !done {
		return b.makeAgain(m, what)
	}
	if again := b.scr(m.args...); again.status != 0 && again.status != 7 || !m.done(b) {
		b.t.Errorf("%s: what was made does not outlast the same again, which exited with %d: %s", what, again.status, again.err)
	}
	if r.status != 0 {
		return thereAfterAll
	}
	return there
}

func (b *board) makeAgain(m making, what string) came {
	b.t.Helper()
	came := notThere
	r := b.scr(m.args...)
	if r.status == 7 && strings.Contains(r.err, "an earlier attempt left it behind") {
		came = leftBehind
		left, err := filepath.Glob(filepath.Join(b.dir, "data", "*.part*"))
		for _, f := range left {
			err = errors.Join(err, os.Remove(f))
		}
		if err != nil || len(left) == 0 {
			b.t.Errorf("%s: nothing was left behind: %v", what, err)
		}
		r = b.scr(m.args...)
	}
	if r.status != 0 || !m.done(b) {
		b.t.Errorf("%s: the same again exited with %d: %s", what, r.status, r.err)
	}
	return came
}

// clear empties the board's folder.
func (b *board) clear() {
	b.t.Helper()
	b.db = filepath.Join(b.dir, "data", "scr.db")
	for _, name := range []string{"data", "state", "scr"} {
		if err := os.RemoveAll(filepath.Join(b.dir, name)); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(b.dir, "data"), 0o700); err != nil {
		b.t.Fatal(err)
	}
	b.write("me.yaml", "name: Made-up Manager\n")
}

func makings(t *testing.T) []making {
	whole := newBoard(t, t.TempDir())
	whole.must("open", "--workflow", "pendulum", "--no-conflict")
	kept := whole.keep("kept.db")
	start, err := dump(kept)
	if err != nil {
		t.Fatal(err)
	}
	start = withoutCheckpoints(start)
	return []making{
		{"init", founding, func(*board) {},
			func(b *board) bool { return b.wholeIfThere(b.db) }},
		{"db backup", []string{"db", "backup", "data/copy.scrb"},
			func(b *board) { b.take(kept) },
			func(b *board) bool {
				if now, err := dump(b.db); err != nil || !slices.Equal(start, withoutCheckpoints(now)) {
					b.t.Errorf("a backup changed the database (%v)", err)
				}
				return b.restoresIfThere(filepath.Join(b.dir, "data", "copy.scrb"))
			}},
		{"db migrate", []string{"db", "migrate"}, oldBoard, migrated},
	}
}

// withoutCheckpoints leaves out what a backup adds to a database: that one was signed.
func withoutCheckpoints(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "checkpoints ") })
}

// restoresIfThere reports whether a backup is there; if so it must give a whole
// database.
func (b *board) restoresIfThere(file string) bool {
	b.t.Helper()
	if _, err := os.Stat(file); err != nil {
		return false
	}
	other := *b
	other.db, other.forgets = file+".db", true
	if err := os.RemoveAll(other.db); err != nil {
		b.t.Error(err)
	}
	other.must("db", "restore", file, "--to", other.db)
	return b.wholeIfThere(other.db)
}

// wholeIfThere reports whether a database is there; if so it must be whole.
func (b *board) wholeIfThere(path string) bool {
	b.t.Helper()
	if _, err := os.Stat(path); err != nil {
		return false
	}
	other := *b
	other.db, other.forgets = path, true
	other.sound("db check")
	if n := strings.Count(other.must("workflow", "list"), "\n"); n < 1 {
		b.t.Errorf("%s holds not all that it should", path)
	}
	return true
}

// oldBoard lays down a database that the first version of the program left behind.
func oldBoard(b *board) {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "store/testdata/schema-1.sql"))
	if err != nil {
		b.t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+b.db+"?_journal_mode=WAL")
	if err == nil {
		_, err = db.Exec(string(text))
		err = errors.Join(err, db.Close(), os.Chmod(b.db, 0o600))
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// migrated reports whether the database has the schema of this program. Until it has,
// the backups made before it hold what it held.
func migrated(b *board) bool {
	b.t.Helper()
	r := b.scr("db", "check")
	if r.status == 0 || r.status == 1 && strings.Contains(r.err, "in 1 place") && strings.Contains(r.out, "is not a sound definition") {
		return true // the definition in that old database is too short to be one
	}
	if strings.Contains(r.out, "missing from the tree") {
		return false // the schema is new, what belongs in it is not there yet
	}
	if !strings.Contains(r.err, "scr db migrate") {
		b.t.Errorf("a migration that failed left behind: %s%s", r.out, r.err)
	}
	backups, err := filepath.Glob(b.db + ".schema-*")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, backup := range backups {
		if strings.Contains(backup, ".part") {
			continue
		}
		if n, err := firstColumn("file:"+backup+"?immutable=1", `SELECT count(*) FROM events`); err != nil || n[0] == "0" {
			b.t.Errorf("the backup %s holds nothing (%v)", filepath.Base(backup), err)
		}
	}
	return false
}
