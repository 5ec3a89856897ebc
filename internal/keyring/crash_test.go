package keyring

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var errStopped = errors.New("the power failed")

// stopAt ends a change at its nth act. A write is cut in half first, but for a slot
// or a header: those lie within what a disk writes whole.
func stopAt(n int, torn bool) disk {
	return disk{before: func(a act) error {
		if n--; n >= 0 {
			return nil
		}
		if n == -1 && a.op == "write" && (torn || len(a.data) > headerSize) {
			if _, err := a.file.WriteAt(a.data[:len(a.data)/2], a.at); err != nil {
				return err
			}
		}
		return errStopped
	}}
}

// changes are what can be cut short, and how the ring may stand afterwards.
var changes = []struct {
	name   string
	do     func(*Keys) error
	epochs []int
	slots  []int64
	dark   bool // slots 2 and 3 may be destroyed
}{
	{name: "reserve", do: func(k *Keys) error { return k.Reserve(300) }, epochs: []int{2}, slots: []int64{256, 512}},
	{name: "destroy", do: func(k *Keys) error { return k.Destroy(2, 3) }, epochs: []int{2}, slots: []int64{256}, dark: true},
	{name: "rotate", do: (*Keys).Rotate, epochs: []int{2, 3}, slots: []int64{256}},
	{name: "set recipients", do: func(k *Keys) error { return k.SetRecipients(recovery.recipient) }, epochs: []int{2, 3}, slots: []int64{256}},
}

var recovery = func() *holder {
	who, err := newHolder()
	if err != nil {
		panic(err)
	}
	return who
}()

// TestStoppedAnywhere plays every change and stops it at every act on the disk. The
// folder that is left must open with nothing lost, put itself in order, and let the
// change be repeated.
func TestStoppedAnywhere(t *testing.T) {
	t.Parallel()
	made := mustCreate(t, options())
	all := sealAll(t, made, 6)
	must(t, made.Destroy(5))
	must(t, made.Rotate())
	for _, change := range changes {
		for _, torn := range []bool{false, true} {
			acts := 0
			for ; ; acts++ {
				dir := copyDir(t, made.Dir())
				o := options()
				o.disk = stopAt(acts, torn)
				k := mustOpen(t, dir, o)
				err := change.do(k)
				if err != nil && !errors.Is(err, errStopped) {
					t.Fatalf("%s, stopped at act %d: %v", change.name, acts, err)
				}
				k.Close()
				again := mustOpen(t, dir, options())
				if !slices.Contains(change.slots, standing(t, again, all, change.dark)) || !slices.Contains(change.epochs, again.Epoch()) {
					t.Fatalf("%s, stopped at act %d: epoch %d", change.name, acts, again.Epoch())
				}
				tidied(t, again)
				must(t, change.do(again))
				standing(t, again, all, change.dark)
				tidied(t, again)
				if err == nil {
					break
				}
			}
			if acts < 3 {
				t.Errorf("%s has only %d acts", change.name, acts)
			}
			t.Logf("%s (torn writes: %v): stopped at each of %d acts", change.name, torn, acts)
		}
	}
}

// TestStoppedTwice stops the clearing away too.
func TestStoppedTwice(t *testing.T) {
	t.Parallel()
	made := mustCreate(t, options())
	all := sealAll(t, made, 6)
	must(t, made.Destroy(5))
	for first := 0; ; first++ {
		dir := copyDir(t, made.Dir())
		o := options()
		o.disk = stopAt(first, true)
		k := mustOpen(t, dir, o)
		err := k.Rotate()
		k.Close()
		if err == nil {
			return
		}
		for second := range 6 {
			o.disk = stopAt(second, true)
			k := mustOpen(t, dir, o)
			k.Slots()
			k.Close()
		}
		again := mustOpen(t, dir, options())
		standing(t, again, all, false)
		tidied(t, again)
	}
}

