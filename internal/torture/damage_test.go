//go:build torture

package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// flipped is what came of one flipped bit.
type flipped struct {
	at      int64
	bit     int
	changed bool   // some stored value reads otherwise, or cannot be read
	noticed bool   // by "scr db check"
	below   bool   // by SQLite's own integrity_check
	place   string // which value reads otherwise, "" when the file cannot be read
}

// unseen lists the values in which a flipped bit is not noticed yet, and why. It is to
// become empty, and nothing is to be added to it.
var unseen = map[string]string{}

// place names the value in which two dumps differ.
func place(want, got []string) string {
	was, is := missing(want, got), missing(got, want)
	if len(was) != 1 || len(is) != 1 {
		return "a row"
	}
	i := 0
	for i < min(len(was[0]), len(is[0])) && was[0][i] == is[0][i] {
		i++
	}
	table, _, _ := strings.Cut(was[0], " ")
	columns := regexp.MustCompile(` ([a-z_]+)=`).FindAllStringSubmatch(was[0][:i], -1)
	if len(columns) == 0 {
		return table
	}
	name := table + "." + columns[len(columns)-1][1]
	if keys := regexp.MustCompile(`"([a-z_]+)":`).FindAllStringSubmatch(was[0][:i], -1); strings.HasSuffix(name, "envelope") && len(keys) > 0 {
		name += " " + keys[len(keys)-1][1]
	}
	return name
}

// TestEveryFlippedBitThatMattersIsNoticed flips one bit of a database file at a time.
func TestEveryFlippedBitThatMattersIsNoticed(t *testing.T) {
	began := time.Now()
	path := filled(t)
	want, err := dumpStill(path)
	if err != nil {
		t.Fatal(err)
	}
	tries := size(150, 1000)
	found := flips(t, path, "", tries, func(dir string, f *flipped) {
		db := filepath.Join(dir, "scr.db")
		f.below = !wholeBelow(db)
		got, err := dumpStill(db)
		f.changed = err != nil || !slices.Equal(want, got)
		if err == nil && f.changed {
			f.place = place(want, got)
		}
	})
	changed, noticed, below, harmless, missed := 0, 0, 0, 0, map[string]int{}
	for _, f := range found {
		switch {
		case f.changed && !f.noticed:
			missed[f.place]++
			if unseen[f.place] == "" {
				t.Errorf("bit %d of byte %d changes %s and is not noticed", f.bit, f.at, f.place)
			}
		case f.changed:
			noticed++
		case f.noticed:
			harmless++
		}
		if f.changed {
			changed++
			if f.below {
				below++
			}
		}
	}
	if below == changed {
		t.Error("SQLite itself noticed everything: this test shows nothing")
	}
	figure(t, began, fmt.Sprintf("%d single bits of a database file flipped", tries),
		fmt.Sprintf("%d change a stored value, `scr db check` notices %d; it misses %v; it also notices %d in places that hold no value; no panic", changed, noticed, missed, harmless),
		fmt.Sprintf("`PRAGMA integrity_check` alone notices %d of the %d", below, changed))
}

// TestAFlippedBitInTheLogBesideIsNoPanic flips bits in what has not yet been taken into
// the file. SQLite reads such a log up to the first frame that is damaged: what comes
// after is gone, and what is left is sound. That something is gone only those see who
// hold on to how far the log had come.
func TestAFlippedBitInTheLogBesideIsNoPanic(t *testing.T) {
	began := time.Now()
	b := newBoard(t, t.TempDir())
	l := newLedger()
	killing(b, program("writer"), "wal", 1, 2*time.Second, l)
	if info, err := os.Stat(b.db + "-wal"); err != nil || info.Size() < 100000 {
		t.Fatalf("there is no log beside the file to flip bits in: %v", err)
	}
	tries := size(40, 300)
	short := 0
	var mu sync.Mutex
	found := flips(t, b.db, "-wal", tries, func(dir string, f *flipped) {
		missing, err := lost(l.sofar(), filepath.Join(dir, "scr.db"))
		f.changed = err != nil || missing > 0
		if f.changed {
			mu.Lock()
			defer mu.Unlock()
			short++
		}
	})
	noticed := 0
	for _, f := range found {
		if f.noticed {
			noticed++
		}
	}
	figure(t, began, fmt.Sprintf("%d single bits of the log beside the file flipped", tries),
		fmt.Sprintf("%d lose acknowledged commands at the end; what is left is sound in %d; no panic", short, tries-noticed),
		"the ledger outside the database sees the loss; the database alone cannot")
}

