package engine

import (
	"context"
	"reflect"
	"slices"

	"scr/review"
	"scr/workflow"
)

// Correct replaces or voids what an earlier event recorded. The earlier event
// stays in the log; moves already made stay made, and are shown as resting on
// what was corrected.
func (e *Engine) Correct(ctx context.Context, cmd Correct) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		events, err := e.Store.Events(ctx, d.before.Stream())
		if err != nil {
			return err
		}
		if err := e.meet(ctx, d, cmd.With); err != nil {
			return err
		}
		return d.decideCorrect(cmd, events)
	})
}

func (d *draft) decideCorrect(cmd Correct, events []review.Event) error {
	if err := d.mayRecord(); err != nil {
		return err
	}
	switch s := d.eyes(); {
	case !s.writes():
		return s.onlyLooks()
	case s.hiddenEvent(cmd.Seq, events):
		return d.noEvent(cmd.Seq)
	}
	was := accountOf(events, events[cmd.Seq-1])
	corrected, err := d.correction(cmd, was)
	if err != nil {
		return err
	}
	if err := d.mayCorrect(was); err != nil {
		return err
	}
	if corrected.With != nil {
		if err := d.noticesCorrected(events, was, corrected); err != nil {
			return err
		}
		if err := first(d.checkReplacement(events, was, corrected), notAfterItsSteps(events, was, corrected.On)); err != nil {
			return err
		}
	}
	if err := d.emit(corrected); err != nil {
		return err
	}
	if err := d.refold(events); err != nil {
		return err
	}
	return d.afterCorrection(cmd, was)
}

// account is what the log says now of an event: its own body and day, or those of
// its latest correction.
type account struct {
	event  review.Event
	body   review.Body
	on     review.Date
	dated  review.Date // the day that a correction gave it; unknown where none did
	voided bool
}

func accountOf(events []review.Event, ev review.Event) account {
	a := account{event: ev, body: ev.Body, on: ev.OccurredOn}
	for _, later := range events {
		c, ok := later.Body.(*review.RecordCorrected)
		if !ok || c.Seq != ev.Seq {
			continue
		}
		a.voided = c.Void
		if c.With != nil {
			a.body = c.With
		}
		if !c.On.IsZero() {
			a.on, a.dated = c.On, c.On
		}
	}
	return a
}

// correction is the event that the command asks for. Fold uses only the latest
// word on an event, so it repeats what an earlier correction said and this one
// leaves alone.
func (d *draft) correction(cmd Correct, was account) (*review.RecordCorrected, error) {
	if err := d.correctable(was, cmd); err != nil {
		return nil, err
	}
	corrected := &review.RecordCorrected{Seq: cmd.Seq, Void: cmd.Void, On: cmd.NewOn, Why: review.NewText(cmd.Why)}
	if cmd.Void {
		return corrected, nil
	}
	if corrected.On.IsZero() {
		corrected.On = was.dated
	}
	if d.today.Before(corrected.On) {
		return nil, review.Errorf(review.Invalid, "%s has not come yet", corrected.On.English()).WithHint("record what happened when it has happened")
	}
	corrected.With = was.body
	if cmd.With != nil {
		corrected.With = review.InPlaceOf(was.event.Body, cmd.With)
		if l := linkIn(corrected.With); l != nil {
			*l = d.spelledLink(*l)
		}
	} else if a, ok := was.body.(*review.Added[review.Assignment]); ok && a.Record.From == was.on {
		moved := a.Record
		moved.From = cmd.NewOn // the role began on the day of the appointment
		corrected.With = &review.Added[review.Assignment]{Record: moved}
	}
	return corrected, nil
}

