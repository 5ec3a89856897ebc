package engine

import (
	"context"
	"fmt"
	"slices"

	"scr/review"
)

// toldFor is for how many days the privacy officer is told of a login or an office that
// somebody was given.
const toldFor = 14

// mayName asks for a second administrator where somebody is given a login: whoever has
// one is that person, and reads and decides what they do. One's own may be added alone.
func (e *Engine) mayName(ctx context.Context, meta resolved, digest string, u review.User) (second, error) {
	if u.Person == meta.User {
		return second{may: true}, nil
	}
	return e.secondOf(ctx, meta, digest, &review.ApprovalAsked{Act: review.NameLogin, Of: u.Person, Login: u.Login, By: meta.User})
}

// mayGiveOffice asks for a second administrator where somebody is given an office: it
// has a part in every review. To end one takes a part away from nobody else, but for the
// privacy officer's: who watches is not sent away by one of those who are watched.
func (e *Engine) mayGiveOffice(ctx context.Context, meta resolved, digest string, cmd HoldOffice) (second, error) {
	switch {
	case cmd.Leave && cmd.Office != PrivacyOfficer:
		return second{may: true}, nil
	case !cmd.Leave && cmd.From.IsZero() && meta.On != meta.today:
		cmd.From = meta.On
	}
	return e.secondOf(ctx, meta, digest, &review.ApprovalAsked{Act: cmd.act(), Of: cmd.words(), By: meta.User})
}

// act is what is asked for.
func (c HoldOffice) act() string {
	if c.Leave {
		return review.EndOffice
	}
	return review.GiveOffice
}

// words say which office is meant, whose, and in which time: what two ask for alike.
func (c HoldOffice) words() string {
	return fmt.Sprintf("%s of %s, from %s to %s", c.Office, c.Person, c.From, c.To)
}

// askedFor returns who asked for the same before.
func (e *Engine) askedFor(ctx context.Context, board *review.Board, ask *review.ApprovalAsked) (review.Asked, error) {
	if ask.Act == review.NameLogin {
		return e.Store.AskedLogin(ctx, ask.Login.Reveal(), ask.Of)
	}
	return board.AskedFor(ask.Act, ask.Of, ask.At), nil
}

// givenRights tells the privacy officer who was given a login or an office lately, or is
// to be: nobody should become a reader unseen.
func (e *Engine) givenRights(ctx context.Context, user string) ([]Task, error) {
	board, err := e.Store.Board(ctx)
	if err != nil || !holdsOffice(board.Offices, user, PrivacyOfficer, today(e.Now())) {
		return nil, err
	}
	events, err := e.Store.Events(ctx, review.BoardStream)
	if err != nil {
		return nil, err
	}
	var tasks []Task
	for _, ev := range events {
		due := dateOf(lastDay(today(ev.RecordedAt)).AddDays(toldFor))
		if given := rightGiven(ev); given.Kind != "" && !due.Before(today(e.Now())) {
			given.Due = due
			tasks = append(tasks, given)
		}
	}
	return tasks, nil
}

// rightGiven says which login or office an event gives, or asks for.
func rightGiven(ev review.Event) Task {
	switch b := ev.Body.(type) {
	case *review.UserNamed:
		return Task{Kind: "login", What: b.User.Person, Says: "a login of " + b.User.Person + " was named by " + ev.RecordedBy + ": ask whether it is theirs"}
	case *review.OfficeHeld:
		return Task{Kind: "office", What: b.Person, Says: b.Person + " was made " + b.Office + " by " + ev.RecordedBy + ": " + reachOf(b.Office)}
	case *review.ApprovalAsked:
		if slices.Contains([]string{review.NameLogin, review.GiveOffice, review.EndOffice}, b.Act) {
			return Task{Kind: "approval", What: b.By, Says: b.By + " asked for " + askedInWords(b)}
		}
	}
	return Task{}
}

// askedInWords says which login or office somebody asked for.
func askedInWords(b *review.ApprovalAsked) string {
	switch b.Act {
	case review.GiveOffice:
		return "the office of " + askedTerm(b.Of).english()
	case review.EndOffice:
		return "an end of the office of " + askedTerm(b.Of).english()
	}
	return "a login of " + b.Of
}

// reachOf says what an office reaches.
func reachOf(office string) string {
	if office == PrivacyOfficer {
		return "it sees who reads what, and has a part in no review"
	}
	return "it has a part in every review whose workflow names it"
}
