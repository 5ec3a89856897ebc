package scenario

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"scr/engine"
	"scr/review"
)

var _ engine.Store = (*board)(nil)

// board is a store in memory: enough of one for the engine to decide everything in it
// as on disk. It proves nothing and keeps nobody's secrets, and lasts as long as a
// scenario.
type board struct {
	streams  map[review.Stream]*stream
	order    []review.Stream
	commands map[string]done
	files    map[string]review.DefinitionFile
	counters map[string]int // "person", or "review" with a year: the last number given
	global   int64
	last     time.Time
}

// stream is a log with what it folds to, and the texts beside it. Nothing in it is
// changed once it is there; an append puts another in its place.
type stream struct {
	events []review.Event
	texts  map[textRef]string
	state  review.State
}

type textRef struct {
	seq  int64
	path string
}

type done struct {
	receipt review.Receipt
	digest  string
}

func newBoard() *board {
	return &board{streams: map[review.Stream]*stream{}, commands: map[string]done{}, files: map[string]review.DefinitionFile{}, counters: map[string]int{}}
}

// copied returns a board that goes on from here by itself.
func (b *board) copied() *board {
	c := *b
	c.streams, c.commands, c.files = maps.Clone(b.streams), maps.Clone(b.commands), maps.Clone(b.files)
	c.counters, c.order = maps.Clone(b.counters), slices.Clip(b.order)
	return &c
}

// Append appends events to one stream, all or none.
func (b *board) Append(_ context.Context, a review.Append) (review.Receipt, error) {
	name := a.Before.StreamName()
	old := b.streams[name]
	if old == nil {
		old = &stream{}
	}
	if int64(len(old.events)) != a.Before.At() {
		return review.Receipt{}, review.Errorf(review.Conflict, "%s has moved on", name)
	}
	next := &stream{events: slices.Clip(old.events), texts: maps.Clone(old.texts)}
	events, err := b.recorded(a, next)
	if err != nil {
		return review.Receipt{}, err
	}
	if next.state, err = folded(a.Before, next.events, events); err != nil {
		return review.Receipt{}, err
	}
	if b.streams[name] == nil {
		b.order = append(b.order, name)
	}
	b.streams[name], b.last = next, a.RecordedAt
	b.global += int64(len(events))
	if a.File != nil {
		b.files[a.File.Hash] = *a.File
	}
	receipt := review.Receipt{Command: a.Command, Stream: name, Reference: called(next.state), First: a.Before.At() + 1,
		Last: next.state.At(), At: a.RecordedAt, Size: b.global, Events: events}
	b.commands[a.Command] = done{receipt, a.Digest}
	return receipt, nil
}

