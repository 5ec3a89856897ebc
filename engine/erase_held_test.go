package engine_test

import (
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// goes has somebody leave the register.
func (w *world) goes(handle string) {
	w.t.Helper()
	left := person(handle)
	left.LeftOn = date(w.t, "2014-08-01")
	w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by("p1"), Person: left, Why: "moved on"}))
}

// claims has somebody claim access to the review.
func (w *world) claims(person string) {
	w.t.Helper()
	w.must(w.Claim(w.t.Context(), engine.Claim{Meta: w.by(person), Review: w.ref, Why: "a child is in danger tonight"}))
}

// nearReviews are the ways in which somebody has to do with a review without being
// appointed in it.
var nearReviews = []struct {
	name, person string
	comes        func(w *world)
}{
	{"a part by office", "p2", func(*world) {}},
	{"a part by an office that ended", "p2", func(w *world) {
		w.must(w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "chair", Person: "p2", To: date(w.t, "2014-07-01"), Leave: true}))
	}},
	{"claimed access", "p7", func(w *world) { w.claims("p7") }},
	{"read for a reason", "p7", func(w *world) {
		w.must(w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: "p7", From: date(w.t, "2013")}))
		w.explains("p7", w.ref)
	}},
}

// explains puts on record that somebody read for a reason, as a program did by which they
// saw the review in another way.
func (w *world) explains(person, reference string) {
	w.t.Helper()
	p, err := w.db.Person(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.db.Append(w.t.Context(), review.Append{Before: p, Command: "explained", Digest: "explained", RecordedBy: person, RecordedAt: w.now,
		Events: []review.Event{{DecidedBy: person, OccurredOn: date(w.t, "2014-09-01"),
			Body: &review.AccessExplained{Review: reference, Why: review.NewText("made up")}}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestAHoldKeepsWhoeverHadToDoWithTheReview: who had a part by office, claimed access or
// read for a reason was erased from the register while it stood.
func TestAHoldKeepsWhoeverHadToDoWithTheReview(t *testing.T) {
	for _, tt := range nearReviews {
		t.Run(tt.name, func(t *testing.T) {
			w := erasing(t)
			tt.comes(w)
			w.goes(tt.person)
			w.hold("2014-04-01", "publication", "")
			_, err := w.propose(engine.ProposeErasure{Kind: review.ErasePerson, Of: tt.person})
			code(t, err, review.Refused)
			if err == nil || !strings.Contains(err.Error(), "a hold stands: nothing of "+tt.person) {
				t.Errorf("it says %v", err)
			}
			w.goes("p6") // who had to do with no review
			w.mustPropose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"})
		})
	}
}

// TestAHoldThatComesBetweenKeepsThemToo.
func TestAHoldThatComesBetweenKeepsThemToo(t *testing.T) {
	for _, tt := range nearReviews {
		t.Run(tt.name, func(t *testing.T) {
			w := erasing(t)
			tt.comes(w)
			w.goes(tt.person)
			id := w.mustPropose(engine.ProposeErasure{Kind: review.ErasePerson, Of: tt.person})
			w.approve(id, "p3", "p4")
			w.Store = &between{w.Store, func() { w.hold("2014-04-01", "publication", "") }}
			err := w.runErasure(id)
			code(t, err, review.Refused)
			if err == nil || !strings.Contains(err.Error(), "a hold stands: nothing was erased") {
				t.Errorf("it says %v", err)
			}
			w.clean()
		})
	}
}

// TestAnOfficeBeforeTheReviewIsNoPartInIt: nor is one of which its definition says nothing.
func TestAnOfficeBeforeTheReviewIsNoPartInIt(t *testing.T) {
	w := erasing(t)
	until := map[string]review.Date{"chair": date(t, "2012")}
	for office, handle := range map[string]string{"chair": "p6", engine.PrivacyOfficer: "p7"} {
		w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: office, Person: handle, From: date(t, "2010"), To: until[office]}))
		w.goes(handle)
	}
	w.hold("2014-04-01", "publication", "")
	w.mustPropose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"})
	w.mustPropose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p7"})
}

// What an earlier edition erased while a hold stood is not doubted.
func TestAnErasureThatNoHoldStoppedIsReplayedByItsEdition(t *testing.T) {
	for edition, through := range map[int]bool{2: true, 3: false} {
		w := olderWorld(t, edition)
		for _, handle := range []string{"p3", "p4"} {
			p := person(handle)
			p.Administrator = true
			w.amend(handle, p)
		}
		w.open()
		w.goes("p2")
		w.hold("2014-04-01", "publication", "")
		id, err := w.propose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p2"})
		if (err == nil) != through {
			t.Errorf("edition %d: %v", edition, err)
		}
		if through {
			w.approve(id, "p3", "p4")
			if err := w.runErasure(id); err != nil {
				t.Error(err)
			}
		}
		w.clean()
		w.decidedRight(t)
	}
}

// TestTheSamePlacesAreTheSameInAnyOrder: in another order, or named twice, they were
// proposed again beside a proposal that was open.
func TestTheSamePlacesAreTheSameInAnyOrder(t *testing.T) {
	w := erasing(t)
	a, b := w.readsFor("p2", "one"), w.readsFor("p2", "another")
	w.mustPropose(reasons("p2", b, a, b))
	for _, again := range [][]review.TextPlace{{a, b}, {b, a}, {a, a, b}} {
		_, err := w.propose(reasons("p2", again...))
		code(t, err, review.Conflict)
	}
	board, err := w.db.Board(t.Context())
	if err != nil || !slices.Equal(board.Erasures[0].Scope.Texts, []review.TextPlace{a, b}) {
		t.Errorf("it is of %v (%v)", board.Erasures, err)
	}
	w.decidedRight(t)

	older := olderWorld(t, 2).open()
	a, b = older.readsFor("p2", "one"), older.readsFor("p2", "another")
	older.mustPropose(reasons("p2", b, a))
	older.mustPropose(reasons("p2", a, b))
	older.decidedRight(t)
	older.AsEdition(0)
	older.Store = older.db
	_, err = older.propose(reasons("p2", a, b, b))
	code(t, err, review.Conflict)
}
