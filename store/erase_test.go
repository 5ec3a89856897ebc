package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

func TestErasureLeavesNothingInTheFiles(t *testing.T) {
	for _, sealed := range []bool{true, false} {
		t.Run(fmt.Sprintf("sealed %v", sealed), func(t *testing.T) {
			l := newLibrary(t, 300, sealed)
			random := rand.New(rand.NewPCG(1, 2))
			all := l.written()
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			gone, stay := all[:len(all)/3], all[len(all)/3:]
			lost, kept := l.blobs(gone), l.blobs(stay)
			if err := l.erase("erasure-1", false, gone...); err != nil {
				t.Fatal(err)
			}
			files := l.files()
			for i, blob := range lost {
				if remains(files, blob) {
					t.Errorf("what lay beside the log for %s is there still", gone[i].TextPlace)
				}
			}
			for i, blob := range kept {
				if !remains(files, blob) {
					t.Fatalf("%s, which stays, is not found: the search is blind", stay[i].TextPlace)
				}
			}
			if info, err := os.Stat(l.path + "-wal"); err == nil && info.Size() > 0 && bytes.Contains(files, []byte("CANARY")) && sealed {
				t.Error("a sealed board has texts in the clear")
			}
			values := l.readable()
			for _, w := range gone {
				if _, ok := values[w.TextPlace]; ok {
					t.Errorf("%s can be read", w.TextPlace)
				}
			}
			for _, w := range stay {
				if !strings.Contains(values[w.TextPlace], canary(w.Seq)) {
					t.Errorf("%s cannot be read any more", w.TextPlace)
				}
			}
			l.Verify()
			if l.lists == 0 {
				t.Error("nobody was given the list of what was erased")
			}
		})
	}
}

var errStopped = errors.New("stopped by the test")

