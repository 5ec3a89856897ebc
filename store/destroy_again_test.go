package store_test

import (
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// TestNoKeyIsDestroyedAgainThatAnotherDatabaseNeeds: a copy of a database from before an
// erasure meets a copy of the key ring from before it, and has the keys destroyed again.
func TestNoKeyIsDestroyedAgainThatAnotherDatabaseNeeds(t *testing.T) {
	l := newLibrary(t, 4, true)
	keys := l.copiedKeys()
	copies := map[string]string{}
	for _, name := range []string{"shorter", "the same", "restored"} {
		if name == "the same" {
			l.Change(l.Review("EXB-2026-001"), storetest.Finding("finding-9", "recorded later"))
		}
		copies[name] = filepath.Join(t.TempDir(), "copy.db")
		if err := l.db.Backup(t.Context(), copies[name]); err != nil {
			t.Fatal(err)
		}
	}
	all := l.written()
	if err := l.erase("erasure-1", false, all[len(all)-1]); err != nil {
		t.Fatal(err)
	}
	list, err := l.db.ErasedList(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	restored := open(t, copies["restored"], store.Options{Keys: keys})
	if _, err := restored.ApplyErased(t.Context(), list, l.Now); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, other string
		goesOn      bool
		says        string // of the refusal; empty: there is none
	}{
		{"there is no other", filepath.Join(t.TempDir(), "none.db"), true, ""},
		{"the other was erased too", l.path, true, ""},
		{"the other has the very text that was erased here, and goes", copies["the same"], false, ""},
		{"the other has the very text that was erased here, and goes on", copies["the same"], true, "is that of the text"},
		{"the other has come less far, and goes", copies["shorter"], false, ""},
		{"the other has come less far, and goes on", copies["shorter"], true, "would become that of a new text"},
		{"the other has another text there", newLibrary(t, 9, true).path, false, "is that of the text"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			other, err := store.AskInPlace(t.Context(), tt.other)
			if err != nil || other.Unasked != nil {
				t.Fatal(err, other.Unasked)
			}
			err = restored.KeysNeeded(t.Context(), other, tt.goesOn)
			switch {
			case tt.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.says != "" && (review.CodeOf(err) != review.Refused || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("told as %v", err)
			}
		})
	}
	before := keys.Epoch()
	if n, err := restored.ClearErasures(t.Context()); err != nil || n != 1 || keys.Epoch() != before {
		t.Errorf("clearing a copy left %d keys, in epoch %d (%v)", n, keys.Epoch(), err)
	}
	if n, err := restored.ReopenErasures(t.Context()); err != nil || n != 1 || keys.Epoch() != before {
		t.Errorf("%d keys are to go, in epoch %d (%v)", n, keys.Epoch(), err)
	}
	if _, err := restored.FinishErasures(t.Context()); err != nil || keys.Epoch() == before {
		t.Errorf("the keys are there still, in epoch %d (%v)", keys.Epoch(), err)
	}
	if n, err := restored.ReopenErasures(t.Context()); err != nil || n != 0 {
		t.Errorf("%d keys are to be destroyed twice (%v)", n, err)
	}
}
