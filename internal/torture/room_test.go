//go:build torture

package torture

import (
	"fmt"
	"io/fs"
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

// cramped is a place that is too small, once there is a board with a review in it.
type cramped struct {
	name  string
	make  func(t *testing.T) (dir string)
	cramp func(t *testing.T, dir string) (room func())
	with  func(t *testing.T, dir string) []string // what the program runs under, until there is room
	says  []string                                // one of them stands in what the program says
}

// left is how much can still be written, in bytes: some commands' worth.
const left = 300_000

func TestWithoutRoomNothingIsLost(t *testing.T) {
	for _, c := range []cramped{
		{name: "a full disk (tmpfs)", make: tmpfs, cramp: fillTmpfs, says: []string{"the disk is full"}},
		{name: "a full disk (ext4)", make: ext4, cramp: fillDisk, says: []string{"the disk is full"}},
		{name: "a disk that is read-only", make: tmpfs, cramp: lockDisk, says: []string{"cannot be written", "cannot be opened", "read-only"}},
		{name: "a limit on the size of files", make: plain, with: limitSize, says: []string{"reported an error", "the disk is full", "outcome is unknown"}},
		{name: "a limit of 9 open files", make: plain, with: openFiles(9), says: []string{"cannot be opened"}},
		{name: "a limit of 11 open files", make: plain, with: openFiles(11), says: []string{"too many open files"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
	}
}

func (c cramped) run(t *testing.T) {
	need(t, true, "prlimit", "mount", "mkfs.ext4")
	began := time.Now()
	dir := c.make(t)
	b := newBoard(t, dir)
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict")
	b.write("note.txt", strings.Repeat("What was said at the meeting. ", 300))
	acked := map[string]string{}
	room := func() {}
	if c.cramp != nil {
		room = c.cramp(t, dir)
	}
	if c.with != nil {
		b.with = c.with(t, dir)
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

func plain(t *testing.T) string { return t.TempDir() }

func openFiles(n int) func(*testing.T, string) []string {
	return func(*testing.T, string) []string { return []string{"prlimit", fmt.Sprintf("--nofile=%d", n)} }
}

// limitSize lets the largest file grow by a little only.
func limitSize(t *testing.T, dir string) []string {
	var largest int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && !d.IsDir() {
			largest = max(largest, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return []string{"prlimit", fmt.Sprintf("--fsize=%d", largest+left/4)}
}

func tmpfs(t *testing.T) string {
	dir := t.TempDir()
	quiet(t, "mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", dir)
	t.Cleanup(func() { quiet(t, "umount", dir) })
	return dir
}

func fillTmpfs(t *testing.T, dir string) func() {
	used := statfs(t, dir)
	quiet(t, "mount", "-o", fmt.Sprintf("remount,size=%d", int64(used.Blocks-used.Bfree)*used.Bsize+left), dir)
	return func() { quiet(t, "mount", "-o", "remount,size=16m", dir) }
}

func ext4(t *testing.T) string { return newDisk(t, "ext4", filepath.Join(t.TempDir(), "disk"), 16).dir }

// fillDisk fills a disk with other people's files, which can be removed. Not all that ext4
// calls free can be had.
func fillDisk(t *testing.T, dir string) func() {
	free := statfs(t, dir)
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, int64(free.Bfree)*free.Bsize-2*left), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Error(err)
		}
	}
}

func statfs(t *testing.T, dir string) (s syscall.Statfs_t) {
	t.Helper()
	if err := syscall.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func lockDisk(t *testing.T, dir string) func() {
	quiet(t, "mount", "-o", "remount,ro", dir)
	return func() { quiet(t, "mount", "-o", "remount,rw", dir) }
}
