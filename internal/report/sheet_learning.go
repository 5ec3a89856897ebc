package report

import (
	"cmp"
	"strings"

	"scr/review"
)

func (w words) episode(e review.Episode) []field {
	return []field{
		dated("from", e.From),
		dated("to", e.To),
		column("label", text(e.Label)),
		longer("what happened", e.Happened),
		longer("judgement of the practice", e.Judgement),
		longer("why it made sense at the time", e.AtTheTime),
		each("contributory factors", e.Factors, w.factor),
		detail("evidence", list(e.Evidence)),
	}
}

func (w words) finding(f review.Finding) []field {
	return []field{
		field{label: "kind", value: findingKind(f.Kind), listed: true, cell: human(f.Kind)},
		field{label: "agreed", value: agreed(f), listed: true, cell: agreedIn(f)},
		w.panel(f.Record, ""),
		column("title", text(f.Title)),
		detail("categories", w.categories(f)),
		longer("how it showed in this case", f.InThisCase),
		detail("key practice episodes", list(f.Episodes)),
		longer("how we know it is underlying", f.Underlying),
		longer("how prevalent it is", f.Prevalent),
		longer("how widespread it is", f.Widespread),
		longer("source", f.Source),
		longer("why it matters", f.Matters),
		detail("the child's voice", childVoice(f)),
		each("questions for the board", f.Questions, text),
		each("contributory factors", f.Factors, w.factor),
	}
}

func agreed(f review.Finding) string {
	if !f.Agreed {
		return "not yet by the review team"
	}
	return strings.TrimSpace(on(f.AgreedOn)) + bracketed(f.AgreedAt)
}

func agreedIn(f review.Finding) string {
	if !f.Agreed {
		return "no"
	}
	return cmp.Or(f.AgreedOn.String(), "yes")
}

func findingKind(kind string) string {
	switch kind {
	case review.Pattern:
		return "a pattern that makes practice less safe"
	case review.GoodPractice:
		return "good practice that the system supports"
	}
	return human(kind)
}

func (w words) categories(f review.Finding) string {
	titles := make([]string, len(f.Categories))
	for i, c := range f.Categories {
		titles[i] = w.word("finding_categories", c)
	}
	return list(titles)
}

// childVoice is what the child said or showed, or the plain statement that a
// finding is silent on it: silence must not pass unseen.
func childVoice(f review.Finding) string {
	if !f.ChildVoice.Filled() {
		return "Not recorded: what the child said or showed does not stand in this finding."
	}
	return text(f.ChildVoice)
}

func (w words) recommendation(r review.Recommendation) []field {
	return []field{
		column("by", human(r.By)),
		column("agency", r.Agency),
		column("scope", r.Scope),
		column("findings", list(r.Findings)),
		column("recommendation", text(r.Text)),
	}
}

func (w words) response(r review.Response) []field {
	return []field{
		column("to", r.To),
		column("from", r.From),
		column("answer", stance(r.Stance)),
		column("reason", text(r.Why)),
	}
}

func stance(s string) string {
	switch s {
	case "accept":
		return "accepted"
	case "partly":
		return "accepted in part"
	case "reject":
		return "rejected"
	}
	return human(s)
}

func (w words) action(a review.Action) []field {
	return []field{
		column("owner", w.person(a.Owner)),
		dated("by", a.By),
		field{label: "state", value: actionState(a), listed: true, cell: actionWord(a)},
		column("for", list(a.For)),
		column("title", text(a.Title)),
		longer("what will be different", a.Different),
		longer("how that is measured", a.Measure),
		detail("to be tested again", date(a.RetestOn)),
		each("tests", a.Tests, w.test),
	}
}

// actionState says whether an action is open, and if not, on what it was closed and
// what a test found since.
func actionState(a review.Action) string {
	if !a.Closed {
		return "open"
	}
	line := "CLOSED WITHOUT evidence of changed practice" + on(a.ClosedOn)
	if proven(a) {
		line = "closed on evidence of changed practice" + on(a.ClosedOn)
	}
	if _, later := testsUntilClosed(a); len(later) > 0 {
		latest := later[len(later)-1]
		line += "; a later test" + on(latest.On) + " found: " + testResult(latest.Result)
	}
	return line
}

func actionWord(a review.Action) string {
	switch {
	case !a.Closed:
		return "open"
	case !proven(a):
		return "UNPROVEN"
	case !lasting(a):
		return "NOT LASTING"
	}
	return "changed"
}

// proven reports whether an action was closed on evidence of changed practice: the
// latest test before it was closed found it, and said on what evidence.
func proven(a review.Action) bool {
	before, _ := testsUntilClosed(a)
	return found(before)
}

// lasting reports whether no test since has found that practice is not changed.
func lasting(a review.Action) bool {
	_, later := testsUntilClosed(a)
	return len(later) == 0 || later[len(later)-1].Result == "changed"
}

// found reports whether the latest of the tests found changed practice, and said on
// what evidence.
func found(tests []review.ActionTest) bool {
	if len(tests) == 0 {
		return false
	}
	latest := tests[len(tests)-1]
	return latest.Result == "changed" && latest.Evidence.Filled()
}

// testsUntilClosed parts the tests that an action was closed on from those that
// provably came later.
func testsUntilClosed(a review.Action) (before, later []review.ActionTest) {
	for _, t := range a.Tests {
		if a.ClosedOn.Before(t.On) {
			later = append(later, t)
		} else {
			before = append(before, t)
		}
	}
	return before, later
}

func (w words) test(t review.ActionTest) string {
	line := "tested" + on(t.On) + ": " + testResult(t.Result) + why(". Evidence: ", t.Evidence)
	if !t.RetestOn.IsZero() {
		line += ". To be tested again" + on(t.RetestOn)
	}
	return line + bracketed(w.mark(t.Seq))
}

func testResult(result string) string {
	switch result {
	case "changed":
		return "practice has changed"
	case "partly":
		return "practice has changed in part"
	case "not_changed":
		return "practice has not changed"
	}
	return human(result)
}
