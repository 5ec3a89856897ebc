package simulation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
)

// worldSize is how many commands one board gets before the next begins: what a long
// log makes dearer is other tests' business.
const worldSize = 2000

// Options say what a run is to do.
type Options struct {
	Seed     uint64
	Commands int // how many writing commands are tried, refused ones included
	Workers  int // boards at a time; 0: one
	Dir      string
	Progress func(Report) // told after every board; may be nil

	planted *planted // a fault that the run must find; nil: none
}

// Report says what a run did.
type Report struct {
	Worlds, Commands, Accepted, Refused int
	Repeated                            int   // answered with the first receipt
	Stale                               int   // refused, because the review had moved on from what was seen
	CutIn                               int   // somebody else wrote between a decision and its append
	Events                              int64 // in all logs

	Crashes, Failures, Restarts, Readings int
	Unknown                               int // crashes and failures after which the command was found recorded
	Rebuilt, Copied, Rotated, FullChecks  int
	Definitions, Unsound                  int // made up: sound ones, and those that were refused

	Kinds  map[string]int // commands that went through, by kind
	Digest string         // of everything that was done and answered, of a run on one board
}

// add counts what another run did.
func (r *Report) add(o Report) {
	for _, pair := range [][2]*int{{&r.Worlds, &o.Worlds}, {&r.Commands, &o.Commands}, {&r.Accepted, &o.Accepted}, {&r.Refused, &o.Refused},
		{&r.Repeated, &o.Repeated}, {&r.Stale, &o.Stale}, {&r.Crashes, &o.Crashes}, {&r.Failures, &o.Failures}, {&r.Restarts, &o.Restarts},
		{&r.Readings, &o.Readings}, {&r.Rebuilt, &o.Rebuilt}, {&r.Copied, &o.Copied}, {&r.Rotated, &o.Rotated}, {&r.FullChecks, &o.FullChecks},
		{&r.Definitions, &o.Definitions}, {&r.Unsound, &o.Unsound}, {&r.Unknown, &o.Unknown}, {&r.CutIn, &o.CutIn}} {
		*pair[0] += *pair[1]
	}
	r.Events += o.Events
	if r.Kinds == nil {
		r.Kinds = map[string]int{}
	}
	for kind, n := range o.Kinds {
		r.Kinds[kind] += n
	}
	r.Digest = o.Digest
}

// Broken is a promise that was not kept.
type Broken struct {
	Seed     uint64
	Commands int      // so many commands of that seed find it again
	Says     string   // what is wrong
	Trace    []string // the last commands on the review that it was found on
}

// Error says what is wrong, how it is found again, and what led to it.
func (b *Broken) Error() string {
	return fmt.Sprintf("SEED=%d COMMANDS=%d\n%s\n  %s", b.Seed, b.Commands, b.Says, strings.Join(b.Trace, "\n  "))
}

// Run makes boards and carries out commands on them, until there were enough or a
// promise is broken: then the error is a [Broken]. Board n has the seed Seed+n, so
// that a failure is found again on one board.
func Run(ctx context.Context, o Options) (Report, error) {
	r := runner{o: o, left: o.Commands}
	var wait sync.WaitGroup
	for range max(1, o.Workers) {
		wait.Go(func() { r.work(ctx) })
	}
	wait.Wait()
	return r.report, r.err
}

// runner hands boards out to workers.
type runner struct {
	o Options

	mu     sync.Mutex
	left   int // commands
	begun  uint64
	report Report
	err    error
}

// next returns a board's seed, and how many commands it gets; none when all is done.
func (r *runner) next(ctx context.Context) (seed uint64, commands int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = ctx.Err()
	}
	if r.err != nil {
		return 0, 0
	}
	seed, commands = r.o.Seed+r.begun, min(worldSize, r.left)
	r.begun++
	r.left -= commands
	return seed, commands
}

func (r *runner) work(ctx context.Context) {
	for {
		seed, commands := r.next(ctx)
		if commands == 0 {
			return
		}
		report, err := runWorld(ctx, r.o, seed, commands)
		r.mu.Lock()
		r.report.add(report)
		if r.err == nil {
			r.err = err
		}
		if r.o.Progress != nil {
			r.o.Progress(r.report)
		}
		r.mu.Unlock()
	}
}

// runWorld carries out commands on one board, in a folder that is removed again.
func runWorld(ctx context.Context, o Options, seed uint64, commands int) (report Report, err error) {
	dir, err := os.MkdirTemp(o.Dir, "simulated-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(dir)
	w := &world{chance: newChance(seed), ctx: ctx, seed: seed, dir: dir, planted: o.planted}
	defer func() {
		report = w.told()
		if r := recover(); r != nil {
			err = w.broken(r)
		}
		w.closeAll()
	}()
	w.begin()
	for w.report.Commands < commands {
		w.step()
	}
	w.checkAll()
	w.decidedAgain()
	return w.told(), nil
}

// promise is what a check panics with when a promise is broken.
type promise string

// broken makes of a panic what is told of it.
func (w *world) broken(r any) *Broken {
	says, ok := r.(promise)
	if !ok {
		says = promise(fmt.Sprintf("the program panicked: %v\n%s", r, debug.Stack()))
	}
	return &Broken{Seed: w.seed, Commands: w.report.Commands, Says: string(says), Trace: w.traceOf()}
}

// fail ends the run: something is not as it must be.
func (w *world) fail(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	for _, arg := range args {
		if err, ok := arg.(error); ok && errors.Unwrap(err) != nil {
			said += fmt.Sprintf(" (because: %v)", errors.Unwrap(err))
		}
	}
	panic(promise(said))
}

// must ends the run on an error that nothing explains.
func (w *world) must(what string, err error) {
	if err != nil {
		w.fail("%s: %v", what, err)
	}
}
