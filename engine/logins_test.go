package engine_test

import (
	"slices"
	"testing"

	"scr/engine"
)

// An answer to somebody left out the logins that were asked for them and never named; an
// erasure of the same person took them.
func TestALoginThatWasAskedForIsHeldOfSomebody(t *testing.T) {
	w := administrators(t)
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.login(by, "five", "p5"))
	}
	w.must(w.login("p1", "fifth", "p5"))
	w.must(w.login("p1", "six", "p6"))
	gathered := func(by string) (logins []string) {
		held, err := w.HeldOf(t.Context(), engine.AnswerRequest{Meta: w.by(by), Of: "p5"}, reader(by))
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range held.Items {
			if item.Event == "user.named/1" || item.Event == "approval.asked/2" {
				logins = append(logins, item.Text)
			}
		}
		slices.Sort(logins)
		return logins
	}
	for _, by := range []string{"p1", "p5"} {
		if got, want := gathered(by), []string{"fifth", "five", "five"}; !slices.Equal(got, want) {
			t.Errorf("for %s: %q, want %q: asked for, and asked for and named", by, got, want)
		}
	}
	w.clean()
}