// recorded gives the events their identity, takes their texts aside and adds them to
// the stream, as they will be read back.
func (b *board) recorded(a review.Append, to *stream) ([]review.Event, error) {
	if to.texts == nil {
		to.texts = map[textRef]string{}
	}
	var events []review.Event
	for i, ev := range a.Events {
		b.name(ev.Body, a.RecordedAt)
		ev.Seq, ev.Global = a.Before.At()+int64(i)+1, b.global+int64(i)+1
		ev.ID, ev.Stream, ev.Command = fmt.Sprintf("event-%d", ev.Global), a.Before.StreamName(), a.Command
		ev.RecordedBy, ev.RecordedAt, ev.Definition = a.RecordedBy, a.RecordedAt, a.Definition
		if i == 0 {
			ev.Asked, ev.Login, ev.Rules = a.Digest, a.Login, a.Rules
		}
		plain, fields, err := review.Encode(ev.Body, ev.Seq)
		if err != nil {
			return nil, err
		}
		for _, f := range fields {
			to.texts[textRef{ev.Seq, f.Path}] = f.Value
		}
		if ev.Body, err = review.Decode(ev.Body.Kind(), plain); err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	to.events = append(to.events, events...)
	return events, nil
}

// folded returns the state after some events, which the log ends with.
func folded(before review.State, log, events []review.Event) (review.State, error) {
	if !review.Corrects(events) {
		return review.Apply(before, events...)
	}
	r, ok := before.(*review.Review)
	if !ok {
		return nil, review.Errorf(review.Failed, "only a review's log is corrected")
	}
	return review.Fold(&review.Review{ID: r.ID}, log)
}

// name gives a review its reference and a person their handle.
func (b *board) name(body review.Body, at time.Time) {
	switch body := body.(type) {
	case *review.ReviewOpened:
		if body.Reference == "" {
			year := at.Format("2006")
			b.counters["review"+year]++
			body.Reference = fmt.Sprintf("%s-%s-%03d", boardCode, year, b.counters["review"+year])
		}
	case *review.PersonRegistered:
		if body.Person.Handle == "" {
			b.counters["person"]++
			body.Person.Handle = fmt.Sprintf("p%d", b.counters["person"])
		}
	}
}

// called is the name that a state was given.
func called(state review.State) string {
	switch s := state.(type) {
	case *review.Review:
		return s.Reference
	case *review.Person:
		return s.Handle
	}
	return ""
}

// Receipt answers for a command that was carried out.
func (b *board) Receipt(_ context.Context, command string) (review.Receipt, string, error) {
	if d, ok := b.commands[command]; ok {
		return d.receipt, d.digest, nil
	}
	return review.Receipt{}, "", noSuch("command", command)
}

func noSuch(noun, name string) error {
	return review.Errorf(review.NotFound, "there is no %s %s", noun, name)
}

// states returns what the streams of one kind fold to, in the order in which they began.
func states[S review.State](b *board) []S {
	var list []S
	for _, name := range b.order {
		if s, ok := b.streams[name].state.(S); ok {
			list = append(list, s)
		}
	}
	return list
}

// Standing returns a review with what decisions about it are made on.
func (b *board) Standing(ctx context.Context, reference string, also ...string) (s review.Standing, err error) {
	if s.Board, err = b.Board(ctx); err != nil {
		return s, err
	}
	if s.Review, err = b.Review(ctx, reference); err != nil {
		return s, err
	}
	s.LastAt = b.last
	s.People, err = b.People(ctx, s.Involved(also...)...)
	return s, err
}

// Review returns a review as it stands.
func (b *board) Review(_ context.Context, reference string) (*review.Review, error) {
	for _, r := range states[*review.Review](b) {
		if strings.EqualFold(r.Reference, reference) {
			return r, nil
		}
	}
	return nil, noSuch("review", reference)
}

// Events returns a stream's log.
func (b *board) Events(_ context.Context, name review.Stream) ([]review.Event, error) {
	if s := b.streams[name]; s != nil {
		return slices.Clone(s.events), nil
	}
	return nil, nil
}

// ReadTexts gives the texts on some sheets their values.
func (b *board) ReadTexts(_ context.Context, _ review.Reading, sheets ...review.Sheet) error {
	for _, sheet := range sheets {
		s := b.streams[sheet.Stream]
		if s == nil {
			continue
		}
		for _, of := range sheet.Of {
			review.EachText(of, func(_ string, _ review.Class, t *review.Text) {
				seq, path := t.Ref()
				if value, known := s.texts[textRef{seq, path}]; known && !t.Loaded() && !t.Withheld() {
					t.Load(value)
				}
			})
		}
	}
	return nil
}

// Checked returns the checked form of a definition.
func (b *board) Checked(_ context.Context, hash string) ([]byte, error) {
	if f, ok := b.files[hash]; ok && f.Checked != nil {
		return f.Checked, nil
	}
	return nil, noSuch("checked form of", hash)
}

// DefinitionFile returns the file of a definition.
func (b *board) DefinitionFile(_ context.Context, hash string) (review.DefinitionFile, error) {
	if f, ok := b.files[hash]; ok {
		return f, nil
	}
	return review.DefinitionFile{}, noSuch("definition", hash)
}
