package engine_test

import (
	"errors"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// Somebody asked for one login of p5, and administered no longer. p1, alone from then on,
// named another, and its approval counted as if two had named it. A log of an earlier
// edition, in which that was let through, is not doubted.
func TestALoginThatWasAskedForOtherwiseStandsOnOne(t *testing.T) {
	for edition, through := range map[int]bool{2: true, 3: false} {
		for name, gone := range map[string]func(*world){
			"right": func(w *world) { w.unmake(secondAdministrator, secondAdministrator) },
			"left": func(w *world) {
				left := person(secondAdministrator)
				left.Administrator, left.LeftOn = true, date(t, "2014-08-01")
				w.must(w.Register(t.Context(), engine.Register{Meta: w.by(secondAdministrator), Person: left}))
			},
			"login": func(w *world) { w.must(w.login(secondAdministrator, "second", "")) },
		} {
			w := olderWorld(t, edition).administeredByTwo().open()
			w.must(w.login(secondAdministrator, "honest", "p5"))
			gone(w)
			w.relative("relative-1")
			administers := person("p5")
			administers.Administrator = true
			w.amend("p5", administers)
			w.must(w.login("p1", "sock", "p5"))
			id := w.mustPropose(engine.ProposeErasure{Meta: w.by("p2"), Kind: review.EraseRelative, Of: "relative-1"})
			w.approve(id, "p1")
			_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p5"), Erasure: id})
			if (err == nil) != through {
				t.Errorf("edition %d, %s gone: the approval of p5 ended in %v", edition, name, err)
			}
			w.decidedRight(t)
		}
	}
}

// On a board whose founder named the only other administrator, as everybody must, the hint
// could not be followed: who else was to name that login?
func TestALoginIsNamedAnewAsTheHintSays(t *testing.T) {
	w := administrators(t).open()
	w.relative("relative-1")
	w.must(w.login("p1", "chair", "p2"))
	w.must(w.login(secondAdministrator, "chair", "p2"))
	id := w.mustPropose(engine.ProposeErasure{Meta: w.by(secondAdministrator), Kind: review.ErasePerson, Of: w.departed()})
	approve := func() error {
		_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p1"), Erasure: id})
		return err
	}
	hints(t, approve(), "or name one more administrator, with a login: then two who are not p8 end that login")

	third := person("p3")
	third.Administrator = true
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.Register(t.Context(), engine.Register{Meta: w.by(by), Person: third, Why: "a test"}))
	}
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.login(by, "third", "p3"))
	}
	hints(t, approve(), "or two administrators who are not p8 end that login")
	for _, person := range []string{"", secondAdministrator} {
		w.must(w.login("p1", "second", person))
		w.must(w.login("p3", "second", person))
	}
	if err := approve(); err != nil {
		t.Errorf("the hint was followed: %v", err)
	}
	w.decidedRight(t)
}

// departed is somebody who left the register.
func (w *world) departed() string {
	w.t.Helper()
	left := person("p6")
	left.LeftOn = date(w.t, "2014-08-01")
	w.amend("p6", left)
	return "p6"
}

func hints(t *testing.T, err error, want string) {
	t.Helper()
	code(t, err, review.Forbidden)
	if e, ok := errors.AsType[*review.Error](err); !ok || !strings.Contains(e.Hint, want) {
		t.Errorf("want the hint %q, got %v", want, err)
	}
}
