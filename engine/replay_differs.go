package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"scr/review"
	"scr/workflow/calendar"
)

// done says what an event records, as the beginning of a sentence.
func done(ev review.Event) string {
	if b, ok := ev.Body.(*review.MoveMade); ok {
		return b.Name() + " was made"
	}
	return ev.Body.Kind() + " was recorded"
}

// refusedThen says that what was done would have been refused.
func refusedThen(ev review.Event, err error) string {
	if e, ok := errors.AsType[*review.Error](err); ok && len(e.Details) > 0 {
		return done(ev) + " " + withoutWhat(e.Details)
	}
	return done(ev) + ", which is refused on what stood there: " + err.Error()
}

// differences says where the events of a command are not those that come of it when it
// is decided again: the first place only, because all that follows hangs on it.
func (w *replayer) differences(ctx context.Context, run []review.Event) []review.Untrusted {
	was, is := run, w.past.got.Events
	if w.otherHolidays(ctx, run) {
		was, is = slices.DeleteFunc(slices.Clone(was), recounts), slices.DeleteFunc(is, recounts)
	}
	for i, ev := range was {
		if i == len(is) {
			return []review.Untrusted{doubt(ev, "%s, and nothing brought it about", done(ev))}
		}
		if says := w.differs(ev, is[i]); says != "" {
			return []review.Untrusted{doubt(ev, "%s", says)}
		}
	}
	if len(is) > len(was) {
		return []review.Untrusted{doubt(run[len(run)-1], "%s was to follow, and was not recorded", is[len(was)].Body.Kind())}
	}
	return nil
}

// differs says how an event is not the one that was to be recorded.
func (w *replayer) differs(was, is review.Event) string {
	if was.Body.Kind() != is.Body.Kind() {
		return done(was) + " where " + is.Body.Kind() + " was to be"
	}
	switch {
	case was.DecidedBy != is.DecidedBy || was.Minute != is.Minute:
		return done(was) + " as decided by somebody else"
	case was.OccurredOn != is.OccurredOn || was.MadeUp != is.MadeUp:
		return done(was) + " as of another day, or as a filler"
	}
	same, err := sameBody(was, w.asStored(was, is.Body))
	if err != nil || !same {
		return done(was) + " with other content than what was decided"
	}
	return ""
}

// sameBody compares bodies as they stand in the log.
func sameBody(was review.Event, is review.Body) (bool, error) {
	recorded, err := json.Marshal(was.Body)
	if err != nil {
		return false, err
	}
	plain, _, err := review.Encode(is, was.Seq)
	if err != nil || bytes.Equal(recorded, plain) {
		return err == nil, err
	}
	read, err := review.Decode(is.Kind(), plain)
	if err != nil {
		return false, err
	}
	plain, err = json.Marshal(read)
	return bytes.Equal(recorded, plain), err
}

// asStored gives a body what only the store knows: names that are given out, places in
// the key ring; and days that were counted with other bank holidays than are known now.
func (w *replayer) asStored(was review.Event, is review.Body) review.Body {
	switch b := is.(type) {
	case *review.ReviewOpened:
		b.Reference = was.Body.(*review.ReviewOpened).Reference
	case *review.BoardRestored: // whose handle earlier programs recorded as it was typed
		if with := was.Body.(*review.BoardRestored).With; strings.EqualFold(with, b.With) {
			b.With = with
		}
	case *review.PersonRegistered:
		b.Person.Handle = was.Body.(*review.PersonRegistered).Person.Handle
	case *review.TextsErased:
		for i, text := range was.Body.(*review.TextsErased).Texts {
			if i < len(b.Texts) {
				b.Texts[i].Slot = text.Slot
			}
		}
	case *review.ClockStarted:
		if old := was.Body.(*review.ClockStarted); old.Edition != b.Edition && old.Edition != "" {
			b.Due, b.From, b.Edition = old.Due, old.From, old.Edition
		}
	case *review.Added[review.Criterion]:
		b.Record.Notices = sameCount(was.Body.(*review.Added[review.Criterion]).Record.Notices, b.Record.Notices)
	case *review.Amended[review.Criterion]:
		b.Record.Notices = sameCount(was.Body.(*review.Amended[review.Criterion]).Record.Notices, b.Record.Notices)
	case *review.RecordCorrected:
		w.correctedAsStored(was, b)
	case *review.ClockResumed:
		if old := was.Body.(*review.ClockResumed); old.Edition != b.Edition && old.Edition != "" {
			b.Due, b.Edition = old.Due, old.Edition
		}
	case *review.AccessClaimed:
		w.beganEarlier(was, was.Body.(*review.AccessClaimed).From, &b.From, &b.Until)
	case *review.AccessGranted:
		w.beganEarlier(was, was.Body.(*review.AccessGranted).From, &b.From, &b.Until)
	}
	return is
}

// correctedAsStored does the same for what a correction says.
func (w *replayer) correctedAsStored(was review.Event, is *review.RecordCorrected) {
	old := was.Body.(*review.RecordCorrected)
	if old.With != nil && is.With != nil && old.With.Kind() == is.With.Kind() {
		was.Body = old.With
		is.With = w.asStored(was, is.With)
	}
}

// beganEarlier moves access that begins with a command to where its machine's clock stood,
// on the same day, when the log's was ahead. It lasts as long.
func (w *replayer) beganEarlier(was review.Event, began time.Time, from, until *time.Time) {
	if w.PutOff[was.Global] && began.Before(was.RecordedAt) && today(began) == was.OccurredOn {
		*from, *until = began, began.Add(until.Sub(*from))
	}
}

func recounts(ev review.Event) bool {
	_, recounted := ev.Body.(*review.ClockRecomputed)
	return recounted
}

// otherHolidays reports whether some clock of the review was counted with another
// edition of the bank holidays than the program has now: what is counted again is of
// another day then, or need not be counted at all.
func (w *replayer) otherHolidays(ctx context.Context, run []review.Event) bool {
	r, ok := w.past.state.(*review.Review)
	if !ok {
		return false
	}
	l, err := w.engine.definition(ctx, w.past.got.Definition)
	if err != nil {
		return false
	}
	cal, err := calendar.For(l.def.Nation)
	other := func(edition string) bool { return err == nil && edition != "" && edition != cal.Edition() }
	return slices.ContainsFunc(r.Clocks, func(c review.Clock) bool { return other(c.Edition) }) ||
		slices.ContainsFunc(run, func(ev review.Event) bool {
			b, ok := ev.Body.(*review.ClockStarted)
			return ok && other(b.Edition)
		})
}
