package engine

import (
	"context"
	"errors"
	"slices"

	"scr/review"
)

// maxTries bounds how often a command that only adds a fact is tried again when
// somebody else wrote first.
const maxTries = 20

// onReview loads a review and its pinned definition, lets decide make events of
// the command, settles auto moves and appends. A command that only adds facts is
// decided again on the new state when another writer came in between; a move is
// not, because the person decided on what they had seen.
func (e *Engine) onReview(ctx context.Context, reference string, meta Meta, cmd any, retry bool, decide func(*draft) error) (Outcome, error) {
	by := e.complete(meta)
	_, by.declaring = cmd.(Declare)
	for try := 1; ; try++ {
		out, err := e.once(ctx, reference, by, cmd, decide)
		_, moved := errors.AsType[*movedOn](err)
		if !moved || !retry || try == maxTries || meta.Expect != 0 {
			return out, err
		}
	}
}

// movedOn is a conflict that came of another writer, not of what was asked.
type movedOn struct{ error }

func (e *movedOn) Unwrap() error { return e.error }

// once decides on the review as it stands now and appends. A command whose id was
// carried out before is answered before anything is asked of the review.
func (e *Engine) once(ctx context.Context, reference string, meta resolved, cmd any, decide func(*draft) error) (Outcome, error) {
	if err := meta.check(); err != nil {
		return Outcome{}, err
	}
	d, err := e.draftOn(ctx, reference, meta.decision)
	if err != nil {
		if meta.givenID { // as for a review that is there: who has no part hears nothing of it
			_, _, _ = e.Store.Receipt(ctx, meta.CommandID)
		}
		return Outcome{}, err
	}
	digest, err := digestOf(cmd, d.def)
	if err != nil {
		return Outcome{}, err
	}
	if meta.givenID {
		out, done, err := e.repeated(ctx, meta.CommandID, digest)
		if done && (err == nil || d.hasPart()) { // who has none learns nothing, not even of a command id
			return out, err
		}
	}
	if err := d.admit(meta); err != nil {
		return Outcome{}, err
	}
	if err := decide(d); err != nil {
		return Outcome{}, err
	}
	if err := d.occur(); err != nil {
		return Outcome{}, err
	}
	if err := d.settle(ctx); err != nil {
		return Outcome{}, err
	}
	if err := d.notStranded(); err != nil {
		return Outcome{}, err
	}
	receipt, err := e.record(ctx, review.Append{
		Before: d.before, Command: meta.CommandID, Digest: digest,
		RecordedBy: meta.User, RecordedAt: meta.at, Definition: d.def.Hash, Events: d.events,
	})
	if err != nil && review.CodeOf(err) == review.Conflict {
		err = &movedOn{err}
	}
	return Outcome{Receipt: receipt, Remarks: d.held}, err
}

// resolved is a Meta with its defaults filled in.
type resolved struct {
	Meta
	decision
	givenID bool
}

func (e *Engine) complete(meta Meta) resolved {
	now := e.Now().UTC()
	r := resolved{Meta: meta, givenID: meta.CommandID != ""}
	if !r.givenID {
		r.CommandID = e.NewID()
	}
	if r.DecidedBy == "" {
		r.DecidedBy = r.User
	}
	if r.On.IsZero() {
		r.On = today(now)
	}
	r.decision = decision{actor: r.User, decider: r.DecidedBy, minute: r.Minute, on: r.On, today: today(now), at: now, madeUp: r.MadeUp}
	return r
}

// check refuses what no command may say of itself.
func (r resolved) check() error {
	switch {
	case r.User == "":
		return review.Errorf(review.Forbidden, "your login belongs to nobody in the register").
			WithHint("an administrator can name it with \"scr user add\"")
	case r.today.Before(r.On):
		return review.Errorf(review.Invalid, "%s has not come yet", r.On.English()).WithHint("record what happened when it has happened")
	case r.DecidedBy != r.User && r.Minute == "":
		return review.Errorf(review.Usage, "what %s decided needs the minute where it stands", r.DecidedBy).WithHint("add --minute")
	case r.Minute != "":
		return need("the minute", r.Minute)
	}
	return nil
}

// admit refuses somebody without a part in the review, a review that has moved on
// from what they saw, and a decider whom nobody knows.
func (d *draft) admit(meta resolved) error {
	r := d.review
	if !d.hasPart() {
		if _, open := r.ClaimOf(d.actor, d.instant()); open {
			return readingOnly(r.Reference)
		}
		return notFound(d.asked) // before anything else is said of the review
	}
	if !d.declaring && !r.Declares(d.actor) {
		return undeclared(r.Reference)
	}
	if r.Erased != "" {
		return review.Errorf(review.Refused, "review %s was erased (%s): nothing is added to it any more", r.Reference, r.Erased)
	}
	if err := meta.expects(r); err != nil {
		return err
	}
	return d.known(d.decider)
}

// readingOnly is what somebody hears who claimed access and would do more than look.
func readingOnly(reference string) error {
	return review.Errorf(review.Forbidden, "the access that you claimed to review %s is for reading only", reference).
		WithHint("ask somebody with a part in the review")
}

