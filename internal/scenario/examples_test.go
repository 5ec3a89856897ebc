package scenario_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const otherFields = "../../docs/examples"

// TestExamples runs the scenarios of the examples from other fields. Each shows all of its
// definition.
func TestExamples(t *testing.T) {
	runAll(t, otherFields)
}

// TestExamplesPage holds the page to the files: every definition is named on it.
func TestExamplesPage(t *testing.T) {
	page, err := os.ReadFile(otherFields + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files := definitionFiles(t, otherFields)
	if len(files) == 0 {
		t.Fatal("there is no example")
	}
	if missing := slices.DeleteFunc(files, func(file string) bool {
		return strings.Contains(string(page), "]("+file+")")
	}); len(missing) > 0 {
		t.Errorf("the page does not link to %v", missing)
	}
}
