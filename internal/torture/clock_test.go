//go:build torture

package torture

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const tenYears = 10 * 365 * 24 * 60 * 60 // seconds

// jumps are how far the clock is ahead at one command after another.
var jumps = []int64{0, 3600, -1, 0, tenYears, 0, -tenYears, -1, 0, 86400, 86399, 0}

// TestTheClockMayJump moves the clock of a process between its commands, and of the
// unchanged program from one process to the next. The order of the log never rests on
// the clock: events are numbered on, the log is sound and everything acknowledged stays.
func TestTheClockMayJump(t *testing.T) {
	began := time.Now()
	b, l := newBoard(t, t.TempDir()), newLedger()
	backwards := b.jumpInside(l) + b.jumpBetween()
	b.sound("db check")
	l.keeps(t, b.db)
	figure(t, began, fmt.Sprintf("the clock jumps %d times, by up to 10 years and back by 1 s", 2*len(jumps)),
		"sequences without a gap, the log is sound, 0 lost",
		fmt.Sprintf("the jumps reach the program: %d times an event says that it was recorded before the one before it", backwards))
}

// jumpInside jumps within one process, and counts how often the log's time went back.
func (b *board) jumpInside(l *ledger) (backwards int) {
	c := b.begin(program("writer"))
	defer c.reap(b.t)
	if _, err := c.ask("clock jump %d", -tenYears); err != nil { // whoever opens a review has a part in it from that day on
		b.t.Fatal(err)
	}
	last := receipt{}
	a, err := c.ask("open clock-0")
	if err != nil || a.Receipt == nil {
		b.t.Fatalf("open: %v %s", err, a.Says)
	}
	last = *a.Receipt
	for n, jump := range jumps {
		if _, err := c.ask("clock jump %d", jump); err != nil {
			b.t.Fatal(err)
		}
		a, err := c.ask("add clock-%d %s", n+1, last.Reference)
		if err != nil || a.Receipt == nil {
			b.t.Fatalf("with the clock %d seconds ahead: %v %s", jump, err, a.Says)
		}
		l.add(a)
		if a.Receipt.First != last.Last+1 {
			b.t.Errorf("with the clock %d seconds ahead the event is #%d after #%d", jump, a.Receipt.First, last.Last)
		}
		if a.Receipt.At.Before(last.At) {
			backwards++
		}
		last = *a.Receipt
	}
	return backwards
}

// jumpBetween runs the program itself under a clock that is ahead or behind.
func (b *board) jumpBetween() (backwards int) {
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict", "--on", "2014-02-03")
	moved := *b
	var last time.Time
	for _, jump := range jumps {
		moved.with = []string{program("strike"), "-clock", strconv.FormatInt(jump, 10), "-under", filepath.Join(b.dir, "none"), "--"}
		moved.must("meeting", "add", ref, "--kind", "introductory")
		at := b.lastInstant()
		if at.Before(last) {
			backwards++
		}
		if off := at.Sub(time.Now()) - time.Duration(jump)*time.Second; jump != 0 && backwards == 0 && (off > time.Hour || off < -time.Hour) {
			b.t.Errorf("the clock was to be %d seconds ahead, and the log says %s", jump, at)
		}
		last = at
	}
	return backwards
}

func (b *board) lastInstant() time.Time {
	b.t.Helper()
	list, err := firstColumn("file:"+b.db+"?mode=rw", `SELECT recorded_at FROM events ORDER BY global DESC LIMIT 1`)
	if err != nil || len(list) != 1 {
		b.t.Fatalf("the last event: %v", err)
	}
	at, err := time.Parse(time.RFC3339Nano, list[0])
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

// TestTheClockIsReallyMoved is the control: another program, under the same jump,
// prints another day.
func TestTheClockIsReallyMoved(t *testing.T) {
	out, err := exec.Command(program("strike"), "-clock", strconv.Itoa(tenYears), "-under", t.TempDir(), "--", "date", "+%Y").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strconv.Itoa(time.Now().Add(tenYears * time.Second).Year())
	if got := strings.TrimSpace(string(out)); got != want {
		t.Errorf("with the clock ten years ahead, date says %s, want %s", got, want)
	}
}
