package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"scr/review"
	"scr/workflow/calendar"
)

// PrivacyOfficer is the board office whose holder looks after who reads what. It needs
// no place in a definition, has no part in any review and reads none.
const PrivacyOfficer = "privacy_officer"

const (
	claimLasts   = time.Hour // what somebody may claim for themselves
	longestGrant = 14 * 24   // hours that two people may give
	closeWithin  = 5         // working days in which a claim is looked at

	approveWithin = 14 // days after which what one person proposed is no longer approved
)

// Claim gives a registered person who has no part in a review sight of it for an hour,
// for reading only. It is for emergencies: everybody who looks at the review hears of
// it, and the privacy officer must look at it within five working days.
func (e *Engine) Claim(ctx context.Context, cmd Claim) (Outcome, error) {
	if err := how(need("the reason", oneLine(cmd.Why)), fromFile, "--reason-from"); err != nil { // before anything is said of the review
		return Outcome{}, err
	}
	return e.onClaims(ctx, cmd.Review, cmd.Meta, cmd, func(d *draft) error {
		if err := d.unclaimed(d.actor); err != nil {
			return err
		}
		return d.emit(&review.AccessClaimed{ID: d.review.NextClaim(), Person: d.actor, From: d.at, Until: d.at.Add(claimLasts),
			Why: review.NewText(cmd.Why)})
	})
}

// oneLine stands for a text where only whether there is one is asked.
func oneLine(text string) string {
	if review.Blank(text) {
		return ""
	}
	return "given"
}

// unclaimed refuses to give access to whoever has it.
func (d *draft) unclaimed(person string) error {
	if len(d.rolesOn(person, d.today)) > 0 {
		return review.Errorf(review.Refused, "%s has a part in review %s", person, d.review.Reference).
			WithHint("access is claimed by who has none; what a part does not show is asked of who has that part")
	}
	if c, open := d.review.ClaimOf(person, d.instant()); open {
		return review.Errorf(review.Conflict, "%s has access to review %s already, until %s", person, d.review.Reference, londonTime(c.Until))
	}
	return nil
}

// Grant proposes access for longer than anybody may claim it, or approves what another
// person proposed: it takes two.
func (e *Engine) Grant(ctx context.Context, cmd Grant) (Outcome, error) {
	return e.onClaims(ctx, cmd.Review, cmd.Meta, cmd, func(d *draft) error {
		if err := d.mayGrantAccess(); err != nil {
			return err // before it is said whether there is such a person
		}
		p, err := e.Store.Person(ctx, cmd.Person)
		if err != nil {
			return err
		}
		d.people[p.Handle] = *p
		cmd.Person = p.Handle
		return d.decideGrant(cmd)
	})
}

func (d *draft) decideGrant(cmd Grant) error {
	if err := d.mayGrantAccess(); err != nil {
		return err
	}
	if cmd.Person == d.actor {
		return review.Errorf(review.Refused, "nobody gives access to themselves: it takes two others, neither of whom reads").
			WithHint("ask somebody who appoints people in the review; in an emergency, \"scr access claim %s\" opens it for an hour", d.review.Reference)
	}
	if cmd.Hours < 1 || cmd.Hours > longestGrant {
		return review.Errorf(review.Usage, "access is given for 1 to %d hours", longestGrant).WithHint("say for how many with --hours")
	}
	if err := d.unclaimed(cmd.Person); err != nil {
		return err
	}
	for _, c := range d.review.Claims {
		if c.Person == cmd.Person && c.Hours == cmd.Hours && d.waits(c) {
			return d.approve(c)
		}
	}
	if err := how(need("the reason", oneLine(cmd.Why)), fromFile, "--reason-from"); err != nil {
		return err
	}
	return d.emit(&review.AccessProposed{ID: d.review.NextClaim(), Person: cmd.Person, By: d.actor, Hours: cmd.Hours, Why: review.NewText(cmd.Why)})
}

// waits reports whether a proposal can still be approved. Nobody's own can, nor one that
// is older than any access lasts: whoever asks then has other reasons, and says them.
func (d *draft) waits(c review.Claim) bool {
	return c.Hours > 0 && c.GrantedBy == "" && !c.Closed && c.ProposedBy != c.Person &&
		!lastDay(d.today).After(lastDay(c.On).AddDays(approveWithin))
}

// approve gives what another person proposed.
func (d *draft) approve(c review.Claim) error {
	if c.ProposedBy == d.actor {
		return review.Errorf(review.Refused, "%s was proposed by %s for %s: somebody else must approve it", c.ID, c.ProposedBy, c.Person)
	}
	return d.emit(&review.AccessGranted{ID: c.ID, By: d.actor, From: d.at, Until: d.at.Add(time.Duration(c.Hours) * time.Hour)})
}

// mayGrantAccess lets those who arrange the review give access to it, and the privacy
// officer.
func (d *draft) mayGrantAccess() error {
	if d.holdsOffice(d.actor, PrivacyOfficer) {
		return nil
	}
	if !d.hasPart() {
		return notFound(d.asked)
	}
	if !d.review.Declares(d.actor) {
		return undeclared(d.review.Reference)
	}
	return d.mayArrange("give access")
}

func (d *draft) holdsOffice(person, office string) bool {
	return holdsOffice(d.offices, person, office, d.today) && !d.people[person].Left(d.today)
}

