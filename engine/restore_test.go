package engine_test

import (
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

func (w *world) lose(by, with string) error {
	w.t.Helper()
	_, err := w.AcceptLoss(w.t.Context(), engine.AcceptLoss{Meta: w.by(by),
		Loss: review.BoardRestored{Number: 1, Size: 1, KnownSize: 2, With: with, Why: review.NewText("made up")}})
	return err
}

func (w *world) answer(by string) (engine.Outcome, error) {
	w.t.Helper()
	return w.AcceptRestore(w.t.Context(), engine.AcceptRestore{Meta: w.by(by)})
}

// losing is a board with two administrators, a chair and somebody without any right, all
// with logins.
func losing(t *testing.T) *world {
	t.Helper()
	w := administrators(t)
	for login, person := range map[string]string{"chair": "p2", "five": "p5"} {
		w.must(w.login("p1", login, person))
		w.must(w.login(secondAdministrator, login, person))
	}
	return w
}

// Anybody in the register dropped the end of the log, and named for it anybody who would
// then never answer.
func TestWhoAnswersForARestore(t *testing.T) {
	w := losing(t)
	code(t, w.lose("p5", "p1"), review.Forbidden)
	code(t, w.lose("p1", "p5"), review.Refused)
	if err := w.lose("p1", secondAdministrator); err != nil {
		t.Fatal(err)
	}
	_, err := w.answer("p5")
	code(t, err, review.Forbidden)
	_, err = w.answer("p1")
	code(t, err, review.Forbidden)
	w.must(w.answer("p2")) // in the place of who was named
	w.clean()
}

func TestABoardIsNotStoppedByOneWhoNeverAnswers(t *testing.T) {
	w := losing(t)
	if err := w.lose("p1", "p2"); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(14 * 24 * time.Hour)
	_, err := w.answer("p1")
	code(t, err, review.Forbidden)
	w.now = w.now.Add(24 * time.Hour)
	if out := w.must(w.answer("p1")); len(out.Remarks) == 0 {
		t.Error("nothing says that one person acted alone")
	}
	w.clean()
}

// Where nobody else answers for restores, whoever has a login may be the second.
func TestASmallBoardCanRestore(t *testing.T) {
	w := newWorld(t)
	w.must(w.login("p1", "five", "p5"))
	code(t, w.lose("p5", "p1"), review.Forbidden)
	if err := w.lose("p1", "p5"); err != nil {
		t.Fatal(err)
	}
	w.must(w.answer("p5"))
	w.clean()
}

// Who was named in capitals could not answer: the store found them, and what was recorded
// was compared as it had been typed. Nothing could be recorded for a fortnight.
func TestWhoAnswersIsNamedInAnyCase(t *testing.T) {
	w := losing(t)
	code(t, w.lose("p1", "P1"), review.Refused)
	if err := w.lose("p1", "P2"); err != nil {
		t.Fatal(err)
	}
	if r, _ := w.board().Waiting(); r.With != "p2" {
		t.Errorf("it waits for %q", r.With)
	}
	w.must(w.answer("p2"))
	w.decidedRight(t)
}

// What an earlier program recorded in capitals is answered, and is in no doubt. On this
// board p5 is the second only because they were named.
func TestARestoreThatWaitsForCapitalsIsAnswered(t *testing.T) {
	w := newWorld(t)
	w.must(w.login("p1", "five", "p5"))
	w.numbered(2, "p1", w.board(), &review.BoardRestored{Number: 1, Size: 1, KnownSize: 2, With: "P5", Why: review.NewText("made up")})
	w.now = w.now.Add(time.Hour)
	w.must(w.answer("p5"))
	w.decidedRight(t)
}
