package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

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
	if err == nil && !hearsOfReasons(er, me, board, meta.today) {
		err = review.Errorf(review.Forbidden, "why %s read something, where they did, is not for you", er.Scope.Of).
			WithHint("they propose it themselves, an administrator does, or who holds the office of %s", oneOf(erasingOffices()))
	}
	return err
}

// hearsOfReasons reports whether somebody hears of an erasure of reasons for reading: who
// decides on erasures, who proposed it, and whose reasons they are. Nobody else does.
func hearsOfReasons(er review.Erasure, p *review.Person, board *review.Board, day review.Date) bool {
	return er.Scope.Of == p.Handle || slices.Contains(er.Proposers, p.Handle) || erases(p, board, day)
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
	if err := e.allReasons(ctx, er, entry.take, user); err != nil {
		return nil, err
	}
	about, err := e.reviewsOf(ctx, er)
	for _, r := range about {
		if len(standing(r)) > 0 {
			return nil, review.HeldBack("a hold stands on " + aReview(er, r) + ": nothing is erased meanwhile")
		}
		entry.unheld = append(entry.unheld, r.Reference)
	}
	return []part{entry}, err
}

// allReasons refuses a proposal that names a place where no reason for reading lies.
func (e *Engine) allReasons(ctx context.Context, er review.Erasure, take []review.Written, user string) error {
	if er.ID != "" {
		return nil
	}
	err := allThere(take, er.Scope.Texts)
	if review.CodeOf(err) == review.NotFound {
		at := er.Scope.Texts[slices.IndexFunc(er.Scope.Texts, func(at review.TextPlace) bool { return allThere(take, []review.TextPlace{at}) != nil })]
		return review.Errorf(review.NotFound, "%s gave no reason for reading at %s, or it is erased", er.Scope.Of, at).
			WithHint("%s", e.whereReasonsLie(ctx, er.Scope.Of, user))
	}
	return err
}

// whereReasonsLie says how whoever asks finds the places of somebody's reasons.
func (e *Engine) whereReasonsLie(ctx context.Context, of, user string) string {
	listed := fmt.Sprintf("\"scr audit log\" lists each as access.explained/1 recorded by %s: number 2 of theirs is --text 2/why", of)
	if of == user {
		return fmt.Sprintf("\"scr sar --person %s --out FILE\" writes down each of yours with its place", of)
	}
	if me, err := e.Store.Person(ctx, user); err != nil || !me.Administrator {
		return "an administrator finds the place: " + listed
	}
	return listed
}

// givenWithin is how far apart one command may have recorded the same reason: once for the
// register, and once for each review that it read.
const givenWithin = 10 * time.Minute

// givenBeside tells of the other reasons that somebody gave at about the same time as those
// that are to go, and that nobody proposed yet: they may be the same words.
func (e *Engine) givenBeside(ctx context.Context, er review.Erasure, board *review.Board) ([]string, error) {
	if er.Scope.Kind != review.EraseReasons {
		return nil, nil
	}
	events, err := e.Store.Events(ctx, er.Scope.Stream)
	if err != nil {
		return nil, err
	}
	var besides []string
	for _, w := range review.WrittenIn(events) {
		if w.Kind == (*review.AccessExplained)(nil).Kind() && !proposed(board, er.Scope, w.TextPlace) && nearOne(events, w.Seq, er.Scope.Texts) {
			besides = append(besides, w.TextPlace.String())
		}
	}
	if len(besides) == 0 {
		return nil, nil
	}
	return []string{fmt.Sprintf("%s gave reasons at about the same time at %s, which stay: \"scr sar\" records its reason once for the register and once for each review; propose those too where they say the same",
		er.Scope.Of, english(besides))}, nil
}

// proposed reports whether a text is to go by a proposal, or by one that is open.
func proposed(board *review.Board, s review.ErasureScope, at review.TextPlace) bool {
	return slices.Contains(s.Texts, at) || slices.ContainsFunc(board.Erasures, func(er review.Erasure) bool {
		return er.Open() && er.Scope.Stream == s.Stream && slices.Contains(er.Scope.Texts, at)
	})
}

// nearOne reports whether an event was recorded at about the time of one that holds a text.
func nearOne(events []review.Event, seq int64, texts []review.TextPlace) bool {
	return slices.ContainsFunc(texts, func(at review.TextPlace) bool {
		return events[seq-1].RecordedAt.Sub(events[at.Seq-1].RecordedAt).Abs() <= givenWithin
	})
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
		references = readIn(events, func(seq int64) bool {
			return slices.ContainsFunc(er.Scope.Texts, func(at review.TextPlace) bool { return at.Seq == seq })
		})
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

// readIn returns the references of the reviews in which somebody read for some reasons; an
// empty one is the register.
func readIn(events []review.Event, reason func(seq int64) bool) []string {
	var list []string
	for _, ev := range events {
		b, ok := ev.Body.(*review.AccessExplained)
		if ok && reason(ev.Seq) && !slices.Contains(list, b.Review) {
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
