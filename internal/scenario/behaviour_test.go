package scenario_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/scenario"
)

const behaviour = "../../testdata/scenarios"

// TestBehaviour runs the scenarios that say how the program itself behaves: the parts of
// the language, each with a definition for the purpose.
func TestBehaviour(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(behaviour, "*.scenarios.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no scenarios in %s (%v)", behaviour, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f, wrong := scenario.Load(file, src)
			if len(wrong) > 0 {
				t.Fatalf("%s", printed(wrong))
			}
			name := strings.TrimSuffix(file, ".scenarios.yaml") + ".yaml"
			def, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: name, Source: def})
			if err != nil || len(wrong) > 0 {
				t.Fatalf("%v\n%s", err, printed(wrong))
			}
			if result.Failed() > 0 {
				t.Errorf("%s", printed(result.Failures()))
			}
		})
	}
}
