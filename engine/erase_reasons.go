package engine

import (
	"context"
	"slices"

	"scr/review"
)

// Why somebody read what their part shows only for a reason lies on their own stream, in
// the register, and may tell of whom they read about. It is erased by itself, under the
// holds on the review that they read in.

// mayNameReasons refuses whoever may not hear that somebody read something for a reason.
func (e *Engine) mayNameReasons(ctx context.Context, er review.Erasure, board *review.Board, meta resolved) error {
	if er.Scope.Kind != review.EraseReasons {
		return nil
	}
	me, err := e.Store.Person(ctx, meta.User)
	if err == nil && !erases(me, board, meta.today) && me.Handle != er.Scope.Of {
		err = review.Errorf(review.Forbidden, "why %s read something is not for you, nor that they did", er.Scope.Of).
			WithHint("they propose it themselves, an administrator does, or who holds the office of %s", oneOf(erasingOffices()))
	}
	return err
}

// reasonsAt returns those of some places where a reason for reading lies.
func reasonsAt(written []review.Written, places []review.TextPlace) []review.Written {
	reason := (*review.AccessExplained)(nil).Kind()
	return slices.DeleteFunc(written, func(w review.Written) bool { return w.Kind != reason || !slices.Contains(places, w.TextPlace) })
}

// reasonParts finds what is erased of somebody's reasons for reading.
func (e *Engine) reasonParts(ctx context.Context, er review.Erasure, user string) ([]part, error) {
	p, err := e.Store.Person(ctx, er.Scope.Of)
	if err != nil {
		return nil, err
	}
	entry, err := e.partOf(ctx, p, er, false)
	if err != nil {
		return nil, err
	}
	if err := allReasons(er, entry.take); err != nil {
		return nil, err
	}
	about, err := e.reviewsOf(ctx, er)
	for _, r := range about {
		err = first(err, e.noHold(ctx, r, user))
	}
	return []part{entry}, err
}

// allReasons refuses a proposal that names a place where no reason for reading lies.
func allReasons(er review.Erasure, take []review.Written) error {
	if er.ID != "" {
		return nil
	}
	err := allThere(take, er.Scope.Texts)
	if review.CodeOf(err) == review.NotFound {
		at := er.Scope.Texts[slices.IndexFunc(er.Scope.Texts, func(at review.TextPlace) bool { return allThere(take, []review.TextPlace{at}) != nil })]
		return review.Errorf(review.NotFound, "%s gave no reason for reading at %s, or it is erased", er.Scope.Of, at).
			WithHint("\"scr audit log\" lists each as access.explained/1 recorded by %s: number 2 of theirs is --text 2/why", er.Scope.Of)
	}
	return err
}

// reviewsOf returns the reviews that an erasure is about: its own, or those in which
// somebody read for the reasons that are to go.
func (e *Engine) reviewsOf(ctx context.Context, er review.Erasure) ([]*review.Review, error) {
	references := []string{er.Scope.Review}
	if er.Scope.Kind == review.EraseReasons {
		events, err := e.Store.Events(ctx, er.Scope.Stream)
		if err != nil {
			return nil, err
		}
		references = readIn(events, er.Scope.Texts)
	}
	var list []*review.Review
	for _, reference := range references {
		if reference == "" { // the register
			continue
		}
		r, err := e.Store.Review(ctx, reference)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}

// readIn returns the references of the reviews in which somebody read for some reasons.
func readIn(events []review.Event, reasons []review.TextPlace) []string {
	var list []string
	for _, at := range reasons {
		if at.Seq > int64(len(events)) {
			continue
		}
		b, ok := events[at.Seq-1].Body.(*review.AccessExplained)
		if ok && !slices.Contains(list, b.Review) {
			list = append(list, b.Review)
		}
	}
	return list
}

// aReview names a review to somebody who hears of an erasure. In which one somebody read for
// a reason stands in the access log, and is not told here.
func aReview(er review.Erasure, r *review.Review) string {
	if er.Scope.Review == "" {
		return "a review that it is about"
	}
	return "review " + r.Reference
}
