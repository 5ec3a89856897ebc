package engine

import (
	"context"
	"slices"
	"time"

	"scr/review"
)

// moment is where a command stood in the log, and in time.
type moment struct {
	before int64     // the first event of the log that was not there yet
	at     time.Time // by the program's clock
	back   bool      // its own stream stood there too: it was read anew between the decision and the append
}

// overtaken is how long before it is recorded a command may have looked at the board
// and the register, and behind how much the clock of its machine may be without anybody
// being told.
const (
	overtaken = time.Minute
	behind    = 5 * time.Minute
	overtakes = 8 // events that may come between at the most
)

// moments lists when a command can have been decided, the likeliest first.
func (w *replayer) moments(ctx context.Context, run []review.Event) ([]moment, error) {
	ev := run[0]
	list := []moment{{before: ev.Global, at: ev.RecordedAt}}
	i, _ := slices.BinarySearchFunc(w.marks, ev.Global, func(m mark, global int64) int { return int(m.global - global) })
	for n := 1; n <= min(i, overtakes) && !w.marks[i-n].at.Before(ev.RecordedAt.Add(-overtaken)); n++ {
		list = append(list, moment{before: w.marks[i-n].global, at: ev.RecordedAt})
	}
	besides, err := w.besides(ctx, ev)
	list = append(list, besides...)
	if err != nil || !w.PutOff[ev.Global] {
		return list, err
	}
	list = append(list, moment{before: ev.Global, at: ev.RecordedAt.Add(-behind)})
	if ev.OccurredOn.IsDay() {
		list = append(list, moment{before: ev.Global, at: noon(ev.OccurredOn)})
	}
	finishing, err := w.finishing(ctx, ev)
	return append(list, finishing...), err
}

// noon is an instant of a day.
func noon(day review.Date) time.Time {
	year, month, at := day.Parts()
	return time.Date(year, time.Month(month), at, 12, 0, 0, 0, time.UTC)
}

// finishing returns when the run of an erasure that ended with an event can have been
// decided: just before it took its last texts, which the store let it do by the holds and
// the moratoria of that moment. Then it destroyed their keys and wrote the file anew. What
// others recorded meanwhile, however long that took, stops nothing, since all is gone; and
// it put off the time of the event, which is that of the run's beginning. One that was
// not put off began later, and is decided on what stood there.
func (w *replayer) finishing(ctx context.Context, ev review.Event) ([]moment, error) {
	b, ok := ev.Body.(*review.ErasureCompleted)
	if !ok {
		return nil, nil
	}
	took, err := w.tookLast(ctx, b.ID, ev.Global)
	if err != nil || took.Global == 0 {
		return nil, err
	}
	list := []moment{{took.Global + 1, took.RecordedAt, true}}
	if ev.OccurredOn.IsDay() {
		list = append(list, moment{took.Global + 1, noon(ev.OccurredOn), true})
	}
	return list, nil
}

// tookLast returns the event before another with which an erasure last took something: of
// what it is of, or of the logins of whom it is of.
func (w *replayer) tookLast(ctx context.Context, id string, before int64) (last review.Event, err error) {
	er, ok := w.plain[review.BoardStream].erasure(id, before)
	if !ok {
		return last, nil
	}
	for _, stream := range []review.Stream{er.Scope.Stream, review.BoardStream} {
		events, err := w.replay.events(ctx, stream, before)
		if err != nil {
			return last, err
		}
		for _, ev := range events {
			if b, ok := ev.Body.(*review.TextsErased); ok && b.Erasure == id && ev.Global > last.Global {
				last = ev
			}
		}
	}
	return last, nil
}

// erasure returns an erasure as it stood on the board before an event of the log.
func (h *history) erasure(id string, before int64) (review.Erasure, bool) {
	board, ok := h.before(before).(*review.Board)
	if !ok {
		return review.Erasure{}, false
	}
	return board.Erasure(id)
}
