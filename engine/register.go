package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"scr/review"
)

// Names of the register are for those who keep it: whoever may open reviews, and
// administrators. Everybody sees their own entry, and handles, which say nothing.

// People returns the whole register. Names, and what else tells who somebody is, are
// there for whoever keeps it; others see handles, and their own entry.
func (e *Engine) People(ctx context.Context, by Reader) ([]review.Person, error) {
	keeps, err := e.keepsRegister(ctx, by.Person)
	if err != nil {
		return nil, err
	}
	people, err := e.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	var readable []*review.Person
	for i, p := range people {
		if keeps || p.Handle == by.Person {
			readable = append(readable, &people[i])
		} else {
			people[i] = review.Person{ID: p.ID, Handle: p.Handle}
		}
	}
	return people, e.readRegister(ctx, by, review.BoardStream, readable...)
}

// PersonOf returns one entry of the register, and the offices that the person held.
// Somebody who does not keep the register sees no entry but their own.
func (e *Engine) PersonOf(ctx context.Context, handle string, by Reader) (*review.Person, []review.OfficeTerm, error) {
	p, board, err := e.entry(ctx, handle, by)
	if err != nil {
		return nil, nil, err
	}
	return p, board.Offices, e.readRegister(ctx, by, p.StreamName(), p)
}

func (e *Engine) entry(ctx context.Context, handle string, by Reader) (*review.Person, *review.Board, error) {
	keeps, err := e.keepsRegister(ctx, by.Person)
	if err != nil {
		return nil, nil, err
	}
	if !keeps && !strings.EqualFold(handle, by.Person) { // before anybody is looked for
		return nil, nil, review.Errorf(review.Forbidden, "the register is for those who keep it").
			WithHint("whoever may open reviews, or administers the board, can look; \"scr show\" names who has a part in a review of yours")
	}
	p, err := e.Store.Person(ctx, handle)
	if err != nil {
		return nil, nil, err
	}
	board, err := e.Store.Board(ctx)
	return p, board, err
}

// readRegister loads the names of entries, once it is written down who reads them.
func (e *Engine) readRegister(ctx context.Context, by Reader, of review.Stream, people ...*review.Person) error {
	sheets := make([]review.Sheet, len(people))
	for i, p := range people {
		sheets[i] = review.Sheet{Stream: p.StreamName(), Of: []any{p}}
	}
	return e.Store.ReadTexts(ctx, e.registerReading(by, of), sheets...)
}

func (e *Engine) registerReading(by Reader, of review.Stream) review.Reading {
	return review.Reading{Person: by.Person, Stream: of, At: e.Now().UTC(), Command: by.Command, Output: by.Output, Basis: review.ByRegister}
}

func (e *Engine) keepsRegister(ctx context.Context, user string) (bool, error) {
	p, err := e.Store.Person(ctx, user)
	return err == nil && (p.MayOpen || p.Administrator) && !p.Left(today(e.Now())), err
}

// Known refuses a handle that nobody in the register has.
func (e *Engine) Known(ctx context.Context, handle string) error {
	_, err := e.Store.Person(ctx, handle)
	return err
}

// Users returns the logins. They are for administrators.
func (e *Engine) Users(ctx context.Context, by Reader) ([]review.User, error) {
	if err := e.administrator(ctx, by.Person, "the logins are for administrators"); err != nil {
		return nil, err
	}
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	return board.Users, e.Store.ReadTexts(ctx, e.registerReading(by, board.StreamName()), review.Sheet{Stream: board.StreamName(), Of: []any{board}})
}

func (e *Engine) administrator(ctx context.Context, user, says string) error {
	p, err := e.Store.Person(ctx, user)
	if err != nil {
		return err
	}
	if !p.Administrator || p.Left(today(e.Now())) {
		return review.Errorf(review.Forbidden, "%s", says)
	}
	return nil
}

// Offices returns the terms of the board's offices. They hold handles only.
func (e *Engine) Offices(ctx context.Context) ([]review.OfficeTerm, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	return board.Offices, nil
}

