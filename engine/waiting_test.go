package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
)

// approvals are the approvals that wait for somebody, a line each.
func (w *world) approvals(user string) string {
	w.t.Helper()
	tasks, err := w.Todo(w.t.Context(), user, engine.Horizon{})
	if err != nil {
		w.t.Fatal(err)
	}
	var says []string
	for _, task := range tasks {
		if task.Kind == "approval" {
			says = append(says, task.Says)
		}
	}
	return strings.Join(says, "\n")
}

// TestWhatWaitsForASecondIsTold: only who was privacy officer heard of it, and of what an
// administrator or a definition waits for, nobody.
func TestWhatWaitsForASecondIsTold(t *testing.T) {
	w := administrators(t).open()
	administers := person("p7")
	administers.Administrator = true
	next := w.definition()
	next.Source = []byte(strings.Replace(string(next.Source), "version: 1", "version: 2", 1))
	term := engine.HoldOffice{Office: "chair", Person: "p3"}
	long := engine.HoldOffice{Office: engine.PrivacyOfficer, Person: "p4", From: date(t, "2014-01-01"), To: date(t, "2014-12")}
	acts := []struct {
		says string
		do   func(by string) (engine.Outcome, error)
	}{
		{"p1 asks for a login of p2: ask p2", func(by string) (engine.Outcome, error) { return w.login(by, "pat", "p2") }},
		{`p1 asks for the office of chair of p3: "scr office add chair --person p3" approves`, func(by string) (engine.Outcome, error) {
			term.Meta = w.by(by)
			return w.HoldOffice(t.Context(), term)
		}},
		{`p1 asks for the office of privacy_officer of p4 from 1 January 2014 until December 2014: "scr office add privacy_officer --person p4 --from 2014-01-01 --to 2014-12" approves`, func(by string) (engine.Outcome, error) {
			long.Meta = w.by(by)
			return w.HoldOffice(t.Context(), long)
		}},
		{`p1 asks that p7 administers the board: "scr person amend p7 --administrator"`, func(by string) (engine.Outcome, error) {
			return w.Register(t.Context(), engine.Register{Meta: w.by(by), Person: administers, Why: "a test"})
		}},
		{`p1 asks to adopt a definition for reviews that are under way: ask for its file; "scr workflow adopt"`, func(by string) (engine.Outcome, error) {
			next.Meta = w.by(by)
			return w.Adopt(t.Context(), next)
		}},
	}
	for _, act := range acts {
		w.must(act.do("p1"))
		if says := w.approvals(secondAdministrator); !strings.Contains(says, act.says) || strings.Contains(says, "\n") {
			t.Errorf("%s: told\n%s", act.says, says)
		}
		if says := w.approvals("p1") + w.approvals("p2"); says != "" {
			t.Errorf("%s: somebody hears of it for whom it does not wait:\n%s", act.says, says)
		}
		w.must(act.do(secondAdministrator))
		if says := w.approvals(secondAdministrator); says != "" {
			t.Errorf("%s: it is done, and told still\n%s", act.says, says)
		}
	}
	w.clean()
}

// TestWhatNobodyCanApproveIsNotTold: the entry changed, or who asked went.
func TestWhatNobodyCanApproveIsNotTold(t *testing.T) {
	w := administrators(t)
	administers := person("p7")
	administers.Administrator = true
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: administers, Why: "a test"}))
	changed := person("p7")
	changed.Employer = "council"
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: changed, Why: "a test"}))
	if says := w.approvals(secondAdministrator); says != "" {
		t.Errorf("it must be asked for again, and is told\n%s", says)
	}
	w.must(w.login("p1", "pat", "p2"))
	w.unmake("p1", "p1")
	if says := w.approvals(secondAdministrator); says != "" {
		t.Errorf("who asked administers no longer:\n%s", says)
	}
	w.clean()
}
