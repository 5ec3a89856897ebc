package workflow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxDiagnostics bounds the answer to a file that is wrong everywhere.
	maxDiagnostics = 200
	// maxQuoted bounds the length of a line that is quoted, in characters.
	maxQuoted = 1000
)

// report collects what is wrong with a definition's files.
type report struct {
	list   []Diagnostic
	orders []int  // of the file of each diagnostic
	what   string // what the file is; empty: a definition
}

// called is what a message calls what the file holds.
func (r *report) called() string { return cmp.Or(r.what, "a definition") }

// add notes one thing that is wrong. The message is a format with its arguments,
// which may come from the file: it stays on one line whatever they hold.
func (r *report) add(at place, rule, hint, format string, args ...any) {
	d := Diagnostic{
		File: at.src.file, Line: at.line, Column: at.column, Width: at.width,
		Rule: rule, Message: visible(fmt.Sprintf(format, args...)), Hint: hint,
	}
	if at.line > 0 {
		d.Line, d.Column = at.src.within(at.line, at.column)
		d.Width = max(d.Width, 1)
		d.Source = at.src.quote(d.Line)
	}
	r.list = append(r.list, d)
	r.orders = append(r.orders, at.src.order)
}

// sorted returns the diagnostics in file order, the file being loaded first, and
// no more of them than anyone will read.
func (r *report) sorted() []Diagnostic {
	index := make([]int, len(r.list))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(i, j int) int {
		a, b := &r.list[i], &r.list[j]
		return cmp.Or(
			cmp.Compare(r.orders[i], r.orders[j]),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message),
		)
	})
	var list []Diagnostic
	for _, i := range index {
		if len(list) == 0 || list[len(list)-1] != r.list[i] {
			list = append(list, r.list[i])
		}
	}
	if len(list) > maxDiagnostics {
		more := list[maxDiagnostics]
		more.Rule, more.Hint = "too-many-problems", "mend the ones above first; some of the rest may go with them"
		more.Message = fmt.Sprintf("there are %d more problems from here on", len(list)-maxDiagnostics)
		list = append(list[:maxDiagnostics:maxDiagnostics], more)
	}
	return list
}

// within moves a place that lies past the end of the file, where the parser puts
// what is missing there, to the end of the last line.
func (src *source) within(line, column int) (int, int) {
	last := len(src.lines)
	if line <= last || last == 0 {
		return line, column
	}
	return last, utf8.RuneCountInString(src.lines[last-1]) + 1
}

// quote returns a line of the file for showing, or "" if it is too long for that.
func (src *source) quote(line int) string {
	if line > len(src.lines) || len(src.lines[line-1]) > maxQuoted {
		return ""
	}
	return visible(src.lines[line-1])
}

// visible replaces each character that a terminal might act on, or not show, by
// one that can be seen, one for one, so that columns stay true.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
