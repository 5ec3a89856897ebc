package report

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Table writes rows under a heading. On a terminal the columns are aligned and
// the last one is cut to the width; in a pipe there is no heading, tabs stand
// between the columns, and nothing is cut. Columns in which every row is empty
// are left out on a terminal.
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
	widths := columnWidths(heading, clean)
	w.aligned(widths, heading, bold)
	for _, row := range clean {
		w.aligned(widths, row, plain)
	}
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
	used, last := 0, lastColumn(widths)
	for j, cell := range row {
		switch {
		case widths[j] == 0:
			continue
		case j == last:
			b.WriteString(cut(cell, max(w.opt.Width-used, leastWidth/2)))
		default:
			b.WriteString(pad(cell, widths[j]+2))
			used += widths[j] + 2
		}
	}
	w.line(w.paint(style, strings.TrimRight(b.String(), " ")))
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

// cut shortens s to a width in columns, and shows that it did.
func cut(s string, width int) string {
	return displaywidth.TruncateString(s, width, "…")
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
