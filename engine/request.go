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
	Reviews []*View // the reviews that were searched, as whoever asks may see them, without texts
	Items   []HeldItem

	// Of somebody in the register only:
	Entry   *review.Person // nil where a subject or relative of a review asks
	Offices []review.OfficeTerm
	Logins  []HeldLogin
}

// HeldLogin is when somebody was given a login, and when that ended: unknown while it lasts.
type HeldLogin struct {
	ID       string
	From, To review.Date
}

// HeldItem is one text that concerns a person. Text is empty where it is kept back.
type HeldItem struct {
	Review string // reference; empty: the register
	Record string // handle of the record, where it belongs to one
	Event  string // kind
	On     review.Date
	review.TextPlace
	Mixed    bool   // it may tell of others: somebody must read it before it leaves
	Legal    bool   // it is marked as legal advice, which need not be given
	Exempt   string // the ground on which it is kept back
	Withheld bool   // whoever asks may not read it: somebody else must add it
	Text     string
}

// HeldOf gathers what the board holds of one person, over the reviews that whoever asks
// may read, and as far as they may read them. A subject's or relative's own texts are
// all theirs; every other narrative of their review may tell of them, in the wording that
// stands, or stood last. That it is read is written down; the answer is recorded by
// [Engine.AnswerRequest].
func (e *Engine) HeldOf(ctx context.Context, cmd AnswerRequest, by Reader) (*Held, error) {
	held := &Held{Of: cmd.Of}
	var err error
	if cmd.Review != "" {
		err = e.heldInReview(ctx, cmd, by, held)
	} else {
		err = e.heldOfPerson(ctx, cmd, by, held)
	}
	if err != nil {
		return nil, err
	}
	return held, held.keepBack(cmd.Exempt)
}

// heldInReview gathers what a review holds of a subject or relative.
func (e *Engine) heldInReview(ctx context.Context, cmd AnswerRequest, by Reader, held *Held) error {
	d, s, err := e.reading(ctx, cmd.Review, At{}, by)
	if err := first(err, s.partIn(d)); err != nil { // to answer is more than to look
		return err
	}
	kind := review.EraseSubject
	if _, relative := findSeen[review.Relative](s, d.before, cmd.Of); relative {
		kind = review.EraseRelative
	}
	if err := inReview(s, review.ErasureScope{Kind: kind, Of: cmd.Of}); err != nil {
		return err
	}
	log, err := e.Store.Events(ctx, d.before.Stream())
	if err != nil {
		return err
	}
	last := lastWordings(log, review.Shown(d.before), cmd.Of)
	return e.gather(ctx, d.before, by, held, func(_ review.Body, w review.Written) (mine, mixed bool) {
		if w.About == cmd.Of {
			return true, false
		}
		return false, last[w.TextPlace] && w.About == ""
	})
}

// lastWordings returns where each text of a log that may tell of somebody stands now: the
// wording that the review shows and, where it shows none, as of what was voided or taken
// back, the last that was recorded. It is what an erasure would have somebody read.
func lastWordings(log []review.Event, shown map[review.TextPlace]bool, of string) map[review.TextPlace]bool {
	last := map[review.TextPlace]bool{}
	all := review.Erasure{Scope: review.ErasureScope{Kind: review.EraseSubject, Of: of}, Upto: int64(len(log))}
	for _, wordings := range mixed(review.WrittenIn(log), all) {
		last[newest(wordings, shown).TextPlace] = true
	}
	return last
}

// heldOfPerson gathers what the register holds of somebody, and what the reviews say of
// their part.
func (e *Engine) heldOfPerson(ctx context.Context, cmd AnswerRequest, by Reader, held *Held) error {
	if err := e.heldInRegister(ctx, cmd.Of, by, held); err != nil {
		return err
	}
	for q := (review.Query{Limit: 500}); ; {
		page, err := e.List(ctx, q, by.Person)
		if err != nil {
			return err
		}
		for _, listed := range page {
			if err := e.heldOfPart(ctx, listed.Reference, held.Of, by, held); err != nil {
				return err
			}
		}
		if len(page) < q.Limit {
			return nil
		}
		q.After = page[len(page)-1].Reference
	}
}

