package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
	"scr/workflow/calendar"
)

// runClocks starts and stops the clocks that something starts and stops. Stopping
// comes first: a move may end one run of a clock and begin the next.
func (d *draft) runClocks(h happening) error {
	for i := range d.def.Clocks {
		if err := d.endClock(&d.def.Clocks[i], h); err != nil {
			return err
		}
	}
	for i := range d.def.Clocks {
		if err := d.beginClock(&d.def.Clocks[i], h); err != nil {
			return err
		}
	}
	return nil
}

// endClock stops the runs of a clock that this ends.
func (d *draft) endClock(kind *workflow.Clock, h happening) error {
	for _, c := range d.review.Clocks { // a copy: stopping changes no element of it
		if c.Name != kind.Name || c.State == review.Stopped || !d.ends(kind, c, h) {
			continue
		}
		if err := d.stopClock(c, h.on, h.stopper()); err != nil {
			return err
		}
	}
	return nil
}

// ends reports whether something stops a run of a clock. That of a letter's deadline is
// stopped by the letter that answers it.
func (d *draft) ends(kind *workflow.Clock, c review.Clock, h happening) bool {
	if !slices.Contains(kind.Stops, h.name) {
		return false
	}
	if kind.Kind == workflow.LetterDeadline {
		return h.letter == nil || h.letter.Answers == c.Item
	}
	item := d.itemFor(kind, h)
	return !kind.PerItem() || item == "" || c.Item == item
}

// beginClock starts a clock, where this starts it.
func (d *draft) beginClock(kind *workflow.Clock, h happening) error {
	by, from, ok := h.starts(kind)
	if !ok {
		return nil
	}
	for _, of := range d.clockItems(kind, h) {
		if err := d.startClock(kind, of, by, from, h); err != nil {
			return err
		}
	}
	return nil
}

// itemFor returns the item of a clock's track that something is about: what is recorded
// for a document says nothing of an agency.
func (d *draft) itemFor(kind *workflow.Clock, h happening) string {
	track := d.def.Track(kind.Track)
	if track != nil && h.of != "" && h.of != track.ForEach {
		return ""
	}
	return h.item
}

// clockItems returns what a clock starts for: one run in all, or one for the item of
// the move, or, where the move is not about an item, one for each that is not done. The
// clock of a letter's deadline runs for the letter.
func (d *draft) clockItems(kind *workflow.Clock, h happening) []string {
	switch {
	case kind.Kind == workflow.LetterDeadline && h.letter != nil:
		return []string{h.letter.ID}
	case kind.Track == "":
		return []string{""}
	case d.itemFor(kind, h) != "" && h.cause != 0 && !d.waitsFor(kind, h.item):
		return nil
	case d.itemFor(kind, h) != "":
		return []string{h.item}
	}
	var items []string
	for _, in := range d.review.InstancesOf(kind.Track) {
		if !in.Done() {
			items = append(items, in.Item)
		}
	}
	return items
}

// waitsFor reports whether the track of a clock runs for an item, and is not excused: what
// is recorded for it starts the clock of no other.
func (d *draft) waitsFor(kind *workflow.Clock, item string) bool {
	track := d.def.Track(kind.Track)
	if in, ok := d.review.Instance(kind.Track, item); ok {
		return !in.Excused
	}
	return track != nil && track.RunsFor(d.kindsOf(track.ForEach, item)...) // opened at the end of this decision
}

// stopClocks stops the runs of a clock: that of an item, or all of them.
func (d *draft) stopClocks(kind *workflow.Clock, item string) error {
	for _, c := range d.review.Clocks { // a copy: stopping changes no element of it
		if c.Name != kind.Name || c.State == review.Stopped || kind.PerItem() && item != "" && c.Item != item {
			continue
		}
		if err := d.stopClock(c, d.on, 0); err != nil {
			return err
		}
	}
	return nil
}

