package scenario_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"scr/internal/scenario"
	"scr/workflow"
)

// example is a block of YAML in docs/scenarios.md, with the line on which it begins.
type example struct {
	line int
	info string // what stands after ```yaml
	text string
}

var block = regexp.MustCompile("(?ms)^```yaml([^\n]*)\n(.*?)^```$")

func examples(t testing.TB) (all []example) {
	t.Helper()
	page, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range block.FindAllSubmatchIndex(page, -1) {
		line := strings.Count(string(page[:at[0]]), "\n") + 1
		all = append(all, example{line, strings.TrimSpace(string(page[at[2]:at[3]])), string(page[at[4]:at[5]])})
	}
	if len(all) < 12 {
		t.Fatalf("only %d examples were found", len(all))
	}
	return all
}

// frames are what a fragment is put into. In each, the police are an agency of the case.
var frames = map[string]string{
	"cast":      "language: 1\ntests: small-review\ncast:\n  sam: {role: coordinator}\n%s\nscenarios:\n  of_the_page: {opened: 2014-02-03, steps: [check: {closed: no}]}\n",
	"scenarios": "language: 1\ntests: small-review\ncast:\n  sam: {role: coordinator}\nscenarios:\n%s",
	"steps": `language: 1
tests: small-review
cast:
  kit: {office: chair}
  sam: {role: coordinator}
  ash: {role: reviewer, accredited: scie, profession: health}
  lee: {accredited: scie}
scenarios:
  of_the_page:
    opened: 2014-02-03
    given:
      - agency: {id: police, title: The police, professions: police}
    steps:
%s`,
}

var depth = map[string]string{"cast": "  ", "scenarios": "  ", "steps": "      "}

// whole puts a fragment into its frame.
func (x example) whole() string {
	of, fragment := strings.CutPrefix(x.info, "at ")
	if !fragment {
		return x.text
	}
	text := depth[of] + strings.ReplaceAll(strings.TrimRight(x.text, "\n"), "\n", "\n"+depth[of]) + "\n"
	return fmt.Sprintf(frames[of], text)
}

// definitions are those on the page, by name.
func definitions(t testing.TB) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, x := range examples(t) {
		if _, rest, ok := strings.Cut(x.text, "\nworkflow: "); ok {
			id, _, _ := strings.Cut(rest, "\n")
			found[id] = x.text
		}
	}
	return found
}

// TestExamplesOnThePage runs every example of docs/scenarios.md.
func TestExamplesOnThePage(t *testing.T) {
	defs := definitions(t)
	parents := func(id string, _ int) (string, []byte, error) { return id + ".yaml", []byte(defs[id]), nil }
	files := map[string]*scenario.File{}
	for _, x := range examples(t) {
		if strings.Contains(x.text, "\nworkflow: ") {
			continue
		}
		t.Run(fmt.Sprintf("line %d", x.line), func(t *testing.T) {
			f, wrong := scenario.Load("page.yaml", []byte(x.whole()))
			if len(wrong) > 0 {
				t.Fatalf("%s", printed(wrong))
			}
			if x.info == "" {
				files[f.Workflow] = f
			}
			var also []*scenario.File
			for _, id := range f.AlsoRun {
				also = append(also, files[id])
			}
			result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: f.Workflow + ".yaml", Source: []byte(defs[f.Workflow]), Parents: parents}, also...)
			if err != nil || len(wrong) > 0 {
				t.Fatalf("%v\n%s", err, printed(wrong))
			}
			if result.Failed() > 0 {
				t.Errorf("%s", printed(result.Failures()))
			}
		})
	}
}

func printed(list []workflow.Diagnostic) string {
	var b strings.Builder
	if err := workflow.Print(&b, list); err != nil {
		return err.Error()
	}
	return b.String()
}
