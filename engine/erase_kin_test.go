package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// TestKinDoNothingAboutAnErasure: a chair who had declared kinship, and could not approve an
// erasure, withdrew one, and carried out another.
func TestKinDoNothingAboutAnErasure(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	w.meeting("of somebody else")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	w.approve(id, "p3", "p4")
	list := w.erasure(id).Worklist
	w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p2"), Review: w.ref, Kinds: []string{review.Kin}, Why: "made up"}))
	byHand := w.by("p1")
	byHand.DecidedBy, byHand.Minute = "p2", "made up"
	ctx := t.Context()
	for name, try := range map[string]func(engine.Meta) error{
		"withdraw": func(m engine.Meta) error {
			_, err := w.WithdrawErasure(ctx, engine.WithdrawErasure{Meta: m, Erasure: id, Why: "made up"})
			return err
		},
		"sort": func(m engine.Meta) error {
			if m.DecidedBy != "" {
				m.User = "p3"
				w.assignOnce("p3")
			}
			_, err := w.SortErasure(ctx, engine.SortErasure{Meta: m, Erasure: id, Texts: []review.TextPlace{{Seq: list[0].Seq, Path: list[0].Path}}, Keep: true})
			return err
		},
		"propose": func(m engine.Meta) error {
			_, err := w.propose(engine.ProposeErasure{Meta: m, Kind: review.EraseTexts, Texts: w.says("of somebody else")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			code(t, try(w.by("p2")), review.Forbidden)
			code(t, try(byHand), review.Forbidden)
		})
	}
	_, err := w.RunErasure(ctx, engine.RunErasure{Meta: w.by("p2"), Erasure: id})
	code(t, err, review.Forbidden)
	if len(w.says("Ms relative-1")) == 0 {
		t.Error("kin carried it out")
	}
	if err := w.runErasure(id); err != nil {
		t.Error(err)
	}
	w.clean()
}

// older is a store that an earlier edition of the program writes to.
type older struct {
	engine.Store
	edition int
}

// Append is part of [engine.Store].
func (o older) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	a.Rules = o.edition
	return o.Store.Append(ctx, a)
}

// TestAnErasureIsHeldToTheRulesOfItsEdition: what kin withdrew under an edition that did not
// ask is in no doubt; under this one it is.
func TestAnErasureIsHeldToTheRulesOfItsEdition(t *testing.T) {
	for edition, doubts := range map[int]int{1: 0, 2: 1} {
		w := newWorldOn(t, func(s engine.Store) engine.Store { return older{s, edition} }).loggedIn().open()
		w.relative("relative-1")
		id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
		w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p2"), Review: w.ref, Kinds: []string{review.Kin}, Why: "made up"}))
		board, err := w.db.Board(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour) // not overtaken by the declaration
		withdrawn := &review.ErasureWithdrawn{ID: id, Why: review.NewText("made up")}
		_, err = w.db.Append(t.Context(), review.Append{Before: board, Command: "kin", Digest: "kin", RecordedBy: "p2", RecordedAt: w.now, Rules: edition,
			Login: w.loginOf("p2"), Events: []review.Event{{DecidedBy: "p2", OccurredOn: date(t, "2014-09-01"), Body: withdrawn}}})
		if err != nil {
			t.Fatal(err)
		}
		found, err := w.VerifyDecisions(t.Context(), w.db, nil)
		if err != nil || len(found) != doubts {
			t.Errorf("under edition %d: %v (%v)", edition, found, err)
		}
	}
}

// assignOnce gives somebody a part in the review, unless they have one.
func (w *world) assignOnce(person string) {
	w.t.Helper()
	if !slices.ContainsFunc(w.review().Assignments, func(a review.Assignment) bool { return a.Person == person }) {
		w.assign(person, "team_member", "health")
	}
}

// advised is a board with an erasure whose worklist has legal advice on it, a lead reviewer
// who administers and may not see that (p3), and somebody who may open reviews and has no
// part in this one (p7).
func advised(t *testing.T) (w *world, id string, advice review.TextPlace) {
	t.Helper()
	w = newWorld(t).open()
	reviewer, err := w.db.Person(t.Context(), "p3")
	if err != nil {
		t.Fatal(err)
	}
	lead, opens, second := *reviewer, person("p7"), person("p4")
	lead.Name, lead.Administrator, opens.MayOpen, second.Administrator = review.NewText("Made Up"), true, true, true
	second.Accreditations, second.IndependentOf = lead.Accreditations, lead.IndependentOf
	w.amend("p3", lead)
	w.amend("p7", opens)
	w.amend("p4", second)
	w.assign("p3", "lead_reviewer", "")
	w.relative("relative-1")
	w.meeting("of somebody else")
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Legal: true,
		Body: &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "court", Kind: "query", Summary: review.NewText("counsel says")}}}))
	return w, w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"}), w.says("counsel says")[0]
}

