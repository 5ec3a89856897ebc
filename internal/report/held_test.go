package report_test

import (
	"strings"
	"testing"

	"scr/internal/report"
)

// TestOneTextIsNotSeveral: "There are 1 text in this file", it said.
func TestOneTextIsNotSeveral(t *testing.T) {
	for _, tt := range []struct {
		items []report.HeldItem
		says  string
	}{
		{nil, "There are 0 texts in this file."},
		{[]report.HeldItem{{Text: "a"}}, "There is 1 text in this file. It need not be read before it leaves."},
		{[]report.HeldItem{{Text: "a", Mixed: true}}, "There is 1 text in this file. Somebody must read it before it leaves."},
		{[]report.HeldItem{{Text: "a", Legal: true}}, "Somebody must read it before it leaves; it is marked as legal advice."},
		{[]report.HeldItem{{Text: "a", Mixed: true}, {Text: "b"}}, "There are 2 texts in this file. Somebody must read 1 of them before it leaves."},
	} {
		var out strings.Builder
		w := report.New(&out, report.Options{Width: 200})
		report.Held(w, report.HeldOf{Of: "relative-1", Items: tt.items})
		if err := w.Flush(); err != nil || !strings.Contains(out.String(), tt.says) {
			t.Errorf("%q is not in (%v)\n%s", tt.says, err, out.String())
		}
	}
}
