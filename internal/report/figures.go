package report

import (
	"slices"
	"strconv"
	"strings"

	"scr/review"
)

// Figures writes numbers about reviews: how many there are in each group, and how long
// they took. In a pipe each row is a line that begins with what it measures.
func Figures(w *Writer, f review.Figures) {
	if !w.opt.Terminal {
		w.Table(lineHeadings(), figureLines(f))
		return
	}
	w.Heading(figuresTitle(f))
	figureTable(w, f, review.MeasureReviews)
	for _, part := range []struct{ measure, title string }{
		{review.MeasureToEnd, "Days from opening to the end of the first track"},
		{review.MeasureInStage, "Days in a stage, of the reviews that have left it"},
	} {
		if slices.ContainsFunc(f.Rows, func(r review.Figure) bool { return r.Measure == part.measure }) {
			w.Heading(part.title)
			figureTable(w, f, part.measure)
		}
	}
	if notes := figureNotes(f); len(notes) > 0 {
		w.Gap()
		w.Paragraph(strings.Join(notes, "\n"))
	}
}

// figuresTitle says what is counted.
func figuresTitle(f review.Figures) string {
	says := "Reviews " + f.Counted
	if f.Workflow != "" {
		says += " under " + f.Workflow
	}
	if !f.From.IsZero() {
		says += " from " + f.From.English()
	}
	if !f.To.IsZero() {
		says += " to " + f.To.English()
	}
	if len(f.By) > 0 {
		says += " by " + list(f.By)
	}
	return says + ", as of " + f.On.English()
}

// figureTable writes the rows of one measure.
func figureTable(w *Writer, f review.Figures, measure string) {
	var heading []string
	if measure == review.MeasureInStage {
		heading = []string{"Stage left"}
	}
	for _, name := range f.By {
		heading = append(heading, human(name))
	}
	if heading = append(heading, "Number"); measure != review.MeasureReviews {
		heading = append(heading, "Median", "Longest", "Quartiles")
	}
	var rows [][]string
	for _, row := range f.Rows {
		if row.Measure == measure {
			rows = append(rows, figureRow(f, row))
		}
	}
	w.Table(capitals(heading), rows)
}

func capitals(words []string) []string {
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return words
}

func figureRow(f review.Figures, row review.Figure) []string {
	var cells []string
	if row.Measure == review.MeasureInStage {
		cells = []string{row.Of}
	}
	for i, name := range f.By {
		key := *row.Part(name)
		if row.Total && i == 0 {
			key = "all"
		}
		cells = append(cells, key)
	}
	if cells = append(cells, row.Shown); row.Measure == review.MeasureReviews {
		return cells
	}
	if row.Took == nil {
		return append(cells, "", "", "")
	}
	between := days(row.Took.Lower) + " to " + days(row.Took.Upper)
	if row.About {
		between += ", about"
	}
	return append(cells, days(row.Took.Median), longest(row), between)
}

func longest(row review.Figure) string {
	if row.Took == nil || row.Took.Longest == nil {
		return ""
	}
	return strconv.Itoa(*row.Took.Longest)
}

// days writes a number of days with the quarters that a quartile may have.
func days(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// lineHeadings names the columns that a pipe gets, whatever the figures are grouped by.
func lineHeadings() []string {
	return append([]string{"measure", "of", "total"}, append(review.GroupedBy(), "number", "median", "lower_quartile", "upper_quartile", "longest", "about")...)
}

func figureLines(f review.Figures) [][]string {
	rows := make([][]string, len(f.Rows))
	for i, row := range f.Rows {
		rows[i] = figureLine(row)
	}
	return rows
}

// figureLine lays a row out in the columns that every row has.
func figureLine(row review.Figure) []string {
	cells := []string{row.Measure, row.Of, yes(row.Total)}
	for _, name := range review.GroupedBy() {
		cells = append(cells, *row.Part(name))
	}
	if cells = append(cells, row.Shown); row.Took == nil {
		return append(cells, "", "", "", "", "")
	}
	return append(cells, days(row.Took.Median), days(row.Took.Lower), days(row.Took.Upper), longest(row), yes(row.About))
}

// figureNotes says what a reader of the figures must know.
func figureNotes(f review.Figures) []string {
	var notes []string
	if f.Scope == review.ScopeOwn {
		notes = append(notes, "Only reviews in which you have a part are counted.")
	}
	if len(f.Boards) > 1 {
		notes = append(notes, "Boards: "+list(f.Boards)+".")
	}
	if slices.ContainsFunc(f.Rows, func(r review.Figure) bool { return r.Number == nil }) {
		notes = append(notes, "Numbers below "+number(f.Least)+" are not shown, nor (*) those that would give them away.")
	}
	if slices.ContainsFunc(f.Rows, func(r review.Figure) bool { return r.About }) {
		notes = append(notes, "About: some dates are not known to the day; they count as the last day that they can mean.")
	}
	return notes
}
