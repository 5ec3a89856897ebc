//go:build linux && amd64

package main

import (
	"errors"
	"fmt"
	"syscall"
	"unsafe"
)

// tracer stops a program at each of its system calls, in all its threads.
type tracer struct {
	nth   int
	fault string
	under string
	shift int64

	report  Report
	main    int
	threads map[int]*thread
	torn    bool // a write was cut short: the next one fails
	running bool // the program has begun, which strike's second self was before
}

// thread is what must be remembered of a call between its beginning and its end.
type thread struct {
	clock uintptr // where the time will be written, 0 when the call does not ask for it
}

// traceOptions: stops at calls are told apart from signals, every new thread is
// traced, calls that the filter names stop, and nobody outlives strike.
const (
	stopAtFiltered = 0x80
	nobodyOutlives = 0x100000
	traceOptions   = syscall.PTRACE_O_TRACESYSGOOD | syscall.PTRACE_O_TRACECLONE | syscall.PTRACE_O_TRACEFORK |
		syscall.PTRACE_O_TRACEVFORK | syscall.PTRACE_O_TRACEEXEC | stopAtFiltered | nobodyOutlives
)

// What a stop is about.
const (
	began  = 4 // another program
	atCall = 7 // a call that the filter names
)

// run runs the program to its end and returns its exit status, as a shell would.
func (t *tracer) run(args []string) (status int, err error) {
	if t.main, err = t.start(args); err != nil {
		return 0, err
	}
	t.threads = map[int]*thread{t.main: {}}
	if err := t.begin(); err != nil {
		return 0, err
	}
	for len(t.threads) > 0 {
		var ws syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &ws, syscall.WALL, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.ECHILD):
			return status, nil
		case err != nil:
			return 0, fmt.Errorf("wait: %w", err)
		case ws.Exited() || ws.Signaled():
			delete(t.threads, pid)
			if pid == t.main {
				status = statusOf(ws)
			}
		case ws.Stopped():
			signal, err := t.stopped(pid, ws)
			if err := errors.Join(err, t.goOn(pid, signal)); err != nil {
				return 0, err
			}
		}
	}
	return status, nil
}

func statusOf(ws syscall.WaitStatus) int {
	if ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return ws.ExitStatus()
}

// begin sets the program going from its first stop.
func (t *tracer) begin() error {
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(t.main, &ws, 0, nil); err != nil || !ws.Stopped() {
		return fmt.Errorf("the program did not start: %w", err)
	}
	if err := syscall.PtraceSetOptions(t.main, traceOptions); err != nil {
		return fmt.Errorf("trace the program: %w", err)
	}
	return t.goOn(t.main, 0)
}

// goOn lets a thread run to its next stop. It may be gone already.
func (t *tracer) goOn(pid int, signal syscall.Signal) error {
	var err error
	if th := t.threads[pid]; th != nil && th.clock != 0 {
		err = syscall.PtraceSyscall(pid, int(signal)) // to the end of the call
	} else {
		err = syscall.PtraceCont(pid, int(signal))
	}
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

// stopped deals with a stop, and returns the signal that the thread is to have.
func (t *tracer) stopped(pid int, ws syscall.WaitStatus) (syscall.Signal, error) {
	known := t.threads[pid]
	if known == nil { // a new thread begins with a stop of its own
		t.threads[pid] = &thread{}
		return 0, nil
	}
	signal := ws.StopSignal()
	switch {
	case signal == syscall.SIGTRAP|0x80:
		known.leave(pid, t.shift)
		return 0, nil
	case signal == syscall.SIGTRAP && ws.TrapCause() == atCall:
		t.call(pid, known)
		return 0, nil
	case signal == syscall.SIGTRAP && ws.TrapCause() == began:
		return 0, t.programBegins(pid)
	case signal == syscall.SIGTRAP && ws.TrapCause() > 0:
		return 0, nil
	}
	return signal, nil
}

// programBegins notes that strike's second self has become the program.
func (t *tracer) programBegins(pid int) error {
	t.running = true
	if t.shift == 0 {
		return nil
	}
	if err := hideClock(pid); err != nil {
		return fmt.Errorf("hide the clock: %w", err)
	}
	return nil
}

// callInfo is the kernel's ptrace_syscall_info.
type callInfo struct {
	op   uint8
	_    [3]uint8
	arch uint32
	_    [2]uint64 // instruction and stack pointer
	nr   uint64
	args [6]uint64
	_    uint64
}

const getCallInfo = 0x420e

func (t *tracer) call(pid int, th *thread) {
	var info callInfo
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PTRACE, getCallInfo, uintptr(pid),
		unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno == 0 && t.running { // or it was killed meanwhile
		t.enter(pid, th, info)
	}
}

// leave is the end of a call that asked for the time.
func (th *thread) leave(pid int, shift int64) {
	if th.clock != 0 {
		moveClock(pid, th.clock, shift)
		th.clock = 0
	}
}

// change changes a thread's registers. It may be gone already.
func change(pid int, edit func(*syscall.PtraceRegs)) {
	var regs syscall.PtraceRegs
	if syscall.PtraceGetRegs(pid, &regs) == nil {
		edit(&regs)
		_ = syscall.PtraceSetRegs(pid, &regs)
	}
}
