package simulation

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"scr/internal/keyring"
	"scr/review"
	"scr/store"
)

// leaveOut is a fault by which statements that begin so are not carried out, and are
// reported as done.
func leaveOut(beginning string) func(*world, string, func() (int64, error)) (int64, error) {
	return func(w *world, statement string, run func() (int64, error)) (int64, error) {
		if w.begun() && strings.HasPrefix(strings.Join(strings.Fields(statement), " "), beginning) {
			return 1, nil
		}
		return run()
	}
}

// patch is a fault by which what is appended is another thing than was decided.
func patch(change func(*review.Append)) func(*between, context.Context, review.Append) (review.Receipt, error) {
	return func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
		if b.w.begun() {
			a.Events = slices.Clone(a.Events)
			change(&a)
		}
		return b.DB.Append(ctx, a)
	}
}

// without takes the events out of which drop says so.
func without(drop func(review.Body) bool) func(*review.Append) {
	return func(a *review.Append) {
		kept := slices.DeleteFunc(a.Events, func(ev review.Event) bool { return drop(ev.Body) })
		if len(kept) > 0 {
			a.Events = kept
		}
	}
}

// started are the days that the start of a clock sets: when it is due, and where a window
// begins.
func started(b *review.ClockStarted) []*review.Date { return []*review.Date{&b.Due, &b.From} }

// dayLate is a fault by which the days of a kind of clock are a day late.
func dayLate(kind string) func(*review.Append) {
	return func(a *review.Append) {
		for i, ev := range a.Events {
			b, ok := ev.Body.(*review.ClockStarted)
			if !ok || b.Of != kind {
				continue
			}
			late := *b
			for _, d := range started(&late) {
				if !d.IsZero() {
					next := civil(day(*d) + 1)
					*d = review.NewDate(next.Year(), int(next.Month()), next.Day())
				}
			}
			a.Events[i].Body = &late
		}
	}
}

// once is true of a fault that comes about once in n times.
func once(w *world, n int) bool { return w.begun() && w.one(n) }

// loud are keys that seal nothing.
type loud struct{ store.Keys }

func (k loud) Seal(at keyring.Place, stream, field int64, plain []byte) ([]byte, error) {
	return append([]byte{'!'}, plain...), nil
}

func (k loud) Open(at keyring.Place, sealed []byte) ([]byte, error) {
	if sealed[0] != '!' {
		return k.Keys.Open(at, sealed)
	}
	return sealed[1:], nil
}

