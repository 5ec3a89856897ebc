//go:build torture

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A place with too little room, or none to write in, keeps the program from recording.
// It says so in a sentence, exits with the right status, loses nothing, and goes on when
// there is room again.

// cramped is a place that is too small, and how it is given room.
type cramped struct {
	name string
	make func(t *testing.T) (dir string, room func())
	with []string // what the program runs under, until there is room
	says []string // one of them stands in what the program says
	lock func(t *testing.T, dir string)
}

func TestWithoutRoomNothingIsLost(t *testing.T) {
	for _, c := range []cramped{
		{name: "a full disk (tmpfs of 900 kB)", make: smallTmpfs, says: []string{"the disk is full"}},
		{name: "a full disk (ext4)", make: smallExt4, says: []string{"the disk is full"}},
		{name: "a disk that is read-only", make: readOnlyDisk, lock: lockDisk, says: []string{"cannot be written", "cannot be opened", "read-only"}},
		{name: "a limit on the size of files", make: plain, with: []string{"prlimit", "--fsize=520000"}, says: []string{"reported an error", "the disk is full", "outcome is unknown"}},
		{name: "a limit of 9 open files", make: plain, with: []string{"prlimit", "--nofile=9"}, says: []string{"cannot be opened"}},
		{name: "a limit of 11 open files", make: plain, with: []string{"prlimit", "--nofile=11"}, says: []string{"too many open files"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
	}
}

func (c cramped) run(t *testing.T) {
	need(t, true, "prlimit", "mount", "mkfs.ext4")
	began := time.Now()
	dir, room := c.make(t)
	b := newBoard(t, dir)
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict")
	b.write("note.txt", strings.Repeat("What was said at the meeting. ", 300))
	acked := map[string]string{}
	b.with = c.with
	if c.lock != nil {
		c.lock(t, dir)
	}
	failed := c.fill(b, ref, acked)
	if failed < 3 {
		t.Fatalf("only %d commands failed: there was room", failed)
	}
	room()
	b.with = nil
	for id, handle := range acked {
		if again := b.must("meeting", "add", ref, "--kind", "introductory", "--note-file", "note.txt", "--command-id", id); again != handle {
			t.Errorf("%s was acknowledged as %s, and is %s", id, handle, again)
		}
	}
	b.must("meeting", "add", ref, "--kind", "introductory") // it goes on
	b.sound("db check")
	figure(t, began, c.name, fmt.Sprintf("%d acknowledged, 0 lost; %d refused with a sentence and status 1 or 8; goes on when there is room", len(acked), failed), "the commands that failed")
}

// fill records until nothing more can be recorded, and then a few times more.
func (c cramped) fill(b *board, ref string, acked map[string]string) (failed int) {
	for n := 0; n < 400 && failed < 5; n++ {
		id := fmt.Sprintf("room-%d", n)
		r := b.scr("meeting", "add", ref, "--kind", "introductory", "--note-file", "note.txt", "--command-id", id)
		if r.status == 0 {
			acked[id] = strings.TrimSpace(r.out)
			continue
		}
		failed++
		told := false
		for _, says := range c.says {
			told = told || strings.Contains(r.err, says)
		}
		if r.status != 1 && r.status != 8 || !told || !strings.Contains(r.err, "scr: hint: ") {
			b.t.Errorf("exit status %d, and it says: %s", r.status, r.err)
		}
	}
	return failed
}

func plain(t *testing.T) (string, func()) { return t.TempDir(), func() {} }

func smallTmpfs(t *testing.T) (string, func()) {
	dir := t.TempDir()
	quiet(t, "mount", "-t", "tmpfs", "-o", "size=900k,mode=700", "tmpfs", dir)
	t.Cleanup(func() { quiet(t, "umount", dir) })
	return dir, func() { quiet(t, "mount", "-o", "remount,size=8m", dir) }
}

// smallExt4 is full with other people's files, which can be removed.
func smallExt4(t *testing.T) (string, func()) {
	d := newDisk(t, "ext4", filepath.Join(t.TempDir(), "disk"), 8)
	var free syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &free); err != nil {
		t.Fatal(err)
	}
	const left = 900_000
	ballast := filepath.Join(d.dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, int64(free.Bfree)*free.Bsize-left), 0o600); err != nil {
		t.Fatal(err)
	}
	return d.dir, func() {
		if err := os.Remove(ballast); err != nil {
			t.Error(err)
		}
	}
}

func lockDisk(t *testing.T, dir string) { quiet(t, "mount", "-o", "remount,ro", dir) }

func readOnlyDisk(t *testing.T) (string, func()) {
	dir := t.TempDir()
	quiet(t, "mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", dir)
	t.Cleanup(func() { quiet(t, "umount", dir) })
	return dir, func() { quiet(t, "mount", "-o", "remount,rw", dir) }
}
