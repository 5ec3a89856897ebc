package typo

import "testing"

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "chair", 5},
		{"chair", "chair", 0},
		{"chiar", "chair", 1},
		{"chai", "chair", 1},
		{"chairr", "chair", 1},
		{"choir", "chair", 1},
		{"england", "Englund", 2},
		{"ca", "abc", 3}, // a swap is not mended further
		{"kitten", "sitting", 3},
	} {
		if got := Between(c.a, c.b); got != c.want {
			t.Errorf("between %q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Between(c.b, c.a); got != c.want {
			t.Errorf("between %q and %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