func faultsToFind() []planted {
	stale := map[string]review.Standing{}
	return []planted{
		{name: "a value beside an event is not written", statement: leaveOut("INSERT INTO event_fields")},
		{name: "an event is not written", statement: leaveOut("INSERT INTO events")},
		{name: "a command's id is not written", statement: leaveOut("INSERT INTO commands")},
		{name: "a review's row is not written", statement: leaveOut("UPDATE reviews")},
		{name: "a move's row is not written", statement: leaveOut("INSERT INTO review_moves")},
		{name: "where a track stands is not written", statement: leaveOut("INSERT INTO review_tracks")},
		{name: "where a track stood is not taken away", statement: leaveOut("DELETE FROM review_tracks")},
		{name: "who has a part is not written", statement: leaveOut("INSERT INTO review_people")},
		{name: "the tree does not grow", statement: leaveOut("INSERT INTO tree_hashes")},
		{name: "a person's row is not written", statement: leaveOut("UPDATE people")},
		{name: "nothing is undone", statement: leaveOut("ROLLBACK")},
		{name: "a crash loses what is beside the file", lostSuffix: "-wal"},
		{name: "an append is acknowledged and lost", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			if once(b.w, 20) {
				return review.Receipt{Command: a.Command, Stream: a.Before.StreamName(), First: a.Before.At() + 1,
					Last: a.Before.At() + int64(len(a.Events)), Size: b.w.head.Size + int64(len(a.Events)), Events: a.Events}, nil
			}
			return b.DB.Append(ctx, a)
		}},
		{name: "an append is made twice", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if reading, ok := a.Before.(*review.Review); err == nil && ok && reading.Version > 0 && once(b.w, 20) {
				again, gone := b.DB.Review(ctx, reading.Reference)
				if gone == nil {
					a.Before, a.Command = again, b.w.id()
					_, _ = b.DB.Append(ctx, a)
				}
			}
			return r, err
		}},
		{name: "the version is not looked at", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if was, ok := a.Before.(*review.Review); ok && err != nil && review.CodeOf(err) == review.Conflict {
				if a.Before, err = b.DB.Review(ctx, was.Reference); err != nil {
					return r, err
				}
				return b.DB.Append(ctx, a)
			}
			return r, err
		}},
		{name: "a receipt has another root", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if once(b.w, 20) {
				r.Root[0] ^= 1
			}
			return r, err
		}},
		{name: "a receipt has another size", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if once(b.w, 20) {
				r.Size--
			}
			return r, err
		}},
		{name: "what may have happened is called a failure", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if err != nil && review.CodeOf(err) == review.Unknown {
				err = errors.New("it failed")
			}
			return r, err
		}},
		{name: "a disk that fails is not noticed", append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			r, err := b.DB.Append(ctx, a)
			if err != nil && review.CodeOf(err) == review.Failed {
				return review.Receipt{Command: a.Command}, nil
			}
			return r, err
		}},
		{name: "a handle is given out again", append: patch(func(a *review.Append) {
			for i, ev := range a.Events {
				if b, ok := ev.Body.(*review.Added[review.Meeting]); ok {
					a.Events[i].Body = &review.Added[review.Meeting]{Record: review.WithID(b.Record, "meeting-1")}
				}
			}
		})},
		{name: "a hold pauses no clock", append: patch(without(func(b review.Body) bool { _, is := b.(*review.ClockPaused); return is }))},
		{name: "a clock goes on standing still", append: patch(without(func(b review.Body) bool { _, is := b.(*review.ClockResumed); return is }))},
		{name: "a clock is not stopped", append: patch(without(func(b review.Body) bool { _, is := b.(*review.ClockStopped); return is }))},
		{name: "a clock is not counted again", append: patch(without(func(b review.Body) bool { _, is := b.(*review.ClockRecomputed); return is }))},
		{name: "a clock is due a day late", append: patch(dayLate(""))},
		{name: "what counts back is due a day late", append: patch(dayLate(review.CountsBack))},
		{name: "a letter's deadline is a day late", append: patch(dayLate(review.LetterDeadline))},
		{name: "what is kept may go a day late", append: patch(dayLate(review.Keeps))},
		{name: "a window begins a day late", append: patch(dayLate(review.LooksBack))},
		{name: "a letter sets no day", append: patch(without(func(b review.Body) bool {
			c, is := b.(*review.ClockStarted)
			return is && c.Of == review.LetterDeadline
		}))},
		{name: "a form filled again counts nothing again", append: patch(without(func(b review.Body) bool { c, is := b.(*review.ClockRecomputed); return is && c.Cause != 0 }))},
		{name: "a clock counts again from another record", append: patch(func(a *review.Append) {
			for i, ev := range a.Events {
				if b, ok := ev.Body.(*review.ClockRecomputed); ok && b.Cause != 0 {
					again := *b
					again.Start = review.NewDate(2012, 2, 29)
					a.Events[i].Body = &again
				}
			}
		})},
		{name: "what is recorded stops no clock", append: patch(without(func(b review.Body) bool { c, is := b.(*review.ClockStopped); return is && c.Cause != 0 }))},
		{name: "a clock rests though nothing stopped it", append: patch(without(func(b review.Body) bool { c, is := b.(*review.ClockRecomputed); return is && c.Runs }))},
		{name: "an automatic move is not made", append: patch(without(func(b review.Body) bool { m, is := b.(*review.MoveMade); return is && m.Auto }))},
		{name: "a move upon a letter is not made", append: patch(without(func(b review.Body) bool { m, is := b.(*review.MoveMade); return is && m.Upon != "" }))},
		{name: "a linked move is not made", append: patch(without(func(b review.Body) bool { m, is := b.(*review.MoveMade); return is && m.With != "" }))},
		{name: "a move leads elsewhere", append: patch(func(a *review.Append) {
			for i, ev := range a.Events {
				if b, ok := ev.Body.(*review.MoveMade); ok {
					elsewhere := *b
					elsewhere.To = b.From
					a.Events[i].Body = &elsewhere
				}
			}
		})},
		{name: "two texts are swapped", append: patch(func(a *review.Append) {
			for i, ev := range a.Events {
				if b, ok := ev.Body.(*review.Added[review.Finding]); ok {
					f := b.Record
					f.Title, f.InThisCase = f.InThisCase, f.Title
					a.Events[i].Body = &review.Added[review.Finding]{Record: f}
				}
			}
		})},
		{name: "the last who can record anything goes", append: patch(func(a *review.Append) {
			for i, ev := range a.Events {
				if b, ok := ev.Body.(*review.AssignmentEnded); ok {
					a.Events[i].Body = &review.AssignmentEnded{ID: "assignment-1", To: ev.OccurredOn, Why: b.Why}
				}
			}
		})},
		{name: "a kept state is served when it is old", standing: func(b *between, reference string, s review.Standing) review.Standing {
			if old, ok := stale[reference]; ok && old.Review.Pin.Hash == s.Review.Pin.Hash && b.w.one(5) {
				return old
			}
			stale[reference] = s
			return s
		}},
		{name: "a command's id is forgotten", receipt: func(b *between, ctx context.Context, id string) (review.Receipt, string, error) {
			return review.Receipt{}, "", review.Errorf(review.NotFound, "forgotten")
		}, append: func(b *between, ctx context.Context, a review.Append) (review.Receipt, error) {
			a.Command = b.w.id()
			return b.DB.Append(ctx, a)
		}},
		{name: "a history leaves the last event out", events: func(events []review.Event) []review.Event { return events[:max(1, len(events)-1)] }},
		{name: "texts are not sealed", keys: func(k store.Keys) store.Keys { return loud{k} }},
	}
}

