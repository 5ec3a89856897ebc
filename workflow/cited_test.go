package workflow_test

import (
	"testing"

	"scr/workflow"
)

// Where a move rests on two papers, the second was printed by the short name that the
// definition has for it.
func TestEachCitationIsWrittenOut(t *testing.T) {
	d := &workflow.Definition{Guidance: []workflow.Named{{Name: "regs", Title: "The regulations"}, {Name: "markers", Title: "Quality markers"}}}
	for cites, want := range map[string]string{
		"":                          "",
		"regs":                      "The regulations",
		"regs 3":                    "The regulations, 3",
		"regs 3; markers 9 in turn": "The regulations, 3; Quality markers, 9 in turn",
		"regs 3; and 4":             "The regulations, 3; and 4",
		"regsplus 3":                "regsplus 3",
	} {
		if got := d.Cited(cites); got != want {
			t.Errorf("%q is written out as %q, want %q", cites, got, want)
		}
	}
	var none *workflow.Definition
	if got := none.Cited("regs 3"); got != "regs 3" {
		t.Errorf("without a definition it became %q", got)
	}
}
