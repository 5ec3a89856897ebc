package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scr/review"
)

// The columns of figures as CSV. They are always these, in this order: what was asked,
// the same on every line, and then the row.
func figureColumns() []string {
	return append([]string{"boards", "scope", "on", "counted", "workflow", "from", "to", "by", "per", "least"},
		append(lineHeadings(), "days")...)
}

// FiguresCSV writes figures as CSV.
func FiguresCSV(w io.Writer, f review.Figures) error {
	out := csv.NewWriter(w)
	asked := []string{strings.Join(f.Boards, " "), f.Scope, f.On.String(), f.Counted, f.Workflow, f.From.String(), f.To.String(),
		strings.Join(f.By, " "), f.Period, strconv.Itoa(f.Least)}
	lines := [][]string{figureColumns()}
	for _, row := range f.Rows {
		lines = append(lines, slices.Concat(asked, figureLine(row), []string{spans(row.Days)}))
	}
	return out.WriteAll(lines)
}

// spans writes what each review took: 31 45~ 60, where 45 is about.
func spans(list []review.Span) string {
	words := make([]string, len(list))
	for i, s := range list {
		if words[i] = strconv.Itoa(s.Days); s.About {
			words[i] += "~"
		}
	}
	return strings.Join(words, " ")
}

// ReadFigures reads figures that FiguresCSV wrote. What a line says of quartiles is not
// read: it follows from the days.
func ReadFigures(data []byte) (review.Figures, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))) // which spreadsheets put first
	lines, err := r.ReadAll()
	if err != nil {
		return review.Figures{}, review.Errorf(review.Invalid, "this is not CSV: %w", err).WithHint(fromStats)
	}
	if len(lines) < 2 || !slices.Equal(lines[0], figureColumns()) {
		return review.Figures{}, review.Errorf(review.Invalid, "the columns are not those of \"scr stats --csv\"").WithHint(fromStats)
	}
	f, err := readAsked(lines[1])
	for i, line := range lines[1:] {
		if err != nil {
			return f, err
		}
		if !slices.Equal(line[:asked], lines[1][:asked]) {
			return f, badLine(i, "answers another question than the first")
		}
		if slices.ContainsFunc(lines[1:1+i], func(before []string) bool { return slices.Equal(before[asked:asked+8], line[asked:asked+8]) }) {
			return f, badLine(i, "is of the same group as a line before it")
		}
		row, wrong := readRow(f, i, line[asked:])
		f.Rows, err = append(f.Rows, row), wrong
	}
	return f, err
}

const (
	fromStats = "take the file as \"scr stats --suppress=0 --csv\" of the other board printed it"
	asked     = 10 // columns of what was asked
)

func badLine(i int, says string) error {
	return review.Errorf(review.Invalid, "line %d %s", i+2, says).WithHint(fromStats)
}

// aWord is what names of boards, definitions, stages and periods are made of. A file that
// comes from elsewhere says nothing else here: not a formula either.
var aWord = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.= -]{0,118}[A-Za-z0-9_.-])?$`)

// aBoard is a board's code: one board is not counted twice under two spellings.
var aBoard = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,7}$`)

func readAsked(line []string) (f review.Figures, err error) {
	f = review.Figures{Boards: strings.Fields(line[0]), Scope: line[1], Counted: line[3], Workflow: line[4], By: strings.Fields(line[7]), Period: line[8]}
	unknown := slices.ContainsFunc(f.Boards, func(code string) bool { return !aBoard.MatchString(code) })
	for _, word := range slices.Concat(f.By, []string{f.Scope, f.Counted}) {
		if unknown || !aWord.MatchString(word) {
			return f, badLine(0, "does not say whose figures these are, and what they count")
		}
	}
	for _, d := range []struct {
		to   *review.Date
		said string
	}{{&f.On, line[2]}, {&f.From, line[5]}, {&f.To, line[6]}} {
		if *d.to, err = review.ParseDate(d.said); err != nil {
			return f, err
		}
	}
	if f.Least, err = strconv.Atoi(line[9]); err != nil || len(f.Boards) == 0 {
		return f, badLine(0, "does not say whose figures these are, and below what they are suppressed")
	}
	return f, nil
}

// readRow reads the columns of a row. The figures say what it is grouped by.
func readRow(f review.Figures, i int, cells []string) (row review.Figure, err error) {
	row = review.Figure{Measure: cells[0], Of: cells[1], Total: cells[2] == "yes", Shown: cells[8]}
	measures := []string{review.MeasureReviews, review.MeasureToEnd, review.MeasureInStage}
	if !slices.Contains(measures, row.Measure) || (row.Measure == review.MeasureInStage) != aWord.MatchString(row.Of) {
		return row, badLine(i, "does not say what it measures")
	}
	for at, name := range review.GroupedBy() {
		key := cells[3+at]
		if grouped := slices.Contains(f.By, name) && !row.Total; grouped != aWord.MatchString(key) || !grouped && key != "" {
			return row, badLine(i, "does not say which group it is of")
		}
		*row.Part(name) = key
	}
	if row.Board != "" && !slices.Contains(f.Boards, row.Board) {
		return row, badLine(i, "is of a board that the file is not of")
	}
	if row.Days, err = readSpans(i, cells[14]); err != nil {
		return row, err
	}
	if n, wrong := strconv.Atoi(row.Shown); wrong == nil && n >= 0 && n <= mostReviews {
		row.Number = &n
	}
	return row, nil
}

// What a file of figures may say: more reviews, or days, are a slip.
const (
	mostReviews = 1_000_000
	mostDays    = 110_000
)

func readSpans(i int, said string) ([]review.Span, error) {
	var list []review.Span
	for word := range strings.FieldsSeq(said) {
		number, about := strings.CutSuffix(word, "~")
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n > mostDays {
			return nil, badLine(i, "has days that are no numbers")
		}
		list = append(list, review.Span{Days: n, About: about})
	}
	return list, nil
}
