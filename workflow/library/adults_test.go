package library_test

import (
	"slices"
	"testing"

	"scr/workflow"
)

// What the board must hold and what it may are told apart by the criteria, and by what
// those are called elsewhere a definition is found for a case.
func TestAdultsHaveCriteriaThatBindTheBoardAndOnesThatDoNot(t *testing.T) {
	var sets []string
	for _, c := range load(t, adults).Criteria {
		sets = append(sets, c.Name)
	}
	if want := []string{"adult_died", "adult_seriously_harmed", "adult_other"}; !slices.Equal(sets, want) {
		t.Errorf("the sets of criteria are %v, want %v", sets, want)
	}
	if words := load(t, adults).Form("decision").Field("mandate").Of; !slices.Contains(words, "mandatory") || !slices.Contains(words, "discretionary") {
		t.Errorf("a decision says of the mandate one of %v", words)
	}
}

// No source was seen for six months, and none says on which day a board's year ends.
func TestLimitsOfReviewsOfAdultsAreUnverified(t *testing.T) {
	for _, name := range []string{"complete", "yearly_report"} {
		if c := load(t, adults).Clock(name); c == nil || !c.Unverified {
			t.Errorf("clock %s is not marked as unverified: %+v", name, c)
		}
	}
}

// A review can be one for adults and one for children at once: both boards agree it.
func TestReviewOfAnAdultIsSharedWithABoardForChildren(t *testing.T) {
	def := load(t, adults)
	if !slices.ContainsFunc(def.Vocabulary("partner_kinds").Words, func(w workflow.Named) bool { return w.Name == "children_board" }) {
		t.Error("a board for children cannot share the review")
	}
	agree := def.Track("review").Transition("agree")
	if !slices.ContainsFunc(agree.Requires, func(q workflow.Requirement) bool { return q.Name == "partners_signed" }) {
		t.Error("nobody asks whether the other board agrees")
	}
}
