//go:build linux && amd64

// Command strike runs a program and makes one of its storage calls fail: the
// nth, counted over all its threads.
//
//	strike -nth 7 -fault eio -under DIR -report FILE -- scr meeting add …
//
// A storage call writes, flushes, cuts, creates, renames or removes a file below
// the folder that -under names. What strike does to it:
//
//	kill    the program is killed before the call
//	eio     the call fails, "input/output error"
//	enospc  the call fails, "no space left on device"
//	short   the call writes half, and the next write fails with enospc
//	dead    this call and all that follow fail with eio
//	full    this write and all that follow fail with enospc
//	lie     the call writes nothing and says that it did
//
// With -nth 0 nothing fails, and the report says how many calls there were. With
// -clock N the program believes that the time is N seconds later (or earlier).
//
// strace does much of this; but it counts the calls of each thread for itself, and
// the calls of a Go program move between threads, so that some are never struck.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
)

// ownFailure is the exit status when strike itself fails.
const ownFailure = 125

func main() {
	runtime.LockOSThread() // one thread traces, from beginning to end
	if len(os.Args) > 3 && os.Args[1] == filtered {
		fmt.Fprintln(os.Stderr, "strike: error:", become(os.Args[2:]))
		os.Exit(ownFailure)
	}
	var t tracer
	flag.IntVar(&t.nth, "nth", 0, "which storage call to strike, from 1; 0 for none")
	flag.StringVar(&t.fault, "fault", "", "kill, eio, enospc, short, dead, full or lie")
	flag.StringVar(&t.under, "under", "", "folder whose files count")
	flag.Int64Var(&t.shift, "clock", 0, "seconds by which the program's clock is ahead")
	report := flag.String("report", "", "file for the report")
	flag.Parse()
	status, err := t.run(flag.Args())
	if err == nil && *report != "" {
		err = t.write(*report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "strike: error:", err)
		os.Exit(ownFailure)
	}
	os.Exit(status)
}

// Report is what strike saw.
type Report struct {
	Calls   int      `json:"calls"`   // storage calls, all of them
	Struck  string   `json:"struck"`  // the call that was struck, "" when it was never reached
	Applies bool     `json:"applies"` // whether the fault can be done to such a call
	Clocks  int      `json:"clocks"`  // times at which the clock was read
	Names   []string `json:"names"`   // of the calls, in order
}

func (t *tracer) write(path string) error {
	data, err := json.Marshal(t.report)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
