package review

import "slices"

// Clock is a time that runs from an event: a limit, a window before it, or how long
// something is kept. The dates were computed when the clock changed; the edition says
// on which bank-holiday data.
type Clock struct {
	Name    string `json:"name"`
	Item    string `json:"item,omitempty"`  // agency, subject or relative, or the letter whose deadline it is
	Kind    string `json:"kind,omitempty"`  // "" for a limit; before, letter_deadline, looks_back or keeps
	By      string `json:"by,omitempty"`    // what started it, as the definition names it
	Cause   int64  `json:"cause,omitempty"` // the event that did; 0 for the opening
	Seq     int64  `json:"seq"`
	State   string `json:"state"`           // one of the clock states
	Start   Date   `json:"start,omitzero"`  // the day it counts from, as recorded, perhaps partial
	From    Date   `json:"from,omitzero"`   // of a window: its first day
	Due     Date   `json:"due,omitzero"`    // a full day
	About   bool   `json:"about,omitempty"` // Start is partial: Due is counted from its last possible day
	Limit   string `json:"limit"`           // as the definition says it: 6 months
	Edition string `json:"edition,omitempty"`

	PausedOn Date     `json:"paused_on,omitzero"`  // as recorded, perhaps partial; kept by a clock that is stopped while it is paused
	PausedBy []string `json:"paused_by,omitempty"` // holds
	Stopped  Date     `json:"stopped,omitzero"`    // as recorded, perhaps partial

	StoppedBy int64 `json:"stopped_by,omitempty"` // the record that stopped it; 0 for a move, or where nothing is waited for any more

	Extensions []Extension `json:"extensions,omitempty"`
}

// The states of a [Clock].
const (
	Running = "running"
	Paused  = "paused"
	Stopped = "stopped"
	// Lasting is a clock that cannot be missed: a window, or how long something is kept.
	Lasting = "lasting"
)

// The kinds of a [Clock] that is not simply a limit.
const (
	CountsBack     = "before"
	LetterDeadline = "letter_deadline"
	LooksBack      = "looks_back"
	Keeps          = "keeps"
)

// Limits reports whether the clock can be missed.
func (c Clock) Limits() bool { return c.Kind != LooksBack && c.Kind != Keeps }

// Kept reports whether the time for which something is kept has certainly passed on
// that day.
func (c Clock) Kept(day Date) bool { return c.Kind == Keeps && c.Due.Before(day) }

// Extension is the owner's decision to move a clock's due date.
type Extension struct {
	Seq       int64    `json:"seq"`
	On        Date     `json:"on,omitzero"`
	From      Date     `json:"from,omitzero"`
	To        Date     `json:"to,omitzero"`
	Documents []string `json:"documents,omitempty"` // handles of the documents it rests on
	Why       Text     `json:"why,omitzero" personal:"reason"`
}

// OverdueOn reports whether the clock's due day has certainly passed on that day. A
// stopped clock that was stopped in time, or may have been, is not overdue; a paused
// one is not while it is paused, nor for being stopped in that time.
func (c Clock) OverdueOn(day Date) bool {
	switch {
	case !c.Limits():
		return false
	case !c.PausedOn.IsZero():
		return c.Due.Before(c.PausedOn)
	case c.State == Stopped:
		return c.Due.Before(c.Stopped)
	}
	return c.Due.Before(day)
}

// ClockStarted starts a clock.
type ClockStarted struct {
	Clock   string `json:"clock"`
	Item    string `json:"item,omitempty"`
	Start   Date   `json:"start,omitzero"`
	Due     Date   `json:"due,omitzero"`
	About   bool   `json:"about,omitempty"`
	Limit   string `json:"limit"`
	Edition string `json:"edition,omitempty"`

	Of    string `json:"of,omitempty"`    // the kind of clock, where it is not simply a limit
	By    string `json:"by,omitempty"`    // what started it, as the definition names it
	Cause int64  `json:"cause,omitempty"` // the event that did
	From  Date   `json:"from,omitzero"`   // of a window: its first day
}

// Kind returns "clock.started/1".
func (*ClockStarted) Kind() string { return "clock.started/1" }

func (b *ClockStarted) apply(r *Review, ev Event) error {
	c := Clock{Name: b.Clock, Item: b.Item, Seq: ev.Seq, Start: b.Start, Due: b.Due,
		About: b.About, Limit: b.Limit, Edition: b.Edition, Kind: b.Of, By: b.By, Cause: b.Cause, From: b.From}
	c.State = c.going()
	if i := r.clock(b.Clock, b.Item); i >= 0 {
		r.Clocks = slices.Clone(r.Clocks)
		r.Clocks[i] = c
		return nil
	}
	r.Clocks = append(slices.Clip(r.Clocks), c)
	return nil
}

func (r *Review) clock(name, item string) int {
	return slices.IndexFunc(r.Clocks, func(c Clock) bool { return c.Name == name && c.Item == item })
}

// Clock returns the clock of that name for an item.
func (r *Review) Clock(name, item string) (Clock, bool) {
	if i := r.clock(name, item); i >= 0 {
		return r.Clocks[i], true
	}
	return Clock{}, false
}

// changeClock applies f to a clock.
func (r *Review) changeClock(name, item string, ev Event, f func(*Clock)) error {
	i := r.clock(name, item)
	if i < 0 {
		return absent(ev, "clock "+name)
	}
	r.Clocks = slices.Clone(r.Clocks)
	f(&r.Clocks[i])
	return nil
}

