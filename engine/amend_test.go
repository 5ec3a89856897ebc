package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// coordinated is a world in which p7 coordinates the review, beside p1 who opened it,
// and may open reviews.
func coordinated(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).open()
	opens := person("p7")
	opens.MayOpen = true
	w.amend("p7", opens)
	return w
}

func (w *world) leaves(handle, on, by string) error {
	w.t.Helper()
	p, err := w.db.Person(w.t.Context(), handle)
	if err != nil {
		w.t.Fatal(err)
	}
	left := *p
	left.Name, left.LeftOn, left.Administrator = review.NewText("Made Up"), date(w.t, on), false
	_, err = w.Register(w.t.Context(), engine.Register{Meta: w.by(by), Person: left, Why: "a test"})
	return err
}

// TestWhoLeavesStrandsNoReview: the only coordinator left the register, and nobody could
// record anything in the review any more, nor appoint another.
func TestWhoLeavesStrandsNoReview(t *testing.T) {
	w := coordinated(t)
	w.assign("p7", "coordinator", "")
	ended := w.review().Assignments[0]
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p7"), Review: w.ref,
		Body: &review.AssignmentEnded{ID: ended.ID, To: date(t, "2014-08-01"), Why: review.NewText("moved on")}}))
	for _, day := range []string{"2014-08-31", "2014-09-01", "2014-12-24", "2014-12"} {
		err := w.leaves("p7", day, "p7")
		code(t, err, review.Refused)
		if !strings.Contains(err.Error(), w.ref) {
			t.Errorf("which review it is about is not said: %v", err)
		}
		err = w.leaves("p7", day, "p1")
		code(t, err, review.Refused)
		if strings.Contains(err.Error(), w.ref) || !strings.Contains(err.Error(), "no part (1)") {
			t.Errorf("who has no part in the review hears of it: %v", err)
		}
	}
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.by("p7"), Review: w.ref, Assignment: review.Assignment{Person: "p6", Role: "coordinator"}}))
	if err := w.leaves("p7", "2014-12-24", "p1"); err != nil {
		t.Errorf("another coordinates it: %v", err)
	}
	w.clean()
}

// TestALoginThatEndsLeavesNoReviewUnseen: when the last login of the only coordinator
// ended, nothing was said. It ends all the same: others may use it.
func TestALoginThatEndsLeavesNoReviewUnseen(t *testing.T) {
	w := coordinated(t)
	second := func(login, person string) string {
		return strings.Join(w.must(w.login("p1", login, person)).Remarks, "\n")
	}
	second("seven", "p7")
	second("other", "p7")
	w.assign("p7", "coordinator", "")
	if says := second("other", ""); strings.Contains(says, w.ref) {
		t.Errorf("they have another login: %s", says)
	}
	if says := second("seven", ""); strings.Contains(says, w.ref) {
		t.Errorf("p1 coordinates it as well: %s", says)
	}
	w.must(w.login("p1", "third", "p7"))
	ended := w.review().Assignments[0]
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p7"), Review: w.ref,
		Body: &review.AssignmentEnded{ID: ended.ID, To: date(t, "2014-08-01"), Why: review.NewText("moved on")}}))
	says := second("third", "")
	if !strings.Contains(says, "p7 has no login any more") || !strings.Contains(says, "no part (1)") || strings.Contains(says, w.ref) {
		t.Errorf("the only coordinator has no login, and what is said is %q", says)
	}
	w.clean()
}

// TestNobodysLastDayIsTheLastOfAReview: an appointment that ends in a month was not seen,
// though from then on nobody could record anything.
func TestNobodysLastDayIsTheLastOfAReview(t *testing.T) {
	w := coordinated(t)
	end := func(id, day string) error {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref,
			Body: &review.AssignmentEnded{ID: id, To: date(t, day), Why: review.NewText("moves on")}})
		return err
	}
	only := w.review().Assignments[0].ID
	code(t, end(only, "2014-10-01"), review.Refused)
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.by("p1"), Review: w.ref,
		Assignment: review.Assignment{Person: "p7", Role: "coordinator", From: date(t, "2014-09-15")}}))
	code(t, end(only, "2014-09-10"), review.Refused) // four days with nobody
	if err := end(only, "2014-10-01"); err != nil {
		t.Errorf("another takes over before: %v", err)
	}
	w.clean()
}

// TestOfSeveralReasonsTheFirstIsTold: which one was a matter of chance.
func TestOfSeveralReasonsTheFirstIsTold(t *testing.T) {
	w := newWorld(t).gathering()
	for range 20 {
		_, err := w.Advance(t.Context(), engine.Advance{Meta: w.by("p3"), Review: w.ref, Move: "review.analyse",
			Despite: map[string]string{"c": "x", "a": "x", "b": "x", "d": "x"}})
		if err == nil || !strings.Contains(err.Error(), `"a"`) {
			t.Fatalf("told: %v", err)
		}
	}
}
