package report

import "testing"

func TestFlow(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"one line", "The family moved.", "The family moved."},
		{"broken by an editor", "The family\nmoved in\nMay.\n", "The family moved in May."},
		{"paragraphs", "One.\n\nTwo\nthree.", "One.\n\nTwo three."},
		{"a list", "Seen:\n- by the nurse\n- by the\n  school", "Seen:\n- by the nurse\n- by the   school"},
		{"a list with numbers", "Seen\n1. by day\n2) by night", "Seen\n1. by day\n2) by night"},
		{"a year begins no point", "It was in\n2014 that she came", "It was in 2014 that she came"},
		{"lines of another system", "One\r\ntwo", "One two"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := flow(tt.in); got != tt.want {
				t.Errorf("flow(%q) is %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestEnglish(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"nothing", list(nil), ""},
		{"one", list([]string{"police"}), "police"},
		{"two", list([]string{"police", "health"}), "police and health"},
		{"three", alternatives([]string{"police", "education", "health"}), "police, education or health"},
		{"a sentence", sentence("the team has no one from health"), "The team has no one from health."},
		{"a sentence that has its end", sentence("Is it so?"), "Is it so?"},
		{"a handle keeps its form", sentence("p7 became chair"), "p7 became chair."},
		{"a letter beyond ASCII", capital("écoles"), "Écoles"},
		{"one thing", Count(1, "event", "events"), "1 event"},
		{"no thing", Count(0, "event", "events"), "0 events"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}
