package engine

import (
	"context"
	"slices"

	"scr/review"
)

// naming is how somebody came to a login that they have: when, and who stood for it.
type naming struct {
	seq    int64
	person string
	by     []string // handles of who typed it, and of who asked for it
}

// ownLogin refuses the approval of somebody who could be another of those who decide: a
// login that was named after the proposal is nobody's to approve it with, and who alone
// said that a login is somebody's does not approve beside that person.
func (e *Engine) ownLogin(ctx context.Context, er review.Erasure, person string) error {
	events, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return err
	}
	others := slices.Clone(er.Proposers)
	for _, a := range er.Standing() {
		others = append(others, a.By)
	}
	named, err := e.namings(ctx, events)
	if err != nil {
		return err
	}
	for _, n := range named {
		switch {
		case n.person == person && n.seq > er.Seq:
			return review.Errorf(review.Forbidden, "%s was given a login after %s was proposed, and does not approve it", person, er.ID).
				WithHint("somebody else approves it; or withdraw it and propose it again")
		case slices.Contains(others, n.person) && n.alone(person):
			return e.namedAnew(ctx, n, "", review.Errorf(review.Forbidden, "%s alone said which login is that of %s: somebody else approves %s", person, n.person, er.ID))
		case n.person == person && slices.ContainsFunc(er.Standing(), func(a review.Approval) bool { return n.alone(a.By) }):
			return e.namedAnew(ctx, n, "; then withdraw "+er.ID+" and propose it again",
				review.Errorf(review.Forbidden, "the login of %s stands on the word of one who approved %s: somebody else approves it", person, er.ID))
		}
	}
	return nil
}

// namedAnew hints how a login comes to stand on the word of two: by two administrators, and
// neither is the person whose it is, since nobody else is asked about one's own.
func (e *Engine) namedAnew(ctx context.Context, n naming, then string, refused *review.Error) error {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return err
	}
	could, err := e.otherAdministrators(ctx, board, resolved{Meta: Meta{User: n.person}, decision: decision{today: today(e.Now())}})
	if err != nil {
		return err
	}
	ends := "end that login, \"scr user end\", and name it again, \"scr user add --person " + n.person + "\"" + then
	if len(could) < 2 {
		return refused.WithHint("or name one more administrator, with a login: then two who are not %s %s", n.person, ends)
	}
	return refused.WithHint("or two administrators who are not %s %s", n.person, ends)
}

// alone reports whether somebody alone said that a login is another's.
func (n naming) alone(person string) bool {
	return n.person != person && len(n.by) == 1 && n.by[0] == person
}

// namings returns how the logins that stand were named.
func (e *Engine) namings(ctx context.Context, events []review.Event) (map[string]naming, error) {
	stand, asked := map[string]naming{}, map[string][]string{}
	for i, ev := range events {
		switch b := ev.Body.(type) {
		case *review.ApprovalAsked:
			if b.Act == review.NameLogin {
				asked[b.Of] = append(asked[b.Of], b.By)
			}
		case *review.UserNamed:
			by, err := e.approvable(ctx, asked[b.User.Person], events[:i], ev)
			if err != nil {
				return nil, err
			}
			by = append(by, ev.RecordedBy)
			slices.Sort(by)
			stand[b.User.ID] = naming{ev.Seq, b.User.Person, slices.Compact(by)}
			delete(asked, b.User.Person)
		case *review.UserRemoved:
			delete(stand, b.ID)
		}
	}
	return stand, nil
}

// approvable returns those of the askers who could still approve when a login was named.
// While one could, nobody named a login that was not asked for; when none could, it was
// named alone, whatever had been asked for. Which login that was is a text, and not read.
func (e *Engine) approvable(ctx context.Context, askers []string, before []review.Event, named review.Event) ([]string, error) {
	if !e.asks(3) {
		return slices.Clone(askers), nil
	}
	var could []string
	for _, asker := range askers {
		p, err := e.entryBefore(ctx, asker, named.Global)
		if err != nil {
			return nil, err
		}
		if p.Administrator && !p.Left(today(named.RecordedAt)) && hadLogin(before, asker) {
			could = append(could, asker)
		}
	}
	return could, nil
}

// entryBefore returns somebody's entry in the register as it stood before an event of the log.
func (e *Engine) entryBefore(ctx context.Context, handle string, global int64) (*review.Person, error) {
	p, err := e.Store.Person(ctx, handle)
	if err != nil {
		return nil, err
	}
	events, err := e.Store.Events(ctx, p.StreamName())
	if err != nil {
		return nil, err
	}
	upto := slices.IndexFunc(events, func(ev review.Event) bool { return ev.Global > global })
	if upto >= 0 {
		events = events[:upto]
	}
	return review.Fold(&review.Person{ID: p.ID}, events)
}

// hadLogin reports whether some events of the board leave somebody with a login.
func hadLogin(events []review.Event, person string) bool {
	logins := map[string]bool{}
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.UserNamed:
			if b.User.Person == person {
				logins[b.User.ID] = true
			}
		case *review.UserRemoved:
			delete(logins, b.ID)
		}
	}
	return len(logins) > 0
}
