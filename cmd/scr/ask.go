package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"scr/internal/report"
	"scr/review"
)

// Questions are plain lines: they work on every terminal, with a screen reader,
// and over a slow connection. They never go to standard output, which is data, and
// nobody is asked unless a terminal is at both ends: see asks.

// question is something to ask.
type question struct {
	label  string
	help   string
	of     []string // words it may be, which are numbered
	long   bool     // several lines, up to a line with one full stop
	needed bool
}

// errNoAnswer says that the input ended.
var errNoAnswer = errors.New("the input ended before everything was answered")

// errStopped says that somebody pressed Ctrl-C, or that the program was told to end.
var errStopped = errors.New("stopped before everything was answered")

// ask asks until the answer can be used. With an error it returns what there is of
// a long answer, for a draft.
func (a *app) ask(q question) (string, error) {
	for {
		a.show(q)
		answer, err := a.answer(q)
		if err != nil {
			if answer != "" {
				a.answered++ // what was begun is worth keeping
			}
			return answer, err
		}
		switch {
		case !utf8.ValidString(answer):
			fmt.Fprintln(a.prompt, "  this is not UTF-8 text; type it again")
		case answer == "" && q.needed:
			fmt.Fprintln(a.prompt, "  this is needed; Ctrl-C stops, and nothing is recorded")
		case answer != "" && len(q.of) > 0 && !slices.Contains(q.of, answer):
			fmt.Fprintf(a.prompt, "  it can be %s\n", strings.Join(q.of, ", "))
		default:
			a.answered++
			return answer, nil
		}
	}
}

// show puts the question.
func (a *app) show(q question) {
	fmt.Fprintf(a.prompt, "%s", report.Printable(q.label))
	if q.help != "" {
		fmt.Fprintf(a.prompt, ": %s", report.Printable(q.help))
	}
	switch {
	case len(q.of) > 0:
		if !q.needed {
			fmt.Fprint(a.prompt, " (may stay empty)")
		}
		fmt.Fprintln(a.prompt)
		for i, word := range q.of {
			fmt.Fprintf(a.prompt, "  %d  %s\n", i+1, report.Printable(word))
		}
	case q.long:
		fmt.Fprintln(a.prompt, "\n  (as many lines as you like; a line with only a full stop ends it)")
		return
	case !q.needed:
		fmt.Fprintln(a.prompt, " (may stay empty)")
	default:
		fmt.Fprintln(a.prompt)
	}
	fmt.Fprint(a.prompt, "> ")
}

// answer reads what was typed.
func (a *app) answer(q question) (string, error) {
	if q.long {
		return a.lines()
	}
	line, err := a.line()
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(q.of) && !slices.Contains(q.of, line) {
		return q.of[n-1], nil
	}
	return line, nil
}

// lines reads up to a line with one full stop.
func (a *app) lines() (string, error) {
	var text []string
	size := 0
	for {
		line, err := a.line()
		if err != nil {
			return strings.TrimSpace(strings.Join(text, "\n")), err
		}
		if line == "." {
			return strings.TrimSpace(strings.Join(text, "\n")), nil
		}
		text = append(text, line)
		if size += len(line) + 1; size > maxInput+1 { // without the new line at the end
			return strings.TrimSpace(strings.Join(text, "\n")), tooLong()
		}
	}
}

func tooLong() error {
	return review.Errorf(review.Invalid, "an answer is larger than 1 MiB").WithHint("put long material into a file")
}

// typedLine reads up to the end of a line, which may be only so far away.
func (a *app) typedLine() (string, error) {
	var line []byte
	for {
		part, err := a.in.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxInput+2 {
			return "", tooLong()
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
}

// line reads one line. A line that the end of input or an interrupt cut short was
// not finished by anybody: it is no answer.
func (a *app) line() (string, error) {
	a.listen()
	type read struct {
		line string
		err  error
	}
	typed := make(chan read, 1)
	go func() {
		line, err := a.typedLine()
		typed <- read{line, err}
	}()
	select {
	case <-a.interrupts:
		return "", a.unanswered(errStopped)
	case got := <-typed:
		if errors.Is(got.err, io.EOF) {
			return "", a.unanswered(errNoAnswer)
		}
		return strings.TrimRight(got.line, "\r\n"), got.err
	}
}

func (a *app) unanswered(why error) error {
	fmt.Fprintln(a.prompt)
	return &review.Error{Code: review.Usage, Message: why.Error(), Hint: "nothing was recorded", Err: why}
}

// listen has an interrupt, a machine that stops and a terminal that goes away end the
// question, and no longer the program: what was typed until then would be gone, or
// would lie where nobody knows. While something is recorded they wait until it is.
func (a *app) listen() {
	if a.interrupts == nil {
		a.interrupts = make(chan os.Signal, 1)
		signal.Notify(a.interrupts, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	}
}

// unheard forgets an interrupt that was meant for somebody else.
func (a *app) unheard() {
	select {
	case <-a.interrupts:
	default:
	}
}
