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
	for _, n := range namings(events) {
		switch {
		case n.person == person && n.seq > er.Seq:
			return review.Errorf(review.Forbidden, "%s was given a login after %s was proposed, and does not approve it", person, er.ID).
				WithHint("somebody else approves it; or withdraw it and propose it again")
		case slices.Contains(others, n.person) && n.alone(person):
			return review.Errorf(review.Forbidden, "%s alone said which login is that of %s: somebody else approves %s", person, n.person, er.ID).
				WithHint("or end that login, and let two administrators name it")
		case n.person == person && slices.ContainsFunc(er.Standing(), func(a review.Approval) bool { return n.alone(a.By) }):
			return review.Errorf(review.Forbidden, "the login of %s stands on the word of one who approved %s: somebody else approves it", person, er.ID).
				WithHint("or end that login, and let two administrators name it")
		}
	}
	return nil
}

// alone reports whether somebody alone said that a login is another's.
func (n naming) alone(person string) bool {
	return n.person != person && len(n.by) == 1 && n.by[0] == person
}

// namings returns how the logins that stand were named.
func namings(events []review.Event) map[string]naming {
	stand, asked := map[string]naming{}, map[string][]string{}
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.ApprovalAsked:
			if b.Act == review.NameLogin {
				asked[b.Of] = append(asked[b.Of], b.By)
			}
		case *review.UserNamed:
			by := append(asked[b.User.Person], ev.RecordedBy)
			slices.Sort(by)
			stand[b.User.ID] = naming{ev.Seq, b.User.Person, slices.Compact(by)}
			delete(asked, b.User.Person)
		case *review.UserRemoved:
			delete(stand, b.ID)
		}
	}
	return stand
}
