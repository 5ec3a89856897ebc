package engine

import (
	"context"
	"slices"

	"scr/review"
)

// meetReview looks up the review that a link names, if whoever types has a part in it.
// For anybody else it is not there, whether it is or not.
func (e *Engine) meetReview(ctx context.Context, d *draft, body review.Body) error {
	l := linkIn(body)
	if l == nil || l.Review == "" {
		return nil
	}
	other, err := e.draftOn(ctx, l.Review, d.decision)
	if err != nil && review.CodeOf(err) == review.NotFound {
		return nil
	}
	if err == nil && other.hasPart() {
		d.others = map[string]string{l.Review: other.review.Reference}
	}
	return err
}

// linkIn returns the link that a body adds or amends.
func linkIn(body review.Body) *review.Link {
	switch b := body.(type) {
	case *review.Added[review.Link]:
		return &b.Record
	case *review.Amended[review.Link]:
		return &b.Record
	}
	return nil
}

// spelledLink returns a link with the reference of the other review as that has it: it may
// be typed in small letters, and without leading zeros.
func (d *draft) spelledLink(l review.Link) review.Link {
	if known := d.others[l.Review]; known != "" {
		l.Review = known
	}
	return l
}

func (d *draft) checkLink(l review.Link) error {
	return first(
		word("what this review is to the other", l.Kind, review.LinkKinds()...),
		d.checkOther(l),
		d.saidOnce(l),
		optional[review.Partner](d, "partner", l.Partner))
}

// checkOther refuses a link to no review, to two, and to one in which whoever types has no
// part. What an amendment leaves as it was it may leave.
func (d *draft) checkOther(l review.Link) error {
	switch {
	case l.Review == "" && !l.Elsewhere.Filled():
		return review.Errorf(review.Usage, "the other review is missing").
			WithHint("--review names one of this board; what one elsewhere is called is written to a file, which --elsewhere-file names")
	case l.Review != "" && l.Elsewhere.Filled():
		return review.Errorf(review.Usage, "a link is to a review of this board or to one elsewhere, not to both").
			WithHint("add another link, or clear the one with --clear")
	case l.Review == "":
		return needText("what the other review is called", l.Elsewhere)
	case l.Review == d.review.Reference:
		return review.Errorf(review.Invalid, "review %s is nothing to itself", l.Review).WithHint("name the other review")
	}
	for _, known := range d.others {
		if known == l.Review {
			return nil
		}
	}
	if slices.Contains(d.carried, l.Review) {
		return nil
	}
	return notFound(l.Review)
}

// saidOnce refuses a second link that says the same of the same review of this board, or
// the opposite.
func (d *draft) saidOnce(l review.Link) error {
	for _, other := range d.review.Links {
		if l.Review == "" || other.Review != l.Review || other.ID == l.ID || !knows[review.Link](d, other.ID) {
			continue
		}
		switch {
		case other.Kind == l.Kind:
			return review.Errorf(review.Conflict, "%s says that of review %s already", other.ID, l.Review)
		case d.fifth && other.Opposes(l):
			return review.Errorf(review.Conflict, "%s says the opposite of review %s", other.ID, l.Review).
				WithHint("if that is wrong, amend it, or void it with \"scr correct %s %d --void\"", d.review.Reference, other.Seq)
		}
	}
	return nil
}

// linkTasks says of each link to a review of this board that the other does not say the
// inverse, to whoever sees the links of both.
func (e *Engine) linkTasks(ctx context.Context, r *review.Review, user string, h Horizon) ([]Task, error) {
	var tasks []Task
	for _, l := range r.Links {
		awaited, err := e.awaitsInverse(ctx, r, l, user, h)
		if err != nil {
			return nil, err
		}
		if awaited {
			tasks = append(tasks, Task{Reference: r.Reference, Kind: "link", What: l.ID,
				Says: l.Review + " does not say the inverse: scr link add " + l.Review + " --kind " + l.Inverse() + " --review " + r.Reference})
		}
	}
	return tasks, nil
}

// awaitsInverse reports whether the review that a link names is seen not to say the inverse.
func (e *Engine) awaitsInverse(ctx context.Context, r *review.Review, l review.Link, user string, h Horizon) (bool, error) {
	if l.Review == "" {
		return false, nil
	}
	d, s, err := e.standingOf(ctx, l.Review, user)
	switch {
	case err != nil && review.CodeOf(err) == review.NotFound:
		return false, nil
	case err != nil:
		return false, err
	case !d.hasPart() || !d.before.Declares(user) || s.nothing(Work) || d.before.Erased != "":
		return false, nil
	}
	other, err := e.stoodOn(ctx, d.before, h.On)
	return other != nil && !s.redact(other).Says(l.Inverse(), r.Reference), err
}
