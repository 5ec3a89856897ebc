package simulation

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"

	"scr/engine"
	"scr/review"
	"scr/store"
)

var _ engine.Store = (*between)(nil)

func newDigest() hash.Hash { return sha256.New() }

// between stands between an engine and its store. Before an append somebody else may
// come in between; a planted fault may falsify what goes through.
type between struct {
	*store.DB
	w      *world
	before func() // somebody else, once
}

// Append appends, after whoever came in between.
func (b *between) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	if other := b.before; other != nil {
		b.before = nil
		other()
	}
	if p := b.w.planted; p != nil && p.append != nil {
		return p.append(b, ctx, a)
	}
	return b.DB.Append(ctx, a)
}

// Standing reads a review as it stands.
func (b *between) Standing(ctx context.Context, reference string, also ...string) (review.Standing, error) {
	s, err := b.DB.Standing(ctx, reference, also...)
	if p := b.w.planted; err == nil && p != nil && p.standing != nil {
		return p.standing(b, reference, s), nil
	}
	return s, err
}

// Receipt finds a command that was carried out.
func (b *between) Receipt(ctx context.Context, command string) (review.Receipt, string, error) {
	if p := b.w.planted; p != nil && p.receipt != nil {
		return p.receipt(b, ctx, command)
	}
	return b.DB.Receipt(ctx, command)
}

// Events reads a stream of the log.
func (b *between) Events(ctx context.Context, stream review.Stream) ([]review.Event, error) {
	events, err := b.DB.Events(ctx, stream)
	if p := b.w.planted; err == nil && p != nil && p.events != nil {
		return p.events(events), nil
	}
	return events, err
}

// The ways in which a statement can go wrong.
const (
	crashBefore = iota // the program is stopped before the statement
	crashAfter         // and after it
	failBefore         // the disk reports an error, and the statement was not carried out
	failAfter          // or it was
	failOn             // from then on the disk reports nothing but errors
	faults
)

// plan is a fault to come: at the n-th statement, or at the commit.
type plan struct {
	kind, at int
	commit   bool
	count    int
	fired    bool
	dead     bool // nothing is carried out any more
}

// errStopped is what nobody hears: the program is not there any more.
var errStopped = errors.New("the program was stopped")

// errDisk is what the system says of a disk that fails.
var errDisk = errors.New("input/output error")

// seam carries a statement out, or what is planned for it.
func (wr *writer) seam(statement string, run func() (int64, error)) (int64, error) {
	if p := wr.w.planted; p != nil && p.statement != nil {
		real := run
		run = func() (int64, error) { return p.statement(wr.w, statement, real) }
	}
	p := wr.plan
	if p == nil {
		return run()
	}
	return p.answer(wr.w, statement, run)
}

func (p *plan) answer(w *world, statement string, run func() (int64, error)) (int64, error) {
	p.count++
	switch {
	case p.dead:
		return 0, errDisk
	case p.fired || p.count != p.at && !(p.commit && statement == "COMMIT"):
		return run()
	}
	p.fired = true
	if p.kind == crashAfter || p.kind == failAfter {
		if n, err := run(); err != nil {
			return n, err
		}
	}
	switch p.kind {
	case crashBefore, crashAfter:
		w.image()
		p.dead = true
		return 0, errStopped
	case failOn:
		p.dead = true
	}
	return 0, errDisk
}

func (p *plan) crashes() bool { return p.kind == crashBefore || p.kind == crashAfter }

// planFault plans a fault for the next command.
func (w *world) planFault() *plan {
	return &plan{kind: w.IntN(faults), at: w.between(1, 30), commit: w.one(3)}
}
