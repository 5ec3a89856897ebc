package workflow

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"referred", "decided", "gathering", "closed", "by", "agency_report"}
	tests := []struct{ name, give, want string }{
		{"a letter missing", "refered", "referred"},
		{"a letter too many", "decidded", "decided"},
		{"another letter", "cloded", "closed"},
		{"two letters swapped", "gahtering", "gathering"},
		{"a hyphen", "agency-report", "agency_report"},
		{"capitals and spaces", "Agency Report", "agency_report"},
		{"short", "bx", "by"},
		{"too far", "opened", ""},
		{"nothing alike", "xyzzy", ""},
		{"far too long", strings.Repeat("decided", 20), ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Nearest(tt.give, known); got != tt.want {
				t.Errorf("nearest to %q is %q, want %q", tt.give, got, tt.want)
			}
		})
	}
}

func TestDidYouMean(t *testing.T) {
	many := strings.Fields("a b c d e f g h i j k l m")
	tests := []struct {
		name  string
		known []string
		want  string
	}{
		{"one is near", []string{"closed", "opened"}, `did you mean "closed"?`},
		{"none is near", []string{"decided", "opened"}, "there is decided and opened"},
		{"there are none", nil, "there are none"},
		{"there are too many to list", many, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := didYouMean("closd", tt.known); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
