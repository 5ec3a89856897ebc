package store

import (
	"slices"
	"sync"

	"scr/review"
)

// keptAtMost bounds what is kept decoded of each kind.
const keptAtMost = 256

// decoded keeps what rows were decoded to, in a process that carries out many
// commands. Every row is folded from the log, and the log only grows: while it
// ends where it ended, nothing kept can be out of date. The first append of
// another process makes all of it forgotten.
type decoded struct {
	mu      sync.Mutex
	end     int64 // the log's last event when all of this was so
	board   *review.Board
	people  map[string]review.Person  // by handle
	reviews map[string]*review.Review // by what sorts the reference
}

// at forgets everything unless the log still ends at that event.
func (d *decoded) at(end int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moveTo(end)
}

func (d *decoded) moveTo(end int64) {
	if d.end != end || d.people == nil {
		d.end, d.board, d.people, d.reviews = end, nil, map[string]review.Person{}, map[string]*review.Review{}
	}
}

// endsAt returns where the log ended when it was last looked at, 0 for unknown.
func (d *decoded) endsAt() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.end
}

// appended notes an append of this process: the rows of every other stream stand
// as they were, if nobody else wrote before it.
func (d *decoded) appended(receipt review.Receipt, after review.State) {
	first, last := receipt.Events[0].Global, receipt.Events[len(receipt.Events)-1].Global
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moveTo(first - 1)
	d.end = last
	switch after := after.(type) {
	case *review.Review:
		keep(d.reviews, sortKey(after.Reference), after)
	case *review.Person:
		delete(d.people, after.Handle)
	case *review.Board:
		d.board = nil
	}
}

// keep adds to a map, which begins anew when it is full.
func keep[V any](kept map[string]V, key string, value V) {
	if len(kept) >= keptAtMost {
		clear(kept)
	}
	kept[key] = value
}

// takeReview hands over a kept review, or nil. It goes to one reader only: whoever
// shows a review loads its texts into it.
func (d *decoded) takeReview(key string, end int64) *review.Review {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end {
		return nil
	}
	kept := d.reviews[key]
	delete(d.reviews, key)
	return kept
}

// readBoard returns the kept board, or nil. It may be changed by who gets it:
// logins are loaded into it.
func (d *decoded) readBoard(end int64) *review.Board {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end || d.board == nil {
		return nil
	}
	return ownBoard(d.board)
}

// keepBoard keeps the board as it was read when the log ended there.
func (d *decoded) keepBoard(b *review.Board, end int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end == end {
		d.board = ownBoard(b)
	}
}

func ownBoard(b *review.Board) *review.Board {
	own := *b
	own.Users = slices.Clone(b.Users)
	return &own
}

// readPeople returns the kept people among those named, and the handles of the
// others.
func (d *decoded) readPeople(handles []string, end int64) (people []review.Person, others []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end {
		return nil, handles
	}
	for _, h := range handles {
		if p, ok := d.people[h]; ok {
			people = append(people, p)
		} else {
			others = append(others, h)
		}
	}
	return people, others
}

// keepPeople keeps people as they were read when the log ended there.
func (d *decoded) keepPeople(people []review.Person, end int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end {
		return
	}
	for _, p := range people {
		keep(d.people, p.Handle, p)
	}
}
