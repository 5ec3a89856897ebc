package engine

import (
	"context"
	"slices"

	"scr/review"
	"scr/workflow"
)

// given stands for a text where only whether there is one counts.
func given(t review.Text) string {
	if !t.Filled() {
		return ""
	}
	return "given"
}

// circumstancesOf are what every command of the log says of itself.
func circumstancesOf(ev review.Event) Meta {
	return Meta{User: ev.RecordedBy, On: ev.OccurredOn, DecidedBy: ev.DecidedBy, Minute: ev.Minute, MadeUp: ev.MadeUp}
}

// reissue gives the command again that recorded some events, and reports whether there
// is one: a few kinds of event hang on what only a text or a file said, and of those
// nothing is decided but by whom.
func (w *replayer) reissue(ctx context.Context, run []review.Event) (bool, error) {
	meta := circumstancesOf(run[0])
	switch run[0].Body.(type) {
	case *review.ApprovalAsked, *review.AccessExplained, *review.RequestAnswered, *review.BoardCreated:
		return false, nil
	}
	if r, ok := w.past.state.(*review.Review); ok {
		return true, w.reissueOnReview(ctx, meta, r, run)
	}
	return true, w.reissueOnBoard(ctx, meta, run[0].Body)
}

// reissueOnReview gives a command on a review again.
func (w *replayer) reissueOnReview(ctx context.Context, meta Meta, r *review.Review, run []review.Event) error {
	var err error
	e, ref := w.engine, r.Reference
	switch b := run[0].Body.(type) {
	case *review.ReviewOpened:
		_, err = e.Open(ctx, openedBy(meta, b, run))
	case *review.FormFilled:
		if b.Move != "" {
			return w.reissueMove(ctx, meta, ref, run)
		}
		_, err = e.Fill(ctx, Fill{Meta: meta, Review: ref, Form: FormInput{Form: b.Form, Item: b.Item, Values: typed(b)}})
	case *review.MoveMade:
		return w.reissueMove(ctx, meta, ref, run)
	case *review.ClockExtended:
		_, err = e.ExtendClock(ctx, ExtendClock{Meta: meta, Review: ref, Clock: b.Clock, Item: b.Item, Until: b.Due, Documents: b.Documents, Why: given(b.Why)})
	case *review.ItemExcused:
		_, err = e.Excuse(ctx, Excuse{Meta: meta, Review: ref, Track: b.Track, Item: b.Item, Why: given(b.Why)})
	case *review.ItemAdmitted:
		_, err = e.Admit(ctx, Admit{Meta: meta, Review: ref, Track: b.Track, Item: b.Item, Why: given(b.Why)})
	case *review.RecordCorrected:
		_, err = e.Correct(ctx, Correct{Meta: meta, Review: ref, Seq: b.Seq, Void: b.Void, With: b.With, NewOn: b.On, Why: given(b.Why)})
	case *review.Added[review.Assignment]:
		_, err = e.Assign(ctx, Assign{Meta: meta, Review: ref, Assignment: review.Fresh(b.Record), NoConflict: brings[*review.ConflictDeclared](run)})
	default:
		return w.reissueSight(ctx, meta, r, run)
	}
	return err
}

// reissueSight gives a command again that is about who may see what, or else one that
// records a fact.
func (w *replayer) reissueSight(ctx context.Context, meta Meta, r *review.Review, run []review.Event) error {
	var err error
	e, ref := w.engine, r.Reference
	switch b := run[0].Body.(type) {
	case *review.ConflictDeclared:
		_, err = e.Declare(ctx, declaredBy(meta, ref, run))
	case *review.PanelShared:
		_, err = e.Share(ctx, Share{Meta: meta, Review: ref, All: b.All, Agency: b.Agency, Items: b.Items})
	case *review.MaterialMarked:
		_, err = e.Mark(ctx, Mark{Meta: meta, Review: ref, ID: b.ID, Legal: b.As == review.LegalAdvice})
	case *review.AccessClaimed:
		_, err = e.Claim(ctx, Claim{Meta: meta, Review: ref, Why: given(b.Why)})
	case *review.AccessProposed:
		_, err = e.Grant(ctx, Grant{Meta: meta, Review: ref, Person: b.Person, Hours: b.Hours, Why: given(b.Why)})
	case *review.AccessGranted:
		c, _ := r.Claim(b.ID)
		_, err = e.Grant(ctx, Grant{Meta: meta, Review: ref, Person: c.Person, Hours: c.Hours})
	case *review.AccessClosed:
		_, err = e.CloseClaim(ctx, CloseClaim{Meta: meta, Review: ref, Claim: b.ID, Note: given(b.Note)})
	case *review.TextsErased:
		_, err = e.RunErasure(ctx, RunErasure{Meta: meta, Erasure: b.Erasure})
	default:
		_, err = e.Record(ctx, Record{Meta: meta, Review: ref, Body: run[0].Body, Legal: brings[*review.MaterialMarked](run)})
	}
	return err
}