// Logged is one event of the log without what is personal.
type Logged struct {
	Global     int64         `json:"global"`
	Stream     review.Stream `json:"stream"`
	Seq        int64         `json:"seq"`
	Kind       string        `json:"kind"`
	RecordedAt time.Time     `json:"recorded_at"`
	RecordedBy string        `json:"recorded_by"`
	DecidedBy  string        `json:"decided_by,omitempty"`
	OccurredOn review.Date   `json:"occurred_on,omitzero"`
	MadeUp     bool          `json:"made_up,omitempty"`
	Command    string        `json:"command_id"`
	ID         string        `json:"id"`
}

// Log returns the envelopes of the board's log after a number, for administrators: the
// board's own events, those of the register and of definitions, and those of the
// reviews in which they have a part and may see the event. Left is how many more
// events there are, of reviews that are not theirs to read.
func (e *Engine) Log(ctx context.Context, after int64, limit int, user string) (log []Logged, left int, err error) {
	if err := e.administrator(ctx, user, "only an administrator reads the log of the whole board"); err != nil {
		asked := err.(*review.Error)
		return nil, 0, asked.WithHint("\"scr history REF\" shows the log of a review in which you have a part")
	}
	add := func(events []review.Event) {
		for _, ev := range events {
			if ev.Global > after {
				log = append(log, Logged{ev.Global, ev.Stream, ev.Seq, ev.Body.Kind(), ev.RecordedAt, ev.RecordedBy,
					ev.DecidedBy, ev.OccurredOn, ev.MadeUp, ev.Command, ev.ID})
			}
		}
	}
	streams, err := e.plainStreams(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, stream := range streams {
		events, err := e.Store.Events(ctx, stream)
		if err != nil {
			return nil, 0, err
		}
		add(events)
	}
	err = e.eachReview(ctx, func(reference string) error {
		d, s, err := e.standingOf(ctx, reference, user)
		if err != nil {
			return err
		}
		left += int(d.before.Version)
		if s.admitted(d) != nil {
			return nil
		}
		events, err := e.Store.Events(ctx, d.before.Stream())
		seen := s.events(events, events)
		left -= len(seen)
		add(seen)
		return err
	})
	slices.SortFunc(log, func(a, b Logged) int { return cmp.Compare(a.Global, b.Global) })
	return log[:min(limit, len(log))], left, err
}

// plainStreams names the streams that are of no review.
func (e *Engine) plainStreams(ctx context.Context) ([]review.Stream, error) {
	streams := []review.Stream{review.BoardStream}
	people, err := e.Store.People(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		streams = append(streams, p.StreamName())
	}
	adopted, err := e.Store.Adoptions(ctx)
	for _, a := range adopted {
		streams = append(streams, a.StreamName())
	}
	return streams, err
}

// eachReview visits every review of the board, the newest first.
func (e *Engine) eachReview(ctx context.Context, visit func(reference string) error) error {
	return eachListed(func(q review.Query) ([]review.Listed, error) { return e.Store.List(ctx, q) }, visit)
}

// eachListed visits the reviews of a list, page by page.
func eachListed(list func(review.Query) ([]review.Listed, error), visit func(reference string) error) error {
	for q := (review.Query{Limit: 500}); ; {
		page, err := list(q)
		if err != nil {
			return err
		}
		for _, listed := range page {
			if err := visit(listed.Reference); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].Reference
	}
}

// standingOf returns a review as it stands, and what somebody may see of it, without
// asking whether they may see anything.
func (e *Engine) standingOf(ctx context.Context, reference, user string) (*draft, *sight, error) {
	now := e.Now().UTC()
	d, err := e.draftOn(ctx, reference, decision{actor: user, decider: user, on: today(now), today: today(now), at: now})
	if err != nil {
		return nil, nil, err
	}
	return d, d.sightOf(user, false), nil
}

// Recorded returns the events of a command that had been carried out before. Their
// texts are references.
func (e *Engine) Recorded(ctx context.Context, r review.Receipt) ([]review.Event, error) {
	log, err := e.Store.Events(ctx, r.Stream)
	if err != nil {
		return nil, err
	}
	return log[r.First-1 : r.Last], nil
}

// shortName refuses a name that is no name. What is not loaded was let through before.
func shortName(name review.Text) error {
	if n := utf8.RuneCountInString(name.Reveal()); name.Loaded() && n > longestLine {
		return review.Errorf(review.Invalid, "the person's name has %d letters, and may have %d", n, longestLine).
			WithHint("see whether it is the right file")
	}
	return nil
}
