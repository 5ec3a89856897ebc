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

// jumps are how far the clock is ahead at one command after another. Some are a second
// behind the one before, some an hour or years.
var jumps = []int64{0, 3600, 3599, 0, -tenYears, 3600 + 86400, 0, tenYears, tenYears - 1, 0, -tenYears, tenYears + 60, tenYears + 59}

// jumped counts what came of the jumps.
type jumped struct{ recorded, held, refused int }

// TestTheClockMayJump moves the clock of a process between its commands, and of the
// unchanged program from one process to the next. An entry is never recorded before the
// one before it: where the clock is a little behind it is recorded as of that, where it
// is further behind the command is refused and nothing is recorded. Events are numbered
// on, and everything acknowledged stays.
func TestTheClockMayJump(t *testing.T) {
	began := time.Now()
	b, l := newBoard(t, t.TempDir()), newLedger()
	inside := b.jumpInside(l)
	between := newBoard(t, t.TempDir())
	outside := between.jumpBetween()
	b.sound("db check")
	l.keeps(t, b.db)
	for _, found := range []jumped{inside, outside} {
		if found.recorded == 0 || found.held == 0 || found.refused == 0 {
			t.Errorf("of the jumps %+v came: this test shows nothing", found)
		}
	}
	figure(t, began, fmt.Sprintf("the clock jumps %d times, by up to 10 years and back by 1 s", 2*len(jumps)),
		fmt.Sprintf("%d recorded, %d of them as of the entry before, %d refused with a sentence; no entry is earlier than the one before it",
			inside.recorded+outside.recorded, inside.held+outside.held, inside.refused+outside.refused),
		"another program under the same jump prints the other day")
}

// jumpInside jumps within one process.
func (b *board) jumpInside(l *ledger) (found jumped) {
	c := b.begin(program("writer"))
	defer c.reap(b.t)
	a, err := c.ask("open clock-0")
	if err != nil || a.Receipt == nil {
		b.t.Fatalf("open: %v %s", err, a.Says)
	}
	last := *a.Receipt
	for n, jump := range jumps {
		if _, err := c.ask("clock jump %d", jump); err != nil {
			b.t.Fatal(err)
		}
		now := time.Now().Add(time.Duration(jump) * time.Second)
		a, err := c.ask("add clock-%d %s", n+1, last.Reference)
		if err != nil {
			b.t.Fatal(err)
		}
		if a.Receipt == nil {
			found.refused++
			wentBack(b.t, jump, a.Says)
			continue
		}
		l.add(a)
		found.note(b.t, jump, now, last.At, a.Receipt.At)
		if a.Receipt.First != last.Last+1 {
			b.t.Errorf("with the clock %d seconds ahead the event is #%d after #%d", jump, a.Receipt.First, last.Last)
		}
		last = *a.Receipt
	}
	return found
}

// jumpBetween runs the program itself under a clock that is ahead or behind. At last
// somebody looks, and says that the clock is right.
func (b *board) jumpBetween() (found jumped) {
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict")
	moved := *b
	last := b.lastInstant()
	for _, jump := range jumps {
		moved.with = []string{program("strike"), "-clock", strconv.FormatInt(jump, 10), "-under", filepath.Join(b.dir, "none"), "--"}
		now := time.Now().Add(time.Duration(jump) * time.Second)
		r := moved.scr("meeting", "add", ref, "--kind", "introductory")
		if r.status != 0 {
			found.refused++
			// Ten years ago nobody had a part in the review: it is not found.
			if wentBack(b.t, jump, r.err); r.status != 1 && (jump != -tenYears || r.status != 4) {
				b.t.Errorf("with the clock %d seconds ahead it exited with %d", jump, r.status)
			}
			continue
		}
		at := b.lastInstant()
		found.note(b.t, jump, now, last, at)
		last = at
	}
	b.must("meeting", "add", ref, "--kind", "introductory", "--clock-is-right")
	if at := b.lastInstant(); at.Before(last) {
		b.t.Errorf("an entry of %s follows one of %s", at, last)
	}
	b.sound("audit verify")
	return found
}

// note looks at the instant that an entry was recorded under.
func (f *jumped) note(t testing.TB, jump int64, now, last, at time.Time) {
	t.Helper()
	f.recorded++
	switch {
	case at.Before(last):
		t.Errorf("with the clock %d seconds ahead an entry of %s follows one of %s", jump, at, last)
	case now.Before(last):
		f.held++
	case at.Sub(now) > time.Minute:
		t.Errorf("with the clock %d seconds ahead, at %s, the entry is of %s", jump, now, at)
	}
}

// wentBack fails the test unless a refusal is about the clock.
func wentBack(t testing.TB, jump int64, says string) {
	t.Helper()
	if jump != -tenYears && !strings.Contains(says, "clock of this machine went back") {
		t.Errorf("with the clock %d seconds ahead: %s", jump, says)
	}
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
