package main

import (
	"reflect"
	"strings"
	"testing"

	"scr/review"
)

// What stood behind a # was gone, and nobody heard of it.
func TestNoTextIsCutByANote(t *testing.T) {
	tests := []struct {
		name, text, want string
	}{
		{"a name", "told: O #Brien\n", "f.yaml:1:9:"},
		{"a text of two lines", "told: one\n  two #7 three\n", "f.yaml:2:7:"},
		{"the whole value", "told: #7\n", "f.yaml:1:7:"},
		{"an item of a list", "questions:\n  - Why?\n  - Who was at flat #7?\n", "f.yaml:3:21:"},
		{"below a list", "factors:\n  - note: one #7\n", "f.yaml:2:15:"},
		{"a list on one line", "words: [one, two #7\n  ]\n", "f.yaml:1:18:"},
		{"behind quotes", "told: \"one\" #7\n", "f.yaml:1:13:"},
		{"where a block begins", "told: | #7\n  one\n", "f.yaml:1:9:"},
		{"a line of the text", "told: one\n  #7 two\n", "f.yaml:2:3:"},
		{"a line that is not in the block", "told: |\n  one\n #7 two\n", "f.yaml:3:2:"},
		{"a line below an empty key", "told:\n  # one\nplain: a\n", "f.yaml:2:3:"},
		{"the same words in a note", "# one\ntold: a\n  # one\n", "f.yaml:3:3:"},
		{"with a carriage return", "told: O #Brien\r\nplain: a\r\n", "f.yaml:1:9:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := enter(t, &everything{}, tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("says %v, want %q in it", err, tt.want)
			}
			if hint := asError(err).Hint; !strings.Contains(hint, "put the text in quotes, or write it as a block with |") {
				t.Errorf("does not say how to mend it: %q", hint)
			}
			if got := review.CodeOf(err); got != review.Invalid {
				t.Errorf("code is %s, want %s", got, review.Invalid)
			}
		})
	}
}

func TestANoteStandsOnALineOfItsOwn(t *testing.T) {
	var s everything
	err := enter(t, &s, `# one
plain: a#b
# two

# three
told: |
  # not a note
  O #Brien
questions:
# four
  - "flat #7"
  - 'flat #8'
# five
`)
	if err != nil {
		t.Fatal(err)
	}
	want := everything{Plain: "a#b", Told: review.NewText("# not a note\nO #Brien"),
		Questions: []review.Text{review.NewText("flat #7"), review.NewText("flat #8")}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

func TestATagIsRefused(t *testing.T) {
	for _, value := range []string{"!!binary aGk=", "!!str a", "! a", "!own a", "[!!str a]"} {
		err := enter(t, &everything{}, "plain: a\nwords: "+value+"\n")
		if review.CodeOf(err) != review.Invalid || err == nil || !strings.Contains(err.Error(), "f.yaml:2:") {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// A line of somebody's account that was not put under its key is not repeated.
func TestALineOfAnAccountIsNotRepeated(t *testing.T) {
	top, err := parseYAML("f.yaml", "title", []byte("kind: pattern\nThe mother said it: twice\n"))
	if err != nil {
		t.Fatal(err)
	}
	var sheet struct {
		Kind string `json:"kind"`
	}
	err = form{noun: "finding", fields: []field{{key: "kind"}}}.enter(reflect.ValueOf(&sheet).Elem(), top, "f.yaml")
	if err == nil || strings.Contains(err.Error(), "mother") || !strings.Contains(err.Error(), "f.yaml:2:1") {
		t.Errorf("told as %v", err)
	}
}

// Some editors put a mark before the first letter of a file.
func TestAMarkBeforeTheFirstLetterIsNoText(t *testing.T) {
	if _, err := parseYAML("f.yaml", "title", []byte("\ufeff# a note\nkind: pattern\n")); err != nil {
		t.Error(err)
	}
}
