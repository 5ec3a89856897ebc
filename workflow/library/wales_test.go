package library_test

import (
	"slices"
	"testing"

	"scr/workflow"
)

// A review in Wales is concise only where somebody looked: that nothing is on record says
// nothing.
func TestConciseIsKnownAndNotAssumed(t *testing.T) {
	scale := load(t, "wales-cpr").Track("scale")
	if !scale.Beside || scale.Initial != "not_known" {
		t.Errorf("the review is %s before anybody looked, beside the review %v", scale.Initial, scale.Beside)
	}
	for _, move := range []string{"extend", "settle_concise"} {
		if tr := scale.Transition(move); tr == nil || !tr.Auto {
			t.Errorf("scale.%s is somebody's choice", move)
		}
	}
	if tr := scale.Transition("settle_concise"); !slices.ContainsFunc(tr.Requires, func(q workflow.Requirement) bool { return q.Name == "all_looked_up" }) {
		t.Error("a review becomes concise though nobody looked anything up")
	}
}

func TestOneReviewAnswersFiveSetsOfCriteria(t *testing.T) {
	var sets []string
	for _, c := range load(t, "wales-susr").Criteria {
		sets = append(sets, c.Name)
		if !slices.ContainsFunc(c.Notices, func(n workflow.Notice) bool { return n.To == "welsh_government" }) {
			t.Errorf("the Welsh Government is not told of %s", c.Name)
		}
	}
	want := []string{"child_practice", "adult_practice", "domestic_homicide", "mental_health_homicide", "offensive_weapons_homicide"}
	if !slices.Equal(sets, want) {
		t.Errorf("the sets of criteria are %v, want %v", sets, want)
	}
}
