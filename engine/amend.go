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
// could record anything in it.
func (e *Engine) strandsNothing(ctx context.Context, meta resolved, old, entry review.Person) error {
	if entry.LeftOn.IsZero() || entry.LeftOn == old.LeftOn {
		return nil
	}
	var named []string
	unnamed := 0
	err := e.eachPart(ctx, old.Handle, func(reference string) error {
		d, err := e.draftOn(ctx, reference, meta.decision)
		if err != nil {
			return err
		}
		was := *d
		d.people = maps.Clone(d.people)
		d.people[old.Handle] = entry
		switch {
		case !d.strandedSince(&was), d.review.Closed() && d.officers():
		case was.hasPart():
			named = append(named, d.review.Reference)
		default:
			unnamed++ // whoever has no part in a review is not told that it is there
		}
		return nil
	})
	if err != nil || len(named)+unnamed == 0 {
		return err
	}
	return strandedBy(old.Handle, named, unnamed)
}

// officers reports whether somebody holds an office that has a part in the review: they
// can give a part in it to others, which is enough where it is closed.
func (d *draft) officers() bool {
	return slices.ContainsFunc(d.def.Roles, func(r workflow.Role) bool {
		return r.Office && len(d.holders([]string{r.Name}, d.today)) > 0
	})
}

func strandedBy(person string, named []string, unnamed int) error {
	if unnamed > 0 {
		named = append(named, "reviews in which you have no part ("+strconv.Itoa(unnamed)+")")
	}
	return review.Errorf(review.Refused, "after %s has left nobody could record anything in %s", person, english(named)).
		WithHint("whoever arranges each of them appoints somebody else there first: \"scr team add REF --person HANDLE --role ROLE\"")
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
