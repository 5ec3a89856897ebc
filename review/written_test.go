package review_test

import (
	"encoding/json"
	"strings"
	"testing"

	"scr/review"
)

// TestAPlaceIsPrintedAsItIsTyped: with # in front, a shell took it for a note.
func TestAPlaceIsPrintedAsItIsTyped(t *testing.T) {
	at := review.TextPlace{Seq: 22, Path: "record.note"}
	if at.String() != "22/record.note" {
		t.Errorf("it is printed as %s", at)
	}
	for _, typed := range []string{at.String(), "#" + at.String()} {
		if got, err := review.ParsePlace(typed); err != nil || got != at {
			t.Errorf("%s is read as %v (%v)", typed, got, err)
		}
	}
}

// TestWhatBelongsToNoRecordIsTakenForNone: its name stands in the place of a record's.
func TestWhatBelongsToNoRecordIsTakenForNone(t *testing.T) {
	why := &review.AccessExplained{}
	if err := json.Unmarshal([]byte(`"#3/why"`), &why.Why); err != nil {
		t.Fatal(err)
	}
	written := review.WrittenIn([]review.Event{{Seq: 3, Body: why}})
	if len(written) != 1 {
		t.Fatalf("written are %v", written)
	}
	for _, w := range written {
		if !strings.HasPrefix(w.Of, "#") {
			t.Errorf("%s is that of %q", w.TextPlace, w.Of)
		}
	}
}
