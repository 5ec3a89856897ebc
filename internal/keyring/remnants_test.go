package keyring

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// remnants are bytes that must be nowhere once an epoch is over: every slot as it
// was wrapped, and the file of the epoch's key.
func remnants(t *testing.T, k *Keys) map[string][]byte {
	t.Helper()
	ringBytes, err := os.ReadFile(k.path(ringFile))
	must(t, err)
	key, err := os.ReadFile(k.path(epochFile(uint16(k.Epoch()))))
	must(t, err)
	all := map[string][]byte{"key, end": key[len(key)-32:], "key, middle": key[len(key)/2 : len(key)/2+32]}
	for at := slotsAt; at < len(ringBytes); at += slotSize {
		s := slot(ringBytes[at:])
		if s != gone() {
			all[fmt.Sprint("slot ", (at-slotsAt)/slotSize)] = bytes.Clone(s.wrapped())
		}
	}
	return all
}

// found counts which of the remnants stand in some bytes.
func found(in []byte, all map[string][]byte) int {
	n := 0
	for _, b := range all {
		if bytes.Contains(in, b) {
			n++
		}
	}
	return n
}

// TestNothingOfAnOldEpochIsInTheFolder searches every file for what was there before
// the rotation.
func TestNothingOfAnOldEpochIsInTheFolder(t *testing.T) {
	k := mustCreate(t, options())
	sealAll(t, k, 20)
	old := remnants(t, k)
	if n := foundIn(t, k.Dir(), old); n != len(old) || n != 256+2 {
		t.Fatalf("before: %d of %d found", n, len(old))
	}
	must(t, k.Destroy(1, 2, 3))
	if n := foundIn(t, k.Dir(), old); n != len(old)-3 {
		t.Errorf("after destroying three: %d of %d found", n, len(old))
	}
	must(t, k.Rotate())
	if n := foundIn(t, k.Dir(), old); n != 0 {
		t.Errorf("after rotating: %d of %d found", n, len(old))
	}
}

func foundIn(t *testing.T, dir string, all map[string][]byte) int {
	t.Helper()
	var in []byte
	for _, name := range names(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		in = append(in, b...)
	}
	return found(in, all)
}
