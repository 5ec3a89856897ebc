package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scr/review"
)

// shownNumber is a number that is not suppressed.
func shownNumber(row review.Figure, n int) review.Figure {
	row.Number, row.Shown = &n, strconv.Itoa(n)
	return row
}

// outcomes are figures of which nothing is suppressed.
func outcomes() review.Figures {
	longest := 212
	timed := shownNumber(review.Figure{Measure: review.MeasureToEnd, FigureKey: review.FigureKey{Outcome: "closed publication=released", Period: "2025"},
		Days: []review.Span{{Days: 98}, {Days: 187, About: true}, {Days: 212}}, About: true,
		Took: &review.Quartiles{Lower: 142.5, Median: 187, Upper: 199.5, Longest: &longest}}, 3)
	total := timed
	total.Total, total.FigureKey = true, review.FigureKey{}
	stage := timed
	stage.Measure, stage.Of = review.MeasureInStage, "review.analysis"
	return review.Figures{Boards: []string{"EXB"}, Scope: review.ScopeBoard, On: review.NewDate(2026, 3, 31), Counted: review.CountClosed,
		From: dayOf("2024"), By: []string{"outcome", "period"}, Period: "year", Rows: []review.Figure{
			shownNumber(review.Figure{Measure: review.MeasureReviews, FigureKey: timed.FigureKey}, 3),
			shownNumber(review.Figure{Measure: review.MeasureReviews, FigureKey: review.FigureKey{Outcome: "not_reviewed", Period: "2025"}}, 14),
			shownNumber(review.Figure{Measure: review.MeasureReviews, Total: true}, 17), timed, total, stage}}
}

func dayOf(s string) review.Date {
	d, err := review.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// few are the same with small numbers suppressed.
func few() review.Figures {
	f := outcomes()
	f.Boards, f.Scope, f.Least = []string{"EXB", "CAM"}, review.ScopeOwn, 5
	f.Rows = slices.Clone(f.Rows[:3])
	f.Rows[0].Number, f.Rows[0].Shown = nil, "<5"
	f.Rows = slices.Insert(f.Rows, 2, review.Figure{Measure: review.MeasureReviews, Shown: "*", FigureKey: review.FigureKey{Outcome: "open", Period: "2026"}})
	return f
}

// TestFiguresAreReadAsTheyWereWritten writes figures as CSV and reads them again: nothing
// that is added up is another.
func TestFiguresAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := outcomes()
		for range rapid.IntRange(0, 6).Draw(rt, "more") {
			key := review.FigureKey{Outcome: rapid.StringMatching(`[a-z][a-z_]{0,9}( publication=[a-z]{1,9})?`).Draw(rt, "outcome"),
				Period: rapid.SampledFrom([]string{"2013", "2013-Q4", "2013-04"}).Draw(rt, "period")}
			if slices.ContainsFunc(f.Rows, func(r review.Figure) bool { return r.FigureKey == key }) {
				continue
			}
			f.Rows = append(f.Rows, shownNumber(review.Figure{Measure: review.MeasureReviews, FigureKey: key}, rapid.IntRange(0, 5000).Draw(rt, "number")))
		}
		var out bytes.Buffer
		if err := FiguresCSV(&out, f); err != nil {
			rt.Fatal(err)
		}
		got, err := ReadFigures(out.Bytes())
		if err != nil {
			rt.Fatal(err)
		}
		for i := range f.Rows { // what follows from the days is not read
			f.Rows[i].Took, f.Rows[i].About = nil, false
		}
		if diff := cmp.Diff(f, got, cmp.Comparer(func(a, b review.Date) bool { return a == b })); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestFiguresThatCannotBeRead(t *testing.T) {
	var out bytes.Buffer
	if err := FiguresCSV(&out, outcomes()); err != nil {
		t.Fatal(err)
	}
	good := out.String()
	for _, tt := range []struct{ name, old, new, says string }{
		{"nothing", good, "", "the columns are not"},
		{"another column", "lower_quartile", "lower", "the columns are not"},
		{"no CSV", "boards,", "\"boards,", "this is not CSV"},
		{"a formula", "not_reviewed,", "=1+1,", "line 3 does not say which group"},
		{"two boards in one file", "\nEXB,board,2026-03-31,closed,,2024,,outcome period,year,0,reviews,,,,,,not", "\nCAM,board,2026-03-31,closed,,2024,,outcome period,year,0,reviews,,,,,,not", "line 3 answers another question"},
		{"no board", "EXB,", ",", "line 2 does not say whose"},
		{"a board in small letters", "EXB,", "exb,", "line 2 does not say whose"},
		{"a group with a space behind it", "not_reviewed,", "not_reviewed ,", "line 3 does not say which group"},
		{"a group twice", "not_reviewed,2025,14", "closed publication=released,2025,14", "line 3 is of the same group"},
		{"days that are none", "98 187~ 212", "98 many 212", "line 5 has days that are no numbers"},
		{"more days than there are", "98 187~ 212", "98 110001 212", "line 5 has days that are no numbers"},
		{"another measure", "to_end", "to_start", "line 5 does not say what it measures"},
		{"no day", "2026-03-31", "2026-13-31", "is not a date"},
	} {
		changed := strings.ReplaceAll(good, tt.old, tt.new)
		if changed == good {
			t.Fatalf("%s: the sample has no %q", tt.name, tt.old)
		}
		if _, err := ReadFigures([]byte(changed)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
	f, err := ReadFigures([]byte(strings.Replace(good, "2025,14", "2025,1000001", 1)))
	if err != nil || f.Rows[1].Number != nil {
		t.Errorf("more reviews than there are: %v (%v)", f.Rows[1].Number, err)
	}
}

// TestTheChartIsSVG holds the picture to being XML, to saying in words what it shows, and
// to drawing no bar for a number that is not shown.
func TestTheChartIsSVG(t *testing.T) {
	var out bytes.Buffer
	f := few()
	f.Rows[1].Outcome = `<b>"&` // no name of a stage: even so nothing breaks out
	if err := ChartSVG(&out, f); err != nil {
		t.Fatal(err)
	}
	rects, texts := 0, ""
	for d := xml.NewDecoder(bytes.NewReader(out.Bytes())); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "rect" {
				rects++
			}
		case xml.CharData:
			texts += string(token) + "|"
		}
	}
	if rects != 2 { // what is behind, and the one number that is shown
		t.Errorf("there are %d bars", rects-1)
	}
	for _, says := range []string{"Reviews closed", "closed publication=released, 2025: <5; ", "|<5|", "|14|", "|*|", `<b>"&, 2025`} {
		if !strings.Contains(texts, says) {
			t.Errorf("it does not say %q: %s", says, texts)
		}
	}
}
