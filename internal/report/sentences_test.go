package report

import (
	"reflect"
	"strings"
	"testing"

	"scr/review"
)

// TestEveryKindHasASentence holds the table of sentences to the kinds of event:
// none is missing, none is there for nothing, and each says something of a filled
// event and of a bare one.
func TestEveryKindHasASentence(t *testing.T) {
	tellers := words{def: rules()}.sentences()
	for _, kind := range review.Kinds() {
		say := tellers[kind]
		if say == nil {
			t.Errorf("%s cannot be put into words", kind)
			continue
		}
		delete(tellers, kind)
		bare, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		say(bare) // must not panic
		full, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		(&filler{t: t}).fill(reflect.ValueOf(full).Elem())
		if said := say(full); !strings.Contains(said, " ") || strings.Contains(said, "%!") {
			t.Errorf("%s says %q", kind, said)
		}
	}
	for kind := range tellers {
		t.Errorf("%s has a sentence and does not exist", kind)
	}
}

// TestUnknownKindIsStillTold keeps an event of a later program's from vanishing.
func TestUnknownKindIsStillTold(t *testing.T) {
	if got := told(words{}.sentences(), strange{}); got != "Case file shredded." {
		t.Errorf("an event of an unknown kind says %q", got)
	}
	if got := told(nil, nil); got == "" {
		t.Error("an event without a body says nothing")
	}
}

type strange struct{}

func (strange) Kind() string { return "case_file.shredded/3" }