// correctable refuses what cannot be corrected, with what to do instead.
func (d *draft) correctable(was account, cmd Correct) error {
	ev := was.event
	switch ev.Body.(type) {
	case *review.MoveMade:
		return review.Errorf(review.Refused, "#%d is a move: moves are not voided, since others may have acted on them", ev.Seq).
			WithHint("\"scr next %s\" says whether a move leads back; a form or record that the move rested on can be corrected, and \"scr show\" then says so", d.review.Reference)
	case *review.ReviewOpened:
		return review.Errorf(review.Refused, "#%d opened review %s: that is not voided", ev.Seq, d.review.Reference).
			WithHint("a review opened by mistake is ended by a move (\"scr next %[1]s\" lists them); its texts then go with \"scr erase propose --review %[1]s --basis misfiled --reason-file FILE\"", d.review.Reference)
	case *review.RecordCorrected:
		return review.Errorf(review.Refused, "#%d is a correction itself: correct the event it corrects again", ev.Seq)
	}
	switch {
	case !review.Correctable(ev.Body):
		return review.Errorf(review.Refused, "#%d (%s) cannot be corrected: the program recorded it as what followed from a decision", ev.Seq, ev.Body.Kind())
	case cmd.Why == "":
		return review.Errorf(review.Usage, "a correction needs a reason").WithHint("write it to a file and name it with --reason-file")
	case cmd.Void && (cmd.With != nil || !cmd.NewOn.IsZero()):
		return review.Errorf(review.Usage, "a record is either voided or replaced")
	case !cmd.Void && cmd.With == nil && cmd.NewOn.IsZero():
		return review.Errorf(review.Usage, "a correction says what is right").WithHint("add --from FILE, --new-on DATE or --void")
	case cmd.With != nil && reflect.TypeOf(cmd.With) != reflect.TypeOf(ev.Body):
		return review.Errorf(review.Invalid, "#%d is a %s and cannot become a %s", ev.Seq, noun(ev.Body), noun(cmd.With))
	case was.voided && (cmd.Void || cmd.With == nil):
		return review.Errorf(review.Refused, "#%d is void already", ev.Seq)
	case was.voided && d.itemKind(ev.Body) != "":
		return review.Errorf(review.Refused, "#%d is void, and what ran for it is over", ev.Seq).
			WithHint("add the %s again", d.itemKind(ev.Body))
	}
	return nil
}

// itemKind says what kind of item an event adds, for which tracks may run; "" for
// other events, and for documents and proceedings where nothing runs for them.
func (d *draft) itemKind(body review.Body) string {
	switch body.(type) {
	case *review.Added[review.Agency], *review.Added[review.Subject], *review.Added[review.Relative], *review.Added[review.Partner]:
		return noun(body)
	case *review.Added[review.Document], *review.Added[review.Proceeding]:
		if slices.ContainsFunc(d.def.Tracks, func(t workflow.Track) bool { return t.ForEach == noun(body) }) {
			return noun(body)
		}
	}
	return ""
}

// mayCorrect refuses to correct what only some roles decide: who may not place a
// hold or fill a form may not undo one by correcting it either. What others recorded
// is corrected by whoever opens reviews or holds an office.
func (d *draft) mayCorrect(was account) error {
	switch b := was.body.(type) {
	case *review.Added[review.Hold]:
		return d.mayCorrectHold(b.Record.Name)
	case *review.HoldLifted:
		if h, ok := review.Find[review.Hold](d.review, b.ID); ok {
			return d.mayCorrectHold(h.Name)
		}
	case *review.Added[review.Assignment], *review.AssignmentEnded:
		return d.mayArrange("correct an appointment")
	case *review.FormFilled:
		return d.mayDecide(d.fillers(b), "correct form "+b.Form)
	case *review.ConflictDeclared:
		return d.mayVoidConflict(b)
	case *review.PanelShared:
		return d.mayShare()
	}
	if slices.Contains([]string{was.event.DecidedBy, was.event.RecordedBy}, d.decider) {
		return nil // one's own slip
	}
	return d.mayArrange("correct what others recorded")
}

// mayVoidConflict refuses to take back one's own declaration: somebody who appoints
// people does it, after having looked at it.
func (d *draft) mayVoidConflict(b *review.ConflictDeclared) error {
	if b.Person == d.actor || b.Person == d.decider {
		return review.Errorf(review.Forbidden, "nobody takes back their own declaration of conflict").
			WithHint("somebody else who appoints people in this review can")
	}
	return d.mayArrange("void a declaration of conflict")
}

func (d *draft) mayCorrectHold(name string) error {
	if kind := d.def.Hold(name); kind != nil {
		return d.mayDecide(kind.By, "correct hold "+name)
	}
	return nil
}

// fillers are the roles that decide what a form says: those of the move that it
// was filled with, or those that fill it by itself.
func (d *draft) fillers(filled *review.FormFilled) []string {
	if filled.Move != "" {
		if _, tr, err := d.transition(filled.Move); err == nil {
			return tr.By
		}
	}
	if form := d.def.Form(filled.Form); form != nil {
		return d.fillersOf(form)
	}
	return nil
}

