package main

import (
	"reflect"
	"strings"
	"testing"

	"scr/review"
)

// everyField is a form with all kinds of values.
func everyField() form {
	return form{noun: "sheet", from: true, fields: []field{
		word("plain", "").must(), word("number", ""), word("yes", ""), word("words", ""), word("day", ""),
		text("told", ""), text("questions", ""), text("factors", ""),
	}}
}

type everything struct {
	Plain     string          `json:"plain"`
	Number    int64           `json:"number"`
	Yes       bool            `json:"yes"`
	Words     []string        `json:"words"`
	Day       review.Date     `json:"day"`
	Told      review.Text     `json:"told"`
	Questions []review.Text   `json:"questions"`
	Factors   []review.Factor `json:"factors"`
	Hidden    string          `json:"hidden"`
}

func enter(t *testing.T, s *everything, text string) error {
	t.Helper()
	top, err := parseYAML("f.yaml", "title", []byte(text))
	if err != nil {
		return err
	}
	return everyField().enter(reflect.ValueOf(s).Elem(), top, "f.yaml")
}

func TestASheetIsFilledFromYAML(t *testing.T) {
	var s everything
	err := enter(t, &s, `plain: a word
number: 12
yes: yes
words: one, two
day: 2013-03
told: |
  First line.
  Second line.
questions:
  - Why?
  - "When: then?"
  - ""
factors:
  - frame: tools
    category: forms
    note: It had no box.
`)
	if err != nil {
		t.Fatal(err)
	}
	want := everything{Plain: "a word", Number: 12, Yes: true, Words: []string{"one", "two"},
		Told:      review.NewText("First line.\nSecond line."),
		Questions: []review.Text{review.NewText("Why?"), review.NewText("When: then?")},
		Factors:   []review.Factor{{Frame: "tools", Category: "forms", Note: review.NewText("It had no box.")}}}
	want.Day, _ = review.ParseDate("2013-03")
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

func TestWhatIsWrongInAFileIsSaidAtItsPlace(t *testing.T) {
	tests := []struct {
		name, text, want string
	}{
		{"unknown key", "plain: a\nplian: b\n", `f.yaml:2:1: plian is not a key of the sheet`},
		{"a key that is not for people", "hidden: secret\n", "f.yaml:1:1: hidden is not a key"},
		{"twice", "plain: a\nplain: secret\n", "f.yaml:2:1: this key comes twice"},
		{"not a number", "number: secret\n", "f.yaml:1:9: number is a number"},
		{"not yes or no", "yes: secret\n", "f.yaml:1:6: yes is yes or no"},
		{"not a date", "day: secret\n", "f.yaml:1:6: day is not a date"},
		{"a list where a text belongs", "told: [secret]\n", "f.yaml:1:7: told is a text"},
		{"a text where a list belongs", "factors: secret\n", "f.yaml:1:10: factors is a list"},
		{"unknown key below", "factors: [{frme: secret}]\n", "f.yaml:1:12: factors.1.frme is not known here"},
		{"an alias", "plain: &a secret\ntold: *a\n", "f.yaml:1:8: anchors and aliases are not read"},
		{"a second document", "plain: secret\n---\nplain: b\n", "f.yaml is not one YAML document"},
		{"a colon in a text", "told: a secret: b\n", "f.yaml:1:"},
		{"a list", "- secret\n", "f.yaml:1:1: this is not a list of keys"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := enter(t, &everything{}, tt.text)
			if err == nil {
				t.Fatal("nothing was found wrong")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("says %q, want %q in it", err, tt.want)
			}
			if hint := asError(err).Hint; strings.Contains(err.Error()+hint, "secret") {
				t.Errorf("repeats what was written: %q, %q", err, hint)
			}
			if got := review.CodeOf(err); got != review.Invalid {
				t.Errorf("code is %s, want %s", got, review.Invalid)
			}
		})
	}
}

func TestAnUnchangedTextStaysAReference(t *testing.T) {
	var s everything
	s.Told = review.NewText("as it was")
	if _, _, err := review.Encode(&review.HoldLifted{ID: "hold-1", Why: s.Told}, 12); err != nil {
		t.Fatal(err)
	}
	body := &review.HoldLifted{ID: "hold-1", Why: review.NewText("as it was")}
	if _, _, err := review.Encode(body, 12); err != nil {
		t.Fatal(err)
	}
	s.Told = body.Why // recorded by event 12
	if err := enter(t, &s, "told: as it was\n"); err != nil {
		t.Fatal(err)
	}
	if seq, _ := s.Told.Ref(); seq != 12 {
		t.Error("an unchanged text would be recorded again")
	}
	if err := enter(t, &s, "told: as it is\n"); err != nil {
		t.Fatal(err)
	}
	if seq, _ := s.Told.Ref(); seq != 0 || s.Told.Reveal() != "as it is" {
		t.Error("a changed text was not taken")
	}
}

func TestATemplateCanBeReadBack(t *testing.T) {
	full := everything{Plain: "a: b", Number: 3, Words: []string{"one", "two"}, Told: review.NewText("# not a note\n\nSecond \"paragraph\": with\ttab"),
		Questions: []review.Text{review.NewText("Why?")}, Factors: []review.Factor{{Frame: "tools", Note: review.NewText("It had no box.")}}}
	for name, before := range map[string]everything{"empty": {}, "full": full} {
		t.Run(name, func(t *testing.T) {
			sheet := before
			template, err := everyField().template(reflect.ValueOf(&sheet).Elem())
			if err != nil {
				t.Fatal(err)
			}
			var after everything
			if err := enter(t, &after, template); err != nil {
				t.Fatalf("%v in\n%s", err, template)
			}
			if !reflect.DeepEqual(after, before) {
				t.Errorf("got  %#v\nwant %#v\nfrom\n%s", after, before, template)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	tests := []struct{ word, want string }{
		{"titel", "title"}, {"tilte", "title"}, {"kidn", "kind"}, {"catgories", "categories"}, {"xyz", ""}, {"", ""},
	}
	for _, tt := range tests {
		if got := nearest(tt.word, []string{"title", "kind", "categories"}); got != tt.want {
			t.Errorf("nearest(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}
