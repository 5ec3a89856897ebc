package report

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"scr/review"
)

// What is hinted at is a list that a review has: another name would never be hinted at.
func TestWhatIsRecordedIsAListOfTheReview(t *testing.T) {
	for list := range recordedWith {
		if records, ok := review.SlotOf(reflect.ValueOf(review.Review{}), list); !ok || records.Kind() != reflect.Slice {
			t.Errorf("a review has no list %s", list)
		}
	}
}

func TestOnlyWhatIsNotThereIsToBeRecorded(t *testing.T) {
	r := &review.Review{Reference: "EXB-2026-001", Findings: make([]review.Finding, 1),
		Documents: []review.Document{{Kind: "report"}}}
	p := page{s: Standing{Review: r}}
	tests := []struct {
		part string
		want []string
	}{
		{"findings.all(f, f.actions > 0); is no", nil}, // there are findings; their actions are no list of the review
		{"size(recommendations) > 0; is 0", []string{"scr recommendation add EXB-2026-001"}},
		{`links.exists(l, l.kind == "merged_into"); links: none`, []string{"scr link add EXB-2026-001 --kind merged_into"}},
		{`links.exists(l, l.kind == "merged_into" || l.kind == "superseded_by"); links: none`,
			[]string{"scr link add EXB-2026-001 --kind KIND, where KIND is merged_into or superseded_by"}},
		{`criteria.exists(c, c.set == "child_died" && c.met == "yes"); criteria: none`, []string{"scr criteria add EXB-2026-001 child_died"}},
		{`criteria.exists(c, c.met == "yes"); criteria: none`, []string{"scr criteria add EXB-2026-001 SET"}},
		{`documents.exists(d, d.kind == "report" && d.versions > 0); is no`, nil}, // there is a report; what it lacks is another thing
		{`documents.exists(d, d.kind == "summary" && d.versions > 0); is no`, []string{"scr document add EXB-2026-001 --kind summary"}},
		{`letters.exists(l, l.direction == "out" && l.party == "minister" && (l.kind == "advice" || l.kind == "reply")); is no`,
			[]string{"scr letter add EXB-2026-001 --direction out --party minister --kind KIND, where KIND is advice or reply"}},
		{`meetings.exists(m, m.kind == "family") || letters.exists(l, l.direction == "in"); is no`,
			[]string{"scr letter add EXB-2026-001 --direction in", "scr meeting add EXB-2026-001 --kind family"}},
		{`!documents.exists(d, d.kind == "report"); is no`, nil},
		{"forms.decision.outcome; is not recorded", nil},
	}
	for _, tt := range tests {
		got := p.unrecorded(review.Obstacle{Kind: review.ByRequirement, Values: []string{tt.part}})
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.part, got, tt.want)
		}
	}
}

// A flag that a command has not would make a hint that fails when it is copied.
func TestWhatIsRecordedHasTheFlagsOfItsCommand(t *testing.T) {
	manual, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	for list, how := range recordedWith {
		usage := strings.TrimSpace("scr " + how.noun + " add REF " + how.takes)
		_, section, found := strings.Cut(string(manual), "\n### "+usage+"\n")
		section, _, _ = strings.Cut(section, "\n#")
		if !found {
			t.Errorf("what records %s is not %q in the manual", list, usage)
		}
		for _, flag := range how.flags {
			if !strings.Contains(section, "| `--"+flag+" ") {
				t.Errorf("scr %s add has no flag --%s", how.noun, flag)
			}
		}
	}
}
