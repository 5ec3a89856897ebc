package engine

import (
	"context"
	"slices"
	"time"

	"scr/review"
	"scr/workflow"
)

// decision is who decides what is being recorded, when, and who types it.
type decision struct {
	actor   string // handle of who types
	decider string // handle of who decided
	minute  string
	on      review.Date // when it happened
	today   review.Date // when it is typed, in London
	at      time.Time   // the same instant in UTC
	madeUp  bool

	declaring bool // it is a declaration of conflict: what else may be done comes after it
}

// draft is a decision being made: the review as the events so far leave it, and
// those events. A draft that ends in a refusal is dropped, so a refused command
// changes nothing. Nothing here touches a disk.
type draft struct {
	decision
	asked  string // the reference, as it was typed
	def    *workflow.Definition
	judge  *workflow.Judge
	before *review.Review // as loaded
	review *review.Review // as the events leave it
	events []review.Event

	people  map[string]review.Person // the register's entries of everyone with a part
	offices []review.OfficeTerm
	sealing bool      // of the board
	employs bool      // decided again as before edition 2: the register's employer opens what an agency supplied
	binding bool      // the vocabularies bodies and proceeding_steps bind what they are called after; not so before edition 4
	fifth   bool      // what came with edition 5 is asked for: see rulesEdition
	lastAt  time.Time // when the log's last event was recorded

	others  map[string]string // reviews that the command names, in which whoever types has a part: as typed, and as they are called
	seeing  *sight            // of whoever types; see eyes
	carried []string          // what the record that is amended named before
	held    []string          // remarks on the moves upon what is recorded that a hold kept from being made
}

// instant is when access that ends by itself is judged: now, or when the log's last
// event was recorded where that is later. What has ended begins no more because
// somebody set a clock back.
func (d *draft) instant() time.Time {
	if d.lastAt.After(d.at) {
		return d.lastAt
	}
	return d.at
}

// emit adds an event that happened when the command says it did.
func (d *draft) emit(body review.Body) error {
	return d.emitEvent(review.Event{DecidedBy: d.decider, Minute: d.minute, OccurredOn: d.on, MadeUp: d.madeUp, Body: body})
}

// emitByProgram adds an event that the program causes itself: a clock, an auto move.
func (d *draft) emitByProgram(body review.Body) error {
	return d.emitEvent(review.Event{OccurredOn: d.on, MadeUp: d.madeUp, Body: body})
}

func (d *draft) emitEvent(ev review.Event) error {
	ev.Stream, ev.Seq, ev.Board = d.before.Stream(), d.review.Version+1, d.before.Board
	next, err := review.Apply(d.review, ev)
	if err != nil {
		return err
	}
	d.review = next
	d.events = append(d.events, ev)
	return nil
}

// rolesOn returns the roles a person holds in this review on a day: assignments,
// and board offices that the definition names. Whoever has left the register
// holds none.
func (d *draft) rolesOn(person string, day review.Date) []string {
	if d.people[person].Left(day) {
		return nil
	}
	roles := d.review.RolesOf(person, day)
	for _, term := range d.offices {
		role := d.def.Role(term.Office)
		if role != nil && role.Office && term.Person == person && term.Holds(day) && !slices.Contains(roles, term.Office) {
			roles = append(roles, term.Office)
		}
	}
	return roles
}

// ownOffices are the terms of the board's offices that the definition names: who holds
// another has no part in this review.
func (d *draft) ownOffices() (own []review.OfficeTerm) {
	for _, term := range d.offices {
		if role := d.def.Role(term.Office); role != nil && role.Office {
			own = append(own, term)
		}
	}
	return own
}

// holders returns the handles of everyone who holds one of the roles on a day.
func (d *draft) holders(roles []string, day review.Date) []string {
	var handles []string
	add := func(h string) {
		if !slices.Contains(handles, h) && !d.people[h].Left(day) {
			handles = append(handles, h)
		}
	}
	for _, a := range d.review.Assignments {
		if slices.Contains(roles, a.Role) && a.Holds(day) {
			add(a.Person)
		}
	}
	for _, term := range d.offices {
		if slices.Contains(roles, term.Office) && term.Holds(day) {
			add(term.Person)
		}
	}
	return handles
}

// opensFor reports whether a person may record what others decide.
func (d *draft) opensFor(person string, day review.Date) bool {
	return slices.ContainsFunc(d.rolesOn(person, day), func(name string) bool {
		role := d.def.Role(name)
		return role != nil && role.Opens
	})
}

// notStranded refuses a decision after which nobody could record what others decide in
// the review any more: whoever has a part would still record their own, and nobody the rest.
func (d *draft) notStranded() error {
	was := *d
	was.review = d.before
	if !d.strandedSince(&was) {
		return nil
	}
	return review.Errorf(review.Refused, "after that nobody could record what others decide in review %s", d.review.Reference).
		WithHint("give somebody the role of %s first", oneOf(d.roleTitles(d.opening())))
}

