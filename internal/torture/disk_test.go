//go:build torture

package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// disk is a file system of the test's own, in a file.
type disk struct {
	t     testing.TB
	image string
	dir   string // where it is mounted
}

// newDisk makes a file system of a kind and mounts it.
func newDisk(t testing.TB, kind, image string, megabytes int64) *disk {
	t.Helper()
	need(t, true, "mkfs."+kind, "mount", "umount", "xfs_io")
	d := &disk{t: t, image: image, dir: t.TempDir()}
	f, err := os.Create(image)
	if err == nil {
		err = f.Truncate(megabytes << 20)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close() // nothing was written
	quiet(t, "mkfs."+kind, "-q", image)
	d.mount()
	t.Cleanup(func() { _ = exec.Command("umount", d.dir).Run() }) // it may not be mounted any more
	return d
}

func (d *disk) mount() {
	d.t.Helper()
	quiet(d.t, "mount", "-o", "loop", d.image, d.dir)
}

func (d *disk) unmount() {
	d.t.Helper()
	var err error
	for range 50 { // whoever was killed may take a moment to let go
		if err = exec.Command("umount", d.dir).Run(); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	d.t.Fatalf("unmount %s: %v", d.dir, err)
}

// quiet runs a program of the system that must succeed. Where loop devices are not to
// be had, mount says so, and so does the test.
func quiet(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("this test needs to make and mount file systems, and %s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
}

// cut stops the writers in the middle of what they do, takes the power from the disk,
// kills them, and puts the disk back when whoever listens to them has heard the last
// of them. The writers are stopped first: the kernel lets a flush that is under way
// succeed though it never reached the disk.
func (d *disk) cut(listening *sync.WaitGroup, writers ...*client) {
	d.t.Helper()
	for _, c := range writers {
		freeze(d.t, c.cmd.Process.Pid)
	}
	quiet(d.t, "xfs_io", "-x", "-c", "shutdown", d.dir)
	for _, c := range writers {
		c.kill()
	}
	listening.Wait()
	d.unmount()
	d.mount()
}

// freeze stops every thread of a process, and waits until it stands still.
func freeze(t testing.TB, pid int) {
	t.Helper()
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Signal(stop); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if standsStill(pid) {
			return
		}
	}
	t.Fatalf("process %d does not stand still", pid)
}

func standsStill(pid int) bool {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(tasks) == 0 {
		return false
	}
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			return false
		}
		_, after, _ := strings.Cut(string(text), ") ") // a program's name may hold anything but this
		if !strings.HasPrefix(after, "T") {
			return false
		}
	}
	return true
}
