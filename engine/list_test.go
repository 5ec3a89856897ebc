package engine_test

import (
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

func (w *world) list(user string, q review.Query) []string {
	w.t.Helper()
	page, err := w.List(w.t.Context(), q, user)
	if err != nil {
		w.t.Fatal(err)
	}
	var refs []string
	for _, listed := range page {
		refs = append(refs, listed.Reference)
	}
	return refs
}

// An office gives a part only where the definition names it. The reference of a
// review alone says that there is one.
func TestAnOfficeListsTheReviewsThatNameIt(t *testing.T) {
	w, _ := randomWorld(t, "learning-together")
	learning := w.ref
	trial := w.open().ref
	w.must(w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p1"), Office: "director", Person: "p5", From: date(t, "2013")}))
	for _, tt := range []struct {
		user  string
		query review.Query
		want  []string
	}{
		{"p2", review.Query{}, []string{trial, learning}}, // chair, whom both name
		{"p5", review.Query{}, []string{learning}},        // director, whom one names
		{"p5", review.Query{Stage: "review.referred"}, []string{learning}},
		{"p5", review.Query{Workflow: "trial"}, nil},
		{"p6", review.Query{}, nil},
	} {
		if got := w.list(tt.user, tt.query); !slices.Equal(got, tt.want) {
			t.Errorf("%s with %+v lists %v, want %v", tt.user, tt.query, got, tt.want)
		}
	}
	w.assign("p5", "team_member", "health")
	if got := w.list("p5", review.Query{}); !slices.Equal(got, []string{trial, learning}) {
		t.Errorf("with a part of its own in the other, p5 lists %v", got)
	}
	if got := w.list("p5", review.Query{Person: "p5"}); !slices.Equal(got, []string{trial}) {
		t.Errorf("of its own, p5 lists %v", got)
	}
}

func TestAListOfWhatIsNotThereIsRefused(t *testing.T) {
	w := newWorld(t).open()
	for _, tt := range []struct {
		query review.Query
		code  review.Code
		hint  string
	}{
		{review.Query{Stage: "review.refered"}, review.Invalid, "review.referred"},
		{review.Query{Stage: "referd"}, review.Invalid, "referred"},
		{review.Query{Stage: "nowhere"}, review.Invalid, "scr workflow show"},
		{review.Query{Workflow: "trail"}, review.Invalid, "trial"},
	} {
		_, err := w.List(t.Context(), tt.query, "p1")
		code(t, err, tt.code)
		if said, _ := err.(*review.Error); said == nil || !strings.Contains(said.Hint, tt.hint) {
			t.Errorf("%+v: %v, want a hint at %s", tt.query, err, tt.hint)
		}
	}
}
