package scenario_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/internal/scenario"
	"scr/workflow"
)

// begins is how the files of these tests begin.
const begins = `language: 1
tests: small-review
cast:
  kit: {office: chair}
  sam: {role: coordinator}
  ash: {role: reviewer, accredited: scie, profession: health}
scenarios:
`

// run runs a file under the definition of docs/scenarios.md.
func run(t *testing.T, text string, also ...*scenario.File) (*scenario.Result, []workflow.Diagnostic) {
	t.Helper()
	f, wrong := scenario.Load("test.yaml", []byte(text))
	if len(wrong) > 0 {
		t.Fatalf("%s", printed(wrong))
	}
	result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: "small-review.yaml", Source: []byte(definitions(t)["small-review"])}, also...)
	if err != nil {
		t.Fatal(err)
	}
	return result, wrong
}

// passes runs a file whose scenarios all pass.
func passes(t *testing.T, text string, also ...*scenario.File) *scenario.Result {
	t.Helper()
	result, wrong := run(t, text, also...)
	if len(wrong) > 0 || result.Failed() > 0 {
		t.Fatalf("%s", printed(append(wrong, result.Failures()...)))
	}
	return result
}

// TestCoverageIsOfWhatIsAsserted: what a scenario shows, one thing more in each.
func TestCoverageIsOfWhatIsAsserted(t *testing.T) {
	const decide = "      - {move: review.decide, by: kit, form: {outcome: hold_review, reasons: Why.}}\n"
	tests := []struct {
		name, steps string
		covered     int
	}{
		{"nothing", "      - on: 2014-02-04\n", 0},
		{"a move, and the one that the program makes, whose rule held", decide, 3},
		{"a refusal for no requirement", decide + "      - {move: review.decide, by: kit, refused: stage}\n", 3},
		{"a requirement that is named in a refusal", decide + "      - {move: review.report, by: ash, refused: [questions_known, agency_report]}\n", 4},
		{"a requirement that is waited for", decide + "      - check: {waits: {review.decline: [stage, decided_against]}}\n", 4},
		{"what only stands there", decide + "      - check: {not_offered: review.report}\n", 3},
		{"a requirement that is passed over, with the track that was waited for", decide +
			"      - agency: {id: police, title: The police}\n      - {move: agency_report.receive, item: police}\n" +
			"      - {move: review.report, by: ash, despite: questions_known}\n", 6},
		{"a rule that held", decide +
			"      - agency: {id: police, title: The police}\n      - {move: agency_report.receive, item: police}\n" +
			"      - {fill: {form: scope, values: {questions: Why?}}, by: ash}\n      - {move: review.report, by: ash}\n", 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := passes(t, begins+"  a_story:\n    opened: 2014-02-03\n    steps:\n"+tt.steps).Coverage
			if c.Covered != tt.covered || c.Of != 15 {
				t.Errorf("%d of %d are covered, not %d: %+v", c.Covered, c.Of, tt.covered, c)
			}
			if missing := len(c.NotMade) + len(c.NotMet) + len(c.NotUnmet); missing != c.Of-c.Covered {
				t.Errorf("%d are missing of %d", missing, c.Of-c.Covered)
			}
		})
	}
}

func TestPercentIsRoundedDown(t *testing.T) {
	for want, c := range map[int]scenario.Coverage{100: {}, 99: {Covered: 299, Of: 300}, 0: {Covered: 0, Of: 3}} {
		if got := c.Percent(); got != want {
			t.Errorf("%d of %d is %d%%, not %d%%", c.Covered, c.Of, got, want)
		}
	}
}

// What is run as well is named as a definition is: a path would have any file read, and its
// beginning shown.
func TestAlsoRunNamesDefinitions(t *testing.T) {
	for said, want := range map[string]string{
		"../../etc/passwd": "[bad-name]", "/etc/passwd": "[bad-name]", "[other-review, ../other-review]": "[bad-name]",
		"[other-review, other-review]": "[duplicate-value]",
	} {
		f, wrong := scenario.Load("also.yaml", []byte("language: 1\ntests: small-review\nalso_run: "+said+"\n"))
		if f != nil || len(wrong) != 1 || !strings.Contains(wrong[0].String(), want) {
			t.Errorf("%s: %v, want %s", said, wrong, want)
		}
	}
	if _, wrong := scenario.Load("also.yaml", []byte("language: 1\ntests: small-review\nalso_run: [other-review, third-review@2]\n")); len(wrong) > 0 {
		t.Errorf("%v", wrong)
	}
}

func TestFileFitsItsDefinition(t *testing.T) {
	story := "scenarios:\n  a_story: {opened: 2014-02-03, steps: [{on: 2014-02-03}]}\n"
	for text, want := range map[string]string{
		"language: 1\ntests: other-review\n" + story:                                                      "[unknown-definition]",
		"language: 1\ntests: small-review@2\n" + story:                                                    "[unknown-definition]",
		"language: 1\ntests: small-review\nalso_run: other-review\nskip: {another_story: Why.}\n" + story: "[unknown-scenario]",
		"language: 1\ntests: small-review\ncast: {kit: {office: chiar}}\n" + story:                        "kit cannot be in the cast: no definition of the board has an office \"chiar\" [cast]",
	} {
		if result, wrong := run(t, text); result != nil || len(wrong) != 1 || !strings.Contains(wrong[0].String(), want) {
			t.Errorf("not %s: %v, %v", want, result, wrong)
		}
	}
}

