//go:build torture

package store_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"scr/internal/audit"
	"scr/internal/keyring"
	"scr/store"
	"scr/store/storetest"
)

// These tests need the rights to mount a file system:
// go test -tags torture ./store -run Disk

// onDisk is a library on a file system of its own, in a file that can be searched with
// the blocks that no file owns.
func onDisk(t *testing.T, sealed bool) (l *library, image string) {
	t.Helper()
	image = filepath.Join(t.TempDir(), "image")
	at := filepath.Join(filepath.Dir(image), "mnt")
	if err := os.Mkdir(at, 0o700); err != nil {
		t.Fatal(err)
	}
	shell(t, "truncate", "-s", "64M", image)
	shell(t, "mkfs.ext4", "-q", image)
	shell(t, "mount", "-o", "loop", image, at)
	t.Cleanup(func() { shell(t, "umount", at) })
	l = &library{path: filepath.Join(at, "board.db")}
	o := store.Options{Erased: func(context.Context, audit.ErasedList) error { return nil }}
	if sealed {
		keys, err := keyring.Create(filepath.Join(at, "keys"), keyring.Options{Signer: "scr/EXB"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { keys.Close() })
		l.keys, o.Keys = keys, keys
	}
	db, err := store.Create(t.Context(), l.path, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	l.db, l.Clerk = db, storetest.NewClerk(t, db)
	r := l.Open("r1")
	for n := range 40 {
		r = l.Change(r, storetest.Finding("finding-"+string(rune('a'+n%26))+string(rune('a'+n/26)), canary(int64(n+3))))
	}
	return l, image
}

func shell(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

func rawDisk(t *testing.T, image string) []byte {
	t.Helper()
	shell(t, "sync", "-f", filepath.Join(filepath.Dir(image), "mnt"))
	b, err := os.ReadFile(image)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ringBytes returns what the ring holds of each slot, by its number, and the epoch's
// key file.
func ringBytes(t *testing.T, keys *keyring.Keys) (slots func(int64) []byte, epoch []byte) {
	t.Helper()
	ring, err := os.ReadFile(filepath.Join(keys.Dir(), "ring"))
	if err != nil {
		t.Fatal(err)
	}
	count, err := keys.Slots()
	if err != nil {
		t.Fatal(err)
	}
	begin := int64(len(ring)) - 64*count
	files, err := filepath.Glob(filepath.Join(keys.Dir(), "epoch-*.age"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d epochs (%v)", len(files), err)
	}
	if epoch, err = os.ReadFile(files[0]); err != nil {
		t.Fatal(err)
	}
	return func(n int64) []byte { return ring[begin+64*n+16 : begin+64*(n+1)] }, epoch[len(epoch)-32:]
}

// TestNothingOfAnErasureIsOnTheDisk searches the raw disk: no text in the clear, no
// wrapped key of an erased text, no key of the old epoch. Sealed bytes may be left in
// blocks that no file owns; nothing opens them. The control is found before.
func TestNothingOfAnErasureIsOnTheDisk(t *testing.T) {
	l, image := onDisk(t, true)
	all := l.written()
	gone := all[:30]
	blobs := l.blobs(gone)
	slot, epoch := ringBytes(t, l.keys)
	var keys [][]byte
	for _, n := range slotsIn(t, blobs) {
		keys = append(keys, bytes.Clone(slot(n)))
	}
	before := rawDisk(t, image)
	if n := count(before, keys); n != len(keys) || !bytes.Contains(before, epoch) {
		t.Fatalf("before: %d of %d keys are found: the search is blind", n, len(keys))
	}
	if err := l.erase("erasure-1", false, gone...); err != nil {
		t.Fatal(err)
	}
	after := rawDisk(t, image)
	if n := count(after, keys); n > 0 {
		t.Errorf("%d of %d keys are on the disk", n, len(keys))
	}
	if bytes.Contains(after, epoch) {
		t.Error("the key of the old epoch is on the disk")
	}
	if bytes.Contains(after, []byte("CANARY")) {
		t.Error("a text is on the disk in the clear")
	}
	left := 0
	for _, b := range blobs {
		if remains(after, b) {
			left++
		}
	}
	t.Logf("%d of %d sealed texts are left in blocks that no file owns, and nothing opens them", left, len(blobs))
}

// TestWithoutSealingTheDiskKeepsTexts is why the report of an erasure warns of it.
func TestWithoutSealingTheDiskKeepsTexts(t *testing.T) {
	l, image := onDisk(t, false)
	gone := l.written()[:30]
	if err := l.erase("erasure-1", false, gone...); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(l.files(), []byte(canary(gone[0].Seq))) {
		t.Error("the files hold an erased text")
	}
	disk, left := rawDisk(t, image), map[int64]bool{}
	for _, w := range gone {
		if bytes.Contains(disk, []byte(canary(w.Seq))) {
			left[w.Seq] = true
		}
	}
	t.Logf("without sealing, texts of %d of 10 events are left on the disk", len(left))
}

func count(in []byte, all [][]byte) (n int) {
	for _, b := range all {
		if bytes.Contains(in, b) {
			n++
		}
	}
	return n
}
