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