// TestScenariosOfAnother are run with their own cast, but for those that are skipped, and
// count for the definition that they are run under.
func TestScenariosOfAnother(t *testing.T) {
	other, wrong := scenario.Load("other.yaml", []byte(strings.Replace(begins, "small-review", "other-review", 1)+`
  one: {opened: 2014-02-03, steps: [{move: review.decide, by: kit, form: {outcome: no_review, reasons: Why.}}]}
  two: {opened: 2014-02-03, steps: [{move: review.clsoe}]}
`))
	if len(wrong) > 0 {
		t.Fatalf("%s", printed(wrong))
	}
	result := passes(t, "language: 1\ntests: small-review\nalso_run: other-review\nskip: {two: It is not so here.}\n", other)
	if len(result.Scenarios) != 1 || result.Scenarios[0].File != "other.yaml" || result.Coverage.Covered != 3 {
		t.Errorf("came to %+v, %+v", result.Scenarios, result.Coverage)
	}
}

// Whoever does something first must be in the cast that the other scenario brings: else the
// step was refused there, as of somebody whom nobody knows.
func TestWhoDoesSomethingFirstIsInTheOthersCast(t *testing.T) {
	other, wrong := scenario.Load("other.yaml", []byte(strings.Replace(begins, "small-review", "other-review", 1)+"  one: {opened: 2014-02-03, steps: [{on: 2014-02-04}]}\n"))
	if len(wrong) > 0 {
		t.Fatalf("%s", printed(wrong))
	}
	own := "language: 1\ntests: small-review\nalso_run: other-review\ncast: {max: {role: coordinator}, sam: {role: coordinator}}\nfirst:\n  one: [{subject: {kind: child, age_band: under_1}, by: %s}]\n"
	passes(t, fmt.Sprintf(own, "sam"), other)
	_, wrong = run(t, fmt.Sprintf(own, "max"), other)
	if len(wrong) != 1 || !strings.Contains(wrong[0].String(), `nobody in the cast of scenario one is "max" [unknown-person]`) {
		t.Errorf("%s", printed(wrong))
	}
}

// TestScenariosAreKeptApart: what one records, the next does not find.
func TestScenariosAreKeptApart(t *testing.T) {
	passes(t, begins+`
  one: {opened: 2014-02-03, steps: [{letter: {direction: in, party: panel, kind: query}}]}
  two: {opened: 2012, outside_dates: A test., steps: [{on: 2014-01}, {check: {records: {letters: 0}}}]}
`)
}

func TestWhatScenariosRepresent(t *testing.T) {
	result := passes(t, begins+`
  one:
    opened: 2014-02-03
    represents: late_start
    steps:
      - {on: 2014-02-04, represents: [two_leads, late_start]}
`)
	if diff := cmp.Diff([]string{"late_start", "two_leads", "late_start"}, result.Scenarios[0].Represents); diff != "" {
		t.Error(diff)
	}
	data, err := json.Marshal(result)
	if err != nil || strings.Contains(string(data), ":null") {
		t.Errorf("a list is null in %s, %v", data, err)
	}
}

// TestTheClockGoesAlong: what is overdue on a day is so on that day only, and nothing of
// it is in the future when it is recorded.
func TestTheClockGoesAlong(t *testing.T) {
	passes(t, begins+`
  one:
    opened: 2014-02-03
    steps:
      - {move: review.decide, by: kit, form: {outcome: hold_review, reasons: Why.}}
      - {check: {clocks: {complete: {overdue: no}}}, on: 2014-08-03}
      - {check: {clocks: {complete: {overdue: yes}}}, on: 2014-08-04}
      - on: 2014-12-01
        letter: {direction: in, party: panel, kind: query}
        today: 2015-01-07
      - {letter: {direction: in, party: panel, kind: query}, on: 2015-01-07}
      - {letter: {direction: in, party: panel, kind: query, deadline: 2015-03}, on: 2015-02}
      - check: {records: {letters: [{on: 2014-12-01}, {on: 2015-02, deadline: 2015-03}]}}
`)
}

// TestManyScenarios: hundreds of them take seconds.
func TestManyScenarios(t *testing.T) {
	var text strings.Builder
	text.WriteString(begins)
	for i := range 300 {
		text.WriteString("  story_" + strings.Repeat("i", i%50) + string(rune('a'+i/50)) + `:
    opened: 2014-02-03
    steps:
      - {move: review.decide, by: kit, form: {outcome: hold_review, reasons: Why.}}
      - {agency: {id: police, title: The police}}
      - {move: agency_report.receive, item: police}
      - {move: review.report, by: ash, despite: questions_known}
      - check: {stages: {review: reported}}
`)
	}
	if n := len(passes(t, text.String()).Scenarios); n != 300 {
		t.Errorf("%d scenarios were run", n)
	}
}

func TestFailuresAreInOrder(t *testing.T) {
	failures := failuresIn(t, "testdata/fail/moves.yaml")
	if !slices.IsSortedFunc(failures, func(a, b workflow.Diagnostic) int { return a.Line - b.Line }) {
		t.Error("failures are not told in the order of the file")
	}
}