// standing fails the test unless every text reads as it must, and returns how many
// slots there are.
func standing(t *testing.T, k *Keys, all [][]byte, dark bool) int64 {
	t.Helper()
	n, err := k.Slots()
	must(t, err)
	for slot := int64(1); slot < 5; slot++ {
		if _, err := k.Open(field(slot), all[slot]); dark && (slot == 2 || slot == 3) && errors.Is(err, Destroyed) {
			continue
		} else if dark && (slot == 2 || slot == 3) && errors.Is(err, Damaged) {
			continue // a slot that was cut in half: destroying it again is what follows
		}
		opens(t, k, slot, all[slot])
	}
	_, err = k.Open(field(5), all[5])
	faulty(t, err, Destroyed)
	if _, err := k.Signer(); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Seal(field(n-1), 0, n-1, nil); err != nil {
		t.Fatalf("slot %d of %d is not whole: %v", n-1, n, err)
	}
	return n
}

// tidied fails the test if anything is left in the folder that should not be.
func tidied(t *testing.T, k *Keys) {
	t.Helper()
	want := []string{epochFile(uint16(k.Epoch())), "identity", "lock", "recipients", "ring", "signer.age", "signer.pub"}
	if got := names(t, k.Dir()); !slices.Equal(got, want) {
		t.Fatalf("got files %v, want %v", got, want)
	}
}

// TestCreateStoppedAnywhere ends with no folder or a whole one.
func TestCreateStoppedAnywhere(t *testing.T) {
	t.Parallel()
	for acts := 0; ; acts++ {
		dir := filepath.Join(t.TempDir(), "keys")
		o := options()
		o.disk = stopAt(acts, true)
		k, err := Create(dir, o)
		if err == nil {
			k.Close()
			if acts < 20 {
				t.Errorf("only %d acts", acts)
			}
			return
		}
		if _, err := os.Stat(dir); err == nil {
			tidied(t, mustOpen(t, dir, options()))
		} else if again, err := Create(dir, options()); err != nil {
			t.Fatalf("stopped at act %d: %v", acts, err)
		} else {
			again.Close()
		}
	}
}

// TestRotationKeepsThisOrder pins what must be on disk before what: a stop between
// two acts loses nothing only because of it.
func TestRotationKeepsThisOrder(t *testing.T) {
	k := mustCreate(t, options())
	sealAll(t, k, 2)
	var trace []string
	k.o.disk.before = func(a act) error {
		trace = append(trace, a.op+" "+a.name)
		return nil
	}
	must(t, k.Rotate())
	want := []string{
		// the new key
		"create epoch-000002.age.new", "write epoch-000002.age.new", "sync epoch-000002.age.new",
		"rename epoch-000002.age", "sync .",
		// the new ring, aside: header and slots
		"create ring.new", "write ring.new", "write ring.new", "sync ring.new",
		// the moment of the change
		"link ring.old", "sync .", "rename ring", "sync .",
		// the old key, then the old ring, overwritten where they lie
		"write epoch-000001.age", "sync epoch-000001.age", "remove epoch-000001.age", "sync .",
		"write ring.old", "sync ring.old", "remove ring.old", "sync .",
	}
	if !slices.Equal(trace, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(trace, "\n"), strings.Join(want, "\n"))
	}
}

func TestReservingKeepsThisOrder(t *testing.T) {
	k := mustCreate(t, options())
	var trace []string
	k.o.disk.before = func(a act) error {
		trace = append(trace, fmt.Sprint(a.op, " ", a.at))
		return nil
	}
	must(t, k.Reserve(1))
	want := []string{"write 8192", "sync 0", "write 4096", "sync 0", "write 0", "sync 0"}
	if !slices.Equal(trace, want) {
		t.Errorf("got %v, want %v", trace, want)
	}
}

// changeForEver is the job of a process that is going to be killed. It tells what it
// has done, after it was done.
func changeForEver(dir string, out io.Writer) error {
	k, err := Open(dir, options())
	if err != nil {
		return err
	}
	for i := int64(k.Epoch()); ; i++ { // other slots in each run
		n, err := k.Slots()
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "destroying", 100+i%100)
		if err := k.Destroy(100 + i%100); err != nil {
			return err
		}
		fmt.Fprintln(out, "destroyed", 100+i%100)
		if err := k.Rotate(); err != nil {
			return err
		}
		fmt.Fprintln(out, "epoch", k.Epoch())
		if i%5 == 0 && n < 4096 {
			if err := k.Reserve(n + 1); err != nil {
				return err
			}
			fmt.Fprintln(out, "slots", n+256)
		}
	}
}

// TestKilledAtRandom kills a process that changes the ring, over and over. What it
// said was done is done, and nothing else was lost.
func TestKilledAtRandom(t *testing.T) { killAtRandom(t, 25) }

