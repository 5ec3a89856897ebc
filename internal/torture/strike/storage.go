//go:build linux && amd64

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// kind is a system call that changes what is stored.
type kind struct {
	name   string
	path   int  // which argument is a path; -1 when the first is a descriptor
	writes bool // the third argument is how many bytes it writes
	flags  int  // which argument holds flags of open, 0 for none
}

// kinds lists the storage calls by number.
func kinds() map[uint64]kind {
	return map[uint64]kind{
		syscall.SYS_WRITE:     {name: "write", path: -1, writes: true},
		syscall.SYS_PWRITE64:  {name: "pwrite64", path: -1, writes: true},
		syscall.SYS_FSYNC:     {name: "fsync", path: -1},
		syscall.SYS_FDATASYNC: {name: "fdatasync", path: -1},
		syscall.SYS_FTRUNCATE: {name: "ftruncate", path: -1},
		syscall.SYS_FALLOCATE: {name: "fallocate", path: -1},
		syscall.SYS_FCHMOD:    {name: "fchmod", path: -1},
		syscall.SYS_UNLINK:    {name: "unlink", path: 0},
		syscall.SYS_UNLINKAT:  {name: "unlinkat", path: 1},
		syscall.SYS_RENAME:    {name: "rename", path: 0},
		syscall.SYS_RENAMEAT:  {name: "renameat", path: 1},
		316:                   {name: "renameat2", path: 1},
		syscall.SYS_LINKAT:    {name: "linkat", path: 1},
		syscall.SYS_MKDIR:     {name: "mkdir", path: 0},
		syscall.SYS_MKDIRAT:   {name: "mkdirat", path: 1},
		syscall.SYS_OPEN:      {name: "create", path: 0, flags: 1},
		syscall.SYS_OPENAT:    {name: "create", path: 1, flags: 2},
	}
}

// enter looks at a call before the kernel does.
func (t *tracer) enter(pid int, th *thread, info callInfo) {
	if info.nr == syscall.SYS_CLOCK_GETTIME && info.args[0] == 0 {
		t.report.Clocks++
		if t.shift != 0 {
			th.clock = uintptr(info.args[1])
		}
		return
	}
	k, ok := kinds()[info.nr]
	if !ok || k.flags > 0 && info.args[k.flags]&syscall.O_CREAT == 0 {
		return
	}
	file := t.file(pid, k, info)
	if !strings.HasPrefix(file, t.under) {
		return
	}
	t.report.Calls++
	name := k.name + " " + filepath.Base(file)
	t.report.Names = append(t.report.Names, name)
	if t.nth > 0 && t.report.Calls >= t.nth {
		t.strike(pid, k, info, name)
	}
}

// file returns the file that a call is about.
func (t *tracer) file(pid int, k kind, info callInfo) string {
	if k.path < 0 {
		path, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, int32(info.args[0]))) // "" for none
		return path
	}
	path := text(pid, uintptr(info.args[k.path]))
	if !filepath.IsAbs(path) {
		folder, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		path = filepath.Join(folder, path)
	}
	return path
}

// text reads a path out of the program's memory.
func text(pid int, at uintptr) string {
	var read []byte
	for word := make([]byte, 8); len(read) < 4096; at += 8 {
		if _, err := syscall.PtracePeekData(pid, at, word); err != nil {
			return string(read)
		}
		if s, _, ended := strings.Cut(string(word), "\x00"); ended {
			return string(read) + s
		}
		read = append(read, word...)
	}
	return string(read)
}

// strike does to a call what the fault says. Those faults that last do it to all
// calls from the nth.
func (t *tracer) strike(pid int, k kind, info callInfo, name string) {
	first := t.report.Calls == t.nth
	if first {
		t.report.Struck, t.report.Applies = name, t.applies(k, name)
	}
	switch {
	case t.torn && k.writes:
		t.torn = false
		fail(pid, syscall.ENOSPC)
	case t.fault == "dead", t.fault == "eio" && first:
		fail(pid, syscall.EIO)
	case t.fault == "full" && takesRoom(k), t.fault == "enospc" && first:
		fail(pid, syscall.ENOSPC)
	case t.fault == "kill" && first:
		_ = syscall.Kill(t.main, syscall.SIGKILL) // gone already is as good
	case t.fault == "short" && first && k.writes:
		t.torn = true
		change(pid, func(regs *syscall.PtraceRegs) { regs.Rdx = max(1, info.args[2]/2) })
	case t.fault == "lie" && first && t.report.Applies:
		answer(pid, int64(info.args[2]))
	}
}

// applies reports whether the fault can be done to such a call. What SQLite shares
// between processes is memory that has a name: no disk lies about it.
func (t *tracer) applies(k kind, name string) bool {
	switch t.fault {
	case "short":
		return k.writes
	case "lie":
		return k.writes && !strings.HasSuffix(name, "-shm")
	case "full", "enospc":
		return takesRoom(k)
	}
	return true
}

// takesRoom reports whether a call may find the disk full: to remove a file, or to
// flush, takes no more room. (Flushing may, where room is given late.)
func takesRoom(k kind) bool {
	return k.writes || k.flags > 0 || strings.HasPrefix(k.name, "f") || strings.HasPrefix(k.name, "mkdir") || strings.HasPrefix(k.name, "rename")
}

func fail(pid int, errno syscall.Errno) { answer(pid, -int64(errno)) }

// answer keeps the call from the kernel, and has it return something.
func answer(pid int, says int64) {
	change(pid, func(regs *syscall.PtraceRegs) { regs.Orig_rax, regs.Rax = ^uint64(0), uint64(says) })
}
