package engine_test

import (
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// login names a login as an administrator.
func (w *world) login(by, login, person string) (engine.Outcome, error) {
	w.t.Helper()
	return w.NameUser(w.t.Context(), engine.NameUser{Meta: w.by(by), Login: login, Person: person})
}

func (w *world) office(by, office, person string) (engine.Outcome, error) {
	w.t.Helper()
	return w.HoldOffice(w.t.Context(), engine.HoldOffice{Meta: w.by(by), Office: office, Person: person, From: date(w.t, "2014-01-01")})
}

// isUser reports whether a login is known.
func (w *world) isUser(login string) bool {
	_, err := w.Actor(w.t.Context(), login)
	return err == nil
}

// An administrator named a second login for the chair, and was the chair: they read
// everything, and decided it.
func TestALoginIsGivenByTwo(t *testing.T) {
	w := administrators(t)
	if out, err := w.login(secondAdministrator, "pat", "p2"); err != nil || w.isUser("pat") || len(out.Remarks) == 0 {
		t.Fatalf("after one asked: a login %t, %q (%v)", w.isUser("pat"), out.Remarks, err)
	}
	_, err := w.login(secondAdministrator, "pat", "p2")
	code(t, err, review.Refused)
	if _, err := w.login("p1", "kit", "p2"); err != nil || w.isUser("kit") || w.isUser("pat") {
		t.Fatalf("one login was asked for, and another approved (%v)", err)
	}
	if _, err := w.login("p1", "pat", "p3"); err != nil || w.isUser("pat") {
		t.Fatalf("it was asked for p2, and approved for p3 (%v)", err)
	}
	if _, err := w.login("p1", "pat", "p2"); err != nil || !w.isUser("pat") {
		t.Fatalf("after two agreed: %t (%v)", w.isUser("pat"), err)
	}
	if _, err := w.login("p1", "", ""); err == nil {
		t.Error("no login is a login")
	}
	w.must(w.login("p1", "pat", "")) // ends it
	if _, err := w.login("p1", "pat", "p2"); err != nil || w.isUser("pat") {
		t.Errorf("what was approved once is taken for an approval for ever (%v)", err)
	}
	if _, err := w.login("p1", "mine", "p1"); err != nil || !w.isUser("mine") {
		t.Errorf("one's own second login: %v", err)
	}
	w.clean()
}

// An administrator without a part made themselves chair of every review.
func TestAnOfficeIsGivenByTwo(t *testing.T) {
	w := administrators(t).open()
	if _, err := w.office(secondAdministrator, "chair", secondAdministrator); err != nil {
		t.Fatal(err)
	}
	_, err := w.Show(t.Context(), w.ref, engine.At{}, reader(secondAdministrator))
	code(t, err, review.NotFound)
	_, err = w.office(secondAdministrator, "chair", secondAdministrator)
	code(t, err, review.Refused)
	if _, err := w.office("p1", "chair", "p7"); err != nil {
		t.Fatal(err)
	}
	_, err = w.Show(t.Context(), w.ref, engine.At{}, reader("p7"))
	code(t, err, review.NotFound)
	w.must(w.office("p1", "chair", secondAdministrator))
	w.declare(secondAdministrator, review.NoConflict)
	w.clean()
}

// Who watches is not sent away by one of those who are watched; and hears of everybody
// who is given a login or an office.
func TestThePrivacyOfficerHearsWhoIsGivenWhat(t *testing.T) {
	w := administrators(t)
	for _, by := range []string{"p1", secondAdministrator} {
		w.must(w.office(by, engine.PrivacyOfficer, "p7"))
		w.must(w.login(by, "pat", "p2"))
	}
	w.must(w.office(secondAdministrator, "chair", secondAdministrator))
	says := func() string {
		tasks, err := w.Todo(t.Context(), "p7", engine.Horizon{})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, task := range tasks {
			all = append(all, task.Says)
		}
		return strings.Join(all, "\n")
	}
	for _, want := range []string{"a login of p2", "asked for the office of chair of " + secondAdministrator, "p7 was made privacy_officer"} {
		if !strings.Contains(says(), want) {
			t.Errorf("%q is not told:\n%s", want, says())
		}
	}
	end := engine.HoldOffice{Meta: w.by("p1"), Office: engine.PrivacyOfficer, Person: "p7", Leave: true}
	w.must(w.HoldOffice(t.Context(), end))
	if says() == "" {
		t.Error("one administrator ended the privacy officer's office")
	}
	end.Meta = w.by(secondAdministrator)
	w.must(w.HoldOffice(t.Context(), end))
	w.now = w.now.Add(24 * time.Hour) // on their last day they still hold it
	if says() != "" {
		t.Error("who is privacy officer no longer is still told")
	}
	w.clean()
}

// The privacy officer heard of an office that it has a part in every review. Theirs has none.
func TestWhatAnOfficeReachesIsSaidRight(t *testing.T) {
	w := newWorld(t)
	w.privacyOfficer("p7")
	tasks, err := w.Todo(t.Context(), "p7", engine.Horizon{})
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]string{}
	for _, task := range tasks {
		if task.Kind == "office" {
			says[task.What] = task.Says
		}
	}
	if !strings.HasSuffix(says["p7"], "and has a part in no review") || !strings.HasSuffix(says["p2"], "has a part in every review whose workflow names it") {
		t.Errorf("the privacy officer hears %q", says)
	}
}
