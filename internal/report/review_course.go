package report

import (
	"cmp"
	"slices"

	"scr/review"
)

// course is the timeline of the moves.
func (p page) course() {
	p.Heading("The course of the review")
	if len(p.s.Review.Moves) == 0 {
		p.Paragraph("No move has been made.")
	}
	days := p.s.moveDays()
	for _, m := range byDay(p.s.Review.Moves, func(m review.Move) (review.Date, int64) { return days[m.Seq], m.Seq }) {
		p.Item(0, p.moveSentence(m))
		for _, result := range m.Results {
			if result.Despite {
				p.Item(1, "passed DESPITE "+human(result.Name)+why(". Reason: ", result.Why))
			}
		}
	}
}

// moveDays says by which day each move is sorted: its own, the first it can be. Where
// that is a guess, it is no earlier than the move that brought the track to where this
// one begins, nor than the one that this one followed by itself.
func (s Standing) moveDays() map[int64]review.Date {
	days := map[int64]review.Date{}
	type track struct{ name, item string }
	latest := map[track]review.Date{}
	var before review.Date
	for _, m := range s.Review.Moves {
		day, of := m.On.First(), track{m.Track, m.Item}
		if !m.On.IsDay() {
			day = later(day, latest[of])
			if m.Auto || m.With != "" || m.Upon != "" {
				day = later(day, before)
			}
		}
		days[m.Seq], latest[of], before = day, day, day
	}
	return days
}

// later returns the later of two days; a day that is not known is the earlier.
func later(a, b review.Date) review.Date {
	if a.IsZero() || a.Before(b) {
		return b
	}
	return a
}

// byDay sorts what happened by the day it did, as the course of a review is told. A
// partial date stands at its first possible day; on one day the order is that of
// recording.
func byDay[T any](list []T, of func(T) (review.Date, int64)) []T {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int {
		dayA, seqA := of(a)
		dayB, seqB := of(b)
		return cmp.Or(cmp.Compare(dayA.First().String(), dayB.First().String()), cmp.Compare(seqA, seqB))
	})
	return sorted
}

func (p page) moveSentence(m review.Move) string {
	line := m.On.English() + ": " + p.instance(m.Track, m.Item) + ", from " + p.stage(m.Track, m.From) + " to " + p.stage(m.Track, m.To)
	switch {
	case m.Auto:
		line += ", by itself"
	case m.Upon != "":
		line += ", by itself upon " + m.Upon
	case m.With != "":
		line += ", together with " + m.With
	case m.DecidedBy != "":
		line += ", decided by " + p.decider(m)
	}
	return line + why(". Reason: ", m.Why) + why(". Authority: ", m.Authority) + " " + seq(m.Seq) + madeUp(m.MadeUp)
}