// TestPlantedFaultsAreFound runs the simulation on a program that is broken on purpose,
// in one way after another: it must say so, with one of five seeds. What one seed never
// does cannot be noticed.
func TestPlantedFaultsAreFound(t *testing.T) {
	dir := memory(t)
	list := faultsToFind()
	for i := range list {
		t.Run(strings.ReplaceAll(list[i].name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			for seed := fromEnv(t, "SEED", 12); ; seed++ {
				report, err := Run(t.Context(), Options{Seed: seed, Commands: 3 * worldSize, Dir: dir, planted: &list[i]})
				broken, ok := errors.AsType[*Broken](err)
				switch {
				case ok:
					t.Logf("found with seed %d after %d commands: %.160s", seed, report.Commands, strings.Split(broken.Says, "\n")[0])
					return
				case err != nil:
					t.Fatal(err)
				case seed-fromEnv(t, "SEED", 12) == 4:
					t.Fatalf("%d commands went by with each of five seeds, and nobody noticed", report.Commands)
				}
			}
		})
	}
}

// TestASeedRepeats runs one seed twice: what is done and answered is the same, down to
// the last hash of the log.
func TestASeedRepeats(t *testing.T) {
	o := Options{Seed: fromEnv(t, "SEED", 7), Commands: 600, Dir: memory(t)}
	first, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Digest != again.Digest || first.Events != again.Events {
		t.Errorf("the first time %s after %d events, the second %s after %d", first.Digest, first.Events, again.Digest, again.Events)
	}
}
