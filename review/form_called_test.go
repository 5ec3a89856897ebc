package review_test

import (
	"testing"

	"scr/review"
)

// A form has no handle of its own: its fillings were found only by words such as
// "decision #30", with the space and the sign.
func TestAFillingIsFoundByWhatPeopleCallIt(t *testing.T) {
	filled := func(form, item string, seq int64) review.Form {
		return review.Form{Seq: seq, FormFilled: review.FormFilled{Form: form, Item: item}}
	}
	r := &review.Review{Forms: []review.Form{filled("decision", "", 12), filled("scope", "police", 14), filled("decision", "", 30), filled("scope", "council", 31)}}
	tests := []struct{ said, want string }{
		{"decision", "decision #30"},
		{"decision #12", "decision #12"},
		{"12", "decision #12"},
		{"#30", "decision #30"},
		{"scope", "scope council #31"},
		{"scope police", "scope police #14"},
		{"scope police #14", "scope police #14"},
		{"14", "scope police #14"},
		{"decision-12", "decision #12"},
		{"decision#12", "decision #12"},
		{"scope-police", "scope police #14"},
		{" scope  police ", "scope police #14"},
		{"scope-12", ""},
		{"#99", ""},
		{"descision", ""},
	}
	for _, tt := range tests {
		got := ""
		if f, ok := r.FormCalled(tt.said); ok {
			got = f.Handle()
		}
		if got != tt.want {
			t.Errorf("%q is taken for %q, want %q", tt.said, got, tt.want)
		}
	}
}
