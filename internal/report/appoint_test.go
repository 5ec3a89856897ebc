package report

import (
	"slices"
	"testing"

	"scr/review"
	"scr/workflow"
)

func TestWhoeverIsMissingIsToBeAppointed(t *testing.T) {
	p := page{s: Standing{
		Review: &review.Review{Reference: "EXB-2026-001", Assignments: []review.Assignment{
			{Person: "p1", Role: "reviewer", From: day(t, "2026-01-05")},
			{Person: "p2", Role: "author", From: day(t, "2026-01-05"), To: day(t, "2026-03-02")},
			{Person: "p3", Role: "panel_member", Profession: "police", From: day(t, "2026-01-05")},
		}},
		Definition: &workflow.Definition{Roles: []workflow.Role{{Name: "chair", Office: true}, {Name: "director", Office: true}}},
		Offices:    []review.OfficeTerm{{Office: "director", Person: "p4", From: day(t, "2025-01-06")}},
		Today:      day(t, "2026-11-02"),
	}}
	tests := []struct{ part, want string }{
		{`people.exists(p, "reviewer" in p.roles); p1: yes`, ""},
		{`people.exists(p, "reviewer" in p.roles && p.independent_of_agencies); p1: no`, ""}, // there is one; independence is another thing
		{`people.exists(p, "author" in p.roles); p2: no`, "scr team add EXB-2026-001 --role author --person HANDLE"},
		{`people.exists(p, "panel_member" in p.roles && p.profession == "police"); p3: yes`, ""},
		{`people.exists(who, "panel_member" in who.roles && who.profession == "health"); p3: no`,
			"scr team add EXB-2026-001 --role panel_member --person HANDLE --profession health"},
		{`people.exists(p, "chair" in p.roles); p1: no`, "scr office add chair --person HANDLE"},
		{`people.exists(p, "director" in p.roles); p4: yes`, ""},
		{`people.exists(p, "author" in p.roles || "chair" in p.roles); p1: no`, ""}, // either will do
		{`people.exists(p, p.profession == "health"); p1: no`, ""},
	}
	for _, test := range tests {
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if got := p.unrecorded(review.Obstacle{Kind: review.ByRequirement, Values: []string{test.part}}); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", test.part, got, want)
		}
	}
}
