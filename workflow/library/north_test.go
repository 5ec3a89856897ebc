package library_test

import (
	"slices"
	"strings"
	"testing"

	"scr/workflow"
)

const (
	scotland        = "scotland-learning-review"
	northernIreland = "ni-cmr"
)

// northMusts are the musts where guidance, and no duty to publish, stands behind a review.
var northMusts = []string{
	"review.merge linked",
	"review.supersede linked",
	"proceeding.resume not_over",
	"publication.release identity_checked",
	"publication.release_more identity_checked_again",
	"publication.release_after_all identity_checked_again",
	"improvement.show_change change_tested",
}

// No time limit was seen for either, and a clock would look as if there were one.
func TestNoLimitIsMadeUp(t *testing.T) {
	for _, id := range []string{scotland, northernIreland} {
		def := load(t, id)
		if len(def.Clocks) > 0 {
			t.Errorf("%s has clocks: %+v", id, def.Clocks)
		}
		if !slices.ContainsFunc(def.Unverified, func(s string) bool { return strings.Contains(s, "time limit") }) {
			t.Errorf("%s does not say that nobody saw its time limits: %q", id, def.Unverified)
		}
	}
}

func TestTheCareInspectorateHearsOfEitherOutcome(t *testing.T) {
	def := load(t, scotland)
	for _, c := range def.Criteria {
		if !slices.ContainsFunc(c.Notices, func(n workflow.Notice) bool { return n.To == "care_inspectorate" && n.Kind == "outcome_form" }) {
			t.Errorf("the Care Inspectorate does not hear that %s is met", c.Name)
		}
	}
	send := def.Track("outcome").Transition("send")
	if !slices.Equal(send.UponFrom, []string{"care_inspectorate"}) || len(send.Requires) > 0 {
		t.Errorf("the e-form is sent to %v, and not after every decision: %+v", send.UponFrom, send.Requires)
	}
}

// Whoever may leave a report unpublished for no special reason has no duty to publish.
func TestScotlandNeedNotPublish(t *testing.T) {
	publication := load(t, scotland).Track("publication")
	if stage := publication.Stage("withheld"); stage == nil || !stage.Final {
		t.Error("a report that is not published keeps the review open")
	}
	if ground := load(t, scotland).Form("withholding").Fields[0]; !slices.Contains(ground.Of, "discretion") {
		t.Errorf("the grounds are %v, and discretion is none of them", ground.Of)
	}
}

func TestRegulation17AsksForThreeThings(t *testing.T) {
	decide := load(t, northernIreland).Track("review").Transition("decide")
	for _, part := range []string{"died_or_harmed", "one_of_three", "board_concerned", "strong_lessons"} {
		if !slices.ContainsFunc(decide.Requires, func(q workflow.Requirement) bool { return q.Name == part && q.Strength == workflow.Expected }) {
			t.Errorf("nobody asks for %s before the decision, or cannot pass it with a reason", part)
		}
	}
}
