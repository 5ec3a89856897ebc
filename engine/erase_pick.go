package engine

import (
	"slices"

	"scr/review"
)

// picked is what an erasure takes of one log, and what somebody must read first.
type picked struct {
	take     []review.Written
	worklist []WorkItem
}

// WorkItem is a text that may tell of somebody who is being erased, and of others. It
// is somebody's work to read it, and to rewrite it where it does.
type WorkItem struct {
	Seq      int64       `json:"seq"`      // of the event that holds the wording to read
	Path     string      `json:"path"`     // in that event
	Class    string      `json:"class"`    // of personal values
	Kind     string      `json:"kind"`     // of event
	On       review.Date `json:"on"`       // of the event
	Shown    bool        `json:"shown"`    // the review shows this wording now
	Wordings int         `json:"wordings"` // older ones that are on record, besides this one
}

// pick finds what an erasure takes of a log. Shown is what the review shows now.
func pick(er review.Erasure, log []review.Event, shown map[review.TextPlace]bool) picked {
	written := review.WrittenIn(log)
	switch er.Scope.Kind {
	case review.EraseReview, review.ErasePerson:
		return picked{take: written}
	case review.EraseTexts:
		return picked{take: withOlder(written, er.Scope.Texts)}
	case review.EraseReasons:
		return picked{take: reasonsAt(written, er.Scope.Texts)}
	}
	return pickOne(er, written, shown)
}

// withOlder returns the texts at some places, with their older wordings. A newer one
// stays: it is what somebody wrote instead.
func withOlder(written []review.Written, places []review.TextPlace) []review.Written {
	newest := map[string]int64{}
	for _, w := range written {
		if slices.Contains(places, w.TextPlace) {
			newest[w.Of] = max(newest[w.Of], w.Seq)
		}
	}
	var take []review.Written
	for _, w := range written {
		if w.Seq <= newest[w.Of] {
			take = append(take, w)
		}
	}
	return take
}

// pickOne takes what is one subject's or relative's own, and the old wordings of what
// was rewritten. The rest goes on the worklist.
func pickOne(er review.Erasure, written []review.Written, shown map[review.TextPlace]bool) picked {
	read, old := map[review.TextPlace]bool{}, map[review.TextPlace]bool{}
	for _, s := range er.Sorted {
		read[s.Text] = true
		for _, at := range s.Erase {
			old[at] = true
		}
	}
	var p picked
	for _, w := range written {
		if er.Covers(w.Seq) && (w.About == er.Scope.Of || old[w.TextPlace]) {
			p.take = append(p.take, w)
		}
	}
	for _, wordings := range mixed(written, er) {
		item := newest(wordings, shown)
		if !read[item.TextPlace] && !old[item.TextPlace] {
			p.worklist = append(p.worklist, WorkItem{item.Seq, item.Path, string(item.Class), item.Kind, item.On,
				shown[item.TextPlace], len(wordings) - 1})
		}
	}
	return p
}

// mixed returns the texts that may tell of several people, each with all its
// wordings, in the order of their first recording. Who a member of staff is, and who
// somebody else is, does not tell of this one; a text that was first written after the
// erasure was proposed is not of it.
func mixed(written []review.Written, er review.Erasure) [][]review.Written {
	var list [][]review.Written
	place := map[string]int{}
	for _, w := range written {
		if w.About == er.Scope.Of || w.Class == review.Staff || w.Class == review.Identity && w.About != "" {
			continue
		}
		i, known := place[w.Of]
		if !known {
			i = len(list)
			place[w.Of], list = i, append(list, nil)
		}
		list[i] = append(list[i], w)
	}
	return slices.DeleteFunc(list, func(wordings []review.Written) bool { return !er.Covers(wordings[0].Seq) })
}

// newest returns the wording that is shown now; where none is, the one that was
// recorded last.
func newest(wordings []review.Written, shown map[review.TextPlace]bool) review.Written {
	for _, w := range slices.Backward(wordings) {
		if shown[w.TextPlace] {
			return w
		}
	}
	return wordings[len(wordings)-1]
}

// sortedText is what comes of somebody having read a text of the worklist: what is
// shown now stays, and every other wording that the erasure covers goes, unless all are
// to stay.
func sortedText(at review.TextPlace, er review.Erasure, log []review.Event, shown map[review.TextPlace]bool, keep bool) review.SortedText {
	s := review.SortedText{Text: at}
	if keep {
		return s
	}
	for _, wordings := range mixed(review.WrittenIn(log), er) {
		if newest(wordings, shown).TextPlace != at {
			continue
		}
		for _, w := range wordings {
			if !shown[w.TextPlace] && er.Covers(w.Seq) {
				s.Erase = append(s.Erase, w.TextPlace)
			}
		}
	}
	return s
}