// checkReplacement checks a replacement as strictly as a new record: it is
// recorded in a draft of its own, which is thrown away. It is judged beside all else
// as it is now; only the record itself is as it was before the event.
func (d *draft) checkReplacement(events []review.Event, was account, corrected *review.RecordCorrected) error {
	trial := *d
	trial.events = nil
	trial.on, trial.decider = was.on, was.event.DecidedBy
	if !corrected.On.IsZero() {
		trial.on = corrected.On
	}
	past, err := standBefore(events, was.event.Seq)
	if err != nil {
		return err
	}
	trial.review = d.review.Rewound(past, review.RecordOf(was.event.Body))
	trial.carrying(was.body)
	switch b := corrected.With.(type) {
	case *review.Added[review.Agency]:
		return trial.checkAgency(b.Record)
	case *review.Added[review.Partner]:
		return trial.checkPartner(b.Record)
	case *review.Added[review.Subject]:
		return trial.checkSubject(b.Record)
	case *review.Added[review.Relative]:
		return trial.checkRelative(b.Record)
	case *review.Added[review.Hold]:
		return trial.checkHold(b.Record)
	case *review.Added[review.Assignment]:
		return trial.checkAssignment(b.Record)
	case *review.FormFilled:
		return trial.checkFilling(b)
	case *review.HoldLifted:
		return trial.checkLift(b)
	case *review.Added[review.Release]:
		return trial.correctRelease(was, b)
	}
	return trial.recordPlain(corrected.With)
}

// standBefore returns where the review stood before an event, as earlier events have
// been corrected since.
func standBefore(events []review.Event, seq int64) (*review.Review, error) {
	var kept []review.Event
	for _, ev := range events {
		c, isCorrection := ev.Body.(*review.RecordCorrected)
		if ev.Seq < seq || isCorrection && c.Seq < seq {
			kept = append(kept, ev)
		}
	}
	return review.FoldPart(&review.Review{}, kept)
}

// notAfterItsSteps refuses to move a record to a day after what happened to it.
func notAfterItsSteps(events []review.Event, was account, on review.Date) error {
	id := review.RecordOf(was.event.Body)
	if id == "" || on.IsZero() {
		return nil
	}
	for _, ev := range events[was.event.Seq:] {
		step := accountOf(events, ev)
		if review.RecordOf(step.body) == id && !step.voided && step.on.Before(on) {
			return review.Errorf(review.Invalid, "%s cannot be of %s: #%d happened to it %s", id, on.English(), ev.Seq, step.on.When()).
				WithHint("correct #%d first, if its day is wrong", ev.Seq)
		}
	}
	return nil
}

// refold folds the whole log with the correction in its place, so that what
// follows in this decision sees the review as it will be.
func (d *draft) refold(events []review.Event) error {
	r, err := review.Fold(&review.Review{ID: d.before.ID}, append(events[:len(events):len(events)], d.events...))
	if err != nil {
		return review.Errorf(review.Refused, "that correction would leave the log impossible: %w", err).
			WithHint("a record that later events build on can be amended, not replaced by something else")
	}
	d.review = r
	return nil
}

// afterCorrection records what follows from a correction: nobody waits for an
// item that never was, and clocks stand still for the holds that stand, no others.
func (d *draft) afterCorrection(cmd Correct, was account) error {
	if kind := d.itemKind(was.body); cmd.Void && kind != "" {
		if err := d.excuseItem(kind, was.event, cmd.Why); err != nil {
			return err
		}
	}
	if err := d.follow(); err != nil {
		return err
	}
	if holds := d.holdsOf(was.body, cmd.With); len(holds) > 0 {
		return d.matchClocks(holds...)
	}
	return nil
}

// holdsOf returns the names of the holds that bodies are about.
func (d *draft) holdsOf(bodies ...review.Body) []string {
	var names []string
	for _, body := range bodies {
		switch b := body.(type) {
		case *review.Added[review.Hold]:
			names = append(names, b.Record.Name)
		case *review.HoldLifted:
			if h, ok := review.Find[review.Hold](d.review, b.ID); ok {
				names = append(names, h.Name)
			}
		}
	}
	return names
}

// excuseItem excuses what runs for an item whose record was voided.
func (d *draft) excuseItem(kind string, added review.Event, why string) error {
	for _, in := range d.review.Instances {
		track := d.def.Track(in.Track)
		if track == nil || track.ForEach != kind || in.Item != itemOf(added.Body) {
			continue
		}
		if in.Done() { // there is nothing to excuse; but some clock may run for it yet
			if err := d.voidClocks(in); err != nil {
				return err
			}
			continue
		}
		if err := d.excuse(in, &review.ItemExcused{Track: in.Track, Item: in.Item, Why: review.NewText(why)}); err != nil {
			return err
		}
	}
	return nil
}

// voidClocks stops the clocks that run for an item whose record was voided.
func (d *draft) voidClocks(in review.Instance) error {
	if !d.fifth {
		return nil
	}
	return d.excuseClocks(in.Track, in.Item)
}

// itemOf returns the handle of the item that an event adds.
func itemOf(body review.Body) string { return review.RecordOf(body) }
