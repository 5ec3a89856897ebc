package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/internal/report"
)

func TestFold(t *testing.T) {
	tests := []struct {
		name, line string
		width      int
		want       []string
	}{
		{"what fits stays", "  a  b", 40, []string{"  a  b"}},
		{"a second column goes on below itself", "      --flag string   one two three four five six seven", 42, []string{
			"      --flag string   one two three four",
			"                      five six seven",
		}},
		{"the last of three columns", "  9  unfinished   one two three four five", 36, []string{
			"  9  unfinished   one two three four", "                  five",
		}},
		{"a sentence goes on where it began", "one two three four five six seven eight nine", 34, []string{
			"one two three four five six seven", "eight nine",
		}},
		{"a paragraph is laid out anew", "one two three four five six seven eight\nnine ten\n\n  a  b", 34, []string{
			"one two three four five six seven", "eight nine ten", "", "  a  b",
		}},
		{"a command can still be typed", `  scr advance REF --minute "Panel 4, item 2" --json`, 40, []string{
			"  scr advance REF --minute \\", `      "Panel 4, item 2" --json`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Split(report.Fold(tt.line, tt.width), "\n")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
