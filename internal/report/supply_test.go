package report

import (
	"reflect"
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
	r := &review.Review{Reference: "EXB-2026-001", Findings: make([]review.Finding, 1)}
	p := page{s: Standing{Review: r}}
	tests := []struct {
		part string
		want []string
	}{
		{"findings.all(f, f.actions > 0); is no", nil}, // there are findings; their actions are no list of the review
		{"size(recommendations) > 0; is 0", []string{"scr recommendation add EXB-2026-001"}},
		{"links.exists(l, l.kind == \"merged_into\"); links: none", []string{"scr link add EXB-2026-001"}},
		{"forms.decision.outcome; is not recorded", nil},
	}
	for _, tt := range tests {
		got := p.unrecorded(review.Obstacle{Kind: review.ByRequirement, Values: []string{tt.part}})
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.part, got, tt.want)
		}
	}
}
