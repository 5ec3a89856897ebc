//go:build torture

package torture

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"scr/internal/torture/mutants"
)

// A small ext4 hands out 1 KiB at once. Whatever SQLite maps into memory there has room for
// the part that was asked for, and the kernel kills whoever writes to the rest when the
// disk is full. The program is not to come that far, however little is left.
func TestTheLastRoomOfADiskKillsNobody(t *testing.T) {
	need(t, true, "mount", "mkfs.ext4")
	began := time.Now()
	ran, died := lastRoom(t, program("scr"))
	for _, says := range died {
		t.Error(says)
	}
	_, killed := lastRoom(t, takesNoRoom(t))
	if len(killed) == 0 {
		t.Error("a program that takes no room for its index is killed nowhere: the test shows nothing")
	}
	figure(t, began, fmt.Sprintf("%d commands on an ext4 of 1 KiB blocks, with 0 to %d KiB left", ran, mostRoom), "each is carried out, or refused with a sentence",
		fmt.Sprintf("a program that takes no room for its index beforehand: the kernel killed %d", len(killed)))
}

// mostRoom is how much is left at the most, in KiB: enough for any command.
const mostRoom = 200

// lastRoom has commands carried out with more and more left, and returns how many, and
// what those said that were neither carried out nor refused with a sentence.
func lastRoom(t *testing.T, scr string) (ran int, died []string) {
	dir := ext4(t)
	if size := statfs(t, dir).Bsize; size != 1024 {
		t.Fatalf("the disk hands out %d bytes at once", size)
	}
	b := newBoard(t, dir)
	ref := b.must("open", "--workflow", "pendulum", "--no-conflict")
	b.program = scr
	for left := 0; left <= mostRoom; left += 4 {
		leave(t, filepath.Join(dir, "ballast"), int64(left)<<10)
		for _, args := range [][]string{{"list"}, {"meeting", "add", ref, "--kind", "introductory"}} {
			cmd := b.command(args...)
			said, err := cmd.CombinedOutput()
			ran++
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			refused := strings.Contains(string(said), "scr: hint: ") && (cmd.ProcessState.ExitCode() == 1 || cmd.ProcessState.ExitCode() == 8)
			if err != nil && !refused {
				says, _, _ := strings.Cut(string(said), "\n\n")
				died = append(died, fmt.Sprintf("%d KiB left: scr %s: %v: %s", left, args[0], err, says))
			}
		}
	}
	if err := os.Remove(filepath.Join(dir, "ballast")); err != nil {
		t.Fatal(err)
	}
	b.program = program("scr")
	b.must("meeting", "add", ref, "--kind", "introductory") // it goes on
	b.sound("db check")
	return ran, died
}

// leave fills a disk to the last with a file, and then leaves that much. What is left is
// what the disk hands out: it keeps some for itself that it calls free.
func leave(t *testing.T, ballast string, left int64) {
	t.Helper()
	f, err := os.OpenFile(ballast, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for step := make([]byte, 64<<10); err == nil; {
		if _, err = f.Write(step); errors.Is(err, syscall.ENOSPC) && len(step) > 1024 {
			step, err = step[:len(step)/2], nil
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	full, err := f.Stat()
	if err == nil {
		err = f.Truncate(full.Size() - left)
	}
	if err == nil {
		err = f.Sync() // what was freed can be had only then
	}
	if err != nil {
		t.Fatal(err)
	}
}

// takesNoRoom builds the program so that it leaves all of it to SQLite.
func takesNoRoom(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	leaves := mutants.Mutant{Name: "takes-no-room", Edits: []mutants.Edit{{File: "store/room_linux.go",
		Old: "fs.Frsize < memoryPage", New: "fs.Frsize < 0"}}}
	overlay, err := leaves.Plant(root, dir)
	if err == nil {
		err = build(filepath.Join(dir, "scr"), "./cmd/scr", overlay)
	}
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "scr")
}
