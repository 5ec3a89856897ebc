//go:build torture

package keyring

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// These tests take minutes, or need the rights to mount a file system:
// go test -tags torture ./internal/keyring

func TestKilledAtRandomAThousandTimes(t *testing.T) { killAtRandom(t, 1000) }

// TestNothingOfAnOldEpochIsOnTheDisk searches the raw image of a file system, blocks
// that no file owns included. The control removes a file without overwriting it: its
// bytes must be found, or the search proves nothing.
func TestNothingOfAnOldEpochIsOnTheDisk(t *testing.T) {
	image := filepath.Join(t.TempDir(), "image")
	at := mounted(t, image)
	k, err := Create(filepath.Join(at, "keys"), options())
	must(t, err)
	defer k.Close()
	all := sealAll(t, k, 200)
	control := []byte("a file that is removed and not overwritten, for control")
	must(t, disk{}.put(filepath.Join(at, "control"), control))
	must(t, os.Remove(filepath.Join(at, "control")))

	old := remnants(t, k)
	if n := found(raw(t, image), old); n != len(old) {
		t.Fatalf("before: %d of %d found", n, len(old))
	}
	must(t, k.Destroy(1, 2, 3))
	if n := found(raw(t, image), old); n != len(old)-3 {
		t.Errorf("after destroying three: %d of %d found", n, len(old))
	}
	must(t, k.Rotate())
	opens(t, k, 4, all[4])
	now := raw(t, image)
	if n := found(now, old); n != 0 {
		t.Errorf("after rotating: %d of %d found", n, len(old))
	}
	if n := found(now, remnants(t, k)); n == 0 {
		t.Error("nothing of the new epoch is found")
	}
	if found(now, map[string][]byte{"": control}) != 1 {
		t.Error("the control is not found: the search is blind")
	}
}

// TestStoppedRotationsLeaveNothingOnTheDisk stops a rotation at every act, lets the
// next use put the folder in order and rotate, and searches the image.
func TestStoppedRotationsLeaveNothingOnTheDisk(t *testing.T) {
	image := filepath.Join(t.TempDir(), "image")
	at := mounted(t, image)
	made, err := Create(filepath.Join(at, "keys"), options())
	must(t, err)
	all := sealAll(t, made, 6)
	must(t, made.Close())
	for acts := 0; ; acts++ {
		o := options()
		o.disk = stopAt(acts, true)
		k := mustOpen(t, made.Dir(), o)
		_, err := k.Slots()
		must(t, err)
		old := remnants(t, k)
		err = k.Rotate()
		k.Close()
		again := mustOpen(t, made.Dir(), options())
		must(t, again.Rotate())
		opens(t, again, 1, all[1])
		if n := found(raw(t, image), old); n != 0 {
			t.Errorf("stopped at act %d: %d of %d found", acts, n, len(old))
		}
		again.Close()
		if err == nil {
			t.Logf("%d acts", acts)
			return
		}
	}
}

// mounted makes an ext4 file system in a file and mounts it.
func mounted(t *testing.T, image string) string {
	t.Helper()
	at := filepath.Join(filepath.Dir(image), "mnt")
	must(t, os.Mkdir(at, 0o700))
	run(t, "truncate", "-s", "64M", image)
	run(t, "mkfs.ext4", "-q", image)
	run(t, "mount", "-o", "loop", image, at)
	t.Cleanup(func() { run(t, "umount", at) })
	return at
}

// raw returns the image as it lies on the disk now.
func raw(t *testing.T, image string) []byte {
	t.Helper()
	run(t, "sync", "-f", filepath.Join(filepath.Dir(image), "mnt"))
	b, err := os.ReadFile(image)
	must(t, err)
	return b
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}
