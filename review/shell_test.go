package review_test

import (
	"testing"

	"scr/review"
)

func TestShellWord(t *testing.T) {
	tests := []struct{ word, want string }{
		{"p2", "p2"}, {"2014-03-01", "2014-03-01"}, {"", "''"}, {"Panel 4, item 2", "'Panel 4, item 2'"},
		{"it's", `'it'\''s'`}, {"$HOME", "'$HOME'"}, {"--despite", "--despite"}, {"a;b", "'a;b'"},
		{"/srv/case reviews/scr.db", "'/srv/case reviews/scr.db'"},
	}
	for _, tt := range tests {
		if got := review.ShellWord(tt.word); got != tt.want {
			t.Errorf("ShellWord(%q) = %s, want %s", tt.word, got, tt.want)
		}
	}
}
