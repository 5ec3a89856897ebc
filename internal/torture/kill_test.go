//go:build torture

package torture

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
)

// At a random moment of its life a writer is killed with SIGKILL. It opens reviews
// and takes each through some forty commands.
const perReview = 40

// work sends commands until the writer dies, and keeps what it acknowledges. Name
// makes the ids of the commands unlike those of anybody else.
func work(c *client, name string, l *ledger) {
	n := 0
	do := func(format string, args ...any) (receipt, bool) {
		n++
		id := fmt.Sprintf("%s-%d", name, n)
		a, err := c.ask(strings.Replace(format, "ID", id, 1), args...)
		if err != nil {
			l.unanswered()
			return receipt{}, false
		}
		l.add(a)
		if a.Receipt == nil {
			return receipt{}, true // refused; nothing was promised
		}
		return *a.Receipt, true
	}
	for {
		r, alive := do("open ID")
		if !alive {
			return
		}
		ref, version := r.Reference, r.Last
		for i := range perReview {
			switch i % 4 {
			case 0:
				r, alive = do("add ID %s", ref)
			case 1:
				r, alive = do("tell ID %s", ref)
			case 2:
				r, alive = do("move ID %s %d review.go", ref, version)
			case 3:
				r, alive = do("move ID %s %d review.return", ref, version)
			}
			if !alive {
				return
			}
			version = max(version, r.Last)
		}
	}
}

// killing runs writers at once, kills each at a random moment up to longest, and
// returns how many died of it.
func killing(b *board, writer, name string, at int, longest time.Duration, l *ledger) int {
	var wait sync.WaitGroup
	var mu sync.Mutex
	killed := 0
	for i := range at {
		c := b.begin(writer)
		wait.Go(func() {
			stop := time.AfterFunc(time.Duration(rand.Int64N(int64(longest))), c.kill)
			defer stop.Stop()
			work(c, fmt.Sprintf("%s-%d", name, i), l)
			if c.reap(b.t) {
				mu.Lock()
				defer mu.Unlock()
				killed++
			}
		})
	}
	wait.Wait()
	return killed
}

func TestNothingAcknowledgedIsLostToKills(t *testing.T) {
	began := time.Now()
	b, l := newBoard(t, t.TempDir()), newLedger()
	kills, want := 0, size(60, 1000)
	for round := 0; kills < want || l.count() < 100*want; round++ {
		kills += killing(b, program("writer"), fmt.Sprintf("w%d", round), 5, 1200*time.Millisecond, l)
		if round%5 == 4 { // after each 25
			b.sound("audit verify")
			l.keeps(t, b.db)
			if t.Failed() {
				return
			}
		}
	}
	b.sound("db check")
	l.keeps(t, b.db)
	answersAgain(t, b, l)
	found, err := recorded(b.db)
	if err != nil {
		t.Fatal(err)
	}
	silent := len(found) - l.count() - 4 // board, two shipped definitions and the test's own
	figure(t, began, fmt.Sprintf("%d writers killed at random moments", kills),
		fmt.Sprintf("%d acknowledged, 0 lost; %d unanswered, of which %d were on disk", l.count(), l.asked, silent),
		controlKill(t))
}

// answersAgain asks the program itself for what it acknowledged: each command has
// the receipt it had, and repeating it changes nothing.
func answersAgain(t *testing.T, b *board, l *ledger) {
	c := b.begin(program("writer"))
	defer c.reap(t)
	for id, want := range l.sofar() {
		a, err := c.ask("receipt %s", id)
		if err != nil || a.Receipt == nil {
			t.Fatalf("%s: %s (%v)", id, a.Says, err)
		}
		if got := *a.Receipt; got.First != want.First || got.Last != want.Last || got.Reference != want.Reference || !got.At.Equal(want.At) {
			t.Errorf("%s: the receipt is %+v, and was %+v", id, got, want)
		}
	}
}

// controlKill kills a writer that acknowledges each command before it is committed. Not
// every kill comes between the two: where none did, it goes on for a while.
func controlKill(t *testing.T) string {
	b := newBoard(t, t.TempDir())
	early := planted(t, "writer", "acknowledged-before-commit")
	rounds, losing, gone := 0, 0, 0
	for planned := size(5, 20); rounds < planned || losing == 0 && rounds < 50; rounds++ {
		l := newLedger()
		killing(b, early, fmt.Sprintf("early%d", rounds), 1, 200*time.Millisecond, l)
		n, err := lost(l.sofar(), b.db)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			losing++
		}
		gone += n
	}
	if losing == 0 {
		t.Error("commands acknowledged before their commit were not missed: this test shows nothing")
	}
	return fmt.Sprintf("acknowledged before the commit: %d of %d kills lost %d", losing, rounds, gone)
}

// TestKilledCommandLines kills the program itself, one process for each command.
func TestKilledCommandLines(t *testing.T) {
	began := time.Now()
	b := newBoard(t, t.TempDir())
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict")
	acked := map[string]string{}
	killed, ran := 0, 0
	once := time.Now()
	b.must("meeting", "add", ref, "--kind", "introductory")
	whole := time.Since(once)
	for want := size(60, 300); killed < want; ran++ {
		id := fmt.Sprintf("cli-%d", ran)
		cmd := b.command("meeting", "add", ref, "--kind", "introductory", "--command-id", id)
		var out strings.Builder
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(2 * whole))))
		_ = cmd.Process.Kill() // it may have ended by itself
		if cmd.Wait(); cmd.ProcessState.ExitCode() == -1 {
			killed++
		}
		if handle := strings.TrimSpace(out.String()); handle != "" {
			acked[id] = handle
		}
		if ran%25 == 24 {
			b.sound("audit verify")
		}
	}
	for id, handle := range acked {
		if again := b.must("meeting", "add", ref, "--kind", "introductory", "--command-id", id); again != handle {
			t.Errorf("%s was acknowledged as %s, and is %s", id, handle, again)
		}
	}
	b.sound("db check")
	if len(acked) < killed/10 {
		t.Errorf("only %d commands were acknowledged: the kills came too early", len(acked))
	}
	figure(t, began, fmt.Sprintf("%d of %d processes of `scr meeting add` killed", killed, ran),
		fmt.Sprintf("%d acknowledged, 0 lost, each the same when repeated", len(acked)), "as above")
}
