//go:build torture

package torture

import (
	"database/sql"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// ledger is what was acknowledged, by command id. It never looks into a database
// but to compare.
type ledger struct {
	mu    sync.Mutex
	acked map[string]receipt
	asked int // commands of which no answer came
}

func newLedger() *ledger { return &ledger{acked: map[string]receipt{}} }

func (l *ledger) add(a answer) {
	if a.Receipt == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := *a.Receipt
	r.Repeated = false
	l.acked[a.ID] = r
}

func (l *ledger) unanswered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked)
}

// reach waits until so many commands were acknowledged, for a while.
func (l *ledger) reach(n int) {
	for end := time.Now().Add(time.Minute); l.count() < n && time.Now().Before(end); {
		time.Sleep(2 * time.Millisecond)
	}
}

// sofar returns a copy.
func (l *ledger) sofar() map[string]receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.acked)
}

// recorded reads the receipts in a database file that nobody has open. A database
// that cannot be read has none.
func recorded(path string) (map[string]receipt, error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=rw&_busy_timeout=20000")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.Query(`SELECT id, stream, reference, first, last, recorded_at FROM commands`)
	if err != nil {
		return nil, fmt.Errorf("read the receipts: %w", err)
	}
	defer rows.Close()
	found := map[string]receipt{}
	for rows.Next() {
		var id, at string
		var r receipt
		if err := rows.Scan(&id, &r.Stream, &r.Reference, &r.First, &r.Last, &at); err != nil {
			return nil, err
		}
		if r.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, err
		}
		found[id] = r
	}
	return found, rows.Err()
}

// lost counts the acknowledged commands that are not in the database, or have
// another receipt there.
func lost(acked map[string]receipt, path string) (n int, err error) {
	found, err := recorded(path)
	if err != nil {
		return len(acked), err
	}
	for id, want := range acked {
		got, ok := found[id]
		if !ok || got.Stream != want.Stream || got.First != want.First || got.Last != want.Last ||
			got.Reference != want.Reference || !got.At.Equal(want.At) {
			n++
		}
	}
	return n, nil
}

// keeps fails the test when anything acknowledged is gone.
func (l *ledger) keeps(t testing.TB, path string) {
	t.Helper()
	if n, err := lost(l.sofar(), path); n > 0 || err != nil {
		t.Errorf("%d of %d acknowledged commands are lost (%v)", n, l.count(), err)
	}
}
