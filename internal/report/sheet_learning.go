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
		detail("contributory factors", lines(e.Factors, w.factor)),
		detail("evidence", list(e.Evidence)),
	}
}

func (w words) finding(f review.Finding) []field {
	return []field{
		field{label: "kind", value: findingKind(f.Kind), listed: true, cell: human(f.Kind)},
		field{label: "agreed", value: agreed(f), listed: true, cell: agreedIn(f)},
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
		detail("questions for the board", lines(f.Questions, text)),
		detail("contributory factors", lines(f.Factors, w.factor)),
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
		detail("tests", lines(a.Tests, test)),
	}
}

// actionState says whether an action is open, and if not, on what it was closed.
func actionState(a review.Action) string {
	switch {
	case !a.Closed:
		return "open"
	case changed(a):
		return "closed on evidence of changed practice" + on(a.ClosedOn)
	}
	return "CLOSED WITHOUT evidence of changed practice" + on(a.ClosedOn)
}

func actionWord(a review.Action) string {
	switch {
	case !a.Closed:
		return "open"
	case changed(a):
		return "changed"
	}
	return "UNPROVEN"
}

// changed reports whether the latest test of an action found changed practice,
// and said on what evidence.
func changed(a review.Action) bool {
	if len(a.Tests) == 0 {
		return false
	}
	latest := a.Tests[len(a.Tests)-1]
	return latest.Result == "changed" && latest.Evidence.Filled()
}

func test(t review.ActionTest) string {
	line := "tested" + on(t.On) + ": " + testResult(t.Result) + why(". Evidence: ", t.Evidence)
	if !t.RetestOn.IsZero() {
		line += ". To be tested again" + on(t.RetestOn)
	}
	return line + " " + seq(t.Seq)
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
