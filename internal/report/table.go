package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Table writes rows under a heading. On a terminal the columns are aligned, the
// last one is wrapped, and columns in which every row is empty are left out; where
// the columns do not fit beside each other, each row becomes a list. In a pipe
// there is no heading, and tabs stand between the columns.
func (w *Writer) Table(heading []string, rows [][]string) {
	clean := make([][]string, len(rows))
	for i, row := range rows {
		clean[i] = make([]string, len(heading))
		for j := range min(len(row), len(heading)) {
			clean[i][j] = oneLine(row[j])
		}
	}
	if !w.opt.Terminal {
		for _, row := range clean {
			w.tabbed(row)
		}
		return
	}
	if !w.fits(heading, clean) {
		w.stacked(heading, clean)
		return
	}
	widths := columnWidths(heading, clean)
	w.aligned(widths, heading, bold)
	for _, row := range clean {
		w.aligned(widths, row, plain)
	}
}

// fits reports whether the columns of a table fit beside each other, and the last
// one is wide enough that no word in it must be broken.
func (w *Writer) fits(heading []string, rows [][]string) bool {
	widths := columnWidths(heading, rows)
	least := leastWidth / 2
	for _, row := range rows {
		for word := range strings.FieldsSeq(row[lastColumn(widths)]) {
			least = max(least, displaywidth.String(word))
		}
	}
	return w.opt.Width == 0 || lastStart(widths)+least <= w.opt.Width
}

// tabbed writes a row for a program to read: an empty last column keeps its tab.
func (w *Writer) tabbed(row []string) {
	w.begun = true
	_, _ = w.out.WriteString(strings.Join(row, "\t") + "\n") // the failure is kept for Flush
}

// columnWidths returns how wide each column is; 0 leaves a column out.
func columnWidths(heading []string, rows [][]string) []int {
	widths := make([]int, len(heading))
	for _, row := range rows {
		for j, cell := range row {
			widths[j] = max(widths[j], displaywidth.String(cell))
		}
	}
	for j := range widths {
		if widths[j] > 0 {
			widths[j] = max(widths[j], displaywidth.String(heading[j]))
		}
	}
	return widths
}

func (w *Writer) aligned(widths []int, row []string, style sgr) {
	var b strings.Builder
	last := lastColumn(widths)
	for j, cell := range row[:last] {
		if widths[j] > 0 {
			b.WriteString(pad(cell, widths[j]+gutter))
		}
	}
	start := lastStart(widths)
	for i, part := range wrap(row[last], w.opt.Width-start) {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", start))
		}
		b.WriteString(part)
		w.line(w.paint(style, strings.TrimRight(b.String(), " ")))
		b.Reset()
	}
}

// stacked writes rows that are too wide for the terminal, a list for each.
func (w *Writer) stacked(heading []string, rows [][]string) {
	for _, row := range rows {
		w.line(w.paint(bold, row[0]))
		pairs := make([]Pair, 0, len(row))
		for j := 1; j < len(row); j++ {
			pairs = append(pairs, Pair{heading[j], row[j]})
		}
		w.Pairs(0, pairs)
	}
}

// gutter is the space between columns.
const gutter = 2

// lastStart is where the last column begins.
func lastStart(widths []int) int {
	start := 0
	for _, width := range widths[:lastColumn(widths)] {
		if width > 0 {
			start += width + gutter
		}
	}
	return start
}

func lastColumn(widths []int) int {
	for j := len(widths) - 1; j > 0; j-- {
		if widths[j] > 0 {
			return j
		}
	}
	return 0
}

// pad fills s with spaces to a width in columns; wide characters count 2.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-displaywidth.String(s)))
}

// wrap breaks a line at spaces so that no part is wider than width columns; a
// word that is wider by itself is broken where it must be. No width, no wrapping.
func wrap(s string, width int) []string {
	words := strings.Fields(s)
	if width <= 0 || len(words) == 0 {
		return []string{strings.Join(words, " ")}
	}
	width = max(width, leastWidth/2)
	var lines []string
	line, used := "", 0
	for _, word := range words {
		size := displaywidth.String(word)
		if line != "" && used+1+size <= width {
			line, used = line+" "+word, used+1+size
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := broken(word, width)
		lines = append(lines, pieces[:len(pieces)-1]...)
		line = pieces[len(pieces)-1]
		used = displaywidth.String(line)
	}
	return append(lines, line)
}

// broken cuts a word into pieces no wider than width, between characters as
// people see them.
func broken(word string, width int) []string {
	var pieces []string
	piece, used := "", 0
	for g := displaywidth.StringGraphemes(word); g.Next(); {
		if used+g.Width() > width && piece != "" {
			pieces = append(pieces, piece)
			piece, used = "", 0
		}
		piece += g.Value()
		used += g.Width()
	}
	return append(pieces, piece)
}