// filled returns the file of a database with a whole review in it.
func filled(t *testing.T) string {
	b := newBoard(t, t.TempDir())
	b.tell(func([]string) {}, "../../testdata/script/learning_together.txtar")
	if _, err := os.Stat(b.db + "-wal"); err == nil {
		t.Fatal("the database was not closed")
	}
	return b.db
}

// flips flips bits one by one in copies of a file, or of the log beside it, runs "scr
// db check", and then looks.
func flips(t *testing.T, path, suffix string, tries int, look func(dir string, f *flipped)) []flipped {
	t.Helper()
	info, err := os.Stat(path + suffix)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, uint64(tries)))
	found := make([]flipped, tries)
	for i := range found {
		found[i] = flipped{at: random.Int64N(info.Size()), bit: random.IntN(8)}
	}
	next := make(chan int)
	var wait sync.WaitGroup
	for range 2 {
		b := &board{t: t, dir: t.TempDir(), program: program("scr")}
		b.db = filepath.Join(b.dir, "scr.db")
		wait.Go(func() {
			for i := range next {
				b.flip(path, suffix, &found[i])
				if suffix == "" {
					look(b.dir, &found[i]) // before the program: it takes what lies beside into the file
				}
				found[i].noticed = b.scr("db", "check").status != 0
				if suffix != "" {
					look(b.dir, &found[i])
				}
			}
		})
	}
	for i := range found {
		next <- i
	}
	close(next)
	wait.Wait()
	return found
}

// flip lays a copy of the database into the board's folder and flips one bit.
func (b *board) flip(path, suffix string, f *flipped) {
	for _, s := range []string{"", "-wal"} {
		_ = os.Remove(b.db + s)
		if _, err := os.Stat(path + s); err == nil {
			copyFile(b.t, path+s, b.db+s)
		}
	}
	_ = os.Remove(b.db + "-shm")
	file, err := os.OpenFile(b.db+suffix, os.O_RDWR, 0)
	if err != nil {
		b.t.Error(err)
		return
	}
	defer file.Close()
	one := make([]byte, 1)
	if _, err := file.ReadAt(one, f.at); err != nil {
		b.t.Error(err)
	}
	one[0] ^= 1 << f.bit
	if _, err := file.WriteAt(one, f.at); err != nil {
		b.t.Error(err)
	}
}

// wholeBelow asks SQLite alone.
func wholeBelow(path string) bool {
	said, err := firstColumn("file:"+path+"?immutable=1", `PRAGMA integrity_check`)
	return err == nil && len(said) == 1 && said[0] == "ok"
}

// TestALyingWriteIsSeenByTheLedger has the disk swallow one write and say that it was
// done. What the program is left with may be sound and short: acknowledged commands
// at its end are gone.
func TestALyingWriteIsSeenByTheLedger(t *testing.T) {
	began := time.Now()
	tries, lies, short, noticed := size(2, 10), 0, 0, 0
	for range tries {
		base := newBoard(t, t.TempDir())
		ref := base.must("open", "--workflow", "pendulum")
		base.must("meeting", "add", ref, "--kind", "introductory")
		d := deed{name: "meeting add", db: base.db, dir: base.dir, args: []string{"meeting", "add", ref, "--kind", "introductory"}}
		b := &board{t: t, dir: t.TempDir(), program: program("scr")}
		for n := 1; ; n++ {
			b.lay(d)
			r, struck := b.strike(n, "lie", append(d.args, "--command-id", "lied-to")...)
			if struck.Struck == "" {
				break
			}
			if !struck.Applies || r.status != 0 {
				continue
			}
			lies++
			noticing := b.scr("db", "check").status != 0
			found, err := recorded(b.db)
			if _, there := found["lied-to"]; err != nil || !there {
				short++
			}
			if noticing {
				noticed++
			}
		}
	}
	if short+noticed == 0 {
		t.Error("no lie did any harm: this test shows nothing")
	}
	figure(t, began, fmt.Sprintf("%d writes that the disk swallowed", lies),
		fmt.Sprintf("`scr db check` notices %d; %d lose the acknowledged command", noticed, short),
		"the ledger outside the database sees every loss")
}
