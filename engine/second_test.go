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
	return newWorld(t).administeredByTwo()
}

func (w *world) administeredByTwo() *world {
	w.t.Helper()
	second := person("")
	second.Administrator = true
	out := w.must(w.Register(w.t.Context(), engine.Register{Meta: w.by("p1"), Person: second}))
	if !strings.Contains(strings.Join(out.Remarks, " "), "alone") {
		w.t.Errorf("the sole administrator is not told that they act alone: %q", out.Remarks)
	}
	w.must(w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "second", Person: out.Receipt.Reference}))
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
	w.unmake("p7", "p1", secondAdministrator)
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

// unmake has some people ask, one after the other, that somebody administers no longer.
func (w *world) unmake(who string, by ...string) {
	w.t.Helper()
	for _, user := range by {
		if err := w.unmade(who, user); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) unmade(who, by string) error {
	_, err := w.Register(w.t.Context(), engine.Register{Meta: w.by(by), Person: person(who), Why: "a test"})
	return err
}

func (w *world) administers(who string) bool {
	w.t.Helper()
	p, err := w.db.Person(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Administrator
}

// TestNobodyRidsThemselvesOfTheSecondAdministrator: whoever ended the other's login,
// took their right away or had them leave was alone from then on, and made whom they
// liked an administrator.
func TestNobodyRidsThemselvesOfTheSecondAdministrator(t *testing.T) {
	left := person(secondAdministrator)
	left.Administrator, left.LeftOn = true, date(t, "2014-08-01")
	leaving := left
	leaving.LeftOn = date(t, "2014-09-02")
	for name, rid := range map[string]func(w *world) error{
		"login": func(w *world) error {
			_, err := w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "second"})
			return err
		},
		"right": func(w *world) error { return w.unmade(secondAdministrator, "p1") },
		"left": func(w *world) error {
			_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: left})
			return err
		},
		"leaves tomorrow": func(w *world) error {
			_, err := w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: leaving})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := administrators(t)
			if err := rid(w); err != nil {
				t.Fatal(err)
			}
			code(t, rid(w), review.Refused)
			if handle, err := w.Actor(t.Context(), "second"); handle != secondAdministrator || err != nil || !w.administers(handle) {
				t.Errorf("after one asked the second administrator is gone: %q (%v)", handle, err)
			}
			p := person("p7")
			p.Administrator = true
			w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p}))
			if w.administers("p7") {
				t.Error("one administrator made another alone")
			}
			w.clean()
		})
	}
}

// TestAnAdministratorGoesWhereTwoAgree, or by themselves, or when nobody answered.
func TestAnAdministratorGoesWhereTwoAgree(t *testing.T) {
	w := administrators(t)
	third := person("p7")
	third.Administrator = true
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.Register(t.Context(), engine.Register{Meta: w.by(by), Person: third}))
	}
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by(by), Login: "third", Person: "p7"}))
	}
	end := func(by string) error {
		_, err := w.NameUser(t.Context(), engine.NameUser{Meta: w.by(by), Login: "third"})
		return err
	}
	if err := first(end("p1"), end(secondAdministrator)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Actor(t.Context(), "third"); review.CodeOf(err) != review.Forbidden {
		t.Errorf("two agreed, and the login is there: %v", err)
	}
	w.unmake(secondAdministrator, secondAdministrator)
	if w.administers(secondAdministrator) {
		t.Error("nobody gives up their own right")
	}
	w.clean()
}

// TestAnAdministratorWhoDoesNotAnswer does not keep the board from going on: after two
// weeks whoever asked acts alone, and the log says so.
func TestAnAdministratorWhoDoesNotAnswer(t *testing.T) {
	w := administrators(t)
	_, err := w.Register(t.Context(), engine.Register{Meta: w.on("p1", "2014-08-01"), Person: person(secondAdministrator)})
	code(t, err, review.Usage) // asked for today, not two weeks ago
	w.unmake(secondAdministrator, "p1")
	tasks, err := w.Todo(t.Context(), secondAdministrator, engine.Horizon{})
	if err != nil || len(tasks) != 1 || tasks[0].Kind != "approval" || tasks[0].Due != date(t, "2014-09-15") {
		t.Errorf("nobody is told of it: %+v (%v)", tasks, err)
	}
	w.now = w.now.AddDate(0, 0, 14)
	code(t, w.unmade(secondAdministrator, "p1"), review.Refused)
	w.now = w.now.AddDate(0, 0, 1)
	out := w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: person(secondAdministrator)}))
	if w.administers(secondAdministrator) || !strings.Contains(strings.Join(out.Remarks, " "), "you acted alone") {
		t.Errorf("after two weeks: %q", out.Remarks)
	}
	if tasks, err = w.Todo(t.Context(), "p1", engine.Horizon{}); err != nil || len(tasks) > 0 {
		t.Errorf("what is done is still to be done: %+v (%v)", tasks, err)
	}
	w.clean()
}

// TestWhoHadLeftIsMadeAnAdministratorByTwo, though their entry says that they were one.
func TestWhoHadLeftIsMadeAnAdministratorByTwo(t *testing.T) {
	w := administrators(t)
	left := person(secondAdministrator)
	left.Administrator, left.LeftOn = true, date(t, "2014-08-01")
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by(secondAdministrator), Person: left}))
	third := person("p7")
	third.Administrator = true
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: third}))
	w.must(w.NameUser(t.Context(), engine.NameUser{Meta: w.by("p1"), Login: "third", Person: "p7"}))
	back := person(secondAdministrator)
	back.Administrator = true
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: back}))
	if _, err := w.Actor(t.Context(), "second"); review.CodeOf(err) != review.Forbidden {
		t.Errorf("one administrator brought another back: %v", err)
	}
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
