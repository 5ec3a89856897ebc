package main

import (
	"strings"
	"testing"
)

// A command line that went through a word processor was answered with "scr init takes no
// argument after", and nothing behind it.
func TestAPastedCommandLineIsToldWhatChangedIt(t *testing.T) {
	tests := []struct {
		line string
		want string
	}{
		{"init —code EXB", "“—code” begins with a long dash\nscr: hint: a word processor changed it: type --code"},
		{"open –-workflow learning-together", "type --workflow"},
		{"open −−workflow learning-together", "type --workflow"},
		{"init --code “EXB”", "a word stands in curly quotation marks"},
		{"init --title “Example Board”", "type straight ones"},
		{"show EXB–2026–001", "“EXB–2026–001” is written with long dashes\nscr: hint: a word processor changed it: type EXB-2026-001"},
		{"show EXB-2026-001 --as-of 2026–03–31", "type 2026-03-31"},
		{"show EXB-2026-001 --as-of=“2026-03-31”", "curly quotation marks"},
		{"finding show EXB-2026-001 finding‑3", "type finding-3"},
		{"access grant EXB-2026-001 --person ‘p3’", "curly quotation marks"},
		{"person add „Robin", "curly quotation marks"},
		{"list —", "type - or --"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			_, remarks, status := typed(t, testApp(t), strings.Fields(tt.line)...)
			if status != 2 || !strings.Contains(remarks, tt.want) {
				t.Errorf("exits with %d and says\n%s\nwant 2 and %q in it", status, remarks, tt.want)
			}
			if strings.Contains(remarks, "Robin") {
				t.Errorf("repeats what may be a name:\n%s", remarks)
			}
		})
	}
}

// What somebody put in quotation marks of their own is theirs.
func TestWhatIsMeantAsItStandsIsLeftAlone(t *testing.T) {
	for _, arg := range []string{"The board’s “Working Together” group", "“Working Together” group", "2010–2014", "Müller", "", "-", "--title=The board’s", "a–b"} {
		if err := pasted([]string{arg}); err != nil {
			t.Errorf("%q is refused: %v", arg, err)
		}
	}
}
