package engine

import (
	"context"
	"slices"
	"strings"

	"scr/review"
)

// AnswerRequest asks for what the board holds of one person, so that it can be given
// to them: a subject or relative of one review, or somebody of the register.
type AnswerRequest struct {
	Meta
	Review string // reference; empty: a person of the register
	Of     string // handle
	Exempt []review.Exemption
}

func (c AnswerRequest) plain() (any, error) { return []any{c.Review, c.Of, c.Exempt}, nil }

// Held is what the board holds of one person.
type Held struct {
	Of      string
	Reviews []string // references of the reviews that were searched
	Items   []HeldItem
}

// HeldItem is one text that concerns a person. Text is empty where it is kept back.
type HeldItem struct {
	Review string // reference; empty: the register
	Record string // handle of the record, where it belongs to one
	Event  string // kind
	On     review.Date
	review.TextPlace
	Mixed  bool   // it may tell of others: somebody must read it before it leaves
	Exempt string // the ground on which it is kept back
	Text   string
}

// HeldOf gathers what the board holds of one person, over the reviews that whoever
// asks may read. A subject's or relative's own texts are all theirs; of the others,
// those of records that name them, and every narrative of that review, may tell of
// them. Nothing is recorded: see [Engine.AnswerRequest].
func (e *Engine) HeldOf(ctx context.Context, cmd AnswerRequest) (*Held, error) {
	held := &Held{Of: cmd.Of}
	var err error
	if cmd.Review != "" {
		err = e.heldInReview(ctx, cmd, held)
	} else {
		err = e.heldOfPerson(ctx, cmd, held)
	}
	if err != nil {
		return nil, err
	}
	return held, held.keepBack(cmd.Exempt)
}

// heldInReview gathers what a review holds of a subject or relative.
func (e *Engine) heldInReview(ctx context.Context, cmd AnswerRequest, held *Held) error {
	d, err := e.reading(ctx, cmd.Review, At{}, cmd.User)
	if err != nil {
		return err
	}
	kind := review.EraseSubject
	if _, relative := review.Find[review.Relative](d.before, cmd.Of); relative {
		kind = review.EraseRelative
	}
	if err := inReview(d.before, review.ErasureScope{Kind: kind, Of: cmd.Of}); err != nil {
		return err
	}
	events, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return err
	}
	shown := review.Shown(d.before)
	wanted := func(w review.Written) (mine, mixed bool) {
		if w.About == cmd.Of {
			return true, false
		}
		return false, shown[w.TextPlace] && w.Class != review.Staff && w.About == ""
	}
	held.Reviews = append(held.Reviews, d.before.Reference)
	return e.gather(ctx, d.before.Reference, events, wanted, held)
}

// heldOfPerson gathers what the register holds of somebody, and what the reviews say of
// their part.
func (e *Engine) heldOfPerson(ctx context.Context, cmd AnswerRequest, held *Held) error {
	p, err := e.Store.Person(ctx, cmd.Of)
	if err != nil {
		return err
	}
	held.Of = p.Handle
	events, err := e.Store.Events(ctx, p.StreamName())
	if err != nil {
		return err
	}
	all := func(review.Written) (mine, mixed bool) { return true, false }
	if err := e.gather(ctx, "", events, all, held); err != nil {
		return err
	}
	for q := (review.Query{Limit: 500}); ; {
		page, err := e.List(ctx, q, cmd.User)
		if err != nil {
			return err
		}
		for _, listed := range page {
			if err := e.heldOfPart(ctx, listed.Reference, p.Handle, cmd.User, held); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].Reference
	}
}

// heldOfPart gathers what one review says of a person's part in it.
func (e *Engine) heldOfPart(ctx context.Context, reference, person, user string, held *Held) error {
	d, err := e.reading(ctx, reference, At{}, user)
	if err != nil {
		return err
	}
	held.Reviews = append(held.Reviews, d.before.Reference)
	part := map[string]bool{}
	for _, a := range d.before.Assignments {
		part[a.ID] = a.Person == person
	}
	events, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return err
	}
	bodies := map[int64]review.Body{}
	for _, ev := range events {
		bodies[ev.Seq] = ev.Body
	}
	wanted := func(w review.Written) (mine, mixed bool) {
		record := review.RecordOf(bodies[w.Seq])
		return false, part[record] || slices.Contains(named(bodies[w.Seq]), person)
	}
	return e.gather(ctx, d.before.Reference, events, wanted, held)
}

// gather reads the texts of a log that are wanted.
func (e *Engine) gather(ctx context.Context, reference string, events []review.Event, wanted func(review.Written) (mine, mixed bool), held *Held) error {
	if len(events) == 0 {
		return nil
	}
	values, err := e.valuesOf(ctx, events)
	if err != nil {
		return err
	}
	for _, w := range review.WrittenIn(events) {
		mine, mixed := wanted(w)
		if !mine && !mixed {
			continue
		}
		record, _, _ := strings.Cut(w.Of, "/")
		if strings.HasPrefix(record, "#") {
			record = ""
		}
		held.Items = append(held.Items, HeldItem{Review: reference, Record: record, Event: w.Kind, On: w.On, TextPlace: w.TextPlace,
			Mixed: mixed, Text: values[w.TextPlace]})
	}
	return nil
}

// valuesOf reads the texts of some events.
func (e *Engine) valuesOf(ctx context.Context, events []review.Event) (map[review.TextPlace]string, error) {
	bodies := make([]any, len(events))
	for i := range events {
		bodies[i] = events[i].Body
	}
	if err := e.Store.Texts(ctx, events[0].Stream, bodies...); err != nil {
		return nil, err
	}
	values := map[review.TextPlace]string{}
	for _, body := range bodies {
		review.EachText(body, func(_ string, _ review.Class, t *review.Text) {
			seq, path := t.Ref()
			values[review.TextPlace{Seq: seq, Path: path}] = t.Reveal()
		})
	}
	return values, nil
}

// keepBack takes out what is exempt, and refuses an exemption of what is not there.
func (h *Held) keepBack(exempt []review.Exemption) error {
	for _, x := range exempt {
		if err := need("the ground of an exemption", x.Basis); err != nil {
			return err
		}
		i := slices.IndexFunc(h.Items, func(item HeldItem) bool { return item.Review == x.Review && item.TextPlace == x.TextPlace })
		if i < 0 {
			return review.Errorf(review.NotFound, "%s is not among what is held of %s", x.TextPlace, h.Of)
		}
		h.Items[i].Exempt, h.Items[i].Text = x.Basis, ""
	}
	return nil
}

// AnswerRequest records that somebody was given what the board holds of them: how
// much, and what was kept back and why. It records nothing of the content.
func (e *Engine) AnswerRequest(ctx context.Context, cmd AnswerRequest, held *Held) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		if _, err := e.actor(ctx, meta); err != nil {
			return nil, err
		}
		records, given := map[string]bool{}, 0
		for _, item := range held.Items {
			records[item.Review+" "+item.Record] = true
			if item.Exempt == "" {
				given++
			}
		}
		return &review.RequestAnswered{Review: cmd.Review, Of: held.Of, Reviews: len(held.Reviews), Records: len(records), Texts: given,
			Exempt: cmd.Exempt}, nil
	})
}