func (d *draft) hasPart() bool { return len(d.rolesOn(d.actor, d.today)) > 0 }

// expects refuses a state at another version than the person saw.
func (r resolved) expects(state review.State) error {
	if r.Expect == 0 || r.Expect == state.At() {
		return nil
	}
	return review.Errorf(review.Conflict, "%s is at version %d, not %d: read it again", streamWords(state), state.At(), r.Expect)
}

// draftOn loads a review as it stands, and makes a draft on it.
func (e *Engine) draftOn(ctx context.Context, reference string, by decision) (*draft, error) {
	s, err := e.Store.Standing(ctx, reference, by.actor, by.decider)
	if review.CodeOf(err) == review.NotFound && err != nil {
		e.asIfThere(ctx, s, by)
		return nil, notFound(reference)
	}
	if err != nil {
		return nil, err
	}
	d, err := e.draftOf(ctx, s, by)
	if err == nil {
		d.asked = reference
	}
	return d, err
}

// asIfThere does for a review that is not there what is done for one before somebody
// without a part in it is told that there is none, on what the store read in its place.
// How long the answer takes then tells nothing.
func (e *Engine) asIfThere(ctx context.Context, s review.Standing, by decision) {
	if s.Review == nil {
		return // the board has none at all
	}
	if d, err := e.draftOf(ctx, s, by); err == nil {
		d.sightOf(by.actor, false)
	}
}

// draftOf makes a draft on what was loaded, and adds the definition.
func (e *Engine) draftOf(ctx context.Context, s review.Standing, by decision) (*draft, error) {
	loaded, err := e.definition(ctx, s.Review.Pin.Hash)
	if err != nil {
		return nil, err
	}
	d := &draft{decision: by, def: loaded.def, judge: loaded.judge, before: s.Review, review: s.Review,
		offices: s.Board.Offices, sealing: s.Board.Sealing, employs: !e.asks(2), binding: e.asks(4), fifth: e.asks(5), lastAt: s.LastAt, people: make(map[string]review.Person, len(s.People))}
	for _, p := range s.People {
		d.people[p.Handle] = p
	}
	return d, nil
}

// meet loads the register's entries of the people whom a body names, who need have
// no part in the review: somebody who came to one meeting, or owns an action; and the
// other review that it names.
func (e *Engine) meet(ctx context.Context, d *draft, body review.Body) error {
	if err := e.meetReview(ctx, d, body); err != nil {
		return err
	}
	handles := slices.DeleteFunc(named(body), func(h string) bool {
		_, known := d.people[h]
		return known || h == ""
	})
	if len(handles) == 0 {
		return nil
	}
	list, err := e.Store.People(ctx, handles...)
	for _, p := range list {
		d.people[p.Handle] = p
	}
	return err
}

// named returns the handles of people in a body. An action's owner may also be an
// agency: then nobody in the register has the handle.
func named(body review.Body) []string {
	switch b := body.(type) {
	case *review.Added[review.Meeting]:
		return slices.Clone(b.Record.Present)
	case *review.Amended[review.Meeting]:
		return slices.Clone(b.Record.Present)
	case *review.Added[review.Contact]:
		return []string{b.Record.By}
	case *review.ConversationHeld:
		return slices.Clone(b.By)
	case *review.Added[review.Action]:
		return []string{b.Record.Owner}
	case *review.Amended[review.Action]:
		return []string{b.Record.Owner}
	case *review.Added[review.Assignment]:
		return []string{b.Record.Person}
	case *review.AssignmentEnded:
		return []string{b.ReplacedBy}
	}
	return nil
}

// unrepeated carries out a command that does not begin from a review, unless its id was
// carried out before.
func (e *Engine) unrepeated(ctx context.Context, meta Meta, cmd any, do func(by resolved, digest string) (Outcome, error)) (Outcome, error) {
	by := e.complete(meta)
	digest, err := digestOf(cmd, nil)
	if err != nil {
		return Outcome{}, err
	}
	if out, done, err := e.repeated(ctx, by.CommandID, digest); done || err != nil {
		if err == nil {
			out.Remarks, err = e.stillWaits(ctx, by, out.Receipt)
		}
		return out, err
	}
	return do(by, digest)
}

// repeated answers a command whose id was carried out before with the first
// receipt. The same id with another content is refused.
func (e *Engine) repeated(ctx context.Context, id, digest string) (Outcome, bool, error) {
	receipt, known, err := e.Store.Receipt(ctx, id)
	switch {
	case review.CodeOf(err) == review.NotFound:
		return Outcome{}, false, nil
	case err != nil:
		return Outcome{}, true, err
	case known != digest:
		return Outcome{}, true, review.Errorf(review.Invalid, "command id %s was used for another command", id).
			WithHint("a command id belongs to one command; leave it out for a fresh one")
	}
	receipt.Repeated = true
	return Outcome{Receipt: receipt}, true, nil
}
