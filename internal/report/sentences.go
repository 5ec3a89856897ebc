package report

import (
	"maps"
	"strings"

	"scr/review"
)

// teller puts an event's body into words, without capital and full stop.
type teller func(review.Body) string

// says makes a teller of a function that knows the body's type.
func says[B review.Body](f func(B) string) teller {
	return func(body review.Body) string { return f(body.(B)) }
}

// added tells that a record was added; what says what is worth a word of it.
func added[T review.Noun[T]](what func(T) string) teller {
	return says(func(b *review.Added[T]) string {
		return recordName[T](review.Header(b.Record)) + " was added" + lead(what(b.Record))
	})
}

// amended tells that what was written of a record was replaced.
func amended[T review.Noun[T]](what func(T) string) teller {
	return says(func(b *review.Amended[T]) string {
		return recordName[T](review.Header(b.Record)) + " was amended" + lead(what(b.Record))
	})
}

// recordName is a record's handle, which names its kind in most cases; an agency's
// handle does not.
func recordName[T review.Noun[T]](h review.Record) string {
	noun := review.NounOf[T]()
	if strings.HasPrefix(h.ID, noun) {
		return h.ID
	}
	return strings.TrimSpace(human(noun) + " " + h.ID)
}

// lead sets what follows off with a colon, where there is something.
func lead(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

// phrase joins what there is of a few short parts.
func phrase(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// sentences has a teller for every kind of event.
func (w words) sentences() map[string]teller {
	all := map[string]teller{}
	maps.Copy(all, w.courseSentences())
	maps.Copy(all, w.caseSentences())
	maps.Copy(all, w.outsideSentences())
	maps.Copy(all, w.learningSentences())
	maps.Copy(all, w.boardSentences())
	maps.Copy(all, w.erasureSentences())
	maps.Copy(all, w.accessSentences())
	return all
}

// courseSentences tell how a review goes its way: moves, clocks and holds.
func (w words) courseSentences() map[string]teller {
	return map[string]teller{
		"review.opened/1":    says(w.opened),
		"review.taken_on/1":  says(w.takenOn),
		"track.opened/1":     says(w.trackOpened),
		"item.excused/1":     says(w.excused),
		"item.admitted/1":    says(w.admitted),
		"move.made/1":        says(w.moved),
		"form.filled/1":      says(w.formFilled),
		"record.corrected/1": says(w.correctedRecord),
		"texts.erased/1":     says(w.textsErased),
		"clock.started/1": says(func(b *review.ClockStarted) string {
			return w.clockStarted(b)
		}),
		"clock.stopped/1": says(func(b *review.ClockStopped) string { return w.clockName(b.Clock, b.Item) + " stopped" }),
		"clock.paused/1": says(func(b *review.ClockPaused) string {
			return w.clockName(b.Clock, b.Item) + " paused by " + b.Hold
		}),
		"clock.resumed/1":    says(w.clockResumed),
		"clock.recomputed/1": says(w.clockRecomputed),
		"clock.extended/1": says(func(b *review.ClockExtended) string {
			return w.clockName(b.Clock, b.Item) + " extended to " + b.Due.English() + documents(b.Documents) + why(": ", b.Why)
		}),
		"hold.added/1":   added(w.holdWords),
		"hold.amended/1": amended(w.holdWords),
		"hold.reviewed/1": says(func(b *review.HoldReviewed) string {
			return b.ID + " was looked at and goes on, next" + on(b.Next) + why(": ", b.Why)
		}),
		"hold.lifted/1": says(func(b *review.HoldLifted) string { return b.ID + " was lifted" + why(": ", b.Why) }),
	}
}

func (w words) opened(b *review.ReviewOpened) string {
	line := "the review was opened as " + b.Reference + " under " + b.Pin.Workflow + " version " + number(b.Pin.Number)
	return line + why(", which was not in force then: ", b.OutsideDates)
}

func (w words) takenOn(b *review.ReviewTakenOn) string {
	at := make([]string, len(b.At))
	for i, in := range b.At {
		at[i] = w.instance(in.Track, in.Item) + " at " + w.stage(in.Track, in.Stage)
	}
	return "the review was taken on under way, " + list(at) + why(": ", b.Why)
}

func (w words) trackOpened(b *review.TrackOpened) string {
	line := w.instance(b.Track, b.Item) + " opened at " + w.stage(b.Track, b.Stage)
	if b.Late != "" {
		line += ". LATE: " + b.Late + " had been judged already"
	}
	return line
}

func (w words) excused(b *review.ItemExcused) string {
	if b.Upon != "" {
		return w.instance(b.Track, b.Item) + " was excused by itself: the part that it was for is over (" + b.Upon + ")"
	}
	return w.instance(b.Track, b.Item) + " was excused" + why(": ", b.Why)
}

func (w words) admitted(b *review.ItemAdmitted) string {
	line := w.instance(b.Track, b.Item) + " goes on after all: the excuse was taken back" + why(": ", b.Why)
	if b.Upon != "" {
		line = w.instance(b.Track, b.Item) + " goes on by itself, with " + b.Upon
	}
	if b.Late != "" {
		line += ". LATE: " + b.Late + " had been judged without it"
	}
	return line
}

// moved tells a move, what was passed over for it, and what it was linked to.
func (w words) moved(b *review.MoveMade) string {
	line := w.instance(b.Track, b.Item) + " moved from " + w.stage(b.Track, b.From) + " to " + w.stage(b.Track, b.To) + " (" + b.Name() + ")"
	switch {
	case b.With != "":
		line += ", together with " + b.With
	case b.Auto:
		line += ", by itself"
	case b.Upon != "":
		line += ", by itself upon " + b.Upon
	}
	for _, r := range b.Results {
		if r.Despite {
			line += ". DESPITE " + r.Name + why(": ", r.Why)
		}
	}
	return line + why(". Reason: ", b.Why) + why(". Authority: ", b.Authority)
}

func (w words) formFilled(b *review.FormFilled) string {
	line := "the form " + w.form(b.Form) + bracketed(b.Item) + " was filled"
	if b.Move != "" {
		line += " for " + b.Move
	}
	filled := review.Form{FormFilled: *b}
	var answers []string
	for _, name := range w.filled(filled) {
		if a := w.answer(filled, name); a != "" && !b.Texts[name].Filled() {
			answers = append(answers, w.field(b.Form, name)+" "+a)
		}
	}
	return line + lead(strings.Join(answers, "; "))
}

func (w words) correctedRecord(b *review.RecordCorrected) string {
	if b.Void {
		return seq(b.Seq) + " was voided" + why(": ", b.Why)
	}
	line := seq(b.Seq) + " was corrected"
	if !b.On.IsZero() {
		line += ", it happened" + on(b.On)
	}
	line += why(": ", b.Why)
	if b.With != nil {
		line += ". Now: " + strings.TrimSuffix(told(w.sentences(), b.With), ".")
	}
	return line
}

func (w words) textsErased(b *review.TextsErased) string {
	if b.Whole {
		return "all that was written was erased (" + b.Erasure + ")"
	}
	places := make([]string, len(b.Texts))
	for i, t := range b.Texts {
		places[i] = seq(t.Seq) + "/" + t.Path
	}
	return "erased (" + b.Erasure + "): " + list(places)
}

func (w words) clockName(name, item string) string {
	return "the clock " + w.clock(name) + bracketed(item)
}

func (w words) clockResumed(b *review.ClockResumed) string {
	line := w.clockName(b.Clock, b.Item) + " is no longer paused by " + b.Hold
	if b.Due.IsZero() {
		return line + ", another hold still pauses it"
	}
	return line + ", due" + on(b.Due)
}

func (w words) clockRecomputed(b *review.ClockRecomputed) string {
	line := w.clockName(b.Clock, b.Item) + " was counted again, due" + on(b.Due)
	switch {
	case b.Runs:
		line += "; it runs again, because what had stopped it did not happen"
	case !b.Stopped.IsZero():
		line += "; it was stopped" + on(b.Stopped)
	}
	if !b.PausedOn.IsZero() {
		line += ", paused since " + b.PausedOn.English()
	}
	return line
}

func (w words) holdWords(h review.Hold) string {
	target := "the whole review"
	switch {
	case h.Target != "":
		target = human(h.Scope())
	case h.Covers != "review":
		target = human(h.Covers)
	}
	line := w.grounded(h) + ", over " + target
	if !h.ReviewOn.IsZero() {
		line += ", to be looked at again" + on(h.ReviewOn)
	}
	return line + why(": ", h.Why)
}

func approximately(about bool) string {
	if about {
		return "about "
	}
	return ""
}

func documents(handles []string) string {
	if len(handles) == 0 {
		return ""
	}
	return " on " + list(handles)
}
