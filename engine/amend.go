package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"scr/review"
	"scr/workflow"
)

// amend replaces what the register says of a person.
func (e *Engine) amend(ctx context.Context, meta resolved, actor *review.Person, digest string, cmd Register) (Outcome, error) {
	old, err := e.Store.Person(ctx, cmd.Person.Handle)
	if err != nil {
		return Outcome{}, err
	}
	if err := first(checkEntry(cmd.Person), e.notErased(ctx, old)); err != nil {
		return Outcome{}, err
	}
	if err := first(mayGrant(actor, *old, cmd.Person), mayQualify(actor, *old, cmd.Person)); err != nil {
		return Outcome{}, err
	}
	if sameEntry(*old, cmd.Person) {
		return Outcome{}, review.Errorf(review.Usage, "the register says that of %s already: nothing is changed", old.Handle)
	}
	if err := e.strandsNothing(ctx, meta, *old, cmd.Person); err != nil {
		return Outcome{}, err
	}
	two, err := e.mayAdminister(ctx, meta, digest, *old, cmd.Person)
	if err != nil || !two.may {
		return two.waits, err
	}
	out, err := e.append(ctx, meta, old, meta.CommandID, digest, &review.PersonAmended{Person: cmd.Person, Why: review.NewText(cmd.Why)})
	return remarked(out, two.says), err
}

// mayAdminister asks for a second administrator where a change makes one, or takes one
// away, and refuses to take the last.
func (e *Engine) mayAdminister(ctx context.Context, meta resolved, digest string, old, entry review.Person) (second, error) {
	was, is := old.Administrator && !old.Left(meta.today), entry.Administrator && !entry.Left(meta.today)
	leaves := was && !entry.LeftOn.IsZero() && entry.LeftOn != old.LeftOn
	switch {
	case is && !was:
		return e.second(ctx, meta, digest, review.MakeAdministrator, old.Handle, old.Version)
	case was && !is || leaves:
		if err := e.administered(ctx, func(u review.User) bool { return u.Person == old.Handle }); err != nil {
			return second{}, err
		}
		return e.unmake(ctx, meta, digest, old)
	}
	return second{may: true}, nil
}

// strandsNothing refuses to have somebody leave while a review has nobody else who
// could record what others decide in it.
func (e *Engine) strandsNothing(ctx context.Context, meta resolved, old, entry review.Person) error {
	if entry.LeftOn.IsZero() || entry.LeftOn == old.LeftOn {
		return nil
	}
	named, unnamed, err := e.stranded(ctx, meta, old.Handle, func(was, is map[string]review.Person) { is[old.Handle] = entry })
	if err != nil || len(named)+unnamed == 0 {
		return err
	}
	return review.Errorf(review.Refused, "after %s has left nobody could record what others decide in %s", old.Handle, strandedIn(named, unnamed)).
		WithHint("whoever arranges each of them appoints somebody else there first: \"scr team add REF --person HANDLE --role ROLE\"")
}

// stranded lists in which of somebody's reviews nobody could record what others decide, if
// the register were otherwise, and somebody could. Of those in which whoever types has no
// part it says how many: that they are there is not for them to know.
func (e *Engine) stranded(ctx context.Context, meta resolved, person string, otherwise func(was, is map[string]review.Person)) (named []string, unnamed int, err error) {
	err = e.eachPart(ctx, person, func(reference string) error {
		d, err := e.draftOn(ctx, reference, meta.decision)
		if err != nil {
			return err
		}
		was := *d
		was.people, d.people = maps.Clone(d.people), maps.Clone(d.people)
		otherwise(was.people, d.people)
		switch {
		case !d.strandedSince(&was), d.review.Closed() && d.officers():
		case was.hasPart():
			named = append(named, d.review.Reference)
		default:
			unnamed++
		}
		return nil
	})
	return named, unnamed, err
}

// lockedOut says in which reviews nobody could record what others decide until somebody
// has a login again. It is no refusal: a login that others use must end at once, and
// administrators can name another, without a part in the review.
func (e *Engine) lockedOut(ctx context.Context, meta resolved, board *review.Board, ends string) string {
	var of string
	with := map[string]bool{}
	for _, u := range board.Users {
		if u.ID == ends {
			of = u.Person
		} else {
			with[u.Person] = true
		}
	}
	if with[of] {
		return ""
	}
	named, unnamed, err := e.stranded(ctx, meta, of, func(was, is map[string]review.Person) {
		for handle, p := range is {
			if with[handle] || p.Left(meta.today) {
				continue
			}
			p.LeftOn = meta.today
			if is[handle] = p; handle != of {
				was[handle] = p
			}
		}
	})
	if err != nil || len(named)+unnamed == 0 {
		return "" // the login has ended, whatever else cannot be read
	}
	return of + " has no login any more, and nobody else who has one could record what others decide in " + strandedIn(named, unnamed) +
		": name another login for " + of + ", or have somebody appointed there"
}

// officers reports whether somebody holds an office that has a part in the review: they
// can give a part in it to others, which is enough where it is closed.
func (d *draft) officers() bool {
	return slices.ContainsFunc(d.def.Roles, func(r workflow.Role) bool {
		return r.Office && len(d.holders([]string{r.Name}, d.today)) > 0
	})
}

// strandedIn names reviews, and says how many there are besides.
func strandedIn(named []string, unnamed int) string {
	if unnamed > 0 {
		named = append(named, "reviews in which you have no part ("+strconv.Itoa(unnamed)+")")
	}
	return english(named)
}

// eachPart visits the reviews in which somebody has a part.
func (e *Engine) eachPart(ctx context.Context, person string, visit func(reference string) error) error {
	return eachListed(func(q review.Query) ([]review.Listed, error) { return e.List(ctx, q, person) }, visit)
}

// mayGrant refuses to give a right that only an administrator gives.
func mayGrant(actor *review.Person, old, entry review.Person) error {
	if actor.Administrator || old.MayOpen == entry.MayOpen && old.Administrator == entry.Administrator {
		return nil
	}
	return review.Errorf(review.Forbidden, "only an administrator says who may open reviews and who administers")
}

// mayQualify refuses to amend what one's own entry says of one's fitness: rules ask
// for it.
func mayQualify(actor *review.Person, old, entry review.Person) error {
	same := slices.Equal(old.Accreditations, entry.Accreditations) && slices.Equal(old.IndependentOf, entry.IndependentOf) &&
		slices.Equal(old.Professions, entry.Professions) && old.Employer == entry.Employer
	if same || actor.Administrator || actor.Handle != old.Handle {
		return nil
	}
	return review.Errorf(review.Forbidden, "nobody amends their own accreditation, independence, profession or employer").
		WithHint("somebody else who may open reviews can, or an administrator")
}

// sameEntry reports whether an entry says what the register says already.
func sameEntry(old, entry review.Person) bool {
	entry.ID, entry.Handle, entry.Version, entry.MadeUp = old.ID, old.Handle, old.Version, old.MadeUp
	before, err := json.Marshal(old)
	if err != nil {
		return false
	}
	after, err := json.Marshal(entry)
	return err == nil && bytes.Equal(before, after) // a name that is new cannot be written yet
}
