package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"scr/internal/report"
	"scr/review"
)

// exit is one row of the table of exit statuses.
type exit struct {
	status int
	code   review.Code
	means  string
}

// exits is the table of exit statuses: the only place that knows them.
func exits() []exit {
	return []exit{
		{0, "", "done"},
		{1, review.Failed, "the program or the machine failed, or not everything could be printed, or a scenario of a definition failed; without a word where a command only reads and \"| head\" had enough"},
		{2, review.Usage, "the command was not understood, or a value is missing and there is nobody to ask"},
		{3, review.Refused, "the rules of the review stand in the way: wrong stage, requirement, hold or clock; all of them are listed"},
		{4, review.NotFound, "no such thing, or a review in which you have no part"},
		{5, review.Conflict, "somebody else moved first: read again, then decide"},
		{6, review.Forbidden, "you have a part in the review, but not this one"},
		{7, review.Invalid, "unknown move, definition or form, or a file that cannot be read"},
		{8, review.Unknown, "the commit failed and may have happened: repeat with the same --command-id"},
		{9, review.Unfinished, "it is recorded and cannot be undone, and something is left to do: the same again goes on from there"},
	}
}

// statusOf returns the exit status of an error.
func statusOf(err error) int {
	if err == nil {
		return 0
	}
	for _, e := range exits() {
		if e.code == review.CodeOf(err) {
			return e.status
		}
	}
	return 1
}

// run carries out one command line and returns the exit status.
func run(a *app, args []string) int {
	out := &output{Writer: behind(a.out)}
	shown, told := report.NewGuard(out), report.NewGuard(a.err)
	a.out, a.err = shown, told
	root := newRoot(a, args)
	a.global.json = slices.Contains(args, "--json") // also where the flags cannot be read
	root.SetArgs(args)
	err := pasted(args)
	if err == nil {
		err = helpOfNothing(root, args)
	}
	if err == nil {
		err = root.ExecuteContext(context.Background())
	}
	if closing := a.close(); err == nil {
		err = closing
	}
	_ = shown.Flush() // what went wrong is kept
	if err == nil || asError(err) == nil && errors.Is(err, out.err) {
		err = out.failed()
	}
	if err != nil && !a.unread(out, err) {
		a.tell(err)
	}
	_ = told.Flush() // nothing is left to report a failure to
	return statusOf(err)
}

// output is standard output, and what went wrong there: help and tables are written
// by others, who pass a failure over.
type output struct {
	io.Writer
	err error
}

// Write writes, and keeps the first failure.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// failed says that not everything was printed.
func (o *output) failed() error {
	if o.err == nil {
		return nil
	}
	return review.Errorf(review.Failed, "not everything could be printed: %w", o.err).
		WithHint("what the command had to do may be done: look before you type it again")
}

// unread reports whether all that went wrong is that somebody had enough of what a
// command reads out, as "| head" has: nothing is done that they would have to hear of.
func (a *app) unread(out *output, err error) bool {
	return (a.onlyReads || a.onlyPrints) && errors.Is(err, syscall.EPIPE) && errors.Is(out.err, syscall.EPIPE)
}

// outliveReaders keeps a program that prints to a pipe which nobody reads any more alive:
// it could have recorded something and must say so. The signal is received, not ignored:
// what is ignored stays so in the editor.
func outliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// failure is an error as --json prints it.
type failure struct {
	Code      review.Code       `json:"code"`
	Message   string            `json:"message"`
	Hint      string            `json:"hint,omitempty"`
	Details   []review.Obstacle `json:"details,omitempty"`
	CommandID string            `json:"command_id,omitempty"` // repeat with it when the outcome is unknown
}

// tell prints an error for people, or as JSON, on standard error.
func (a *app) tell(err error) {
	f := a.failure(err)
	if a.global.json {
		_ = report.JSONLine(a.err, f) // nothing is left to report a failure to
		return
	}
	fmt.Fprintf(a.err, "scr: error: %s\n", report.Printable(f.Message))
	for _, o := range f.Details {
		tellObstacle(a.err, o)
	}
	if f.Hint != "" {
		fmt.Fprintf(a.err, "scr: hint: %s\n", report.Printable(f.Hint))
	}
}

func (a *app) failure(err error) failure {
	e, ok := errors.AsType[*review.Error](err)
	if !ok {
		return failure{Code: review.Failed, Message: shortened(err.Error())}
	}
	f := failure{Code: e.Code, Message: shortened(e.Message), Hint: shortened(e.Hint), Details: e.Details}
	if e.Code == review.Unknown {
		f.CommandID = a.command
		f.Hint = strings.TrimPrefix(f.Hint+"; ", "; ") +
			fmt.Sprintf("repeating the same command with --command-id %s is safe", a.command)
	}
	return f
}

// longest is how many characters of a sentence are told. Longer is only what repeats
// an argument of that length.
const longest = 2000

// shortened leaves out the middle of a sentence that nobody could read.
func shortened(s string) string {
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest/4]) + " … " + string(runes[len(runes)-longest/4:])
}

// tellObstacle prints one thing that stands in the way.
func tellObstacle(w io.Writer, o review.Obstacle) {
	label := o.Kind
	if o.Name != "" {
		label += " " + o.Name
	}
	if o.Strength != "" {
		label += ", " + o.Strength
	}
	fmt.Fprintf(w, "  - %s (%s)\n", report.Printable(o.Says), report.Printable(label))
	for _, v := range o.Plain() {
		fmt.Fprintf(w, "      found: %s\n", report.Printable(v))
	}
	for _, form := range o.Fill {
		fmt.Fprintf(w, "      fill in: %s\n", report.Printable(form))
	}
	if len(o.Ask) > 0 {
		who := strings.Join(o.Ask, ", ")
		if len(o.People) > 0 {
			who += " (" + strings.Join(o.People, ", ") + ")"
		}
		fmt.Fprintf(w, "      ask: %s\n", report.Printable(who))
	}
	if o.Cites != "" {
		fmt.Fprintf(w, "      guidance: %s\n", report.Printable(o.Cites))
	}
	if o.Strength == "expected" {
		fmt.Fprintf(w, "      to pass it with a recorded reason: --despite %s --reason-file FILE\n", report.Printable(o.Name))
	}
}

// misuse is an error about how the command was written.
func misuse(format string, args ...any) *review.Error {
	return review.Errorf(review.Usage, format, args...)
}

// asError returns the first error in the chain that people may read, or nil.
func asError(err error) *review.Error {
	e, _ := errors.AsType[*review.Error](err)
	return e
}