// heldOfPart gathers what one review says of a person's part in it. A review that the
// reader has not declared themselves for is left out, and so not named as searched.
func (e *Engine) heldOfPart(ctx context.Context, reference, person string, by Reader, held *Held) error {
	d, _, err := e.reading(ctx, reference, At{}, by)
	if review.CodeOf(err) == review.Refused && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	part := map[string]bool{}
	for _, a := range d.before.Assignments {
		part[a.ID] = a.Person == person
	}
	return e.gather(ctx, d.before, by, held, func(body review.Body, _ review.Written) (mine, mixed bool) {
		return false, part[review.RecordOf(body)] || slices.Contains(named(body), person)
	})
}

// gather reads the texts of a review that are wanted, as far as the reader may.
func (e *Engine) gather(ctx context.Context, r *review.Review, by Reader, held *Held, wanted func(review.Body, review.Written) (mine, mixed bool)) error {
	v, log, err := e.historyOf(ctx, r.Reference, by, func(log []review.Event) []review.Event { return log })
	if err != nil {
		return err
	}
	held.Reviews = append(held.Reviews, v)
	held.add(r, log, wanted)
	return nil
}

// add adds the texts of some events that are wanted, with the values that were loaded. R is
// the whole review that they are of, or an empty one for the register.
func (h *Held) add(r *review.Review, events []review.Event, wanted func(review.Body, review.Written) (mine, mixed bool)) {
	values, bodies := map[review.TextPlace]review.Text{}, map[int64]review.Body{}
	for _, ev := range events {
		bodies[ev.Seq] = ev.Body
		review.EachText(ev.Body, func(_ string, _ review.Class, t *review.Text) {
			seq, path := t.Ref()
			values[review.TextPlace{Seq: seq, Path: path}] = *t
		})
	}
	for _, w := range review.WrittenIn(events) {
		mine, mixed := wanted(bodies[w.Seq], w)
		text := values[w.TextPlace]
		if !mine && !mixed || text.Erased() {
			continue
		}
		record, _, _ := strings.Cut(w.Of, "/")
		if strings.HasPrefix(record, "#") {
			record = ""
		}
		h.Items = append(h.Items, HeldItem{Review: r.Reference, Record: record, Event: w.Kind, On: w.On, TextPlace: w.TextPlace,
			Mixed: mixed, Legal: r.Privileged(record), Withheld: !text.Loaded(), Text: text.Reveal()})
	}
}

func bodiesOf(events []review.Event) []any {
	bodies := make([]any, len(events))
	for i := range events {
		bodies[i] = events[i].Body
	}
	return bodies
}

// keepBack takes out what is exempt, and refuses an exemption of what is not there.
func (h *Held) keepBack(exempt []review.Exemption) error {
	for _, x := range exempt {
		if err := word("the ground of an exemption", x.Basis, review.ExemptionNames()...); err != nil {
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
// much, and what was kept back and why. It records nothing of the content. Give hands the
// answer out. It comes before the record, and after all that can be refused: a log that says
// that an answer was given, though nobody got one, is worse than an answer that the log does
// not know. A command that was carried out before hands out nothing.
func (e *Engine) AnswerRequest(ctx context.Context, cmd AnswerRequest, held *Held, give func() error) (Outcome, error) {
	return e.onBoard(ctx, cmd.Meta, cmd, func(meta resolved, board *review.Board) (review.Body, error) {
		if _, err := e.actor(ctx, meta); err != nil {
			return nil, err
		}
		if err := first(e.mayAnswer(ctx, cmd, meta), held.keepBack(cmd.Exempt), meta.expects(board)); err != nil {
			return nil, err
		}
		if err := give(); err != nil {
			return nil, err
		}
		records, given := map[string]bool{}, 0
		for _, item := range held.Items {
			records[item.Review+" "+item.Record] = true
			if item.Exempt == "" && !item.Withheld {
				given++
			}
		}
		return &review.RequestAnswered{Review: cmd.Review, Of: held.Of, Reviews: len(held.Reviews), Records: len(records), Texts: given,
			Exempt: cmd.Exempt}, nil
	})
}

// mayAnswer refuses to answer for a review without a part in it.
func (e *Engine) mayAnswer(ctx context.Context, cmd AnswerRequest, meta resolved) error {
	if cmd.Review == "" {
		return nil
	}
	_, err := e.concerned(ctx, cmd.Review, meta.User)
	return err
}