// reissueOnBoard gives a command again that is not about a review.
func (w *replayer) reissueOnBoard(ctx context.Context, meta Meta, body review.Body) error {
	var err error
	e := w.engine
	switch b := body.(type) {
	case *review.PersonRegistered:
		entry := b.Person
		entry.Handle = "" // which the store gave
		_, err = e.Register(ctx, Register{Meta: meta, Person: entry})
	case *review.PersonAmended:
		entry := b.Person
		entry.Handle = w.past.state.(*review.Person).Handle
		_, err = e.Register(ctx, Register{Meta: meta, Person: entry, Why: given(b.Why)})
	case *review.OfficeHeld:
		cmd := HoldOffice{Meta: meta, Office: b.Office, Person: b.Person, From: b.From, To: b.To}
		_, err = e.HoldOffice(ctx, w.asAsked(ctx, cmd))
	case *review.OfficeLeft:
		cmd := HoldOffice{Meta: meta, Office: b.Office, Person: b.Person, To: b.To, Leave: true}
		_, err = e.HoldOffice(ctx, w.asAsked(ctx, cmd))
	case *review.UserNamed:
		_, err = e.NameUser(ctx, NameUser{Meta: meta, Login: "a login of " + b.User.Person, Person: b.User.Person})
	case *review.UserRemoved:
		_, err = e.NameUser(ctx, NameUser{Meta: meta, Login: b.ID})
	case *review.DefinitionAdopted:
		var file review.DefinitionFile
		if file, err = w.past.DefinitionFile(ctx, b.Hash); err == nil {
			_, err = e.Adopt(ctx, Adopt{Meta: meta, File: b.Workflow + ".yaml", Source: file.Bytes})
		}
	case *review.BoardRestored:
		_, err = e.AcceptLoss(ctx, AcceptLoss{Meta: meta, Loss: *b})
	case *review.RestoreAccepted:
		_, err = e.AcceptRestore(ctx, AcceptRestore{Meta: meta})
	default:
		return w.reissueErasure(ctx, meta, body)
	}
	return err
}

// asAsked leaves out the day of an office where it was asked for without one, by somebody who
// could approve: the day is then that of the command, and the same is in the log. Somebody
// may have asked for the same with the day, and that may be what was approved.
func (w *replayer) asAsked(ctx context.Context, cmd HoldOffice) HoldOffice {
	without := cmd
	if cmd.Leave && cmd.To == cmd.On {
		without.To = review.Date{}
	}
	if !cmd.Leave && cmd.From == cmd.On {
		without.From = review.Date{}
	}
	board, founded := w.past.stateOf(review.BoardStream).(*review.Board)
	others, err := w.past.others(ctx)
	if founded && err == nil && slices.Contains(others, board.AskedFor(without.act(), without.words(), 0).By) {
		return without
	}
	return cmd
}

// reissueErasure gives a command about erasures again.
func (w *replayer) reissueErasure(ctx context.Context, meta Meta, body review.Body) error {
	var err error
	e := w.engine
	switch b := body.(type) {
	case *review.ErasureProposed:
		_, err = e.ProposeErasure(ctx, ProposeErasure{Meta: meta, Kind: b.Scope.Kind, Review: b.Scope.Review, Of: b.Scope.Of,
			Texts: b.Scope.Texts, Basis: b.Basis, Rule: b.Rule, Under: scheduleOf(b), Why: given(b.Why)})
	case *review.ErasureApproved:
		_, err = e.ApproveErasure(ctx, ApproveErasure{Meta: meta, Erasure: b.ID})
	case *review.ErasureWithdrawn:
		_, err = e.WithdrawErasure(ctx, WithdrawErasure{Meta: meta, Erasure: b.ID, Why: given(b.Why)})
	case *review.ErasureSorted:
		_, err = e.SortErasure(ctx, sortedBy(meta, b))
	case *review.TextsErased:
		_, err = e.RunErasure(ctx, RunErasure{Meta: meta, Erasure: b.Erasure})
	case *review.ErasureCompleted:
		_, err = e.RunErasure(ctx, RunErasure{Meta: meta, Erasure: b.ID})
	case *review.MoratoriumDeclared:
		_, err = e.Bar(ctx, Bar{Meta: meta, Why: given(b.Why)})
	case *review.MoratoriumLifted:
		_, err = e.Bar(ctx, Bar{Meta: meta, Lift: b.ID, Why: given(b.Why)})
	default:
		return review.Errorf(review.Refused, "nobody records that by itself")
	}
	return err
}