// TestNobodySaysTheyReadWhatIsKeptFromThem: a lead reviewer, for whom legal advice is not
// there, marked its text as read, and its older wordings would have gone.
func TestNobodySaysTheyReadWhatIsKeptFromThem(t *testing.T) {
	w, id, advice := advised(t)
	mark := func(by string, at review.TextPlace) error {
		_, err := w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by(by), Erasure: id, Texts: []review.TextPlace{at}, Keep: true})
		return err
	}
	hidden := mark("p3", advice)
	code(t, hidden, review.NotFound)
	nowhere := review.TextPlace{Seq: 999, Path: advice.Path}
	never := mark("p3", nowhere)
	if there := strings.Replace(never.Error(), nowhere.String(), advice.String(), 1); there != hidden.Error() {
		t.Errorf("what is hidden: %v; what never was: %v", hidden, never)
	}
	outside := mark("p7", advice)
	code(t, outside, review.Forbidden)
	if strings.Contains(outside.Error(), w.ref) {
		t.Errorf("whoever has no part hears which review it is: %v", outside)
	}
	if err := mark("p3", w.says("of somebody else")[0]); err != nil {
		t.Error(err)
	}
	if err := mark("p2", advice); err != nil {
		t.Error(err)
	}
	w.clean()
}

// TestAnErasureTellsNoMoreThanAPartDoes: "erase show" told people for whom the review is not
// there its reference, the proposer's reason, and the place and day of each of its texts.
func TestAnErasureTellsNoMoreThanAPartDoes(t *testing.T) {
	w, id, advice := advised(t)
	for _, tt := range []struct {
		who         string
		says, place bool // the review and the reason; the places of the worklist
		advice      bool
	}{
		{who: "p1", says: true, place: true, advice: true},
		{who: "p3", says: true, place: true}, // no legal advice
		{who: "p4", says: true},              // approves, without a part
		{who: "p7"},                          // neither
	} {
		v, err := w.Erasure(t.Context(), id, reader(tt.who))
		if err != nil {
			t.Fatalf("%s: %v", tt.who, err)
		}
		listed := slices.ContainsFunc(v.Worklist, func(i engine.WorkItem) bool { return i.Seq == advice.Seq })
		if (v.Scope.Review != "") != tt.says || (v.Scope.Of != "") != tt.says || v.Why.Loaded() != tt.says || (v.Scope.Stream != "") != tt.says {
			t.Errorf("%s hears %+v, %q", tt.who, v.Scope, v.Why.Reveal())
		}
		if (len(v.Worklist) > 0) != tt.place || listed != tt.advice || v.Upto != 0 && !tt.place {
			t.Errorf("%s hears of these places: %+v, as far as #%d", tt.who, v.Worklist, v.Upto)
		}
		if len(v.Worklist)+v.Hidden != 2 || v.Texts != 2 {
			t.Errorf("%s hears of %d and %d texts to be read, %d to go", tt.who, len(v.Worklist), v.Hidden, v.Texts)
		}
		all, err := w.Erasures(t.Context(), tt.who)
		if err != nil || (all.Erasures[0].Scope.Review != "") != tt.says {
			t.Errorf("%s is listed %+v (%v)", tt.who, all.Erasures, err)
		}
	}
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings",
		Covers: "publication", ReviewOn: date(t, "2015-01-01"), Why: review.NewText("made up")}}}))
	for who, named := range map[string]bool{"p1": true, "p3": true, "p4": false, "p7": false} {
		v, err := w.Erasure(t.Context(), id, reader(who))
		if err != nil || strings.Contains(v.Barred, "hold-1") != named || !strings.Contains(v.Barred, "hold") ||
			!named && strings.Contains(v.Barred, w.ref) {
			t.Errorf("%s hears %q (%v)", who, v.Barred, err)
		}
	}
	w.clean()
}
