//go:build linux && amd64

package main

import (
	"encoding/binary"
	"errors"
	"syscall"
)

// The vector that the kernel hands a new program says, under this number, where
// the clock can be read without a system call.
const (
	clockPage = 33 // AT_SYSINFO_EHDR
	ignored   = 1  // AT_IGNORE
)

// hideClock takes that page away, so that the program must ask the kernel for the
// time, where strike can see it. The program has not begun: arguments, environment
// and vector lie on its stack one after the other.
func hideClock(pid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		return err
	}
	at := uintptr(regs.Rsp)
	argc, err := word(pid, at)
	if err != nil {
		return err
	}
	at += 8 * uintptr(argc+2)
	for value := uint64(1); value != 0; at += 8 { // the environment ends with 0
		if value, err = word(pid, at); err != nil {
			return err
		}
	}
	for ; ; at += 16 {
		name, err := word(pid, at)
		switch {
		case err != nil:
			return err
		case name == clockPage:
			return setWord(pid, at, ignored)
		case name == 0:
			return errors.New("the kernel gives programs no clock page")
		}
	}
}

// moveClock changes the time that the kernel has just written.
func moveClock(pid int, at uintptr, by int64) {
	if seconds, err := word(pid, at); err == nil {
		_ = setWord(pid, at, uint64(int64(seconds)+by)) // gone meanwhile is as good
	}
}

func word(pid int, at uintptr) (uint64, error) {
	data := make([]byte, 8)
	_, err := syscall.PtracePeekData(pid, at, data)
	return binary.LittleEndian.Uint64(data), err
}

func setWord(pid int, at uintptr, value uint64) error {
	_, err := syscall.PtracePokeData(pid, at, binary.LittleEndian.AppendUint64(nil, value))
	return err
}
