package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// administrators gives the board a second administrator, with a login.
func administrators(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	second := person("")
	second.Administrator = true
	out := w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: second}))
	if !strings.Contains(strings.Join(out.Remarks, " "), "alone") {
		t.Errorf("the sole administrator is not told that they act alone: %q", out.Remarks)
	}
	w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "second", Person: out.Receipt.Reference}))
	return w
}

const secondAdministrator = "p8"

// TestAnAdministratorIsMadeByTwo: who asked does not approve, and what was approved for
// an entry as it stood is not approved for another.
func TestAnAdministratorIsMadeByTwo(t *testing.T) {
	w := administrators(t)
	made := func(by string) error {
		p := person("p7")
		p.Administrator = true
		_, err := w.Register(t.Context(), engine.Register{Meta: w.by(by), Person: p, Why: "a test"})
		return err
	}
	is := func() bool {
		p, err := w.db.Person(t.Context(), "p7")
		return err == nil && p.Administrator
	}
	if err := made("p1"); err != nil || is() {
		t.Fatalf("after one asked: administrator %t (%v)", is(), err)
	}
	code(t, made("p1"), review.Refused)
	if err := made(secondAdministrator); err != nil || !is() {
		t.Fatalf("after two agreed: administrator %t (%v)", is(), err)
	}
	w.amend("p7", person("p7")) // no longer one
	if err := made(secondAdministrator); err != nil || is() {
		t.Errorf("what was approved once is taken for an approval for ever (%v)", err)
	}
	fresh := person("")
	fresh.Administrator = true
	_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: fresh})
	code(t, err, review.Refused)
	w.clean()
}

// TestADefinitionForLiveReviewsIsAdoptedByTwo; where no review runs under the workflow
// one administrator adopts it.
func TestADefinitionForLiveReviewsIsAdoptedByTwo(t *testing.T) {
	w := administrators(t)
	next := func(version, by string) error {
		cmd := w.definition()
		cmd.Meta, cmd.Source = w.by(by), []byte(strings.Replace(string(cmd.Source), "version: 1", "version: "+version, 1))
		_, err := w.Adopt(t.Context(), cmd)
		return err
	}
	adopted := func() int {
		a, err := w.db.Adoption(t.Context(), "trial")
		if err != nil {
			t.Fatal(err)
		}
		return len(a.Adopted)
	}
	if err := next("2", "p1"); err != nil || adopted() != 2 {
		t.Fatalf("no review runs under it: %d versions (%v)", adopted(), err)
	}
	w.open()
	if err := next("3", "p1"); err != nil || adopted() != 2 {
		t.Fatalf("after one asked: %d versions (%v)", adopted(), err)
	}
	code(t, next("3", "p1"), review.Refused)
	if err := next("3", secondAdministrator); err != nil || adopted() != 3 {
		t.Fatalf("after two agreed: %d versions (%v)", adopted(), err)
	}
	w.clean()
}
