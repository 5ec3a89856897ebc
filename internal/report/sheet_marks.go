package report

import (
	"slices"

	"scr/review"
)

// legal is a column that says what is legal advice, to whoever may see such advice.
func (w words) legal(h review.Record) field {
	if w.review == nil || !w.review.Privileged(h.ID) {
		return column("marked", "")
	}
	f := column("marked", "legal advice: whoever may not see legal advice does not see this")
	f.cell = "legal advice"
	return f
}

// panel is a column that says what the whole panel may see, and since when. What is
// marked as legal advice a share does not reach.
func (w words) panel(h review.Record, agency string) field {
	if w.review == nil || w.review.Privileged(h.ID) {
		return column("shared", "")
	}
	i := slices.IndexFunc(w.review.Shared, func(s review.Share) bool { return s.Reaches(h, agency) })
	if i < 0 {
		return column("shared", "")
	}
	share := w.review.Shared[i]
	f := column("shared", "to the whole panel"+on(share.On)+bracketed(w.mark(share.Seq)))
	f.cell = "to the panel"
	return f
}
