//go:build linux && amd64

package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"unsafe"
)

// A program that stops at each of its system calls takes five times as long as one
// that does not. So strike starts itself once more, has the kernel stop only at the
// calls it asks for, and becomes the program.

// filtered is the first argument of the strike that becomes the program.
const filtered = "-filtered"

// Numbers of the kernel's that package syscall does not have.
const (
	setNoNewPrivileges = 38
	setSeccomp         = 22
	seccompFilter      = 2
	seccompAllow       = 0x7fff0000
	seccompTrace       = 0x7ff00000
)

// start starts the program, stopped before its first instruction.
func (t *tracer) start(args []string) (pid int, err error) {
	if len(args) == 0 {
		return 0, fmt.Errorf("no program is named")
	}
	path, err := exec.LookPath(args[0])
	if err != nil {
		return 0, err
	}
	clock := "no-clock"
	if t.shift != 0 {
		clock = "clock"
	}
	return syscall.ForkExec("/proc/self/exe", append([]string{"strike", filtered, clock, path}, args...), &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{0, 1, 2}, Sys: &syscall.SysProcAttr{Ptrace: true},
	})
}

// become is what the second strike does: clock, path, and the program's arguments.
func become(args []string) error {
	calls := slices.Collect(maps.Keys(kinds()))
	if args[0] == "clock" {
		calls = append(calls, syscall.SYS_CLOCK_GETTIME)
	}
	if err := stopAt(calls); err != nil {
		return fmt.Errorf("filter calls: %w", err)
	}
	return syscall.Exec(args[1], args[2:], os.Environ())
}

// stopAt has the kernel stop this thread, and the program that it becomes, at some
// system calls.
func stopAt(calls []uint64) error {
	program := []syscall.SockFilter{{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0}}
	for i, nr := range calls {
		toTrace := uint8(len(calls) - i)
		program = append(program, syscall.SockFilter{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, K: uint32(nr), Jt: toTrace})
	}
	program = append(program, syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: seccompAllow},
		syscall.SockFilter{Code: syscall.BPF_RET | syscall.BPF_K, K: seccompTrace})
	list := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, setNoNewPrivileges, 1, 0, 0, 0, 0); errno != 0 {
		return errno
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, setSeccomp, seccompFilter, uintptr(unsafe.Pointer(&list))); errno != 0 {
		return errno
	}
	return nil
}
