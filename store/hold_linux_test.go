package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"scr/store"
)

// TestACopyThatIsBeingMadeIsNotTakenAway: between making its file and marking it, a
// backup could lose it to another one that was clearing up.
func TestACopyThatIsBeingMadeIsNotTakenAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scr.db")
	stop := make(chan struct{})
	var clearing sync.WaitGroup
	for range 3 {
		clearing.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := store.ClearCopies(path); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2000 {
		f, err := store.HeldFile(path + ".copy-")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(f.Name()); err != nil {
			t.Fatalf("it was taken away: %v", err)
		}
		if err := errors.Join(os.Remove(f.Name()), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	clearing.Wait()
}