func killAtRandom(t *testing.T, kills int) {
	made := mustCreate(t, options())
	all := sealAll(t, made, 200)
	told := &acks{begun: map[int64]bool{}, done: map[int64]bool{}}
	for i := range kills {
		told.play(t, child(t, "change", made.Dir()), time.Duration(rand.Int63n(int64(40*time.Millisecond))))
		k := mustOpen(t, made.Dir(), options())
		told.judge(t, k, all)
		tidied(t, k)
		if found := k.Check(); len(found) == 1 && strings.Contains(found[0].Error(), "header is older than the other") {
			must(t, k.Rotate()) // it was killed between the two copies: the check says that this mends it
		}
		if found := k.Check(); len(found) != 0 {
			t.Fatalf("kill %d: the check found %q", i, found)
		}
		k.Close()
	}
	t.Logf("%d kills, %d epochs, %d slots destroyed", kills, told.epoch, len(told.done))
	if told.epoch < 3 || len(told.done) == 0 {
		t.Error("the process was killed before it did anything")
	}
}

// acks is what the killed processes said, kept outside of what they changed.
type acks struct {
	begun, done  map[int64]bool
	epoch, slots int64
}

func (a *acks) play(t *testing.T, cmd *exec.Cmd, span time.Duration) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(out)
	var once sync.Once
	for lines.Scan() {
		a.hear(t, lines.Text())
		once.Do(func() { time.AfterFunc(span, func() { cmd.Process.Kill() }) })
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the process ended by itself: %v", err)
	}
}

func (a *acks) hear(t *testing.T, line string) {
	t.Helper()
	var what string
	var n int64
	if _, err := fmt.Sscan(line, &what, &n); err != nil {
		return // the last line was cut by the kill
	}
	switch what {
	case "destroying":
		a.begun[n] = true
	case "destroyed":
		a.done[n] = true
	case "epoch":
		a.epoch = n
	case "slots":
		a.slots = n
	}
}

func (a *acks) judge(t *testing.T, k *Keys, all [][]byte) {
	t.Helper()
	n, err := k.Slots()
	must(t, err)
	if n < a.slots || int64(k.Epoch()) < a.epoch {
		t.Fatalf("%d slots and epoch %d were acknowledged, there are %d and %d", a.slots, a.epoch, n, k.Epoch())
	}
	for slot := int64(1); slot < int64(len(all)); slot++ {
		_, err := k.Open(field(slot), all[slot])
		switch {
		case a.done[slot]:
			faulty(t, err, Destroyed)
		case a.begun[slot] && errors.Is(err, Destroyed):
		default:
			opens(t, k, slot, all[slot])
		}
	}
}

// reserveMuch is the job of several processes at once.
func reserveMuch(dir string, out io.Writer) error {
	k, err := Open(dir, options())
	if err != nil {
		return err
	}
	for i := int64(1); i <= 20; i++ {
		n, err := k.Slots()
		if err != nil {
			return err
		}
		if err := k.Reserve(n + 1); err != nil {
			return err
		}
		b, err := k.Seal(field(n), 0, n+1, text(n))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d %x\n", n, b)
	}
	return nil
}

// TestProcessesReserveAtOnce lets two processes add slots at the same time. Whatever
// either of them sealed opens, so neither wrote over the other's.
func TestProcessesReserveAtOnce(t *testing.T) {
	made := mustCreate(t, options())
	must(t, made.Reserve(1))
	outs := make([]strings.Builder, 2)
	var cmds []*exec.Cmd
	for i := range outs {
		cmd := child(t, "reserve", made.Dir())
		cmd.Stdout = &outs[i]
		must(t, cmd.Start())
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		must(t, cmd.Wait())
	}
	sealedTexts := 0
	for i := range outs {
		for line := range strings.Lines(outs[i].String()) {
			var n int64
			var b []byte
			_, err := fmt.Sscanf(line, "%d %x", &n, &b)
			must(t, err)
			opens(t, made, n, b)
			sealedTexts++
		}
	}
	if sealedTexts != 40 {
		t.Errorf("%d texts were sealed", sealedTexts)
	}
	if found := made.Check(); len(found) != 0 {
		t.Errorf("the check found %q", found)
	}
}
