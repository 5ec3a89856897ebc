//go:build torture

package torture

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

const stop = syscall.SIGSTOP

// A database is made anew after so many cuts, so that it stays small.
const perDisk = 25

func TestNothingAcknowledgedIsLostToPowerCuts(t *testing.T) {
	for _, kind := range []string{"ext4", "xfs"} {
		t.Run(kind, func(t *testing.T) {
			began, cuts := time.Now(), size(8, 200)
			acked, losing, gone := powerCuts(t, kind, program("writer"), cuts)
			if gone > 0 {
				t.Errorf("%d of %d cuts lost %d acknowledged commands", losing, cuts, gone)
			}
			tries := size(6, 30)
			_, losing, gone = powerCuts(t, kind, planted(t, "writer", "synchronous-normal"), tries)
			if losing*10 <= tries*3 {
				t.Errorf("without flushing, %d of %d cuts lose something: this test shows little", losing, tries)
			}
			figure(t, began, fmt.Sprintf("%d power cuts on %s", cuts, kind), fmt.Sprintf("%d acknowledged, 0 lost", acked),
				fmt.Sprintf("`synchronous=NORMAL`: %d of %d cuts lost %d", losing, tries, gone))
		})
	}
}

// powerCuts cuts the power again and again while two writers work.
func powerCuts(t *testing.T, kind, writer string, cuts int) (acked, losing, gone int) {
	t.Helper()
	for done := 0; done < cuts && !t.Failed(); done += perDisk {
		d := newDisk(t, kind, filepath.Join(t.TempDir(), "disk"), 400)
		b := newBoard(t, d.dir)
		for n := done; n < min(cuts, done+perDisk); n++ {
			l := newLedger()
			d.cutWhile(b, writer, fmt.Sprintf("cut%d", n), l)
			b.sound("audit verify")
			missing, err := lost(l.sofar(), b.db)
			if err != nil {
				t.Fatal(err)
			}
			if missing > 0 {
				losing++
			}
			acked, gone = acked+l.count(), gone+missing
		}
		b.sound("db check")
		d.unmount()
	}
	return acked, losing, gone
}

// cutWhile lets two writers work for a moment and cuts the power.
func (d *disk) cutWhile(b *board, writer, name string, l *ledger) {
	var wait sync.WaitGroup
	var writers []*client
	for i := range 2 {
		c := b.begin(writer)
		writers = append(writers, c)
		wait.Go(func() {
			work(c, fmt.Sprintf("%s-%d", name, i), l)
			c.reap(d.t)
		})
	}
	l.reach(5)
	time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
	d.cut(&wait, writers...)
}

// TestNothingAcknowledgedIsMissingFromACutImage takes the disk's image as it is at
// one moment, while the writers go on: so the cut may fall into a flush.
func TestNothingAcknowledgedIsMissingFromACutImage(t *testing.T) {
	began, cuts := time.Now(), size(6, 100)
	acked, losing, gone := imageCuts(t, program("writer"), cuts)
	if gone > 0 {
		t.Errorf("%d of %d cuts lost %d acknowledged commands", losing, cuts, gone)
	}
	tries := size(6, 30)
	_, losing, gone = imageCuts(t, planted(t, "writer", "synchronous-normal"), tries)
	if losing*10 <= tries*3 {
		t.Errorf("without flushing, %d of %d cuts lose something: this test shows little", losing, tries)
	}
	figure(t, began, fmt.Sprintf("%d images of an ext4 disk, each of one moment", cuts), fmt.Sprintf("%d acknowledged before them, 0 lost", acked),
		fmt.Sprintf("`synchronous=NORMAL`: %d of %d images lost %d", losing, tries, gone))
}

func imageCuts(t *testing.T, writer string, cuts int) (acked, losing, gone int) {
	t.Helper()
	for done := 0; done < cuts && !t.Failed(); done += perDisk {
		outer := newDisk(t, "xfs", filepath.Join(t.TempDir(), "outer"), 1500)
		inner := newDisk(t, "ext4", filepath.Join(outer.dir, "inner"), 64)
		b := newBoard(t, inner.dir)
		for n := done; n < min(cuts, done+perDisk); n++ {
			missing, sofar := inner.imageWhile(b, writer, fmt.Sprintf("image%d", n), filepath.Join(outer.dir, "cut"))
			if missing > 0 {
				losing++
			}
			acked, gone = acked+sofar, gone+missing
		}
		inner.unmount()
		outer.unmount()
	}
	return acked, losing, gone
}

// imageWhile copies the disk's image while two writers work, and looks into the copy
// for all that was acknowledged before the copy began.
func (d *disk) imageWhile(b *board, writer, name, image string) (missing, sofar int) {
	l := newLedger()
	var wait sync.WaitGroup
	var writers []*client
	for i := range 2 {
		c := b.begin(writer)
		writers = append(writers, c)
		wait.Go(func() {
			work(c, fmt.Sprintf("%s-%d", name, i), l)
			c.reap(d.t)
		})
	}
	l.reach(5)
	time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
	before := l.sofar()
	quiet(d.t, "cp", "--reflink=always", d.image, image)
	for _, c := range writers {
		c.kill()
	}
	wait.Wait()
	copied := &disk{t: d.t, image: image, dir: d.t.TempDir()}
	copied.mount()
	defer copied.unmount()
	cut := *b
	cut.dir, cut.db = copied.dir, filepath.Join(copied.dir, "scr.db")
	cut.sound("audit verify")
	missing, err := lost(before, cut.db)
	if err != nil {
		d.t.Error(err)
	}
	return missing, len(before)
}
