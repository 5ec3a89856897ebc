package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"scr/review"
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	if err := JSON(&out, v); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Fatalf("not JSON:\n%s", out.String())
	}
	return out.String()
}

func TestJSON(t *testing.T) {
	s, entries := sample(t)
	findings, err := s.RecordsJSON("finding")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		v    any
	}{
		{"show", s.JSON()},
		{"next", s.NextJSON()},
		{"history", s.HistoryJSON(entries)},
		{"report", s.ReportJSON(ReviewOptions{})},
		{"findings", findings},
		{"list", ListJSON{Reviews: listed(t), After: "EXB-2025-002"}},
		{"show-taken-on", takenOn(t).JSON()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := asJSON(t, tt.v)
			golden(t, tt.name+".json", got)
			if i := strings.IndexFunc(got, harmful); i >= 0 {
				t.Errorf("a character that hides or steers stands at byte %d", i)
			}
		})
	}
}

// TestJSONAgreesWithTheStandardLibrary compares the two writers on a review
// without texts, where they must not differ.
func TestJSONAgreesWithTheStandardLibrary(t *testing.T) {
	s, _ := sample(t)
	review.EachText(s.Review, func(_ string, _ review.Class, text *review.Text) { *text = review.Text{} })
	for _, v := range []any{s.Review, s.Moves, s.Clocks, listed(t), review.Receipt{Reference: "EXB-2026-014"}} {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var got, same any
		if err := json.Unmarshal([]byte(asJSON(t, v)), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(want, &same); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, same) {
			t.Errorf("%T differs from the standard library's form:\n got %v\nwant %v", v, got, same)
		}
	}
}

func TestJSONWritesAnEmptyListAsOne(t *testing.T) {
	if got := asJSON(t, NextJSON{Reference: "EXB-2026-014"}); !strings.Contains(got, `"moves": []`) {
		t.Errorf("a reader in a loop should meet an empty list, not null:\n%s", got)
	}
}

// TestJSONShowsWhatIsNotShown tells an unloaded text from an empty one.
func TestJSONShowsWhatIsNotShown(t *testing.T) {
	f := review.Finding{Title: said("kept back")}
	body := &review.Added[review.Finding]{Record: f}
	plain, _, err := review.Encode(body, 7)
	if err != nil {
		t.Fatal(err)
	}
	again, err := review.Decode(body.Kind(), plain)
	if err != nil {
		t.Fatal(err)
	}
	if got := asJSON(t, again); !strings.Contains(got, `"title": null`) || strings.Contains(got, "kept back") {
		t.Errorf("a text that is not loaded should be null:\n%s", got)
	}
}

func FuzzJSONString(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[0m", "a\u202eb", "\U000e0041", `"\`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, err := encode([]string{s})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsFunc(plain, harmful) {
			t.Fatalf("a character that hides or steers: %q", plain)
		}
		var back []string
		if err := json.Unmarshal(plain, &back); err != nil {
			t.Fatalf("%q: %v", plain, err)
		}
		if utf8.ValidString(s) && back[0] != s {
			t.Fatalf("%q came back as %q", s, back[0])
		}
	})
}
