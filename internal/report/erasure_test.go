package report

import (
	"strings"
	"testing"

	"scr/review"
)

// TestAnErasureOfNothingSaysNothingOfKeys: what the report says may be handed to whoever
// asked for the erasure.
func TestAnErasureOfNothingSaysNothingOfKeys(t *testing.T) {
	on, err := review.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	taken := review.Erasure{ID: "erasure-1", Completed: true, ClosedOn: on, BackupsUntil: on, Texts: 2,
		Scope: review.ErasureScope{Kind: review.EraseRelative, Review: "EXB-2026-001", Of: "relative-1"}}
	none, read := taken, taken
	none.Texts, read.Texts = 0, 0
	read.Sorted = []review.SortedText{{Text: review.TextPlace{Seq: 8, Path: "record.note"}}}
	keys := []string{"keys", "Complete on", "key folder", "seals nothing", "nobody reads them"}
	for _, sealed := range []bool{true, false} {
		for name, c := range map[string]struct {
			erasure review.Erasure
			says    string
			not     []string
		}{
			"two":  {taken, "2 texts were erased on 22 November 2026.", []string{"No text"}},
			"none": {none, "No text was erased: on 22 November 2026 there was none left for erasure-1 to take. If another erasure", keys},
			"read": {read, "there was none left for erasure-1 to take. What was read for it stays as it is.", keys},
		} {
			var out strings.Builder
			w := New(&out, Options{})
			ErasureReport(w, ErasureJSON{Erasure: c.erasure, State: "completed", Sealed: sealed})
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), c.says) {
				t.Errorf("%s, sealed %v: it says\n%s", name, sealed, &out)
			}
			for _, not := range c.not {
				if strings.Contains(out.String(), not) {
					t.Errorf("%s, sealed %v: it says %q in\n%s", name, sealed, not, &out)
				}
			}
		}
	}
}

// TestAnErasureOfNothingIsToldSo in the log's own words.
func TestAnErasureOfNothingIsToldSo(t *testing.T) {
	say := words{}.erasureSentences()["erasure.completed/1"]
	if got := say(&review.ErasureCompleted{ID: "erasure-1"}); got != "erasure-1 was completed: nothing was left to erase" {
		t.Errorf("it says %q", got)
	}
	if got := say(&review.ErasureCompleted{ID: "erasure-1", Texts: 2}); !strings.Contains(got, "2 texts erased; no backup of older keys") {
		t.Errorf("it says %q", got)
	}
}
