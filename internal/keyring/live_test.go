package keyring

import (
	"bytes"
	"slices"
	"testing"
)

func TestLiveSlotsAreThoseWithAKey(t *testing.T) {
	k := mustCreate(t, options())
	sealAll(t, k, 5)
	must(t, k.Destroy(1, 3))
	for _, when := range []string{"destroyed", "rotated"} {
		live, err := k.Live(0, 1, 2, 3, 1<<20, -1)
		must(t, err)
		if !slices.Equal(live, []int64{0, 2}) {
			t.Errorf("%s: slots %v live", when, live)
		}
		must(t, k.Rotate())
	}
}

func TestEverySealedTextBeginsWithItsMark(t *testing.T) {
	k := mustCreate(t, options())
	must(t, k.Reserve(10))
	at := Place{Board: "EXB", Stream: "review/r1", Seq: 3, Path: "why"}
	text, err := k.Seal(at, 4, 9, []byte("made up"))
	must(t, err)
	mark, err := k.Mark(4, 9)
	must(t, err)
	if !bytes.HasPrefix(text, mark) || len(mark) < 16 {
		t.Errorf("the text does not begin with its mark of %d bytes", len(mark))
	}
	other, err := k.Mark(4, 8)
	must(t, err)
	if bytes.HasPrefix(text, other) {
		t.Error("the text begins with another's mark")
	}
}
