package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"scr/internal/audit"
)

// TestErasuresThatEndAtOnceStandInTheList: each read the list, and wrote it with its own
// lines. The last one took the others' away, and an older backup would have brought back
// what they erased.
func TestErasuresThatEndAtOnceStandInTheList(t *testing.T) {
	m, _ := newErased(t)
	lists := make([]audit.ErasedList, 8)
	writers := make([]*app, len(lists))
	for i := range lists {
		writers[i], lists[i] = m.writer()
		e := lists[i].Entries[0]
		e.Erasure, e.Path = fmt.Sprintf("erasure-%d", i+2), fmt.Sprintf("record.%d", i)
		lists[i].Entries = []audit.ErasedEntry{e} // as they stood before the others' were there
	}
	lists[0].Size-- // and before the log went on
	var wait sync.WaitGroup
	for i, list := range lists {
		wait.Go(func() {
			if err := writers[i].putErased(list); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	before := lists[1].Size
	_, after := m.writer()
	if after.Size != before || len(after.Entries) != len(lists)+1 {
		t.Errorf("the list is of %d events where it was of %d, and has %d lines:\n%s", after.Size, before, len(after.Entries), m.list())
	}
}

// writer is the program as it writes the list, and the list that it finds.
func (m *manager) writer() (*app, audit.ErasedList) {
	m.t.Helper()
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	a.screen, a.places = screen{}, m.home
	list, err := a.erasedKept(strings.Split(m.list(), "\n")[1])
	if err != nil || len(list.Entries) == 0 {
		m.t.Fatal(list, err)
	}
	return a, list
}
