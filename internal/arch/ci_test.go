package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDependenciesAreExplained holds docs/dependencies.md to go.mod: every direct
// dependency has a line that says why it is there.
func TestDependenciesAreExplained(t *testing.T) {
	explained := read(t, "docs/dependencies.md")
	direct := regexp.MustCompile(`(?m)^\s+(\S+\.\S+/\S+) v\S+$`).FindAllStringSubmatch(read(t, "go.mod"), -1)
	if len(direct) < 10 {
		t.Fatalf("only %d direct dependencies were found in go.mod", len(direct))
	}
	for _, d := range direct {
		if !strings.Contains(explained, "`"+d[1]+"`") {
			t.Errorf("%s stands in go.mod, and docs/dependencies.md does not say why", d[1])
		}
	}
}

// TestContinuousIntegrationRunsTheTests keeps one command for both.
func TestContinuousIntegrationRunsTheTests(t *testing.T) {
	for _, target := range []string{"test", "torture-ci"} {
		if !regexp.MustCompile(`(?m)^make ` + target + `$`).MatchString(read(t, ".ci/run")) {
			t.Errorf(".ci/run does not run make %s", target)
		}
	}
	makefile := read(t, "Makefile")
	for _, target := range []string{"demo", "build", "test", "fuzz", "bench", "cover", "torture", "torture-ci", "mutants"} {
		if !regexp.MustCompile(`(?m)^` + target + `:`).MatchString(makefile) {
			t.Errorf("the Makefile has no target %s", target)
		}
	}
}
