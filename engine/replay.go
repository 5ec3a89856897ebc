package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"scr/review"
)

// Log is what a replay reads of a database.
type Log interface {
	Layout(context.Context) (review.Layout, error)
	Events(context.Context, review.Stream) ([]review.Event, error)
	DefinitionFile(ctx context.Context, hash string) (review.DefinitionFile, error)
}

// VerifyDecisions decides every command in the log again, on what was recorded before
// it, under the definition that it names, read from its file, and by the rights that
// people had then. It reports what nobody could have recorded with this program. It
// opens no text: only whether there is one counts. The rows that commands work with are
// not read at all.
//
// What every edition of the program asked is asked of the whole log: who typed, what a
// definition says, what only an administrator or two people may do. All else is decided
// again by the edition of the rules that decided it: see rulesEdition. Progress, which may be
// nil, hears how many events are done.
func (e *Engine) VerifyDecisions(ctx context.Context, log Log, progress func(done, total int64)) ([]review.Untrusted, error) {
	layout, err := log.Layout(ctx)
	if err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	r := &replay{log: log, Layout: layout, progress: progress, plain: map[review.Stream]*history{}, handles: map[string]review.Stream{}}
	if err := r.readPlain(ctx); err != nil {
		return nil, err
	}
	// Reviews come first: the board's own decisions look at them.
	err = r.each(ctx, func(s review.Stream) bool { return r.plain[s] == nil })
	if err == nil {
		slices.SortFunc(r.reviews, func(a, b *course) int { return int(a.opened - b.opened) })
		err = r.each(ctx, func(s review.Stream) bool { return r.plain[s] != nil })
	}
	progress(r.End, r.End)
	slices.SortFunc(r.found, func(a, b review.Untrusted) int { return int(a.Global - b.Global) })
	return r.found, err
}

// replay is what the decisions of a whole log are held against. Streams are replayed
// several at a time; what they share nobody changes meanwhile, but for what mu guards.
type replay struct {
	log Log
	review.Layout
	plain   map[review.Stream]*history // the board, the register and the definitions
	handles map[string]review.Stream   // of the register
	people  []string                   // handles, in the order of the log
	marks   []mark                     // of all their events, in the order of the log

	mu       sync.Mutex
	reviews  []*course
	found    []review.Untrusted
	done     int64
	progress func(done, total int64)

	naming sync.Mutex
	named  map[string]opening // reviews, by reference; nil: not read yet
}

// history is a stream with every state that it had.
type history struct {
	events []review.Event
	states []review.State // after each event
}

// mark is where an event stands, when it was recorded, and the newest edition of the
// rules, of those that this program knows, that was named by then.
type mark struct {
	global int64
	at     time.Time
	rules  int
}

// course is what other streams ask of a review's: when it was there, and when closed.
type course struct {
	reference, workflow string
	stream              review.Stream
	opened              int64
	turns               []int64 // events with which it closed, opened again, and so on
}

func (c *course) closed(before int64) bool {
	n := 0
	for _, turn := range c.turns {
		if turn < before {
			n++
		}
	}
	return n%2 == 1
}

// emptyState returns the state of a stream before its first event; nil for a stream that is not
// known.
func emptyState(stream review.Stream) review.State {
	switch noun, id, _ := strings.Cut(string(stream), "/"); noun {
	case "board":
		return &review.Board{}
	case "review":
		return &review.Review{ID: id}
	case "person":
		return &review.Person{ID: id}
	case "definition":
		return &review.Adoption{Workflow: id}
	}
	return nil
}

// events returns a stream as far as the replay goes.
func (r *replay) events(ctx context.Context, stream review.Stream, before int64) ([]review.Event, error) {
	events, err := r.log.Events(ctx, stream)
	end := slices.IndexFunc(events, func(ev review.Event) bool { return ev.Global > r.End || ev.Global >= before })
	if end >= 0 {
		events = events[:end]
	}
	return events, err
}

// readPlain reads the streams that decisions about all reviews rest on.
func (r *replay) readPlain(ctx context.Context) error {
	for _, stream := range r.Streams {
		if _, ok := emptyState(stream).(*review.Review); ok {
			continue
		}
		events, err := r.events(ctx, stream, r.End+1)
		if err != nil {
			return err
		}
		h := &history{events: events}
		state := emptyState(stream)
		for _, ev := range events {
			if state, err = review.Apply(state, ev); err != nil {
				return fmt.Errorf("fold %s: %w", stream, err)
			}
			h.states = append(h.states, state)
			r.marks = append(r.marks, mark{ev.Global, ev.RecordedAt, ev.Rules})
		}
		r.plain[stream] = h
		if p, ok := state.(*review.Person); ok {
			r.handles[p.Handle], r.people = stream, append(r.people, p.Handle)
		}
	}
	slices.SortFunc(r.marks, func(a, b mark) int { return int(a.global - b.global) })
	r.carryEditions()
	return nil
}

// carryEditions has every mark name the newest edition so far. One that this program does
// not know is doubted where it stands, and holds nothing that came later to anything.
func (r *replay) carryEditions() {
	newest := 0
	for i := range r.marks {
		if r.marks[i].rules <= rulesEdition {
			newest = max(newest, r.marks[i].rules)
		}
		r.marks[i].rules = newest
	}
}

// each replays the streams that are wanted, on every core.
func (r *replay) each(ctx context.Context, wanted func(review.Stream) bool) error {
	todo := make(chan review.Stream)
	failed := make(chan error, runtime.GOMAXPROCS(0))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range cap(failed) {
		go func() {
			w := r.worker()
			var err error
			for stream := range todo {
				if err == nil {
					err = w.stream(ctx, stream)
				}
				if err != nil {
					stop()
				}
			}
			failed <- err
		}()
	}
	for _, stream := range r.Streams {
		if wanted(stream) {
			todo <- stream
		}
	}
	close(todo)
	var err error
	for range cap(failed) {
		err = errors.Join(err, <-failed)
	}
	return err
}

// take takes in what was found in one stream.
func (r *replay) take(c *course, events int, found []review.Untrusted) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c != nil {
		r.reviews = append(r.reviews, c)
	}
	r.found = append(r.found, found...)
	before := r.done / 1000
	r.done += int64(events)
	if r.done/1000 > before && r.done < r.End {
		r.progress(r.done, r.End)
	}
}
