package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Options says what a [Writer] writes to.
type Options struct {
	Terminal bool // people look at it now: tables are aligned, text is wrapped
	Color    bool // headings are bold, warnings red; nothing is said by colour alone
	Width    int  // columns to wrap to; 0: 80 on a terminal, no wrapping in a pipe
}

// Writer lays text out: on a terminal as headings, wrapped paragraphs and aligned
// tables, in a pipe as plain lines with tabs between columns. Every text that it
// is given goes through [Printable].
//
// The first failure to write is kept, and nothing is written after it: see Flush.
type Writer struct {
	out   *bufio.Writer
	opt   Options
	begun bool // something was written: the next heading wants a line before it
}

// The width of a terminal that does not say, and the least that is wrapped to.
const (
	usualWidth = 80
	leastWidth = 32
)

// New returns a Writer to w.
func New(w io.Writer, opt Options) *Writer {
	switch {
	case opt.Width == 0 && opt.Terminal:
		opt.Width = usualWidth
	case opt.Width != 0:
		opt.Width = max(opt.Width, leastWidth)
	}
	return &Writer{out: bufio.NewWriter(w), opt: opt}
}

// Flush writes what is buffered and returns the first failure, if any.
func (w *Writer) Flush() error { return w.out.Flush() }

// line writes one line as it is, without the spaces at its end. Only text that
// passed through Printable may come here.
func (w *Writer) line(s string) {
	w.begun = true
	_, _ = w.out.WriteString(strings.TrimRight(s, " \t") + "\n") // the failure is kept for Flush
}

// Gap leaves a line empty, unless nothing was written yet.
func (w *Writer) Gap() {
	if w.begun {
		w.line("")
	}
}

// Heading begins a part of the output.
func (w *Writer) Heading(title string) {
	w.Gap()
	w.line(w.paint(bold, oneLine(title)))
}

// Paragraph writes text, wrapped to the width; new lines in it stay.
func (w *Writer) Paragraph(text string) { w.indented("", "", text, plain) }

// Warn writes a paragraph that should be read first. Its words must say so too.
func (w *Writer) Warn(text string) { w.indented("", "", text, red) }

// Item writes a point of a list, at a depth from 0, two columns each.
func (w *Writer) Item(depth int, text string) {
	indent := strings.Repeat("  ", depth+1)
	w.indented(indent, indent+"  ", text, plain)
}

// WarnItem is an Item that should be read first. Its words must say so too.
func (w *Writer) WarnItem(depth int, text string) {
	indent := strings.Repeat("  ", depth+1)
	w.indented(indent, indent+"  ", text, red)
}

// indented writes text with one indent for its first line and another for those
// that follow.
func (w *Writer) indented(first, rest, text string, style sgr) {
	indent := first
	for part := range strings.SplitSeq(Printable(text), "\n") {
		for _, l := range wrap(part, w.opt.Width-displaywidth.String(rest)) {
			w.line(indent + w.paint(style, l))
			indent = rest
		}
	}
}

// Pair is a label with its value.
type Pair struct{ Label, Value string }

// Pairs writes labels with their values: aligned on a terminal, the longer values
// wrapped beside their labels; in a pipe a tab between them, and a line each. A
// label that comes again at once stands once on a terminal, and in a pipe on every
// line. Pairs without a value are left out.
func (w *Writer) Pairs(depth int, pairs []Pair) {
	indent := strings.Repeat("  ", depth+1)
	column := 0
	for _, p := range pairs {
		if p.Value != "" {
			column = max(column, displaywidth.String(oneLine(p.Label)))
		}
	}
	if w.opt.Width > 0 {
		column = min(column, w.opt.Width/2-len(indent)) // a longer label gets a line of its own
	}
	last := ""
	for _, p := range pairs {
		again := p.Label == last
		switch {
		case p.Value == "":
			continue
		case w.opt.Width == 0:
			w.line(oneLine(p.Label) + "\t" + oneLine(p.Value))
		case again:
			w.indented(indent+strings.Repeat(" ", column+2), indent+strings.Repeat(" ", column+2), p.Value, plain)
		case displaywidth.String(oneLine(p.Label)) > column:
			w.indented(indent, indent+"  ", p.Label, plain)
			w.indented(indent+strings.Repeat(" ", column+2), indent+strings.Repeat(" ", column+2), p.Value, plain)
		default:
			label := pad(oneLine(p.Label), column)
			w.indented(indent+label+"  ", indent+strings.Repeat(" ", column+2), p.Value, plain)
		}
		last = p.Label
	}
}

// sgr is how a piece of text is set off on a terminal with colour.
type sgr string

const (
	plain sgr = ""
	bold  sgr = "1"
	red   sgr = "1;31"
)

func (w *Writer) paint(style sgr, s string) string {
	if !w.opt.Color || style == plain || s == "" {
		return s
	}
	return "\x1b[" + string(style) + "m" + s + "\x1b[0m"
}
