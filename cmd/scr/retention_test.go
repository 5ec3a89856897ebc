package main

import (
	"strings"
	"testing"

	"scr/workflow"
)

// A board had to guess what its file of schedules looks like, error by error. The one in
// help is read as it stands there.
func TestTheScheduleInHelpIsSound(t *testing.T) {
	var lines []string
	for line := range strings.Lines(retentionHelp) {
		if file, indented := strings.CutPrefix(line, "  "); indented {
			lines = append(lines, file)
		}
	}
	r, wrong := workflow.LoadRetention("help", []byte(strings.Join(lines, "")))
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if len(r.Schedules) != 1 || r.Schedules[0].Years != 75 {
		t.Errorf("it has %+v", r.Schedules)
	}
}
