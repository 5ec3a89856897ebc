package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scr/review"
)

// replayer replays one stream after another, on definitions of its own.
type replayer struct {
	*replay
	engine *Engine
	past   *past

	events []review.Event // of the stream
	found  []review.Untrusted
}

func (r *replay) worker() *replayer {
	p := &past{replay: r}
	return &replayer{replay: r, past: p, engine: &Engine{Store: p}}
}

// stream replays one stream, command by command.
func (w *replayer) stream(ctx context.Context, stream review.Stream) (err error) {
	if h := w.plain[stream]; h != nil {
		w.events = h.events
	} else if w.events, err = w.replay.events(ctx, stream, w.End+1); err != nil {
		return err
	}
	w.found = nil
	c := &course{stream: stream}
	state := emptyState(stream)
	for first := 0; first < len(w.events); {
		end := w.commandEnd(first)
		if err := w.command(ctx, state, first, end); err != nil {
			return err
		}
		if state, err = w.after(state, first, end); err != nil {
			return err
		}
		c.take(state, w.events[end-1])
		first = end
	}
	if c.opened == 0 {
		c = nil
	}
	w.take(c, len(w.events), w.found)
	return nil
}

// commandEnd returns where the events of a command end.
func (w *replayer) commandEnd(first int) int {
	end := first + 1
	for end < len(w.events) && w.events[end].Command == w.events[first].Command {
		end++
	}
	return end
}

// after returns the state after some events of the stream. A correction needs the whole log for that.
func (w *replayer) after(state review.State, first, end int) (review.State, error) {
	var err error
	if review.Corrects(w.events[first:end]) {
		state, err = review.Fold(emptyState(state.StreamName()), w.events[:end])
	} else {
		state, err = review.Apply(state, w.events[first:end]...)
	}
	if err != nil {
		return nil, fmt.Errorf("fold %s: %w", w.events[first].Stream, err)
	}
	return state, nil
}

// take notes what other streams ask of a review.
func (c *course) take(state review.State, last review.Event) {
	r, ok := state.(*review.Review)
	if !ok {
		return
	}
	if c.opened == 0 {
		c.reference, c.workflow, c.opened = r.Reference, r.Pin.Workflow, last.Global
	}
	if r.Closed() != (len(c.turns)%2 == 1) {
		c.turns = append(c.turns, last.Global)
	}
}

// command replays one command. It may have been decided on the board and the register
// as they stood a moment before it was recorded, and its time may have been put off: it
// is in doubt only when it is so at every moment that it can have been decided at.
func (w *replayer) command(ctx context.Context, state review.State, first, end int) error {
	run := w.events[first:end]
	list, err := w.moments(ctx, run)
	if err != nil {
		return err
	}
	var found []review.Untrusted
	for i, m := range list {
		w.past.moment, w.past.own, w.past.state, w.past.run, w.past.got = m, w.events[:first], state, run, nil
		if h := w.plain[run[0].Stream]; m.back && h != nil {
			w.past.own, w.past.state = h.events[:h.upto(m.before)], h.before(m.before)
		}
		doubts, err := w.doubts(ctx, first, end)
		if err != nil || len(doubts) == 0 {
			return err
		}
		if i == 0 {
			found = doubts
		}
	}
	w.found = append(w.found, found...)
	return nil
}

// doubts says what is wrong with a command, if it was decided at that moment.
func (w *replayer) doubts(ctx context.Context, first, end int) ([]review.Untrusted, error) {
	run := w.events[first:end]
	if w.byProgram(run) {
		return nil, nil
	}
	doubts := w.unentitled(run)
	moves, err := w.unmade(ctx, first, end)
	doubts = append(doubts, moves...)
	switch edition := w.edition(run[0]); {
	case edition > rulesEdition:
		doubts = append(doubts, ofNewerRules(run[0]))
	case err == nil && len(doubts) == 0 && edition > 0:
		w.engine.rules = edition
		doubts, err = w.again(ctx, run)
	}
	return append(w.stranger(run), doubts...), err
}

// ofNewerRules says that a command cannot be decided again here. To pass over it would let
// whoever writes to the log excuse what they wrote by a number.
func ofNewerRules(ev review.Event) review.Untrusted {
	return doubt(ev, "%s, decided by a newer edition of the rules (%d) than this program knows (%d): decide again with the newer program",
		done(ev), ev.Rules, rulesEdition)
}

// edition returns the edition of the rules that decided a command: the newest that the
// board's log has named by then, so that an older program, or one that says it is older,
// is held to what the newer asked.
func (w *replayer) edition(ev review.Event) int {
	i, _ := slices.BinarySearchFunc(w.marks, ev.Global, func(m mark, global int64) int { return int(m.global - global) })
	if i == 0 {
		return ev.Rules
	}
	return max(ev.Rules, w.marks[i-1].rules)
}

// doubt is a place in the log that is not what it should be.
func doubt(ev review.Event, format string, args ...any) review.Untrusted {
	return review.Untrusted{Stream: ev.Stream, Seq: ev.Seq, Global: ev.Global, Says: fmt.Sprintf(format, args...)}
}

// again decides a command once more, and compares what comes of it.
func (w *replayer) again(ctx context.Context, run []review.Event) ([]review.Untrusted, error) {
	w.engine.Now = func() time.Time { return w.past.at }
	w.engine.NewID = func() string { _, id, _ := strings.Cut(string(run[0].Stream), "/"); return id }
	reissued, err := w.reissue(ctx, run)
	switch {
	case !reissued && err == nil:
		return nil, nil
	case errors.Is(err, errDecided):
		return w.differences(ctx, run), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case review.CodeOf(err) == review.Failed && err != nil:
		return nil, err
	case err == nil:
		return []review.Untrusted{doubt(leading(run), "%s, and nothing was to be recorded", done(leading(run)))}, nil
	}
	return []review.Untrusted{doubt(leading(run), "%s", refusedThen(leading(run), err))}, nil
}
