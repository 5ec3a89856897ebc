//go:build torture

package torture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

// readsAndWrites is what somebody does who does not know that the file is damaged: it
// may fail, and not by a panic.
var readsAndWrites = [][]string{
	{"show", "EXB-2026-001"},
	{"open", "--workflow", "learning-together", "--no-conflict"},
}

// TestEveryFlippedBitThatMattersIsNoticed flips one bit of a database file at a time.
func TestEveryFlippedBitThatMattersIsNoticed(t *testing.T) {
	began := time.Now()
	path := filled(t)
	want, err := dumpStill(path)
	if err != nil {
		t.Fatal(err)
	}
	whole := &board{t: t, dir: inMemory(t), program: program("scr")}
	whole.db = filepath.Join(whole.dir, "scr.db")
	whole.copyOf(path)
	for _, args := range readsAndWrites {
		whole.must(args...)
	}
	tries := size(150, 1000)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	found := harm(t, path, "", info.Size(), tries, flipBit, func(b *board, f *flipped) {
		f.below = !wholeBelow(b.db)
		got, err := dumpStill(b.db)
		f.changed = err != nil || !slices.Equal(want, got)
		if err == nil && f.changed {
			f.place = place(want, got)
		}
		f.noticed = b.scr("db", "check").status != 0
		for _, args := range readsAndWrites {
			if r := b.scr(args...); r.status == 2 {
				t.Errorf("bit %d of byte %d: scr %v exits as if it had been called wrongly: %s", f.bit, f.at, args, r.err)
			}
		}
	})
	changed, noticed, below, harmless := 0, 0, 0, 0
	for _, f := range found {
		switch {
		case f.changed && !f.noticed:
			t.Errorf("bit %d of byte %d changes %s and is not noticed", f.bit, f.at, f.place)
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
		fmt.Sprintf("%d change a stored value, `scr db check` notices %d; it also notices %d in places that hold no value; no panic", changed, noticed, harmless),
		fmt.Sprintf("`PRAGMA integrity_check` alone notices %d of the %d", below, changed))
}

// TestALogBesideThatWasCutOrDamagedIsNoticed flips bits in what has not yet been taken
// into the file, and cuts its end off. SQLite reads such a log up to the first frame
// that is damaged: what comes after is gone, and what is left is sound. Who remembers
// how far the log had come is told.
func TestALogBesideThatWasCutOrDamagedIsNoticed(t *testing.T) {
	for name, tail := range map[string]damage{"flipped": flipBit, "cut": cutHere} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			path, l := unfinished(t)
			length, err := inUse(path + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			tries := size(25, 300)
			var alone atomic.Int64
			found := harm(t, path, "-wal", length, tries, tail, func(b *board, f *flipped) {
				forgetful := *b
				forgetful.forgets = true
				if forgetful.scr("db", "check").status != 0 {
					alone.Add(1)
				}
				f.noticed = b.scr("db", "check").status != 0
				gone, err := lost(l.sofar(), b.db)
				f.changed = err != nil || gone > 0
			})
			short, noticed := 0, 0
			for _, f := range found {
				if !f.changed {
					continue
				}
				short++
				if f.noticed {
					noticed++
				} else {
					t.Errorf("%s at byte %d: acknowledged commands are gone, and it is not noticed", name, f.at)
				}
			}
			if short == 0 {
				t.Error("nothing was lost: this test shows nothing")
			}
			figure(t, began, fmt.Sprintf("the log beside the file %s in %d places", name, tries),
				fmt.Sprintf("%d lose acknowledged commands, `scr db check` notices %d; no panic", short, noticed),
				fmt.Sprintf("for somebody who never saw more: notices %d", alone.Load()))
		})
	}
}

// unfinished returns a database whose last commands lie in the log beside it, with the
// memory of somebody who has seen them all.
func unfinished(t *testing.T) (path string, l *ledger) {
	b := newBoard(t, t.TempDir())
	l = newLedger()
	killing(b, program("writer"), "wal", 1, 3*time.Second, l)
	if length, err := inUse(b.db + "-wal"); err != nil || length < 40000 {
		return unfinished(t) // the kill came too early, or just after all had been taken into the file
	}
	kept := b.keep("kept.db")
	b.must("audit", "log", "--limit", "1") // now it is remembered, and the log is taken into the file
	return kept, l
}

