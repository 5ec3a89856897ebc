package engine

import (
	"slices"

	"scr/review"
)

// decides reports whether the decider holds one of the roles on the day of what is
// recorded; and holds one still, where they type it themselves. What somebody decided
// while they were in office is recorded late by others, with the minute it stands in:
// otherwise whoever left could decide for ever, under earlier days.
func (d *draft) decides(roles []string) bool {
	return d.holdsOneOf(d.decider, roles, d.on) && (d.actor != d.decider || d.holdsOneOf(d.decider, roles, d.today))
}

func (d *draft) holdsOneOf(person string, roles []string, day review.Date) bool {
	return slices.ContainsFunc(d.rolesOn(person, day), func(r string) bool { return slices.Contains(roles, r) })
}

// unrelated refuses to let kin decide or record anything in a review, whoever types
// it: another who holds the role does.
func (d *draft) unrelated() error {
	for _, person := range []string{d.actor, d.decider} {
		if d.kin(person) {
			return review.Errorf(review.Forbidden, "%s decides and records nothing in %s: somebody else must", person, d.review.Reference).
				WithHint("who declared that they are kin leaves it to others who hold the role; \"scr team list %s\" says who does", d.review.Reference)
		}
	}
	return nil
}

// kin reports whether a person declared that they are kin to somebody in the review.
func (d *draft) kin(person string) bool { return isKin(d.review, person) }

func isKin(r *review.Review, person string) bool {
	return slices.ContainsFunc(r.ConflictsOf(person), func(c review.Declaration) bool { return c.Kind == review.Kin })
}

// deciders returns the handles of those who could decide what the roles decide: who
// holds one on the day, and declared no kinship.
func (d *draft) deciders(roles []string, day review.Date) []string {
	return slices.DeleteFunc(d.holders(roles, day), d.kin)
}

// mayAppoint refuses to appoint somebody, unless who arranges the review decides it. Kin
// arrange nothing; but where nobody else can, they hand over: the review would be
// stranded.
func (d *draft) mayAppoint(a review.Assignment) error {
	err := d.mayArrange("appoint anybody")
	if err != nil && d.handsOver(a) {
		return nil
	}
	return err
}

// handsOver reports whether who opens reviews, and is kin, gives their role to somebody
// who is not, and nobody else could.
func (d *draft) handsOver(a review.Assignment) bool {
	role := d.def.Role(a.Role)
	if role == nil || !role.Opens || d.kin(a.Person) || d.actor != d.decider || !d.opensFor(d.actor, d.today) {
		return false
	}
	var arrange []string
	for _, r := range d.def.Roles {
		if r.Opens || r.Office {
			arrange = append(arrange, r.Name)
		}
	}
	return len(d.deciders(arrange, d.today)) == 0
}
