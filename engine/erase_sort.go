package engine

import (
	"context"
	"slices"

	"scr/review"
)

// SortErasure says that somebody has read texts of an erasure's worklist: as they
// stand now they say nothing of the person. Their older wordings are erased at the
// next run, unless Keep says that those say nothing either.
type SortErasure struct {
	Meta
	Erasure string
	Texts   []review.TextPlace
	Keep    bool
}

func (c SortErasure) plain() (any, error) { return []any{c.Erasure, c.Texts, c.Keep}, nil }

// SortErasure records it. Whoever does this has a part in the review, since they read
// it, and did not propose the erasure: they say what goes besides what was named there.
func (e *Engine) SortErasure(ctx context.Context, cmd SortErasure) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		proposed, _ := board.Erasure(cmd.Erasure)
		if err := first(e.mayPropose(ctx, meta, board), e.mayWatch(ctx, proposed, meta, board)); err != nil {
			return nil, err
		}
		er, err := openErasure(board, cmd.Erasure)
		if err != nil {
			return nil, err
		}
		if err := first(maySort(er, meta), reaches(er), e.unrelatedTo(ctx, er, meta)); err != nil {
			return nil, err
		}
		seen, err := e.sorter(ctx, er, meta.User)
		if err != nil {
			return nil, err
		}
		events, err := e.Store.Events(ctx, er.Scope.Stream)
		if err != nil {
			return nil, err
		}
		sorted, err := sortAll(er, events, review.Shown(seen.now), cmd)
		return &review.ErasureSorted{ID: er.ID, Texts: sorted}, first(err, e.canHaveRead(er, seen, sorted, events))
	})
}

// sorter returns what whoever sorts a worklist may see of its review. Without a part they
// do not hear which it is.
func (e *Engine) sorter(ctx context.Context, er review.Erasure, user string) (*sight, error) {
	seen, err := e.concerned(ctx, er.Scope.Review, user)
	if err != nil && review.CodeOf(err) == review.NotFound {
		err = review.Errorf(review.Forbidden, "you have no part in the review that %s is of, and cannot have read its texts", er.ID).
			WithHint("whoever has a part in it reads them, and marks them")
	}
	return seen, err
}

func maySort(er review.Erasure, meta resolved) error {
	switch {
	case er.Scope.Review == "":
		return review.Errorf(review.Refused, "%s has no worklist", er.ID)
	case slices.Contains(er.Proposers, meta.User) || slices.Contains(er.Proposers, meta.DecidedBy):
		return review.Errorf(review.Forbidden, "%s was proposed by %s: somebody else reads what is to go with it", er.ID, oneOf(er.Proposers)).
			WithHint("somebody else with a part in %s marks what they have read: scr erase done %s PLACE", er.Scope.Review, er.ID)
	}
	return nil
}

// sortAll decides what comes of each text.
func sortAll(er review.Erasure, events []review.Event, shown map[review.TextPlace]bool, cmd SortErasure) ([]review.SortedText, error) {
	waiting := pick(er, events, shown).worklist
	var sorted []review.SortedText
	for _, at := range cmd.Texts {
		if !slices.ContainsFunc(waiting, func(w WorkItem) bool { return w.Seq == at.Seq && w.Path == at.Path }) {
			return nil, notListed(er, at)
		}
		sorted = append(sorted, sortedText(at, er, events, shown, cmd.Keep))
	}
	if len(sorted) == 0 {
		return nil, review.Errorf(review.Usage, "say which texts of the worklist were read")
	}
	return sorted, nil
}

// notListed says that a text is not on a worklist, or not for whoever asks.
func notListed(er review.Erasure, at review.TextPlace) error {
	return review.Errorf(review.NotFound, "%s is not on the worklist of %s", at, er.ID).
		WithHint("it may have been rewritten since; \"scr erase show %s\" lists what is left", er.ID)
}

// canHaveRead refuses whoever says that they have read what is kept from them, or would
// have a wording go that is.
func (e *Engine) canHaveRead(er review.Erasure, s *sight, sorted []review.SortedText, log []review.Event) error {
	if !e.asks(2) {
		return nil
	}
	for _, text := range sorted {
		switch {
		case s.hiddenEvent(text.Text.Seq, log):
			return notListed(er, text.Text)
		case !s.readsAt(text.Text, log):
			return unreadable(er, text.Text, "is kept from you: somebody who sees it reads it, and marks it")
		case slices.ContainsFunc(text.Erase, func(at review.TextPlace) bool { return !s.readsAt(at, log) }):
			return unreadable(er, text.Text, "has an older wording that would go with it, and is kept from you: somebody who sees it marks it")
		}
	}
	return nil
}

func unreadable(er review.Erasure, at review.TextPlace, why string) error {
	return review.Errorf(review.Forbidden, "%s, on the worklist of %s, %s", at, er.ID, why).WithHint(`"scr help access" says who sees what`)
}

// readsAt reports whether the reader may read the text at a place.
func (s *sight) readsAt(at review.TextPlace, log []review.Event) bool {
	if s.hiddenEvent(at.Seq, log) {
		return false
	}
	about, may := s.eventThings(log[at.Seq-1], log), false
	review.EachText(log[at.Seq-1].Body, func(path string, class review.Class, text *review.Text) {
		if _, recorded := text.Ref(); recorded == at.Path {
			may = !slices.ContainsFunc(about, func(t thing) bool { return !s.reads(t, class, path) })
		}
	})
	return may
}