// strandedSince reports whether there comes a day on which nobody can record what others
// decide, and somebody could as things were.
func (d *draft) strandedSince(was *draft) bool {
	opens := d.opening()
	return slices.ContainsFunc(d.handovers(opens), func(day review.Date) bool {
		return len(was.holders(opens, day)) > 0 && len(d.holders(opens, day)) == 0
	})
}

// opening lists the roles whose holders may record what others decide.
func (d *draft) opening() []string {
	var opens []string
	for _, role := range d.def.Roles {
		if role.Opens {
			opens = append(opens, role.Name)
		}
	}
	return opens
}

// handovers lists today, tomorrow, and the days after somebody's last day in one of the
// roles: on their last day they still have it.
func (d *draft) handovers(roles []string) []review.Date {
	days := []review.Date{d.today, dayAfter(d.today)}
	add := func(role, person string, until review.Date) {
		for _, last := range []review.Date{until, d.people[person].LeftOn} {
			if slices.Contains(roles, role) && !last.IsZero() && d.today.Before(last) {
				days = append(days, dayAfter(last))
			}
		}
	}
	for _, a := range d.review.Assignments {
		add(a.Role, a.Person, a.To)
	}
	for _, term := range d.offices {
		add(term.Office, term.Person, term.To)
	}
	return days
}

// mayRecordFor refuses kin, and a person who types what another decided without a role
// that allows it. Who may type is judged today; who decides, on the day.
func (d *draft) mayRecordFor(also []string) error {
	if err := d.unrelated(); err != nil {
		return err
	}
	if d.actor == d.decider || d.opensFor(d.actor, d.today) {
		return nil
	}
	roles := d.rolesOn(d.actor, d.today)
	if slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(also, r) }) {
		return nil
	}
	return review.Errorf(review.Forbidden, "%s may not record what %s decided in %s", d.actor, d.decider, d.review.Reference).
		WithHint("%s can, or somebody whose role opens reviews", d.decider)
}

// mayRecord refuses a person who types what another found or decided without a
// role that allows it. Every role in a review records facts of its own.
func (d *draft) mayRecord() error { return d.mayRecordFor(nil) }

// mayArrange refuses to change who has a part in a review, or what need not be
// finished, unless somebody who opens reviews or holds an office decides it:
// otherwise anybody with a part could give themselves every other.
func (d *draft) mayArrange(what string) error {
	if err := d.mayRecord(); err != nil {
		return err
	}
	for _, person := range []string{d.decider, d.actor} {
		for _, name := range d.rolesOn(person, d.today) {
			if role := d.def.Role(name); role != nil && (role.Opens || role.Office) {
				return nil
			}
		}
	}
	return review.Errorf(review.Forbidden, "%s may not %s in %s", d.decider, what, d.review.Reference).
		WithHint("somebody whose role opens reviews can, or who holds an office of the board")
}

// notFound is what everybody without a part in a review hears, whether or not
// there is such a review.
func notFound(reference string) error {
	return review.Errorf(review.NotFound, "there is no review %s", reference).
		WithHint(`list the reviews you have a part in with "scr list"`)
}

// instance returns the instance of a track for an item, with a sentence for
// people where there is none.
func (d *draft) instance(track *workflow.Track, item string) (review.Instance, error) {
	in, ok := d.review.Instance(track.Name, item)
	switch {
	case ok:
		return in, nil
	case track.ForEach == "" && item != "":
		return in, review.Errorf(review.Invalid, "track %s does not run per item", track.Name).WithHint("leave out --item")
	case track.ForEach != "" && item == "":
		return in, review.Errorf(review.Usage, "track %s runs once per %s: say which", track.Name, track.ForEach).
			WithHint("add --item with one of: %s", english(d.items(track.Name)))
	case track.ForEach != "":
		return in, d.noItem(track, item)
	}
	return in, review.Errorf(review.Failed, "track %s was never opened", track.Name)
}

func (d *draft) noItem(track *workflow.Track, item string) error {
	return review.Errorf(review.NotFound, "track %s has no %s %q", track.Name, track.ForEach, item).
		WithHint("it has: %s", english(d.items(track.Name)))
}

// items are the items that a track runs for, of those that whoever types may know of.
func (d *draft) items(track string) []string {
	var items []string
	for _, in := range d.review.InstancesOf(track) {
		if d.eyes().sees(thing{noun: "track", item: in.Item}) {
			items = append(items, in.Item)
		}
	}
	return items
}

// judgement asks the definition's rules about one transition.
func (d *draft) judgement(ctx context.Context, track *workflow.Track, tr *workflow.Transition, in review.Instance) ([]workflow.Judgement, error) {
	if len(tr.Requires) == 0 {
		return nil, nil // most moves have none: build no facts, compile no rule
	}
	facts := d.facts(track, in)
	return d.judge.Requirements(ctx, track, tr, facts)
}