// excuseClocks stops the clocks of an item of which no more is needed.
func (d *draft) excuseClocks(track, item string) error {
	for i := range d.def.Clocks {
		if kind := &d.def.Clocks[i]; kind.Track == track {
			if err := d.stopClocks(kind, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// stopClock stops a run on a day; by names the record that did it.
func (d *draft) stopClock(c review.Clock, on review.Date, by int64) error {
	stopped := &review.ClockStopped{Clock: c.Name, Item: c.Item, Cause: by}
	if err := d.emitEvent(review.Event{OccurredOn: on, MadeUp: d.madeUp, Body: stopped}); err != nil {
		return err
	}
	return d.countPaused(c.Name, c.Item)
}

// startClock starts a clock that is not running yet. A hold already in force
// pauses it at once. One that runs goes on from what started it first; but where the day
// it counts from is recorded anew, it counts from that.
func (d *draft) startClock(kind *workflow.Clock, item, by string, from review.Date, h happening) error {
	if c, ok := d.review.Clock(kind.Name, item); ok && c.State != review.Stopped {
		if c.Cause == 0 || c.By != by {
			return nil
		}
		return d.startAgain(kind, c, from, h)
	}
	started, err := d.started(kind, item, by, from, h)
	if err != nil || started == nil {
		return err
	}
	if err := d.emitByProgram(started); err != nil {
		return err
	}
	for _, h := range d.review.Holds {
		if err := d.pauseFor(h, kind.Name); err != nil {
			return err
		}
	}
	return d.countPaused(kind.Name, item)
}

// startAgain counts a clock that runs from a form that was filled anew with another date.
// Another letter or document of the same kind changes nothing.
func (d *draft) startAgain(kind *workflow.Clock, c review.Clock, from review.Date, h happening) error {
	if o, _ := workflow.ParseOccasion(c.By); h.values == nil || o.Field == "" {
		return nil
	}
	return d.countFrom(kind, c, from, h)
}

// started is the event that starts a clock, or nil where there is nothing to count to.
func (d *draft) started(kind *workflow.Clock, item, by string, from review.Date, h happening) (*review.ClockStarted, error) {
	r, err := d.reckon(kind, from, deadlineOf(h))
	if err != nil {
		return nil, err
	}
	if kind.Kind == workflow.LetterDeadline && r.due.IsZero() {
		return nil, nil // the letter sets no day
	}
	started := &review.ClockStarted{Clock: kind.Name, Item: item, Start: from, Due: r.due, From: r.from,
		About: !from.IsDay(), Limit: kind.Length(), Edition: r.edition, Of: string(kind.Kind)}
	if h.cause != 0 || kind.Kind != workflow.Forward {
		started.By, started.Cause = by, h.cause
	}
	return started, nil
}

// due counts a limit from a day. Months clamp to the month's end; working days
// need the nation's bank holidays, whose edition is recorded with the clock.
func (d *draft) due(from calendar.Day, limit workflow.Limit) (review.Date, string, error) {
	switch limit.Unit {
	case workflow.Months:
		return dateOf(from.AddMonths(limit.N)), "", nil
	case workflow.Days:
		return dateOf(from.AddDays(limit.N)), "", nil
	}
	cal, err := calendar.For(d.def.Nation)
	if err != nil {
		return review.Date{}, "", err
	}
	day, err := cal.AddWorkingDays(from, limit.N)
	if err != nil {
		return review.Date{}, "", review.Errorf(review.Invalid, "%s from %s cannot be counted: %w", limit, dateOf(from).English(), err).
			WithHint("bank holidays are known from 2006; give a date within them with --on")
	}
	return dateOf(day), cal.Edition(), nil
}

// decideExtend moves a clock's due day. Extending is the owner's own decision,
// with the documents that the definition asks for on record.
func (d *draft) decideExtend(cmd ExtendClock) error {
	c, ok := d.review.Clock(cmd.Clock, cmd.Item)
	ok = ok && d.eyes().sees(thing{noun: "clock", item: cmd.Item})
	kind := d.def.Clock(cmd.Clock)
	switch {
	case kind == nil:
		return unknownName("clock", cmd.Clock, each(d.def.Clocks, func(c workflow.Clock) string { return c.Name }))
	case kind.Extend == nil:
		return review.Errorf(review.Refused, "clock %s cannot be extended under %s", cmd.Clock, d.def.Title)
	}
	if err := d.mayDecide(kind.Extend.By, "extend "+cmd.Clock); err != nil {
		return err // before it is said whether it runs, and until when
	}
	switch {
	case !ok || c.State == review.Stopped || !c.Limits():
		return review.Errorf(review.Refused, "clock %s is not running", cmd.Clock)
	case cmd.Why == "":
		return review.Errorf(review.Usage, "an extension needs a reason").WithHint("write it to a file and name it with --reason-file")
	case !cmd.Until.IsDay():
		return review.Errorf(review.Usage, "an extension needs the day it runs to").WithHint("add --until with a full day")
	case !c.Due.Before(cmd.Until):
		return review.Errorf(review.Invalid, "%s is not later than %s, when clock %s is due", cmd.Until.English(), c.Due.English(), cmd.Clock)
	}
	if err := d.extensionDocuments(kind, cmd.Documents); err != nil {
		return err
	}
	err := d.emit(&review.ClockExtended{Clock: cmd.Clock, Item: cmd.Item, Due: cmd.Until,
		Documents: cmd.Documents, Why: review.NewText(cmd.Why)})
	if err != nil {
		return err
	}
	return d.countPaused(cmd.Clock, cmd.Item)
}

// extensionDocuments checks that the named documents are on record, and that
// each kind the definition asks for is among them.
func (d *draft) extensionDocuments(kind *workflow.Clock, handles []string) error {
	var kinds []string
	for _, h := range handles {
		doc, ok := find[review.Document](d, h)
		if !ok {
			return d.unknownRecord("document", h)
		}
		kinds = append(kinds, doc.Kind)
	}
	var obstacles []review.Obstacle
	for _, want := range kind.Extend.Documents {
		if !slices.Contains(kinds, want) {
			obstacles = append(obstacles, review.Obstacle{Kind: review.ByRequirement, Name: want, Strength: string(workflow.Must),
				Says: fmt.Sprintf("the extension rests on a document of kind %s, and none is named", want),
				Ask:  kind.Extend.By, Cites: d.citation(kind.Extend.Cites)})
		}
	}
	err := d.refusal("the extension of "+kind.Title, obstacles)
	if refused := (*review.Error)(nil); errors.As(err, &refused) {
		return refused.WithHint("\"scr document add %s\" puts a document on record; name its handle with --documents", d.review.Reference)
	}
	return err
}

// refusal returns nothing where there is no obstacle.
func (d *draft) refusal(what string, obstacles []review.Obstacle) error {
	if len(obstacles) == 0 {
		return nil
	}
	code := review.Refused
	if !slices.ContainsFunc(obstacles, func(o review.Obstacle) bool {
		return o.Kind != review.ByRole && o.Kind != review.BySeparation
	}) {
		code = review.Forbidden
	}
	things := "thing stands"
	if len(obstacles) > 1 {
		things = "things stand"
	}
	err := review.Errorf(code, "%s is refused: %d %s in the way", what, len(obstacles), things).
		WithHint("see what each move needs with \"scr next %s\"", d.review.Reference)
	err.Details = d.eyes().obstacles(obstacles)
	return err
}

// mayDecide refuses a decider who holds none of the roles on the day, and a
// typist who may not type it. Where a definition names no roles, whoever arranges the
// review decides: what nobody was said to decide is not everybody's.
func (d *draft) mayDecide(roles []string, what string) error {
	if len(roles) == 0 {
		return d.mayArrange(what)
	}
	if err := d.mayRecordFor(nil); err != nil {
		return err
	}
	if d.decides(roles) {
		return nil
	}
	return review.Errorf(review.Forbidden, "%s may not %s: %s decides that", d.decider, what, oneOf(d.roleTitles(roles))).
		WithHint("whoever may record for others records who decided it, with --decided-by and --minute")
}

// unknownName says that a definition has no such name, and which was probably
// meant, or what it has.
func unknownName(kind, name string, known []string) *review.Error {
	err := review.Errorf(review.Invalid, "there is no %s %q in this review's definition", kind, name)
	if meant := workflow.Nearest(name, known); meant != "" {
		return err.WithHint("did you mean %q?", meant)
	}
	return err.WithHint("it has: %s", strings.Join(known, ", "))
}

// unknownRecord says that a review has no such record.
func (d *draft) unknownRecord(noun, handle string) *review.Error {
	command := noun
	switch noun {
	case "assignment":
		command = "team"
	case "criterion":
		command = "criteria"
	}
	return review.Errorf(review.NotFound, "there is no %s %q in this review%s", noun, handle, d.wasVoided(noun, handle)).
		WithHint("list them with \"scr %s list %s\"", command, d.review.Reference)
}

// ExtendClock moves a clock's due day, as a decision of its owner.
func (e *Engine) ExtendClock(ctx context.Context, cmd ExtendClock) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, false, func(d *draft) error {
		return d.decideExtend(cmd)
	})
}
