package scenario_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/internal/scenario"
	"scr/workflow"
)

var update = flag.Bool("update", false, "write what comes out now into the golden files")

// golden compares a text with a file beside the one it came of.
func golden(t *testing.T, file, got string) {
	t.Helper()
	file = strings.TrimSuffix(file, ".yaml") + ".txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func samples(t testing.TB, folder string) (files []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples in %s: %v", folder, err)
	}
	return files
}

// wrongIn reads a file that is wrong, and says how.
func wrongIn(t *testing.T, file string) []workflow.Diagnostic {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, wrong := scenario.Load(filepath.Base(file), src)
	if f != nil || len(wrong) == 0 {
		t.Fatalf("%s is taken for sound", file)
	}
	return wrong
}

// failuresIn runs a file whose scenarios all fail, and says how.
func failuresIn(t *testing.T, file string) []workflow.Diagnostic {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, wrong := scenario.Load(filepath.Base(file), src)
	if len(wrong) > 0 {
		t.Fatalf("%s", printed(wrong))
	}
	result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: "small-review.yaml", Source: []byte(definitions(t)["small-review"])})
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s", err, printed(wrong))
	}
	for _, o := range result.Scenarios {
		if o.Passed {
			t.Errorf("scenario %s passes", o.Name)
		}
	}
	if c := result.Coverage; c.Covered != 0 {
		t.Errorf("scenarios that failed cover %d", c.Covered)
	}
	return result.Failures()
}

func TestMistakesAreToldAtTheirPlace(t *testing.T) {
	for _, file := range samples(t, "err") {
		t.Run(filepath.Base(file), func(t *testing.T) { golden(t, file, printed(wrongIn(t, file))) })
	}
}

func TestFailuresAreToldAtTheirPlace(t *testing.T) {
	for _, file := range samples(t, "fail") {
		t.Run(filepath.Base(file), func(t *testing.T) { golden(t, file, printed(failuresIn(t, file))) })
	}
}

var documentedCheck = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ")

// checksOn are the names of the checks in a page's last table.
func checksOn(t *testing.T, page string) (names []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## What the checks are called")
	for _, m := range documentedCheck.FindAllStringSubmatch(table, -1) {
		names = append(names, m[1])
	}
	return names
}

// TestChecksAreDocumented: each check that a sample shows stands on the page, or on that
// of definitions; and each that stands on the page is shown by a sample.
func TestChecksAreDocumented(t *testing.T) {
	var shown []string
	for _, file := range samples(t, "err") {
		for _, d := range wrongIn(t, file) {
			shown = append(shown, d.Rule)
		}
	}
	for _, file := range samples(t, "fail") {
		for _, d := range failuresIn(t, file) {
			shown = append(shown, d.Rule)
		}
	}
	here, there := checksOn(t, "../../docs/scenarios.md"), checksOn(t, "../../docs/workflow-yaml.md")
	for _, rule := range shown {
		if !slices.Contains(here, rule) && !slices.Contains(there, rule) {
			t.Errorf("check %s stands in no table", rule)
		}
	}
	for _, rule := range here {
		if !slices.Contains(shown, rule) && !slices.Contains([]string{"unknown-definition", "unknown-scenario"}, rule) { // see TestFileFitsItsDefinition
			t.Errorf("no sample shows check %s", rule)
		}
	}
}
