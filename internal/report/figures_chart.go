package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"scr/review"
)

// bar is one group of figures as a chart shows it.
type bar struct {
	label, shown string
	number       int // 0 where the number is not shown
}

// bars are the groups of figures, and the largest number of them.
func bars(f review.Figures) (list []bar, largest int) {
	for _, row := range f.Rows {
		if row.Measure != review.MeasureReviews || row.Total && len(f.By) > 0 {
			continue
		}
		b := bar{label: "all", shown: row.Shown}
		if !row.Total {
			b.label = barLabel(f, row)
		}
		if row.Number != nil {
			b.number = *row.Number
		}
		list, largest = append(list, b), max(largest, b.number)
	}
	return list, largest
}

func barLabel(f review.Figures, row review.Figure) string {
	var parts []string
	for _, name := range f.By {
		parts = append(parts, *row.Part(name))
	}
	return strings.Join(parts, ", ")
}

// Chart writes how many reviews there are in each group as bars of characters. The number
// stands beside each, so that nothing is told by its length alone.
func Chart(w *Writer, f review.Figures) {
	list, largest := bars(f)
	labels, numbers := 0, 0
	for _, b := range list {
		labels, numbers = max(labels, displaywidth.String(oneLine(b.label))), max(numbers, len(b.shown))
	}
	width := usualWidth
	if w.opt.Width > 0 {
		width = w.opt.Width
	}
	room := max(width-labels-numbers-2*gutter, 10)
	w.Heading(figuresTitle(f))
	for _, b := range list {
		long := 0
		if b.number > 0 {
			long = max(1, b.number*room/largest)
		}
		w.line(pad(oneLine(b.label), labels+gutter) + strings.Repeat(" ", numbers-len(b.shown)) + b.shown +
			strings.Repeat(" ", gutter) + strings.Repeat("#", long))
	}
	for _, note := range figureNotes(f) {
		w.Paragraph(note)
	}
}

// The measures of an SVG chart, in its own units.
const (
	svgWidth  = 760
	svgLabels = 300 // the column of labels
	svgRow    = 28
	svgTop    = 56
	svgBars   = svgWidth - svgLabels - 100
)

// ChartSVG writes the same bars as an SVG picture. Title and description say in words what
// it shows, every bar has its group and number as text, and it reads without colour.
func ChartSVG(w io.Writer, f review.Figures) error {
	list, largest := bars(f)
	notes := figureNotes(f)
	height := svgTop + svgRow*len(list) + 20*len(notes) + 16
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="14">`+"\n",
		svgWidth, height, svgWidth, height)
	fmt.Fprintf(&b, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", inSVG(figuresTitle(f)), inSVG(described(list, notes)))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", svgWidth, height)
	for i, line := range wrap(figuresTitle(f), 84) {
		svgText(&b, 16, 24+18*i, "start", ` font-weight="bold"`, line)
	}
	for i, one := range list {
		one.draw(&b, svgTop+svgRow*i, largest)
	}
	for i, note := range notes {
		svgText(&b, 16, svgTop+svgRow*len(list)+20*(i+1), "start", ` font-size="12"`, note)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// draw draws a bar with its label before it and its number behind it. A number that is not
// shown has no bar.
func (one bar) draw(b *strings.Builder, y, largest int) {
	label, long := one.label, 0
	if displaywidth.String(label) > 40 {
		label = displaywidth.TruncateString(label, 40, "…")
	}
	svgText(b, svgLabels-8, y+18, "end", "", label)
	if one.number > 0 {
		long = max(2, one.number*svgBars/largest)
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#1f4e79"/>`+"\n", svgLabels, y+4, long, svgRow-8)
	}
	svgText(b, svgLabels+long+8, y+18, "start", "", one.shown)
}

func svgText(b *strings.Builder, x, y int, anchor, style, says string) {
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="%s" fill="#000000"%s>%s</text>`+"\n", x, y, anchor, style, inSVG(says))
}

// inSVG makes text safe within an SVG file.
func inSVG(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(oneLine(s))
}

// described says a chart in words.
func described(list []bar, notes []string) string {
	words := make([]string, len(list))
	for i, b := range list {
		words[i] = b.label + ": " + b.shown
	}
	return strings.Join(append([]string{"A bar for each group. " + strings.Join(words, "; ") + "."}, notes...), " ")
}
