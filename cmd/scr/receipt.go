package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scr/engine"
	"scr/internal/audit"
	"scr/internal/report"
	"scr/review"
)

// acknowledged is a receipt as --json prints it.
type acknowledged struct {
	review.Receipt
	Root string `json:"log_root"`     // of the tree over the log at that size, in hexadecimal
	Log  string `json:"log"`          // how far the log has come, in words for the minutes
	ID   string `json:"id,omitempty"` // handle of the record that was added
}

// receipt acknowledges a command: for people on standard error, with --json on
// standard output. A handle that was given out is data: it is what the next
// command needs.
func (a *app) receipt(ctx context.Context, e *engine.Engine, user string, out engine.Outcome) error {
	r := out.Receipt
	events := r.Events
	if r.Repeated {
		var err error
		if events, err = e.Recorded(ctx, r); err != nil {
			return err
		}
	}
	a.saw(r)
	id, log := handleIn(events, r), audit.Receipt(audit.Head{Size: r.Size, Root: r.Root})
	if a.global.json {
		return unprinted(r, report.JSONLine(a.out, acknowledged{r, hex.EncodeToString(r.Root[:]), log, id}))
	}
	var err error
	if id != "" {
		_, err = fmt.Fprintln(a.out, report.Printable(id))
	}
	fmt.Fprintf(a.err, "scr: %s\n", report.Printable(recordedAs(r)))
	for _, says := range consequences(events) {
		fmt.Fprintf(a.err, "scr: %s\n", report.Printable(says))
	}
	for _, says := range out.Remarks {
		fmt.Fprintf(a.err, "scr: %s\n", report.Printable(says))
	}
	for _, says := range a.leftOver(ctx, e, user, r, events) {
		fmt.Fprintf(a.err, "scr: %s\n", report.Printable(says))
	}
	fmt.Fprintf(a.err, "scr: for the minutes: log %s\n", log)
	return unprinted(r, err)
}

// leftOver says what a command leaves for somebody to do. Where the review cannot
// be read now it says nothing: what was recorded stays recorded.
func (a *app) leftOver(ctx context.Context, e *engine.Engine, user string, r review.Receipt, events []review.Event) []string {
	var says []string
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.AssignmentEnded:
			if v, err := e.Outline(ctx, r.Reference, a.by(user)); err == nil {
				says = append(says, follower(v.Review, b)...)
			}
		case *review.ConflictDeclared:
			if v, err := e.Outline(ctx, r.Reference, a.by(user)); err == nil {
				says = append(append(says, agencyToCome(v.Review, b)...), v.Barring...)
			}
		case *review.Added[review.Hold]:
			if v, err := e.Outline(ctx, r.Reference, a.by(user)); err == nil {
				says = append(says, stoppedBy(v, b.Record)...)
			}
		case *review.HoldLifted:
			if v, err := e.Outline(ctx, r.Reference, a.by(user)); err == nil {
				says = append(says, deferredBy(v.Review, b.ID)...)
			}
		}
	}
	return says
}

// agencyToCome says from when a conflict with an agency counts that is not in the case.
func agencyToCome(r *review.Review, b *review.ConflictDeclared) []string {
	there := slices.ContainsFunc(r.Agencies, func(a review.Agency) bool { return a.ID == b.Agency })
	if b.Agency == "" || there {
		return nil
	}
	return []string{fmt.Sprintf("no agency %s is in the case yet: the conflict counts once it is added under that very name", b.Agency)}
}

// follower says that whoever is named to take over has yet to be given the role.
func follower(r *review.Review, b *review.AssignmentEnded) []string {
	ended, _ := review.Find[review.Assignment](r, b.ID)
	has := slices.ContainsFunc(r.Assignments, func(a review.Assignment) bool {
		return a.Person == b.ReplacedBy && a.Role == ended.Role && !a.To.Before(b.To)
	})
	if b.ReplacedBy == "" || has {
		return nil
	}
	return []string{fmt.Sprintf("%s still has to be given the role: scr team add %s --person %s --role %s",
		b.ReplacedBy, r.Reference, b.ReplacedBy, ended.Role)}
}

// deferredBy names the conversations that a hold put off, which can now be held.
func deferredBy(r *review.Review, hold string) []string {
	var waiting []string
	for _, c := range r.Conversations {
		if c.Hold == hold && c.State == review.Deferred {
			waiting = append(waiting, c.ID)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s no longer defers %s", hold, strings.Join(waiting, ", "))}
}

// unprinted says that a receipt did not come through, though what it is for was
// recorded: who hears of a failure repeats the command.
func unprinted(r review.Receipt, err error) error {
	if err == nil {
		return nil
	}
	return review.Errorf(review.Failed, "it is %s, and the receipt could not be printed: %w", recordedAs(r), err).
		WithHint("repeating it would record it twice, unless it is with --command-id %s", r.Command)
}

// recordedAs says under which numbers something was recorded.
func recordedAs(r review.Receipt) string {
	says := fmt.Sprintf("recorded as #%d", r.First)
	if r.Last > r.First {
		says += fmt.Sprintf("–#%d", r.Last)
	}
	switch {
	case r.Reference != "":
		says += " of " + r.Reference
	case r.Stream == review.BoardStream:
		says += " of the board"
	}
	if r.Repeated {
		says += "; this command had been carried out before, nothing was written now"
	}
	return says
}

// handleIn returns the handle that a command gave out: a review's reference, a
// person's handle or a record's.
func handleIn(events []review.Event, r review.Receipt) string {
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case *review.ReviewOpened, *review.PersonRegistered:
			return r.Reference
		case *review.ErasureProposed:
			return b.ID
		case *review.MoratoriumDeclared:
			return b.ID
		}
		if id := addedID(ev.Body); id != "" {
			return id
		}
	}
	return ""
}

