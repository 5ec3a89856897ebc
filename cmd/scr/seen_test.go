package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"scr/internal/audit"
)

// TestTheMemoryNeverGoesBack: of many processes that remember at once, the one that saw
// most is remembered, whoever comes last.
func TestTheMemoryNeverGoesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seen", "EXB-1")
	for round := range int64(100) {
		var all sync.WaitGroup
		for n := range int64(8) {
			all.Go(func() {
				s := &seen{path: path, origin: "scr/EXB/1", memory: memory{head: audit.Head{Size: round*8 + n + 1}}}
				if err := s.keep(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if head, _, err := parseSeen(string(text), "scr/EXB/1"); err != nil || head.Size != round*8+8 {
			t.Fatalf("%d is remembered, of %d (%v)", head.Size, round*8+8, err)
		}
	}
}

// TestWhoeverHoldsTheMemoryForLongIsNotWaitedFor: the command is done, and must end.
func TestWhoeverHoldsTheMemoryForLongIsNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "EXB-1")
	held, err := takeTurn(filepath.Join(filepath.Dir(path), ".lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	s := &seen{path: path, origin: "scr/EXB/1", memory: memory{head: audit.Head{Size: 1}}}
	if err := s.keep(); err == nil {
		t.Error("it was remembered beside the lock")
	}
}
