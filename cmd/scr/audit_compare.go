package main

import (
	"cmp"
	"fmt"
	"slices"

	"scr/internal/audit"
	"scr/review"
)

// This file holds files of proof against each other, and against what the checker
// holds: checkpoints of one log and one size must be the same.

// hangTogether finds that every file shares a checkpoint with the others, and that
// no two of them tell different stories.
func (c *checking) hangTogether() error {
	for i := range c.rests {
		for j := range i {
			if err := disagree(c.rests[j], c.rests[i]); err != nil {
				return within(c.names[j]+" and "+c.names[i], err)
			}
		}
	}
	joined := map[int]bool{0: true}
	for grew := true; grew; {
		grew = false
		for i := range c.rests {
			if !joined[i] && c.touches(i, joined) {
				joined[i], grew = true, true
			}
		}
	}
	for i, name := range c.names {
		if !joined[i] {
			return review.Errorf(review.Invalid, "%s: it shares no checkpoint with %s", name, c.names[0]).
				WithHint("check it by itself, or ask the board for the continuation between them")
		}
	}
	return nil
}

// disagree looks for two checkpoints of one size that differ.
func disagree(some, others []audit.Signed) error {
	for _, s := range some {
		for _, o := range others {
			if s.Origin == o.Origin && s.Size == o.Size {
				if err := audit.Compare(s.Checkpoint, o.Checkpoint); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *checking) touches(file int, joined map[int]bool) bool {
	for other := range joined {
		for _, s := range c.rests[file] {
			for _, o := range c.rests[other] {
				if s.Origin == o.Origin && s.Size == o.Size {
					return true
				}
			}
		}
	}
	return false
}

// compareHeld holds the files against a checkpoint that the checker holds.
func (c *checking) compareHeld(name string) error {
	data, err := readOffline(name)
	if err != nil {
		return err
	}
	held, err := audit.OpenCheckpoint(data, c.keys...)
	if err != nil {
		return err
	}
	for _, s := range c.checkpoints() {
		if s.Origin == held.Origin && s.Size == held.Size {
			if err := audit.Compare(held.Checkpoint, s.Checkpoint); err != nil {
				return err
			}
			c.found.Agrees = append(c.found.Agrees, fmt.Sprintf("%s: the checkpoint that you hold, of %d entries, is the same", name, held.Size))
			return nil
		}
	}
	return audit.Compare(held.Checkpoint, c.newest().Checkpoint) // of another log or size: it says which
}

// compareReceipt holds the files against words on paper.
func (c *checking) compareReceipt(text string) error {
	size, words, err := audit.ParseReceipt(text)
	if err != nil {
		return err
	}
	for _, s := range c.checkpoints() {
		if s.Size != size {
			continue
		}
		if audit.Words(s.Head) != words {
			return review.Errorf(review.Invalid, "the log was rewritten, or the receipt was copied wrongly: of its first %d entries the words are %q",
				size, audit.Words(s.Head)).WithHint("look at the words again; if they are as you hold them, keep the files as they are")
		}
		c.found.Agrees = append(c.found.Agrees, fmt.Sprintf("the words of the receipt #%d are those of the log", size))
		return nil
	}
	return review.Errorf(review.Invalid, "no checkpoint in the files covers exactly the %d entries of your receipt", size).
		WithHint("ask the board for a continuation that begins at #%d", size)
}

// checkpoints are those that the files rest on, each once, the smallest first.
func (c *checking) checkpoints() []audit.Signed {
	var all []audit.Signed
	seen := map[string]bool{}
	for _, rests := range c.rests {
		for _, s := range rests {
			if !seen[string(s.Note)] {
				seen[string(s.Note)] = true
				all = append(all, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b audit.Signed) int { return cmp.Compare(a.Size, b.Size) })
	return all
}

func (c *checking) newest() audit.Signed {
	all := c.checkpoints()
	return all[len(all)-1]
}
