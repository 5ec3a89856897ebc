package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// TestAHoldBarsErasingSomebodyAndSaysNotWhere: an administrator without a part in a review
// heard its reference, and what holds it, by asking for somebody of the register.
func TestAHoldBarsErasingSomebodyAndSaysNotWhere(t *testing.T) {
	w := erasing(t)
	w.assign("p6", "team_member", "police")
	w.record("2014-04-01", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "publication", ReviewOn: date(t, "2015-01-01"), Why: review.NewText("made up")}})
	left := person("p6")
	left.LeftOn = date(t, "2014-08-01")
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: left, Why: "moved on"}))
	_, err := w.propose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"})
	code(t, err, review.Refused)
	for _, told := range []string{w.ref, "hold-", "proceedings", "publication"} {
		if hint := err.(*review.Error).Hint; strings.Contains(err.Error()+hint, told) {
			t.Errorf("it says %q: %v %s", told, err, hint)
		}
	}
	if !strings.Contains(err.Error(), "a hold stands") {
		t.Errorf("it does not say why: %v", err)
	}
}

// TestARecordGoesOnNamingWhatItNames: who may not see what a letter answers amends the
// letter all the same, and cannot make it answer something else that they may not see.
func TestARecordGoesOnNamingWhatItNames(t *testing.T) {
	w := newWorld(t).open()
	w.assign("p4", "team_member", "police")
	for range 2 {
		w.record("2014-02-03", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "counsel", Kind: "query"}})
	}
	w.record("2014-02-04", &review.Added[review.Letter]{Record: review.Letter{Direction: "out", Party: "counsel", Kind: "query", Answers: "letter-1"}})
	for _, id := range []string{"letter-1", "letter-2"} {
		w.must(w.Mark(t.Context(), engine.Mark{Meta: w.by("p1"), Review: w.ref, ID: id, Legal: true}))
	}
	letter, _ := review.Find[review.Letter](w.review(), "letter-3")
	letter.Party = "court"
	amend := func(l review.Letter) error {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p4"), Review: w.ref, Body: &review.Amended[review.Letter]{Record: l}})
		return err
	}
	if err := amend(letter); err != nil {
		t.Error(err)
	}
	letter.Answers = "letter-2"
	code(t, amend(letter), review.NotFound)
}

// TestANameIsNoStory: the register took a megabyte for somebody's name.
func TestANameIsNoStory(t *testing.T) {
	w := newWorld(t)
	for letters, want := range map[int]review.Code{120: "", 121: review.Invalid} {
		p := review.Person{Name: review.NewText(strings.Repeat("n", letters))}
		_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p})
		if want == "" && err != nil || want != "" && review.CodeOf(err) != want {
			t.Errorf("%d letters: %v", letters, err)
		}
	}
}
