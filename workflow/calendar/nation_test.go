package calendar

import (
	"errors"
	"strings"
	"testing"
)

func TestParseNation(t *testing.T) {
	for _, n := range Nations() {
		if got, err := ParseNation(string(n)); got != n || err != nil {
			t.Errorf("ParseNation(%q) = %q, %v", n, got, err)
		}
	}
	tests := []struct {
		name string
		text string
		hint Nation // empty if none is near
	}{
		{name: "a letter left out", text: "englnd", hint: England},
		{name: "a letter too many", text: "walles", hint: Wales},
		{name: "a capital", text: "Scotland", hint: Scotland},
		{name: "a hyphen", text: "northern-ireland", hint: NorthernIreland},
		{name: "as one writes it", text: "Northern Ireland", hint: NorthernIreland},
		{name: "only half of it", text: "ireland"},
		{name: "the whole", text: "uk"},
		{name: "nothing", text: ""},
		{name: "two nations", text: "england-and-wales"},
		{name: "another", text: "france"},
		{name: "far too long", text: strings.Repeat("england", 1000)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseNation(tt.text)
			e, ok := errors.AsType[*Error](err)
			if got != "" || !ok || !errors.Is(err, ErrInvalid) {
				t.Fatalf("ParseNation(%q) = %q, %v; want an invalid nation", tt.text, got, err)
			}
			want := "write england, wales, scotland or northern_ireland"
			if tt.hint != "" {
				want += "; did you mean " + string(tt.hint) + "?"
			}
			if e.Hint != want {
				t.Errorf("hint %q, want %q", e.Hint, want)
			}
		})
	}
}

func TestNationTitle(t *testing.T) {
	for n, want := range map[Nation]string{
		England: "England", Wales: "Wales", Scotland: "Scotland", NorthernIreland: "Northern Ireland", "narnia": "narnia",
	} {
		if got := n.Title(); got != want {
			t.Errorf("%q is called %q, want %q", string(n), got, want)
		}
	}
}
