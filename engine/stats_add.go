package engine

import (
	"slices"
	"strings"

	"scr/review"
)

// add adds what another board counted. It must have asked the same question.
func (t *tally) add(other review.Figures) error {
	of := strings.Join(other.Boards, ", ")
	if why := t.differs(other); why != "" {
		return review.Errorf(review.Invalid, "the figures of %s cannot be added: %s", of, why).
			WithHint("ask that board for: scr stats --suppress=0 --csv, with the same --by, --period, --workflow, --count, --on, --from and --to as here")
	}
	for _, code := range other.Boards {
		if slices.Contains(t.head.Boards, code) {
			return review.Errorf(review.Invalid, "the figures of %s are counted already", code).WithHint("name each board's file once")
		}
		t.head.Boards = append(t.head.Boards, code)
	}
	for _, row := range other.Rows {
		if !row.Total || len(t.head.By) == 0 {
			t.addRow(row)
		}
	}
	return nil
}

func (t *tally) addRow(row review.Figure) {
	g := t.group(row.FigureKey)
	switch row.Measure {
	case review.MeasureReviews:
		if g.reviews += *row.Number; g.reviews == 0 {
			delete(t.groups, row.FigureKey)
		}
	case review.MeasureToEnd:
		g.toEnd = append(g.toEnd, row.Days...)
	case review.MeasureInStage:
		g.inStage[row.Of] = append(g.inStage[row.Of], row.Days...)
	}
}

// differs says why the figures of another board answer another question.
func (t *tally) differs(other review.Figures) string {
	h := t.head
	switch {
	case h.Scope != review.ScopeBoard:
		return "your own are not those of the whole board"
	case other.Scope != review.ScopeBoard:
		return "they are not those of the whole board, but of whoever made them"
	case other.Least != 0 || slices.ContainsFunc(other.Rows, incomplete):
		return "small numbers are suppressed in them"
	case slices.ContainsFunc(other.Rows, func(row review.Figure) bool { return *row.Number > reviewsOf(other.Rows, row) }):
		return "they time more reviews than they count"
	case !slices.Equal(slices.Sorted(slices.Values(h.By)), slices.Sorted(slices.Values(other.By))):
		return "they are grouped by " + orElse(strings.Join(other.By, ", "), "nothing")
	case h.Workflow != other.Workflow:
		return "they are of the reviews of " + orElse(other.Workflow, "every workflow")
	case h.Period != other.Period:
		return "their periods are each a " + other.Period
	case h.Counted != other.Counted:
		return "they count the reviews that are " + other.Counted
	case h.On != other.On:
		return "they are as of " + other.On.English()
	case h.From != other.From || h.To != other.To:
		return "they are from other days of opening or closing"
	}
	return ""
}

// incomplete reports whether a row lacks what must be known to add it.
func incomplete(row review.Figure) bool {
	return row.Number == nil || row.Measure != review.MeasureReviews && len(row.Days) != *row.Number
}

// reviewsOf returns how many reviews there are of the group of a row.
func reviewsOf(rows []review.Figure, of review.Figure) int {
	i := slices.IndexFunc(rows, func(row review.Figure) bool {
		return row.Measure == review.MeasureReviews && row.FigureKey == of.FigureKey && row.Total == of.Total
	})
	if i < 0 {
		return 0
	}
	return *rows[i].Number
}
