package store

import (
	"bytes"
	"slices"
	"sync"

	"scr/review"
)

// keptAtMost bounds what is kept decoded of each kind.
const keptAtMost = 256

// decoded keeps what rows were decoded to, in a process that carries out many
// commands. A row is read all the same: what was kept is used only if the row still
// says the same to the letter, so nothing kept can be out of date.
type decoded struct {
	mu      sync.Mutex
	board   keptBoard
	people  map[string]review.Person // by the row's state
	reviews map[string]keptReview    // by what sorts the reference
}

type keptBoard struct {
	state []byte
	board review.Board
}

type keptReview struct {
	state  []byte
	review *review.Review
}

// keepReview keeps the review that an append left behind.
func (d *decoded) keepReview(key string, state []byte, r *review.Review) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.reviews == nil || len(d.reviews) >= keptAtMost {
		d.reviews = map[string]keptReview{}
	}
	d.reviews[key] = keptReview{state, r}
}

// takeReview hands over a kept review, if the row still says the same. It goes to
// one reader only: whoever shows a review loads its texts into it.
func (d *decoded) takeReview(key string, state []byte) *review.Review {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, ok := d.reviews[key]
	delete(d.reviews, key)
	if !ok || !bytes.Equal(kept.state, state) {
		return nil
	}
	return kept.review
}

// person decodes a row of the register, or returns what the same row was decoded to.
func (d *decoded) person(state []byte, what string) (*review.Person, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if p, ok := d.people[string(state)]; ok {
		return &p, nil
	}
	p, err := readState[review.Person](state, what)
	if err != nil {
		return nil, err
	}
	if d.people == nil || len(d.people) >= keptAtMost {
		d.people = map[string]review.Person{}
	}
	d.people[string(state)] = *p
	return p, nil
}

// readBoard decodes the board's row, or returns what the same row was decoded to.
func (d *decoded) readBoard(state []byte) (*review.Board, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !bytes.Equal(d.board.state, state) {
		b, err := readState[review.Board](state, "the board")
		if err != nil {
			return nil, err
		}
		d.board = keptBoard{state, *b}
	}
	b := d.board.board
	b.Users = slices.Clone(b.Users) // logins are loaded into them
	return &b, nil
}