// ClockStopped stops a clock: what it waited for has happened.
type ClockStopped struct {
	Clock string `json:"clock"`
	Item  string `json:"item,omitempty"`
	Cause int64  `json:"cause,omitempty"` // the record that stopped it
}

// Kind returns "clock.stopped/1".
func (*ClockStopped) Kind() string { return "clock.stopped/1" }

func (b *ClockStopped) apply(r *Review, ev Event) error {
	return r.changeClock(b.Clock, b.Item, ev, func(c *Clock) {
		c.State, c.Stopped, c.StoppedBy = Stopped, ev.OccurredOn, b.Cause
	})
}

// ClockPaused pauses a clock while a hold lasts. A second hold adds itself.
type ClockPaused struct {
	Clock string `json:"clock"`
	Item  string `json:"item,omitempty"`
	Hold  string `json:"hold"`
}

// Kind returns "clock.paused/1".
func (*ClockPaused) Kind() string { return "clock.paused/1" }

func (b *ClockPaused) apply(r *Review, ev Event) error {
	return r.changeClock(b.Clock, b.Item, ev, func(c *Clock) {
		if c.State == Running {
			c.State, c.PausedOn = Paused, ev.OccurredOn
		}
		c.PausedBy = append(slices.Clip(c.PausedBy), b.Hold)
	})
}

// ClockResumed takes one hold off a clock. When no hold is left the clock runs
// again, with the due day that was computed then.
type ClockResumed struct {
	Clock   string `json:"clock"`
	Item    string `json:"item,omitempty"`
	Hold    string `json:"hold"`
	Due     Date   `json:"due,omitzero"` // unknown while another hold still pauses
	Edition string `json:"edition,omitempty"`
}

// Kind returns "clock.resumed/1".
func (*ClockResumed) Kind() string { return "clock.resumed/1" }

func (b *ClockResumed) apply(r *Review, ev Event) error {
	return r.changeClock(b.Clock, b.Item, ev, func(c *Clock) {
		c.PausedBy = slices.DeleteFunc(slices.Clone(c.PausedBy), func(h string) bool { return h == b.Hold })
		if len(c.PausedBy) > 0 || c.State != Paused {
			return
		}
		c.State, c.Due, c.PausedOn = Running, b.Due, Date{}
		if b.Edition != "" {
			c.Edition = b.Edition
		}
	})
}

// ClockRecomputed says when a clock falls due, and since when it is paused, after the
// holds that pause it turned out to have stood on other days, or what it counts from
// turned out to be another day.
type ClockRecomputed struct {
	Clock    string `json:"clock"`
	Item     string `json:"item,omitempty"`
	Due      Date   `json:"due"`
	PausedOn Date   `json:"paused_on,omitzero"`
	Edition  string `json:"edition,omitempty"`
	Start    Date   `json:"start,omitzero"`  // another day that it counts from; unknown: as it was
	From     Date   `json:"from,omitzero"`   // of a window
	Cause    int64  `json:"cause,omitempty"` // the event that says so, where it is another than before

	Stopped   Date  `json:"stopped,omitzero"`     // another day on which it was stopped
	StoppedBy int64 `json:"stopped_by,omitempty"` // and by which record, then
	Runs      bool  `json:"runs,omitempty"`       // what had stopped it did not happen
}

// Kind returns "clock.recomputed/1".
func (*ClockRecomputed) Kind() string { return "clock.recomputed/1" }

func (b *ClockRecomputed) apply(r *Review, ev Event) error {
	return r.changeClock(b.Clock, b.Item, ev, func(c *Clock) {
		c.Due, c.PausedOn = b.Due, b.PausedOn
		if !b.Start.IsZero() {
			c.Start, c.From, c.About = b.Start, b.From, !b.Start.IsDay()
		}
		if b.Cause != 0 {
			c.Cause = b.Cause
		}
		if b.Edition != "" {
			c.Edition = b.Edition
		}
		b.ending(c)
	})
}

// ending says on which day a clock was stopped, or that it was not.
func (b *ClockRecomputed) ending(c *Clock) {
	if !b.Stopped.IsZero() {
		c.Stopped, c.StoppedBy = b.Stopped, b.StoppedBy
	}
	if !b.Runs {
		return
	}
	c.State, c.Stopped, c.StoppedBy = c.going(), Date{}, 0
}

// going is the state of a clock that nothing has stopped.
func (c Clock) going() string {
	switch {
	case !c.Limits():
		return Lasting
	case len(c.PausedBy) > 0:
		return Paused
	}
	return Running
}

// ClockExtended moves a clock's due day, as a decision of its owner.
type ClockExtended struct {
	Clock     string   `json:"clock"`
	Item      string   `json:"item,omitempty"`
	Due       Date     `json:"due"`
	Documents []string `json:"documents,omitempty"`
	Why       Text     `json:"why,omitzero" personal:"reason"`
}

// Kind returns "clock.extended/1".
func (*ClockExtended) Kind() string { return "clock.extended/1" }

func (b *ClockExtended) apply(r *Review, ev Event) error {
	return r.changeClock(b.Clock, b.Item, ev, func(c *Clock) {
		c.Extensions = append(slices.Clip(c.Extensions), Extension{Seq: ev.Seq, On: ev.OccurredOn,
			From: c.Due, To: b.Due, Documents: b.Documents, Why: b.Why})
		c.Due = b.Due
	})
}
