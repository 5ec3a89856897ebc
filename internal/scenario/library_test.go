package scenario_test

import (
	"strings"
	"testing"

	"scr/internal/scenario"
	"scr/workflow/library"
)

func shippedParents(id string, version int) (string, []byte, error) {
	f, _ := library.Find(id, version)
	return f.Name, f.Bytes, nil
}

// TestShippedScenarios runs the scenarios of every shipped definition. Each shows all of
// it.
func TestShippedScenarios(t *testing.T) {
	for _, def := range library.All() {
		t.Run(def.ID, func(t *testing.T) {
			src, ok := library.Scenarios(def.ID)
			if !ok {
				t.Fatalf("%s is shipped without scenarios: write workflow/library/%s.scenarios.yaml", def.Name, def.ID)
			}
			f, wrong := scenario.Load(src.Name, src.Bytes)
			if len(wrong) > 0 {
				t.Fatalf("%s", printed(wrong))
			}
			result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: def.Name, Source: def.Bytes, Parents: shippedParents}, alsoOf(t, f)...)
			if err != nil || len(wrong) > 0 {
				t.Fatalf("%v\n%s", err, printed(wrong))
			}
			if result.Failed() > 0 {
				t.Errorf("%s", printed(result.Failures()))
			}
			if c := result.Coverage; c.Covered < c.Of {
				t.Errorf("no scenario shows all of it:\nnever made %s\nnever seen met %s\nnever seen not met %s",
					strings.Join(c.NotMade, " "), strings.Join(c.NotMet, " "), strings.Join(c.NotUnmet, " "))
			}
		})
	}
}

// alsoOf loads the shipped scenarios that a file also runs.
func alsoOf(t *testing.T, f *scenario.File) (also []*scenario.File) {
	t.Helper()
	for _, id := range f.AlsoRun {
		src, ok := library.Scenarios(id)
		other, wrong := scenario.Load(src.Name, src.Bytes)
		if !ok || len(wrong) > 0 {
			t.Fatalf("the scenarios of %s cannot be run:\n%s", id, printed(wrong))
		}
		also = append(also, other)
	}
	return also
}
