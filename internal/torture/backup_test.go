//go:build torture

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestBackupsHoldWhatWasAcknowledgedBeforeThem makes backups while four processes
// write, and looks in each for every command that was acknowledged before it began.
func TestBackupsHoldWhatWasAcknowledgedBeforeThem(t *testing.T) {
	began := time.Now()
	b, l := newBoard(t, t.TempDir()), newLedger()
	stopAll := b.writeOn(4, l)
	backups, missed, gone, least := size(10, 100), 0, 0, 0
	for n := range backups {
		time.Sleep(20 * time.Millisecond)
		before := l.sofar()
		if n == 0 {
			least = len(before)
		}
		if lostOfCopy(t, b, n, before) > 0 {
			missed++
		}
		copied := b.backup(n, before)
		for _, path := range copied {
			_ = os.Remove(path)
		}
	}
	gone = l.count()
	stopAll()
	if gone == least {
		t.Error("nothing was written between the first backup and the last: this test shows nothing")
	}
	if missed == 0 {
		t.Error("a copy of the file alone missed nothing: this test shows nothing")
	}
	figure(t, began, fmt.Sprintf("%d backups while 4 processes write", backups),
		fmt.Sprintf("each opens, is sound, and holds all that was acknowledged before it began (%d to %d commands)", least, gone),
		fmt.Sprintf("a copy of the file alone: %d of %d miss something, or cannot be read", missed, backups))
}

// writeOn has processes write until the function that it returns is called.
func (b *board) writeOn(processes int, l *ledger) (stopAll func()) {
	var wait sync.WaitGroup
	var writers []*client
	for i := range processes {
		c := b.begin(program("writer"))
		writers = append(writers, c)
		wait.Go(func() {
			work(c, fmt.Sprintf("on-%d", i), l)
			c.reap(b.t)
		})
	}
	l.reach(20)
	return func() {
		for _, c := range writers {
			c.kill()
		}
		wait.Wait()
	}
}

// backup makes a backup, checks it as a database of its own, and looks for what was
// acknowledged.
func (b *board) backup(n int, acked map[string]receipt) (files []string) {
	b.t.Helper()
	file, to := filepath.Join(b.dir, fmt.Sprintf("backup-%d", n)), filepath.Join(b.dir, fmt.Sprintf("backup-%d.db", n))
	b.must("db", "backup", file)
	copied := *b
	copied.db, copied.forgets = to, true
	copied.must("db", "restore", file, "--to", to) // to somebody who saw nothing of what was written since
	copied.sound("db check")
	if missing, err := lost(acked, to); missing > 0 || err != nil {
		b.t.Errorf("backup %d misses %d of %d commands (%v)", n, missing, len(acked), err)
	}
	return []string{file, to, to + "-wal", to + "-shm"}
}

// lostOfCopy copies the database's file as somebody would who knows no better.
func lostOfCopy(t *testing.T, b *board, n int, acked map[string]receipt) int {
	t.Helper()
	dir := filepath.Join(b.dir, fmt.Sprintf("copy-%d", n))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "scr.db")
	copyFile(t, b.db, to)
	missing, err := lost(acked, to)
	if err != nil {
		missing = len(acked)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Error(err)
	}
	return missing
}
