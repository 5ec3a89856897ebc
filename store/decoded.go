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
// ends with the same event, nothing kept can be out of date. The first append of
// another process makes all of it forgotten.
type decoded struct {
	mu      sync.Mutex
	end     logEnd // when all of this was so
	board   *review.Board
	people  map[string]review.Person  // by handle
	reviews map[string]*review.Review // by what sorts the reference
}

// logEnd is where a log ends. Where two logs grew apart because one was restored
// from a copy, only the command tells their events of the same number apart.
type logEnd struct {
	Global  int64  // of the last event; 0 for none, or unknown
	Command string // that it belongs to
	At      string // when it was recorded
	made    int    // how often the rows were made anew in this process
}

// see forgets everything unless the log still ends there.
func (d *decoded) see(end logEnd) logEnd {
	d.mu.Lock()
	defer d.mu.Unlock()
	end.made = d.end.made
	if d.end != end || d.people == nil {
		d.forget(end)
	}
	return end
}

func (d *decoded) forget(end logEnd) {
	d.end, d.board, d.people, d.reviews = end, nil, map[string]review.Person{}, map[string]*review.Review{}
}

// madeAnew forgets everything, and what somebody is reading meanwhile is not kept.
func (d *decoded) madeAnew() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(logEnd{made: d.end.made + 1})
}

// lastSeen returns where the log ended when it was last looked at.
func (d *decoded) lastSeen() logEnd {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.end
}

// appended notes an append of this process: the rows of every other stream stand
// as they were, if nobody else wrote before it. The state after it must hold no
// value of a text, nor anything that the caller may change.
func (d *decoded) appended(receipt review.Receipt, after review.State) {
	first, last := receipt.Events[0], receipt.Events[len(receipt.Events)-1]
	d.mu.Lock()
	defer d.mu.Unlock()
	end := logEnd{last.Global, last.Command, instant(last.RecordedAt), d.end.made}
	if d.end.Global != first.Global-1 || d.people == nil {
		d.forget(end)
	}
	d.end = end
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

// takeReview hands over the review that an append left behind, or nil. It goes to
// one reader only: whoever shows a review loads its texts into it.
func (d *decoded) takeReview(key string, end logEnd) *review.Review {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end {
		return nil
	}
	kept := d.reviews[key]
	delete(d.reviews, key)
	return kept
}

// readBoard returns the kept board, or nil.
func (d *decoded) readBoard(end logEnd) *review.Board {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end || d.board == nil {
		return nil
	}
	return copyOfBoard(d.board)
}

// keepBoard keeps the board as it was read when the log ended there.
func (d *decoded) keepBoard(b *review.Board, end logEnd) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end == end {
		d.board = copyOfBoard(b)
	}
}

// copyOfBoard shares nothing that is changed after a board was read: logins are
// loaded into its users.
func copyOfBoard(b *review.Board) *review.Board {
	c := *b
	c.Users, c.Offices = slices.Clone(b.Users), slices.Clone(b.Offices)
	return &c
}

// readPeople returns the kept people among those named, and the handles of the
// others. Their lists are shared: nobody changes them, names are loaded into copies.
func (d *decoded) readPeople(handles []string, end logEnd) (people []review.Person, others []string) {
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
func (d *decoded) keepPeople(people []review.Person, end logEnd) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.end != end {
		return
	}
	for _, p := range people {
		keep(d.people, p.Handle, p)
	}
}
