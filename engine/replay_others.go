package engine

import (
	"context"
	"slices"

	"scr/review"
)

// opening is where a review's log lies, and the event that it begins with.
type opening struct {
	stream review.Stream
	global int64
}

// called returns where the review with a reference lies. Which there are is read when a
// review first names another: reviews are replayed several at a time, so that none can
// wait for what another's replay finds.
func (r *replay) called(ctx context.Context, reference string) (opening, error) {
	r.naming.Lock()
	defer r.naming.Unlock()
	if r.named == nil {
		if err := r.readNames(ctx); err != nil {
			return opening{}, err
		}
	}
	return r.named[reference], nil
}

func (r *replay) readNames(ctx context.Context) error {
	named := map[string]opening{}
	for _, stream := range r.Streams {
		if _, ok := emptyState(stream).(*review.Review); !ok {
			continue
		}
		events, err := r.events(ctx, stream, r.End+1)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			continue
		}
		if b, ok := events[0].Body.(*review.ReviewOpened); ok {
			named[b.Reference] = opening{stream, events[0].Global}
		}
	}
	r.named = named
	return nil
}

// otherReview returns a review that another names, as it stood then.
func (p *past) otherReview(ctx context.Context, reference string) (*review.Review, error) {
	at, err := p.called(ctx, reference)
	switch {
	case err != nil:
		return nil, err
	case at.stream == "" || at.global >= p.before:
		return nil, absentThen("review", reference)
	}
	events, err := p.events(ctx, at.stream, p.before)
	if err != nil {
		return nil, err
	}
	return review.Fold(emptyState(at.stream).(*review.Review), events)
}

// besides returns when a command that names another review can have looked at that: before
// what was recorded there within the moment that it took.
func (w *replayer) besides(ctx context.Context, ev review.Event) ([]moment, error) {
	body := ev.Body
	if c, ok := body.(*review.RecordCorrected); ok {
		body = c.With
	}
	l := linkIn(body)
	if l == nil || l.Review == "" {
		return nil, nil
	}
	at, err := w.called(ctx, l.Review)
	if err != nil || at.stream == "" {
		return nil, err
	}
	events, err := w.replay.events(ctx, at.stream, ev.Global)
	var list []moment
	for _, other := range slices.Backward(events) {
		if len(list) == overtakes || other.RecordedAt.Before(ev.RecordedAt.Add(-overtaken)) {
			break
		}
		list = append(list, moment{before: other.Global, at: ev.RecordedAt})
	}
	return list, err
}
