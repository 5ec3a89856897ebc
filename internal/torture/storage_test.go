//go:build torture

package torture

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Every command that writes is run again and again, and each time another of its
// storage calls fails: the first, the second, until it gets by without one. After
// each the database is as it was before or as it should be, never between; and the
// same command with the same id brings it there.

// faults are what happens to a call; see the command strike.
var faults = []string{"kill", "eio", "enospc", "short", "dead", "full"}

// sweep is one command under one fault.
type sweep struct {
	deed
	fault string
	start []string // what the tables held before
	after state
}

// state is how the tables differ from what they held before the command: in the log,
// and in all that is folded from it. "" is not at all.
type state string

func (s state) lines() []string { return strings.Split(string(s), "\n") }

// tally is what came of a sweep.
type tally struct {
	calls                  int
	before, after, unknown int
	begun                  int // on record, and work is left
	statuses               map[int]int
}

func TestEveryStorageCallMayFail(t *testing.T) {
	began := time.Now()
	all := deeds(t)
	if t.Failed() {
		return
	}
	jobs := make(chan sweep)
	tallies := map[string]tally{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range 2 {
		b := &board{t: t, dir: inMemory(t), program: program("scr")}
		wait.Go(func() {
			for s := range jobs {
				found := b.sweep(s)
				mu.Lock()
				tallies[s.name] = tallies[s.name].and(found)
				mu.Unlock()
			}
		})
	}
	for _, d := range chosen(all) {
		start, after := b0(t, d)
		for _, fault := range faults {
			jobs <- sweep{d, fault, start, after}
		}
	}
	close(jobs)
	wait.Wait()
	points := printSweeps(t, tallies)
	figure(t, began, fmt.Sprintf("every storage call of %d commands fails in %d ways", len(tallies), len(faults)),
		fmt.Sprintf("%d points: %s", points, sum(tallies)), controlSweep(t, all))
}

// only names the commands whose storage calls fail, when it is not to be all of them.
var only = flag.String("only", "", "commands whose storage calls fail, with commas between; all of them with -full, else a few")

// TestEveryCommandThatWritesMayBeRepeated carries out each of them twice with one id: the
// second time nothing happens, and it is said so. Who was told that an outcome is unknown
// finds out that way.
func TestEveryCommandThatWritesMayBeRepeated(t *testing.T) {
	began := time.Now()
	all := deeds(t)
	if t.Failed() {
		return
	}
	for _, d := range all {
		start, after := b0(t, d)
		b := &board{t: t, dir: inMemory(t), program: program("scr")}
		b.lay(d)
		if r := b.scr(append(d.args, "--command-id", "strike")...); r.status != 0 {
			t.Fatalf("scr %s exited with %d: %s", d.name, r.status, r.err)
		}
		b.repeat("scr "+d.name, sweep{d, "none", start, after}, after)
	}
	figure(t, began, fmt.Sprintf("each of %d commands, carried out twice with one id", len(all)), "no second effect, and it is said so", "see the sweep")
}

// chosen is all of them, or where there is little time the few that differ most.
func chosen(all []deed) []deed {
	names := []string{"open", "meeting add"}
	switch {
	case *only != "":
		names = strings.Split(*only, ",")
	case *full:
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(d deed) bool { return !slices.Contains(names, d.name) })
}

// b0 returns what the tables hold before the command, and how it changes them.
func b0(t *testing.T, d deed) (start []string, after state) {
	t.Helper()
	b := &board{t: t, dir: inMemory(t), program: program("scr")}
	b.lay(d)
	b.sound("audit verify")
	start, err := dump(b.db)
	if err != nil {
		t.Fatal(err)
	}
	if r := b.scr(append(d.args, "--command-id", "strike")...); r.status != 0 {
		t.Fatalf("scr %s exited with %d: %s", d.name, r.status, r.err)
	}
	if after = b.look(start); after == "" {
		t.Fatalf("scr %s records nothing", d.name)
	}
	return start, after
}

// lay puts the database as it stood before the command into the board's folder, with
// the files that the command reads.
func (b *board) lay(d deed) {
	b.t.Helper()
	b.db = filepath.Join(b.dir, "data", "scr.db")
	for _, name := range []string{"data", "state"} {
		if err := os.RemoveAll(filepath.Join(b.dir, name)); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(b.dir, "data"), 0o700); err != nil {
		b.t.Fatal(err)
	}
	b.take(d.db)
	b.who = d.login
	for _, name := range b.files() {
		if err := os.Remove(filepath.Join(b.dir, name)); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, name := range d.files {
		copyFile(b.t, filepath.Join(d.dir, name), filepath.Join(b.dir, name))
	}
}

// files are the names of the files in the board's folder that its user wrote.
func (b *board) files() []string {
	b.t.Helper()
	var names []string
	for _, ends := range []string{"*.yaml", "*.txt"} {
		found, err := filepath.Glob(filepath.Join(b.dir, ends))
		if err != nil {
			b.t.Fatal(err)
		}
		for _, path := range found {
			names = append(names, filepath.Base(path))
		}
	}
	return names
}

// look sees how the tables differ from what they held, but for what chance and the
// clock put there. The program has looked first: what a crash left behind is its to
// bring in order.
func (b *board) look(start []string) state {
	b.t.Helper()
	now, err := dump(b.db)
	if err != nil {
		b.t.Errorf("the tables cannot be read: %v", err)
	}
	return state(strings.Join(append(without(start, now, "-"), without(now, start, "+")...), "\n"))
}

// without returns the lines that another list does not have, steady and marked. That
// somebody has looked is no difference: who repeats a command that gathers looks twice.
func without(list, other []string, mark string) []string {
	var left []string
	for _, l := range missing(list, other) {
		if strings.HasPrefix(l, "access_log ") || strings.HasPrefix(l, "tree_hashes ") && strings.Contains(l, "log=access") {
			continue
		}
		left = append(left, mark+steady(l))
	}
	slices.Sort(left)
	return left
}

// missing returns the lines that another list does not have.
func missing(list, other []string) []string {
	has := map[string]bool{}
	for _, l := range other {
		has[l] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(l string) bool { return has[l] })
}

// steady takes away what differs from run to run: instants, random ids, salts, what is
// computed from them, and how often the ring was made anew.
func steady(s string) string {
	for _, r := range []string{
		`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z`,                        // instants
		`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`, // ids
		`"commit": ?"[^"]*"`, `(sealed|hash)=[0-9a-f]*`, `(?s)note=.*$`, `epoch=\d+`,
	} {
		s = regexp.MustCompile(r).ReplaceAllString(s, "~")
	}
	return s
}

// sweep strikes one call after the other.
func (b *board) sweep(s sweep) (found tally) {
	b.t.Helper()
	found.statuses = map[int]int{}
	for n := 1; !b.t.Failed(); n++ {
		b.lay(s.deed)
		r, struck := b.strike(n, s.fault, append(s.args, "--command-id", "strike")...)
		if struck.Struck == "" {
			return found
		}
		if !struck.Applies {
			continue
		}
		found.calls++
		found.statuses[r.status]++
		what := fmt.Sprintf("scr %s, %s at call %d (%s), exit status %d", s.name, s.fault, n, struck.Struck, r.status)
		b.sound("db check")
		now := b.look(s.start)
		found.judge(b.t, what, s, r, now)
		b.repeat(what, s, now)
	}
	return found
}

// judge looks whether what was said of the command is what became of it.
func (f *tally) judge(t testing.TB, what string, s sweep, r result, now state) {
	t.Helper()
	done, nothing := now == s.after, now == ""
	switch {
	case done:
		f.after++
	case nothing:
		f.before++
	case s.leavesWork():
		f.begun++
	default:
		t.Errorf("%s: the database is neither as before nor as after", what)
	}
	switch {
	case s.fault == "kill" && r.status == 128+9:
	case r.status == 0 && !done:
		t.Errorf("%s: it says that it is done, and it is not", what)
	case r.status == 1 && !nothing:
		t.Errorf("%s: it says that it failed, and it is on record: %s", what, r.err)
	case r.status == 9 && nothing:
		t.Errorf("%s: it says that it is on record, and it is not: %s", what, r.err)
	case r.status == 9 && s.leavesWork():
	case r.status == 8 && !strings.Contains(r.err, "--command-id strike"):
		t.Errorf("%s: it does not say how to repeat it: %s", what, r.err)
	case r.status != 0 && r.status != 1 && r.status != 8:
		t.Errorf("%s: %s", what, r.err)
	}
	if r.status == 8 {
		f.unknown++
	}
}

// repeat runs the same command with the same id, on a disk that works again. What is
// left of a file for its user, the user removes.
func (b *board) repeat(what string, s sweep, before state) {
	b.t.Helper()
	if name := s.makes(); name != "" {
		if err := os.Remove(filepath.Join(b.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			b.t.Fatal(err)
		}
	}
	r := b.scr(append(s.args, "--command-id", "strike")...)
	if r.status != 0 {
		b.t.Errorf("%s: the same again exited with %d: %s", what, r.status, r.err)
		return
	}
	if told := strings.Contains(r.err, "had been carried out before"); told != (before != "") {
		b.t.Errorf("%s: the same again says %q", what, r.err)
	}
	if now := b.look(s.start); now != s.after {
		b.t.Errorf("%s: the same again does not lead where it should: it leaves\n%s\nand not\n%s", what,
			strings.Join(missing(now.lines(), s.after.lines()), "\n"), strings.Join(missing(s.after.lines(), now.lines()), "\n"))
	}
}

// strikeReport is what strike saw.
type strikeReport struct {
	Calls   int      `json:"calls"`
	Struck  string   `json:"struck"`
	Applies bool     `json:"applies"`
	Clocks  int      `json:"clocks"`
	Names   []string `json:"names"`
}

// strike runs a command, and the nth storage call fails.
func (b *board) strike(n int, fault string, args ...string) (result, strikeReport) {
	b.t.Helper()
	report := filepath.Join(b.dir, "report.json")
	struck := *b
	struck.with = []string{program("strike"), "-nth", strconv.Itoa(n), "-fault", fault, "-under", b.dir, "-report", report, "--"}
	r := struck.scr(args...)
	var said strikeReport
	text, err := os.ReadFile(report)
	if err == nil {
		err = json.Unmarshal(text, &said)
	}
	if err != nil || r.status == 125 {
		b.t.Errorf("strike: %v %s", err, r.err)
	}
	return r, said
}

func (f tally) and(g tally) tally {
	if f.statuses == nil {
		f.statuses = map[int]int{}
	}
	for status, n := range g.statuses {
		f.statuses[status] += n
	}
	f.calls, f.before, f.after, f.unknown, f.begun = f.calls+g.calls, f.before+g.before, f.after+g.after, f.unknown+g.unknown, f.begun+g.begun
	return f
}

func sum(tallies map[string]tally) string {
	var all tally
	for _, f := range tallies {
		all = all.and(f)
	}
	return fmt.Sprintf("%d as before, %d as after, %d erasures on record and finished by the next command, 0 between; %d said that the outcome is unknown; no panic",
		all.before, all.after, all.begun, all.unknown)
}

func printSweeps(t *testing.T, tallies map[string]tally) (points int) {
	t.Log("| command | points | as before | as after | outcome unknown | exit statuses |")
	var names []string
	for name := range tallies {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := tallies[name]
		points += f.calls
		t.Logf("| %s | %d | %d | %d | %d | %v |", name, f.calls, f.before, f.after, f.unknown, f.statuses)
	}
	return points
}

// controlSweep kills a program that writes a command in two transactions.
func controlSweep(t *testing.T, all []deed) string {
	i := slices.IndexFunc(all, func(d deed) bool { return d.name == "meeting add" })
	b := &board{t: t, dir: inMemory(t), program: planted(t, "scr", "written-in-two")}
	start, after := b0(t, all[i])
	points, between := 0, 0
	for n := 1; ; n++ {
		b.lay(all[i])
		if _, struck := b.strike(n, "kill", append(all[i].args, "--command-id", "strike")...); struck.Struck == "" {
			break
		}
		points++
		if now := b.look(start); now != "" && now != after {
			between++
		}
	}
	if between == 0 {
		t.Error("a command written in two transactions was never found half done: this test shows nothing")
	}
	return fmt.Sprintf("written in two transactions: %d of %d points between", between, points)
}
