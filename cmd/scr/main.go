// Command scr takes case reviews from referral to publication on the command
// line.
//
//	arguments ─▶ command ─▶ engine ─▶ store
//	                          └─▶ report ─▶ standard output
//
// It is the only place that wires the parts together. Data goes to standard
// output, remarks to standard error, and the exit status says what became of
// the command: see exit.go.
package main

import (
	"fmt"
	"os"
	"runtime/debug"
)

func main() {
	if err := harden(); err != nil {
		fmt.Fprintf(os.Stderr, "scr: %v\n", err) // go on: a review must not wait for that
	}
	debug.SetGCPercent(400) // most commands end before there is anything worth collecting
	os.Exit(run(newApp(os.Stdin, os.Stdout, os.Stderr), os.Args[1:]))
}
