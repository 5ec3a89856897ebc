package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
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

// ask asks until the answer can be used.
func (a *app) ask(q question) (string, error) {
	for {
		a.show(q)
		answer, err := a.answer(q)
		if err != nil {
			return "", err
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
	for {
		line, err := a.line()
		if err != nil {
			return "", err
		}
		if line == "." {
			return strings.TrimSpace(strings.Join(text, "\n")), nil
		}
		text = append(text, line)
	}
}

// line reads one line. A line that the end of input cut short was not finished
// by anybody: it is no answer.
func (a *app) line() (string, error) {
	line, err := a.in.ReadString('\n')
	if errors.Is(err, io.EOF) {
		fmt.Fprintln(a.prompt)
		return "", &review.Error{Code: review.Usage, Message: errNoAnswer.Error(), Hint: "nothing was recorded", Err: errNoAnswer}
	}
	return strings.TrimRight(line, "\r\n"), err
}