// scheduleOf stands for the retention schedule that a proposal names: it lies in a file
// of the board, and the log does not say what was in it. Here its time is over.
func scheduleOf(b *review.ErasureProposed) workflow.Schedule {
	s := workflow.Schedule{Name: b.Rule, Class: "review", Years: 1, After: workflow.AfterBirth}
	if b.Scope.Kind == review.ErasePerson {
		s.Class = "person"
	}
	return s
}

// reissueMove makes a move again, with the form that came with it.
func (w *replayer) reissueMove(ctx context.Context, meta Meta, ref string, run []review.Event) error {
	cmd := Advance{Meta: meta, Review: ref}
	if b, ok := run[0].Body.(*review.FormFilled); ok {
		cmd.Form = &FormInput{Form: b.Form, Item: b.Item, Values: typed(b), blank: true}
	}
	b, ok := leading(run).Body.(*review.MoveMade)
	if !ok {
		return review.Errorf(review.Refused, "the move that it was filled with was not made")
	}
	cmd.Move, cmd.Item, cmd.Why, cmd.Authority = b.Name(), b.Item, given(b.Why), given(b.Authority)
	cmd.Despite = despiteOf(b)
	_, err := w.engine.Advance(ctx, cmd)
	return err
}

// despiteOf returns the requirements that a move passed over, with their reasons.
func despiteOf(b *review.MoveMade) map[string]string {
	despite := map[string]string{}
	for _, result := range b.Results {
		if result.Despite {
			despite[result.Name] = given(result.Why)
		}
	}
	return despite
}

func openedBy(meta Meta, b *review.ReviewOpened, run []review.Event) Open {
	cmd := Open{Meta: meta, Workflow: b.Pin.Workflow, Number: b.Pin.Number, OutsideDates: given(b.OutsideDates),
		NoConflict: brings[*review.ConflictDeclared](run)}
	for _, ev := range run {
		switch b := ev.Body.(type) {
		case *review.ReviewTakenOn:
			cmd.At, cmd.Why = b.At, given(b.Why)
		case *review.Added[review.Criterion]:
			cmd.Criteria = append(cmd.Criteria, b.Record.Set)
		}
	}
	return cmd
}

func declaredBy(meta Meta, ref string, run []review.Event) Declare {
	cmd := Declare{Meta: meta, Review: ref}
	for _, ev := range run {
		if b, ok := ev.Body.(*review.ConflictDeclared); ok {
			cmd.Kinds, cmd.Why = append(cmd.Kinds, b.Conflict), given(b.Why)
			if b.Agency != "" {
				cmd.Agency = b.Agency
			}
		}
	}
	return cmd
}

// sortedBy keeps every wording where none was to go: whether there was one to go at all
// makes no difference then.
func sortedBy(meta Meta, b *review.ErasureSorted) SortErasure {
	cmd := SortErasure{Meta: meta, Erasure: b.ID, Keep: true}
	for _, s := range b.Texts {
		cmd.Texts = append(cmd.Texts, s.Text)
		cmd.Keep = cmd.Keep && len(s.Erase) == 0
	}
	return cmd
}

// brings reports whether a command recorded, after its first event, one of a kind.
func brings[B review.Body](run []review.Event) bool {
	for _, ev := range run[1:] {
		if _, ok := ev.Body.(B); ok {
			return true
		}
	}
	return false
}

// leading returns the event of a command that somebody asked for: of a move that its
// form goes before, the move; else the first.
func leading(run []review.Event) review.Event {
	for _, ev := range run {
		if b, ok := ev.Body.(*review.MoveMade); ok && !b.Auto && b.With == "" && b.Upon == "" {
			return ev
		}
	}
	return run[0]
}