// addedID returns the handle of the record that an event added, if it did.
func addedID(body review.Body) string {
	if _, adds := review.Adds(body); !adds {
		return ""
	}
	id, _ := review.SlotOf(review.FilledIn(body), "id")
	return id.String()
}

// consequences says in words what else came of a command. Of a track that is taken
// on it says where it stands, not where such a track begins.
func consequences(events []review.Event) []string {
	var taken []review.TakenOnAt
	for _, ev := range events {
		if b, ok := ev.Body.(*review.ReviewTakenOn); ok {
			taken = append(taken, b.At...)
		}
	}
	var says []string
	for _, ev := range events {
		if b, ok := ev.Body.(*review.TrackOpened); ok && slices.ContainsFunc(taken, func(at review.TakenOnAt) bool { return at.Track == b.Track && at.Item == b.Item }) {
			continue
		}
		if line := consequence(ev.Body); line != "" {
			says = append(says, line)
		}
	}
	return says
}

// standsAtStages says where a review that was taken on stands.
func standsAtStages(at []review.TakenOnAt) string {
	stands := make([]string, len(at))
	for i, one := range at {
		stands[i] = instance(one.Track, one.Item) + " stands at " + one.Stage
	}
	return "taken on: " + strings.Join(stands, ", ")
}

// consequence says in words what came of one event.
func consequence(body review.Body) string {
	switch b := body.(type) {
	case *review.ReviewOpened:
		return fmt.Sprintf("opened under %s@%d", b.Pin.Workflow, b.Pin.Number)
	case *review.ReviewTakenOn:
		return standsAtStages(b.At)
	case *review.DefinitionAdopted:
		return fmt.Sprintf("adopted %s@%d; reviews that are open keep the version they were opened under", b.Workflow, b.Number)
	case *review.MoveMade:
		says := fmt.Sprintf("%s: %s → %s", instance(b.Track, b.Item), b.From, b.To)
		switch {
		case b.Auto:
			says += " (by itself, its rules hold)"
		case b.Upon != "":
			says += " (by itself, upon " + b.Upon + ")"
		case b.With != "":
			says += " (with " + b.With + ")"
		}
		return says
	case *review.TrackOpened:
		says := fmt.Sprintf("%s opened at %s", instance(b.Track, b.Item), b.Stage)
		if b.Late != "" {
			says += ", late: " + b.Late + " was made without it"
		}
		return says
	case *review.ItemExcused:
		if b.Upon != "" {
			return fmt.Sprintf("%s excused: the part that it was for is over (%s)", instance(b.Track, b.Item), b.Upon)
		}
		return ""
	case *review.ItemAdmitted:
		return fmt.Sprintf("%s goes on", instance(b.Track, b.Item))
	case *review.ClockStarted:
		return clockRuns(b)
	case *review.ClockStopped:
		return fmt.Sprintf("clock %s stopped", instance(b.Clock, b.Item))
	case *review.ClockPaused:
		return fmt.Sprintf("clock %s waits for %s", instance(b.Clock, b.Item), b.Hold)
	case *review.ClockResumed:
		if b.Due.IsZero() {
			return ""
		}
		return fmt.Sprintf("clock %s runs again, due %s", instance(b.Clock, b.Item), b.Due.English())
	case *review.ClockRecomputed:
		if b.Runs {
			return fmt.Sprintf("clock %s runs again, due %s", instance(b.Clock, b.Item), b.Due.English())
		}
		return fmt.Sprintf("clock %s was counted again, due %s", instance(b.Clock, b.Item), b.Due.English())
	case *review.Added[review.Criterion]:
		return owes(b.Record)
	case *review.Amended[review.Criterion]:
		return owes(b.Record)
	case *review.ClockExtended:
		return fmt.Sprintf("clock %s runs to %s", instance(b.Clock, b.Item), b.Due.English())
	}
	return shareConsequence(body)
}

// shareConsequence says how far a share reaches.
func shareConsequence(body review.Body) string {
	b, ok := body.(*review.PanelShared)
	switch {
	case !ok:
		return erasureConsequence(body)
	case b.All:
		return "the panel may see everything on record now; what comes later has to be shared for itself"
	case b.Agency != "":
		return "the panel may see what " + b.Agency + " has supplied by now; what comes later has to be shared for itself"
	}
	return "the panel may see " + joined(b.Items)
}

func instance(name, item string) string {
	if item == "" {
		return name
	}
	return name + " of " + item
}

func about(yes bool) string {
	if yes {
		return "about "
	}
	return ""
}

// clockRuns says until when a clock runs that was started.
func clockRuns(b *review.ClockStarted) string {
	called := "clock " + instance(b.Clock, b.Item)
	switch b.Of {
	case review.LooksBack:
		return fmt.Sprintf("%s: %s %s, that is from %s%s", called, b.Limit, b.Start.English(), about(b.About), b.From.English())
	case review.Keeps:
		return fmt.Sprintf("%s: %s, until %s%s", called, b.Limit, about(b.About), b.Due.English())
	}
	return fmt.Sprintf("%s runs: %s, due %s%s", called, b.Limit, about(b.About), b.Due.English())
}
