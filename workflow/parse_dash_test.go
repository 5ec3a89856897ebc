package workflow_test

import (
	"strings"
	"testing"

	"scr/workflow"
)

// A line of a text may begin with a dash where nobody can take it for an item.
func TestDashesInText(t *testing.T) {
	for name, title := range map[string]string{
		"in quotes":             "\"A sample\n  -in two parts\n  - or three\"",
		"after a bar":           "|\n  A sample\n  -in two parts\n  - or three",
		"beside its key":        "-A sample",
		"in the middle":         "A sample -- or two",
		"over several lines":    "A sample\n  that goes on - and on",
		"in quotes, on its own": "\n  '- A sample'",
	} {
		t.Run(name, func(t *testing.T) {
			file := strings.Replace(valid, "A sample", title, 1)
			if _, problems := workflow.Load("sample.yaml", []byte(file), nil); len(problems) > 0 {
				t.Error(printed(t, problems))
			}
		})
	}
}