// inUse says how much of a log beside a database is of use: SQLite begins again at its front
// when all of it was taken into the file, and what stood behind stays until it is written
// over. What is of use has the two salts of the log's head.
func inUse(path string) (int64, error) {
	const head, frameHead = 32, 24
	log, err := os.ReadFile(path)
	if err != nil || len(log) < head {
		return 0, err
	}
	frame := frameHead + int(binary.BigEndian.Uint32(log[8:]))
	end := head
	for end+frame <= len(log) && bytes.Equal(log[end+8:end+16], log[16:24]) {
		end += frame
	}
	return int64(end), nil
}

// filled returns the file of a database with a whole review in it.
func filled(t *testing.T) string {
	b := newBoard(t, t.TempDir())
	b.tell(func(string, []string) {}, "../../testdata/script/learning_together.txtar")
	if _, err := os.Stat(b.db + "-wal"); err == nil {
		t.Fatal("the database was not closed")
	}
	return b.keep("kept.db")
}

// damage does something to one byte of a file.
type damage func(file *os.File, f *flipped) error

func flipBit(file *os.File, f *flipped) error {
	one := make([]byte, 1)
	if _, err := file.ReadAt(one, f.at); err != nil {
		return err
	}
	one[0] ^= 1 << f.bit
	_, err := file.WriteAt(one, f.at)
	return err
}

func cutHere(file *os.File, f *flipped) error { return file.Truncate(f.at) }

// harm damages copies of a file, or of the log beside it, each in one place, and looks
// what came of it.
func harm(t *testing.T, path, suffix string, length int64, tries int, do damage, look func(*board, *flipped)) []flipped {
	t.Helper()
	random := rand.New(rand.NewPCG(7, uint64(tries)))
	found := make([]flipped, tries)
	for i := range found {
		found[i] = flipped{at: random.Int64N(length), bit: random.IntN(8)}
	}
	next := make(chan int)
	var wait sync.WaitGroup
	for range 2 {
		b := &board{t: t, dir: inMemory(t), program: program("scr")}
		b.db = filepath.Join(b.dir, "scr.db")
		wait.Go(func() {
			for i := range next {
				b.copyOf(path)
				if err := inFile(b.db+suffix, func(file *os.File) error { return do(file, &found[i]) }); err != nil {
					t.Error(err)
				}
				look(b, &found[i])
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

// copyOf lays a copy of a database into the board's folder, with its keys, the log
// beside it, and what is remembered of it.
func (b *board) copyOf(path string) {
	b.t.Helper()
	b.take(path)
	err := os.RemoveAll(b.memory())
	if err == nil {
		err = os.CopyFS(b.memory(), os.DirFS(filepath.Join(filepath.Dir(path), "state")))
	}
	if err != nil {
		b.t.Error(err)
	}
}

func inFile(path string, do func(*os.File) error) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(do(file), file.Close())
}

// wholeBelow asks SQLite alone.
func wholeBelow(path string) bool {
	said, err := firstColumn("file:"+path+"?immutable=1", `PRAGMA integrity_check`)
	return err == nil && len(said) == 1 && said[0] == "ok"
}

// TestALyingWriteIsNoticed has the disk swallow one write and say that it was done.
// What the program is left with may be sound and short: the command that was
// acknowledged is gone. The program that acknowledged it remembers.
func TestALyingWriteIsNoticed(t *testing.T) {
	began := time.Now()
	var lies, short, noticed, alone int
	for range size(2, 10) {
		base := newBoard(t, t.TempDir())
		ref := base.must("open", "--workflow", "pendulum", "--no-conflict")
		base.must("meeting", "add", ref, "--kind", "introductory")
		d := deed{name: "meeting add", db: base.keep("kept.db"), dir: base.dir, args: []string{"meeting", "add", ref, "--kind", "introductory"}}
		b := &board{t: t, dir: inMemory(t), program: program("scr")}
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
			forgetful := *b
			forgetful.forgets = true
			unaided := forgetful.scr("db", "check").status != 0
			seen := b.scr("db", "check").status != 0
			found, err := recorded(b.db)
			if _, there := found["lied-to"]; err == nil && there {
				continue
			}
			short++
			if unaided {
				alone++
			}
			if seen {
				noticed++
			} else {
				t.Errorf("a lie at call %d (%s) lost the command, and is not noticed", n, struck.Struck)
			}
		}
	}
	if short == 0 {
		t.Error("no lie did any harm: this test shows nothing")
	}
	figure(t, began, fmt.Sprintf("%d writes that the disk swallowed", lies),
		fmt.Sprintf("%d lose the acknowledged command, `scr db check` notices %d", short, noticed),
		fmt.Sprintf("for somebody who never saw more: notices %d", alone))
}