func holdsOffice(offices []review.OfficeTerm, person, office string, day review.Date) bool {
	return slices.ContainsFunc(offices, func(t review.OfficeTerm) bool {
		return t.Office == office && t.Person == person && t.Holds(day)
	})
}

// CloseClaim records that the privacy officer looked at a claim. An open one ends.
func (e *Engine) CloseClaim(ctx context.Context, cmd CloseClaim) (Outcome, error) {
	return e.onClaims(ctx, cmd.Review, cmd.Meta, cmd, func(d *draft) error {
		if !d.holdsOffice(d.actor, PrivacyOfficer) {
			if _, reads := d.review.ClaimOf(d.actor, d.at); !reads && !d.hasPart() {
				return notFound(d.asked)
			}
			return review.Errorf(review.Forbidden, "only the privacy officer closes a claim").
				WithHint("\"scr office list\" says who that is; an administrator names one with \"scr office add %s\"", PrivacyOfficer)
		}
		c, ok := d.review.Claim(cmd.Claim)
		switch {
		case !ok:
			return review.Errorf(review.NotFound, "review %s has no claim %s", d.review.Reference, cmd.Claim)
		case c.Closed:
			return review.Errorf(review.Conflict, "%s was closed %s", c.ID, c.ClosedOn.When())
		case c.Person == d.actor || c.GrantedBy == d.actor || c.ProposedBy == d.actor:
			return review.Errorf(review.Refused, "%s is your own doing: somebody else must look at it", c.ID).
				WithHint("name a second privacy officer with \"scr office add %s\"", PrivacyOfficer)
		}
		if err := how(need("the note", oneLine(cmd.Note)), fromFile, "--note-from"); err != nil {
			return err
		}
		return d.emit(&review.AccessClosed{ID: c.ID, By: d.actor, Note: review.NewText(cmd.Note)})
	})
}

// onClaims carries out a command on a review's claims, for people who need no part in
// it. Each command says itself who may; only then is it said that its id was used for
// another command.
func (e *Engine) onClaims(ctx context.Context, reference string, meta Meta, cmd any, decide func(*draft) error) (Outcome, error) {
	by := e.complete(meta)
	if _, err := e.actor(ctx, by); err != nil {
		return Outcome{}, err
	}
	digest, err := digestOf(cmd, nil)
	if err != nil {
		return Outcome{}, err
	}
	before, done, used := e.repeated(ctx, by.CommandID, digest)
	if done && used == nil {
		return before, nil
	}
	if err := byThemselvesNow(by); err != nil {
		return Outcome{}, err
	}
	d, err := e.draftOn(ctx, reference, by.decision)
	if err != nil {
		return Outcome{}, err
	}
	if err := first(decide(d), used); err != nil {
		return Outcome{}, err
	}
	receipt, err := e.record(ctx, review.Append{Before: d.before, Command: by.CommandID, Digest: digest,
		RecordedBy: by.User, RecordedAt: by.at, Definition: d.def.Hash, Events: d.events})
	return Outcome{Receipt: receipt}, err
}

// byThemselvesNow refuses a claim that is typed for others, for another day, or on a
// version: the answer would say of a review how far it has come.
func byThemselvesNow(by resolved) error {
	if by.DecidedBy != by.User || by.decision.on != by.today {
		return review.Errorf(review.Usage, "access is claimed, given and closed by who types it, now").
			WithHint("leave out --decided-by and --on")
	}
	if by.Expect != 0 {
		return review.Errorf(review.Usage, "access is claimed, given and closed at whatever version the review is").
			WithHint("leave out --expect")
	}
	return nil
}

// banner says above everything shown that the access to it was claimed.
func (s *sight) banner(at time.Time) string {
	if s.claim == nil {
		return ""
	}
	return fmt.Sprintf("ACCESS CLAIMED by %s (%s), until %s: you have no part in this review, every look is recorded, and the privacy officer is told",
		s.person, s.claim.ID, londonTime(s.claim.Until))
}

// londonTime is an instant as the clock on the wall shows it.
func londonTime(at time.Time) string { return calendar.London(at).Format("15:04 on 2 January 2006") }

// alerts are the claims that wait for the privacy officer. They say no more of a
// review than its reference.
func (e *Engine) alerts(ctx context.Context, user string) ([]Task, error) {
	board, err := e.Store.Board(ctx)
	if err != nil {
		return nil, err
	}
	if !holdsOffice(board.Offices, user, PrivacyOfficer, today(e.Now())) {
		return nil, nil
	}
	claims, err := e.claims(ctx, "")
	var tasks []Task
	for _, c := range claims {
		if !c.Closed {
			tasks = append(tasks, Task{Reference: c.Reference, Kind: "access", What: c.Claim, Due: c.CloseBy, Overdue: c.Overdue,
				Says: "look at the access that " + c.Person + " has taken, and close it"})
		}
	}
	return tasks, err
}

// closeBy is the day by which a claim must have been looked at: five working days on.
// Where no bank holidays are known yet, it is a week.
func (d *draft) closeBy(c review.Claim) review.Date {
	cal, err := calendar.For(d.def.Nation)
	if err == nil {
		if due, err := cal.AddWorkingDays(lastDay(c.On), closeWithin); err == nil {
			return dateOf(due)
		}
	}
	return dateOf(lastDay(c.On).AddDays(7))
}