// TestErasureGoesOnWhereItStopped stops an erasure before every one of its steps, as a
// process does that dies, and opens the database anew: then all of it is erased.
func TestErasureGoesOnWhereItStopped(t *testing.T) {
	for _, whole := range []bool{false, true} {
		for steps := 0; ; steps++ {
			name := fmt.Sprintf("whole %v, after %d steps", whole, steps)
			l := newLibrary(t, 6, true)
			all := l.written()
			gone := all[:5]
			if whole {
				gone = all
			}
			slots := slotsIn(t, l.blobs(gone))
			left := steps
			l.db.StopBefore(func(string) error {
				if left--; left < 0 {
					return errStopped
				}
				return nil
			})
			err := l.erase("erasure-1", whole, gone...)
			if err != nil && !errors.Is(err, errStopped) {
				t.Fatalf("%s: %v", name, err)
			}
			again := &library{path: l.path, keys: l.keys}
			before := unfinished(t, l.path)
			again.db = open(t, l.path, again.options())
			if after := unfinished(t, l.path); after != before {
				t.Errorf("%s: opening alone finished it: %d are unfinished, after %d", name, after, before)
			}
			if err := again.db.Resume(t.Context()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			again.Clerk = &storetest.Clerk{TB: t, Store: again.db}
			if live, err := l.keys.Live(slots...); err != nil || len(live) > 0 {
				t.Errorf("%s: slots %v live (%v)", name, live, err)
			}
			if whole == (len(again.readable()) > 0) {
				t.Errorf("%s: %d texts can be read", name, len(again.readable()))
			}
			if left := unfinished(t, l.path); left > 0 {
				t.Errorf("%s: %d are unfinished", name, left)
			}
			again.Clerk.Verify()
			if err == nil {
				if steps < 5 {
					t.Fatalf("an erasure has only %d steps", steps)
				}
				break
			}
		}
	}
}

// TestWhatIsLeftOfAnErasureIsToldAsThat fails every step after the erasure is on record,
// as a full disk does. That said that nothing was recorded.
func TestWhatIsLeftOfAnErasureIsToldAsThat(t *testing.T) {
	full := review.Errorf(review.Failed, "the disk is full: nothing was recorded").WithHint("make room")
	for _, at := range []string{"destroy", "clear", "rotate", "list", "forget"} {
		l := newLibrary(t, 2, true)
		l.db.StopBefore(func(step string) error {
			if step == at {
				return full
			}
			return nil
		})
		err := l.erase("erasure-1", false, l.written()[:1]...)
		wantError(t, err, review.Unfinished, "the erasure is recorded, and is not finished: the disk is full", "run the same")
		if err != nil && strings.Contains(err.Error(), "nothing") {
			t.Errorf("before %s it says: %v", at, err)
		}
		l.db.StopBefore(nil)
		if _, err := l.db.FinishErasures(t.Context()); err != nil {
			t.Errorf("after %s it cannot be finished: %v", at, err)
		}
	}
}

func TestAnErasureThatCannotBeLeavesAllAsItWas(t *testing.T) {
	l := newLibrary(t, 2, true)
	l.approve("erasure-1")
	before := l.readable()
	for name, text := range map[string]review.ErasedText{
		"an event that never was": {Seq: 99, Path: "record.title"},
		"a field that never was":  {Seq: 3, Path: "record.nothing"},
	} {
		r := l.Review("EXB-2026-001")
		b := &review.TextsErased{Erasure: "erasure-1", Texts: []review.ErasedText{{Seq: 3, Path: "record.title"}, text}}
		if _, err := l.db.Append(t.Context(), l.Ask(r, b)); review.CodeOf(err) != review.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := l.readable(); len(after) != len(before) {
		t.Errorf("%d texts can be read, of %d", len(after), len(before))
	}
	l.Verify()
}

// TestErasedTextsAreErasedOnce: what is gone cannot be erased again under another name.
func TestErasedTextsAreErasedOnce(t *testing.T) {
	l := newLibrary(t, 2, true)
	text := l.written()[0]
	if err := l.erase("erasure-1", false, text); err != nil {
		t.Fatal(err)
	}
	l.approve("erasure-2")
	b := &review.TextsErased{Erasure: "erasure-2", Texts: []review.ErasedText{{Seq: text.Seq, Path: text.Path}}}
	if _, err := l.db.Append(t.Context(), l.Ask(l.Review("EXB-2026-001"), b)); review.CodeOf(err) != review.Conflict {
		t.Errorf("it was erased twice: %v", err)
	}
	if slices.ContainsFunc(l.written(), func(w review.Written) bool { return w.TextPlace == text.TextPlace }) {
		t.Error("the log does not know that it is gone")
	}
	r := l.Review("EXB-2026-001")
	if err := l.db.TextsOf(t.Context(), storetest.Reading(), r); err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	review.EachText(r, func(_ string, _ review.Class, x *review.Text) { by[x.ErasedBy()]++ })
	if by["erasure-1"] != 1 || by[""] == 0 {
		t.Errorf("texts say that they were erased by %v", by)
	}
}

// TestAnOldCopyIsUnreadableUnderTheNewRing: a backup from before an erasure gives the
// erased texts to nobody who has the ring as it is now, and the others to everybody
// who could read them then.
func TestAnOldCopyIsUnreadableUnderTheNewRing(t *testing.T) {
	l := newLibrary(t, 5, true)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := l.db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	all := l.written()
	gone := slices.DeleteFunc(slices.Clone(all), func(w review.Written) bool { return w.Seq != 3 && w.Seq != 6 })
	if err := l.erase("erasure-1", false, gone...); err != nil {
		t.Fatal(err)
	}
	old := open(t, copied, store.Options{Keys: l.keys})
	for _, w := range all {
		text := review.NewText("")
		if err := text.UnmarshalJSON(fmt.Appendf(nil, "%q", "#"+w.TextPlace.String())); err != nil {
			t.Fatal(err)
		}
		holder := &review.MoveMade{Why: text}
		err := old.Texts(t.Context(), storetest.Reading(), "review/r1", holder)
		if gone := slices.Contains(gone, w); gone == (err == nil && holder.Why.Loaded()) {
			t.Errorf("%s, erased %v: loaded %v (%v)", w.TextPlace, gone, holder.Why.Loaded(), err)
		}
	}
	found, err := old.Verify(t.Context(), nil)
	if err != nil || len(found.Problems) != len(gone) || !strings.Contains(found.Problems[0].Says, "no erasure says why") {
		t.Errorf("the old copy: %+v (%v)", found.Problems, err)
	}
}

// TestProofsOutliveAnErasure: the log's head, the way to an event in it and the event
// itself are what they were before, so that what somebody was given still holds.
func TestProofsOutliveAnErasure(t *testing.T) {
	l := newLibrary(t, 6, true)
	before, err := l.db.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	was, err := l.db.Recorded(t.Context(), "review/r1", 4, "record.title")
	if err != nil {
		t.Fatal(err)
	}
	proof, err := l.db.Inclusion(t.Context(), before.Size, was.Global)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.erase("erasure-1", true, l.written()...); err != nil {
		t.Fatal(err)
	}
	head, err := l.db.HeadAt(t.Context(), before.Size)
	if err != nil || head != before {
		t.Errorf("the log had the head %v, and %v now (%v)", before, head, err)
	}
	is, err := l.db.Recorded(t.Context(), "review/r1", 4)
	if err != nil || !bytes.Equal(is.Envelope, was.Envelope) || len(was.Fields) == 0 || len(is.Fields) != 0 {
		t.Errorf("the event is not what it was, or has %d values (%v)", len(is.Fields), err)
	}
	again, err := l.db.Inclusion(t.Context(), before.Size, was.Global)
	if err != nil || !slices.Equal(again, proof) {
		t.Errorf("the way to it is another (%v)", err)
	}
}
