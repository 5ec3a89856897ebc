package engine

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"scr/review"
)

// figures lays a tally out as rows, with what must not be shown suppressed.
func (t *tally) figures() review.Figures {
	f, told := t.head, told{}
	f.Rows = []review.Figure{}
	keys := t.keys()
	cells := each(keys, func(k review.FigureKey) int { return t.groups[k].reviews })
	shown, total := suppressed(cells, f.Least)
	hidden := map[review.FigureKey]bool{}
	for i, k := range keys {
		told.tells(k, cells[i], f.Least)
		if hidden[k] = shown[i] != ""; len(f.By) == 0 {
			total = shown[i] // the only group is all there is
			continue
		}
		f.Rows = append(f.Rows, counted(review.Figure{FigureKey: k}, cells[i], shown[i]))
	}
	f.Rows = append(f.Rows, counted(review.Figure{Total: true}, sum(cells), total))
	for _, m := range t.measured() {
		f.Rows = append(f.Rows, t.lasted(m, keys, hidden, told)...)
	}
	return f
}

// keys lists the groups in the order of what they are grouped by.
func (t *tally) keys() []review.FigureKey {
	return slices.SortedFunc(maps.Keys(t.groups), func(a, b review.FigureKey) int {
		for _, name := range t.head.By {
			if c := cmp.Compare(*a.Part(name), *b.Part(name)); c != 0 {
				return c
			}
		}
		return 0
	})
}

func sum(cells []int) (n int) {
	for _, c := range cells {
		n += c
	}
	return n
}

// counted is a row that says how many reviews there are.
func counted(row review.Figure, n int, instead string) review.Figure {
	row.Measure = orElse(row.Measure, review.MeasureReviews)
	if row.Shown = instead; instead == "" {
		row.Number, row.Shown = &n, strconv.Itoa(n)
	}
	return row
}

// measured lists what was timed: to the end, and each stage by its name.
func (t *tally) measured() []review.Figure {
	stages := map[string]bool{}
	for _, g := range t.groups {
		for stage := range g.inStage {
			stages[stage] = true
		}
	}
	list := []review.Figure{{Measure: review.MeasureToEnd}}
	for _, stage := range slices.Sorted(maps.Keys(stages)) {
		list = append(list, review.Figure{Measure: review.MeasureInStage, Of: stage})
	}
	return list
}

// spans returns what a group's reviews took.
func (g *group) spans(m review.Figure) []review.Span {
	if m.Measure == review.MeasureToEnd {
		return g.toEnd
	}
	return g.inStage[m.Of]
}

// lasted lays out how long something took, in each group and in all. A group whose number
// is hidden has no row: how many of it came to an end would tell of it. And once anything
// is hidden there is no row of all, from which that could be worked out.
func (t *tally) lasted(m review.Figure, keys []review.FigureKey, hidden map[review.FigureKey]bool, told told) []review.Figure {
	var rows []review.Figure
	var all []review.Span
	whole := true
	for _, k := range keys {
		spans := t.groups[k].spans(m)
		all = append(all, spans...)
		if hidden[k] {
			whole = false
			continue
		}
		if len(spans) == 0 {
			continue
		}
		row := review.Figure{Measure: m.Measure, Of: m.Of, FigureKey: k, Total: len(t.head.By) == 0}
		if row = t.timed(row, spans, told); row.Number == nil {
			whole = false
		}
		rows = append(rows, row)
	}
	if whole && len(all) > 0 && len(t.head.By) > 0 {
		rows = append(rows, t.timed(review.Figure{Measure: m.Measure, Of: m.Of, Total: true}, all, nil))
	}
	return rows
}

// told are the numbers that are shown of each group.
type told map[review.FigureKey][]int

// tells notes that a number of a group is shown, if it can be: it is not small, and neither
// is what lies between it and another. Of seven reviews of which six have left a stage, one
// stands there.
func (t told) tells(k review.FigureKey, n, least int) bool {
	if isFew(n, least) || slices.ContainsFunc(t[k], func(m int) bool { return isFew(max(m-n, n-m), least) }) {
		return false
	}
	t[k] = append(t[k], n)
	return true
}

// timed is a row that says how long something took, unless its number would tell too much:
// whether by being small or by what it leaves of the others is not said, since either by
// itself could mean only one number. Without told it is the sum of rows that are shown.
func (t *tally) timed(row review.Figure, spans []review.Span, told told) review.Figure {
	if told != nil && !told.tells(row.FigureKey, len(spans), t.head.Least) {
		return counted(row, len(spans), complement)
	}
	spans = slices.SortedFunc(slices.Values(spans), func(a, b review.Span) int { return cmp.Compare(a.Days, b.Days) })
	row = counted(row, len(spans), "")
	row.Took = quartiles(spans)
	row.About = slices.ContainsFunc(spans, func(s review.Span) bool { return s.About })
	if t.head.Least == 0 {
		row.Took.Longest, row.Days = &spans[len(spans)-1].Days, spans
	}
	return row
}

// quartiles are those of spans in order.
func quartiles(spans []review.Span) *review.Quartiles {
	at := func(quarters int) float64 {
		place := float64(quarters*(len(spans)-1)) / 4
		below := int(place)
		above := min(below+1, len(spans)-1)
		return float64(spans[below].Days) + (place-float64(below))*float64(spans[above].Days-spans[below].Days)
	}
	return &review.Quartiles{Lower: at(1), Median: at(2), Upper: at(3)}
}
