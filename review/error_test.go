package review_test

import (
	"slices"
	"testing"

	"scr/review"
)

func TestWhatWasFoundTwiceIsSaidOnce(t *testing.T) {
	tests := []struct {
		name  string
		found review.Obstacle
		want  []string
	}{
		{"nothing", review.Obstacle{}, nil},
		{"in the words of the rule", review.Obstacle{Values: []string{"a > 1: a is 0", "b"}}, []string{"a > 1: a is 0", "b"}},
		{"the same for two parts", review.Obstacle{Values: []string{"a", "b", "c"}, Found: []string{"p1: chair", "none", "p1: chair"}}, []string{"p1: chair", "none"}},
	}
	for _, tt := range tests {
		if got := tt.found.Plain(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
