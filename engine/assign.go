package engine

import (
	"context"
	"errors"

	"scr/review"
	"scr/workflow"
)

// Assign gives a person a role in a review, from a day on.
func (e *Engine) Assign(ctx context.Context, cmd Assign) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		p, err := e.Store.Person(ctx, cmd.Assignment.Person)
		if err != nil {
			return err
		}
		d.people[p.Handle] = *p
		cmd.Assignment.Person = p.Handle // the register knows P7 as p7
		if err := d.decideAssign(cmd.Assignment); err != nil || !cmd.NoConflict {
			return err
		}
		if p.Handle != d.actor {
			return review.Errorf(review.Usage, "nobody declares for another that they have no conflict of interest").
				WithHint("leave out --no-conflict; %s declares with \"scr conflict declare %s\"", p.Handle, d.review.Reference)
		}
		return d.declareNone()
	})
}

// decideAssign checks an appointment: that the role exists and is held in
// reviews, and that the person is what the role asks on the day.
func (d *draft) decideAssign(a review.Assignment) error {
	if err := d.mayAppoint(a); err != nil {
		return err
	}
	if a.From.IsZero() {
		a.From = d.on
	}
	if err := d.checkAssignment(a); err != nil {
		return err
	}
	for _, old := range d.review.Assignments {
		if old.Person == a.Person && old.Role == a.Role && old.Profession == a.Profession && overlap(old, a) {
			return review.Errorf(review.Conflict, "%s is %s in %s already", a.Person, a.Role, d.review.Reference)
		}
	}
	return added(add(d, &review.Added[review.Assignment]{Record: a}, func(review.Assignment) error { return nil }))
}

// overlap reports whether two appointments certainly share a day. One that ends on
// the day the other begins leaves room for it.
func overlap(a, b review.Assignment) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// checkAssignment checks an appointment in itself.
func (d *draft) checkAssignment(a review.Assignment) error {
	role := d.def.Role(a.Role)
	switch {
	case role == nil:
		return unknownName("role", a.Role, each(d.def.Roles, func(r workflow.Role) string { return r.Name }))
	case role.Office:
		return review.Errorf(review.Invalid, "%s is an office of the board, held in every review", a.Role).
			WithHint("name who holds it with \"scr office add %s --person %s\"", a.Role, a.Person)
	case d.people[a.Person].Left(a.From):
		return review.Errorf(review.Refused, "%s has left the register", a.Person)
	case a.To.Before(a.From):
		return review.Errorf(review.Invalid, "the appointment ends %s, before it begins %s", a.To.When(), a.From.When())
	}
	return first(d.known(a.Person), d.agency(a.Agency), d.assignedProfession(a.Profession), d.uninvolved(role, a), d.fit(role, a))
}

// uninvolved refuses to have a case reviewed, or an agency's account of it written, by
// somebody who declared that they had a direct part in it.
func (d *draft) uninvolved(role *workflow.Role, a review.Assignment) error {
	c := Column(role.Access)
	for _, conflict := range d.review.ConflictsOf(a.Person) {
		if conflict.Direct() && (c == LeadReviewer || c == AgencyAuthor) {
			return review.Errorf(review.Refused, "%s declared direct involvement (#%d) and cannot be %s", a.Person, conflict.Seq, role.Title).
				WithHint("appoint somebody else")
		}
	}
	return nil
}

func (d *draft) assignedProfession(p string) error {
	if p == "" {
		return nil
	}
	return d.profession(p)
}

// fit refuses an appointment of somebody who is not what the role asks for on
// the day it begins.
func (d *draft) fit(role *workflow.Role, a review.Assignment) error {
	p := d.people[a.Person]
	var obstacles []review.Obstacle
	for _, must := range role.MustBe {
		switch {
		case must == workflow.Accredited && !p.AccreditedOn(a.From):
			obstacles = append(obstacles, unfit(must, a.Person+" holds no accreditation on "+a.From.English()))
		case must == workflow.IndependentOfAgencies && !p.IndependentOfAll(d.agencies()):
			obstacles = append(obstacles, unfit(must, a.Person+" is not recorded as independent of every agency in the case ("+english(d.agencies())+")"))
		}
	}
	err := d.refusal("appointing "+a.Person+" as "+role.Title, obstacles)
	if e, refused := errors.AsType[*review.Error](err); refused {
		return e.WithHint("what the register says of %s is mended with \"scr person amend %s\"", a.Person, a.Person)
	}
	return err
}

func unfit(name, says string) review.Obstacle {
	return review.Obstacle{Kind: review.ByRequirement, Name: name, Says: says, Strength: string(workflow.Must)}
}

// endAssignment removes or replaces somebody, with the reason.
func (d *draft) endAssignment(b *review.AssignmentEnded) error {
	if err := d.mayArrange("end an appointment"); err != nil {
		return err
	}
	a, ok := find[review.Assignment](d, b.ID)
	ended := *b // the command stays as it was typed: it may be tried again, and its content tells it from others
	if b = &ended; b.To.IsZero() {
		b.To = d.on
	}
	switch {
	case !ok:
		return d.unknownRecord("assignment", b.ID)
	case !a.To.IsZero():
		return review.Errorf(review.Refused, "%s ended %s", b.ID, a.To.When())
	case b.To.Before(a.From):
		return review.Errorf(review.Invalid, "%s began %s, later than %s", b.ID, a.From.When(), b.To.English())
	}
	if err := how(needText("the reason", b.Why), fromFile, "--reason-file"); err != nil {
		return err
	}
	if b.ReplacedBy != "" {
		if err := d.known(b.ReplacedBy); err != nil {
			return err
		}
	}
	return d.emit(b)
}
