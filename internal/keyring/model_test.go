package keyring

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// model is what a ring should be: which texts are readable.
type model struct {
	slots     int64
	destroyed map[int64]bool
	texts     map[int64]sealedAs // by the slot of the text
	epoch     int
}

type sealedAs struct {
	at     Place
	stream int64
	plain  []byte
	sealed []byte
}

// TestRingAgainstAModel plays random sequences on a ring, by two users of it, and
// compares every text after each step.
func TestRingAgainstAModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir := filepath.Join(rapidDir(t), "keys")
		first, err := Create(dir, options())
		ok(t, err)
		defer first.Close()
		second, err := Open(dir, options())
		ok(t, err)
		defer second.Close()
		users := []*Keys{first, second}
		m := &model{slots: leastBlock, destroyed: map[int64]bool{}, texts: map[int64]sealedAs{}, epoch: 1}
		ok(t, first.Reserve(1))
		user := func() *Keys { return users[rapid.IntRange(0, 1).Draw(t, "user")] }
		t.Repeat(map[string]func(*rapid.T){
			"reserve": func(t *rapid.T) { m.reserve(t, user()) },
			"seal":    func(t *rapid.T) { m.seal(t, user()) },
			"destroy": func(t *rapid.T) { m.destroy(t, user()) },
			"rotate": func(t *rapid.T) {
				ok(t, user().Rotate())
				m.epoch++
			},
			"reopen": func(t *rapid.T) {
				ok(t, users[1].Close())
				users[1], err = Open(dir, options())
				ok(t, err)
			},
			"": func(t *rapid.T) { m.compare(t, user()) },
		})
		if found := first.Check(); len(found) != 0 {
			t.Fatalf("the check found %q", found)
		}
	})
}

func ok(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (m *model) reserve(t *rapid.T, k *Keys) {
	n := rapid.Int64Range(0, 700).Draw(t, "n")
	ok(t, k.Reserve(n))
	if n > m.slots {
		m.slots = max(n, m.slots+leastBlock)
	}
}

func (m *model) slot(t *rapid.T) int64 {
	return rapid.Int64Range(0, min(m.slots, 24)-1).Draw(t, "slot")
}

func (m *model) seal(t *rapid.T, k *Keys) {
	stream, own := m.slot(t), m.slot(t)
	at := Place{rapid.String().Draw(t, "board"), rapid.String().Draw(t, "stream"), rapid.Int64().Draw(t, "seq"), rapid.String().Draw(t, "path")}
	plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
	sealed, err := k.Seal(at, stream, own, plain)
	switch {
	case stream == own:
		if err == nil {
			t.Fatal("one slot for both")
		}
	case m.destroyed[stream] || m.destroyed[own]:
		if !errors.Is(err, Destroyed) {
			t.Fatalf("sealed under a destroyed slot: %v", err)
		}
	default:
		ok(t, err)
		m.texts[own] = sealedAs{at, stream, plain, sealed}
	}
}

func (m *model) destroy(t *rapid.T, k *Keys) {
	slots := []int64{m.slot(t), m.slot(t)}
	ok(t, k.Destroy(slots...))
	m.destroyed[slots[0]], m.destroyed[slots[1]] = true, true
}

func (m *model) compare(t *rapid.T, k *Keys) {
	n, err := k.Slots()
	ok(t, err)
	if n != m.slots || k.Epoch() != m.epoch {
		t.Fatalf("%d slots in epoch %d, want %d in %d", n, k.Epoch(), m.slots, m.epoch)
	}
	for _, own := range slices.Sorted(maps.Keys(m.texts)) {
		s := m.texts[own]
		plain, err := k.Open(s.at, s.sealed)
		if m.destroyed[own] || m.destroyed[s.stream] {
			if !errors.Is(err, Destroyed) {
				t.Fatalf("slot %d was destroyed, and opens: %v", own, err)
			}
			continue
		}
		ok(t, err)
		if !bytes.Equal(plain, s.plain) {
			t.Fatalf("slot %d: got %q, want %q", own, plain, s.plain)
		}
	}
}

// rapidDir is a folder for one run of a property.
func rapidDir(t *rapid.T) string {
	dir, err := os.MkdirTemp("", "keyring")
	ok(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
