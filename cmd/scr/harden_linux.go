package main

import (
	"golang.org/x/sys/unix"

	"scr/review"
)

// harden sees to it that a crash writes no memory to disk, and that no other program
// of the same user reads it: texts and keys are in it. It costs two system calls.
func harden() error {
	err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	if err == nil {
		err = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	}
	if err != nil {
		return review.Errorf(review.Failed, "the system does not let a crash be kept from the disk: %w", err)
	}
	return nil
}

// exposed reports whether a crash may write the memory to disk, or another program of
// the same user may read it.
func exposed() (bool, error) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return false, err
	}
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	return limit.Cur != 0 || dumpable != 0, err
}
