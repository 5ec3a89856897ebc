package engine

import (
	"context"
	"slices"

	"scr/review"
)

// onlooker is whoever looks at an erasure. What they hear of its review is what their part
// in it shows them. Who approves erasures and has no part hears what they are to approve:
// of which review, whose, why, and the wordings that were sorted to go. Who does neither
// hears how far it has come, and how many texts there are. An erasure of why somebody read
// is told to nobody but whom [Engine.mayWatch] lets look at it.
type onlooker struct {
	register bool           // the erasure is of the register, and they may hear of it
	decides  bool           // on erasures
	seen     *sight         // of its review; nil: they have no part in it
	log      []review.Event // of its review, where they see some of it
}

// onlooker says what somebody may hear of an erasure.
func (e *Engine) onlooker(ctx context.Context, er review.Erasure, board *review.Board, user string) (onlooker, error) {
	me, err := e.Store.Person(ctx, user)
	if err != nil {
		return onlooker{}, err
	}
	o := onlooker{decides: erases(me, board, today(e.Now()))}
	if er.Scope.Review == "" {
		o.register = er.Scope.Kind != review.EraseReasons || hearsOfReasons(er, me, board, today(e.Now()))
		return o, nil
	}
	if o.seen, err = e.sightInto(ctx, er.Scope.Review, user); err == nil && o.seen != nil {
		o.log, err = e.Store.Events(ctx, er.Scope.Stream)
	}
	return o, err
}

// knows reports whether the onlooker may hear which review the erasure is of, and why.
func (o onlooker) knows() bool { return o.register || o.decides || o.seen != nil }

// sees reports whether the onlooker may know of the event that a text stands in.
func (o onlooker) sees(at review.TextPlace) bool {
	return o.register || o.seen != nil && !o.seen.hiddenEvent(at.Seq, o.log)
}

// told returns of an erasure what the onlooker may hear.
func (o onlooker) told(er review.Erasure) review.Erasure {
	if er.Texts == 0 {
		er.BackupsUntil = review.Date{} // it destroyed no key of a text: there is none to wait for
	}
	if o.register {
		return er
	}
	if o.seen == nil {
		er.Upto = 0 // how many events the review has
	}
	if !o.knows() {
		er.Scope, er.Sorted = review.ErasureScope{Kind: er.Scope.Kind}, nil
		return er
	}
	er.Sorted = o.sorted(er.Sorted)
	if !o.decides {
		er.Scope.Texts = o.seenOf(er.Scope.Texts)
		if o.seen.hides(er.Scope.Kind, er.Scope.Of) {
			er.Scope.Of = ""
		}
	}
	return er
}

// sorted returns what the onlooker may hear of the texts that were read: whoever approves
// hears of all that is to go because of it.
func (o onlooker) sorted(all []review.SortedText) []review.SortedText {
	var list []review.SortedText
	for _, text := range all {
		if o.decides && len(text.Erase) > 0 {
			list = append(list, text)
		} else if o.sees(text.Text) {
			list = append(list, review.SortedText{Text: text.Text, Erase: o.seenOf(text.Erase)})
		}
	}
	return list
}

func (o onlooker) seenOf(places []review.TextPlace) []review.TextPlace {
	return slices.DeleteFunc(slices.Clone(places), func(at review.TextPlace) bool { return !o.sees(at) })
}

// worklist returns the items whose places the onlooker may know of.
func (o onlooker) worklist(all []WorkItem) []WorkItem {
	return slices.DeleteFunc(slices.Clone(all), func(w WorkItem) bool { return !o.sees(review.TextPlace{Seq: w.Seq, Path: w.Path}) })
}
