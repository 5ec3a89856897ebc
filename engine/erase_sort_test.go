package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// TestARelativeLeavesWhatIsTheirs: their own texts go at once; what may tell of
// several people goes when somebody has rewritten it.
func TestARelativeLeavesWhatIsTheirs(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	w.relative("relative-2")
	w.meeting("relative-1 was told, and so was relative-2")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1", Basis: "wrongly_included"})
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	v := w.erasure(id)
	if v.State() != "approved" || len(v.Worklist) != 2 {
		t.Fatalf("it is %s with %d texts to be read: %+v", v.State(), len(v.Worklist), v.Worklist)
	}
	if left := w.says("relative-1"); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
	code(t, w.runErasure(id), review.Refused) // nothing to do until somebody has read them

	note := v.Worklist[slices.IndexFunc(v.Worklist, func(i engine.WorkItem) bool { return i.Kind == "meeting.added/1" })]
	other := v.Worklist[slices.IndexFunc(v.Worklist, func(i engine.WorkItem) bool { return i.Kind != "meeting.added/1" })]
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Amended[review.Meeting]{
		Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("relative-2 was told")}, "meeting-1")}}))
	_, err := w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: []review.TextPlace{{Seq: note.Seq, Path: note.Path}}})
	code(t, err, review.NotFound) // there is a newer wording to be read
	v = w.erasure(id)
	note = v.Worklist[slices.IndexFunc(v.Worklist, func(i engine.WorkItem) bool { return i.Kind == "meeting.amended/1" })]
	if note.Wordings != 1 || !note.Shown {
		t.Errorf("the new wording: %+v", note)
	}
	w.must(w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: []review.TextPlace{{Seq: note.Seq, Path: note.Path}}}))
	w.must(w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: []review.TextPlace{{Seq: other.Seq, Path: other.Path}}, Keep: true}))
	w.approve(id, "p2", "p4")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if left := w.says("relative-1"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if kept := w.says("relative-2"); len(kept) != 3 {
		t.Errorf("of the other relative %v is left", kept)
	}
	if v := w.erasure(id); v.State() != "completed" || v.Erasure.Texts != 3 {
		t.Errorf("it is %s, %d texts", v.State(), v.Erasure.Texts)
	}
	w.clean()
}

// An erasure that was approved was a standing warrant: whoever proposed it rewrote a
// text that had nothing to do with the person, marked it as read, and its first wording
// was gone for good. What was recorded later came on the worklist too.
func TestAnApprovedErasureReachesNoFurther(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	w.meeting("of something else")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	w.approve(id, "p2", "p3")
	w.meeting("recorded later")
	w.record("2014-03-08", &review.Added[review.Contact]{Record: review.Contact{Relative: "relative-1", Outcome: "told", Note: review.NewText("later contact")}})
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if len(w.says("later contact")) != 1 {
		t.Error("what was recorded after the proposal is gone")
	}
	note := func(seq int64) []review.TextPlace { return []review.TextPlace{{Seq: seq, Path: "record.note"}} }
	amended := w.record("2014-03-09", &review.Amended[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("rewritten")}, "meeting-1")}).Receipt.Last
	w.record("2014-03-09", &review.Amended[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("again")}, "meeting-1")})
	for _, item := range w.erasure(id).Worklist {
		if item.Seq == w.says("recorded later")[0].Seq {
			t.Errorf("what was recorded later joined the worklist: %+v", item)
		}
	}

	sortBy := func(person string, keep bool, texts []review.TextPlace) error {
		_, err := w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by(person), Erasure: id, Texts: texts, Keep: keep})
		return err
	}
	code(t, sortBy("p1", false, note(amended+1)), review.Forbidden)
	code(t, sortBy("p1", true, note(amended+1)), review.Forbidden)
	if err := sortBy("p2", false, note(amended+1)); err != nil {
		t.Fatal(err)
	}
	err := w.runErasure(id)
	code(t, err, review.Refused)
	if !strings.Contains(err.Error(), "since texts were sorted") || len(w.says("of something else")) != 1 {
		t.Errorf("after one sorted: %v", err)
	}
	w.approve(id, "p3")
	code(t, w.runErasure(id), review.Refused)
	w.approve(id, "p4")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if len(w.says("of something else")) != 0 || len(w.says("rewritten")) != 1 || len(w.says("again")) != 1 {
		t.Errorf("left: %v", w.texts())
	}
	w.clean()
}

// What waits for a worklist that nobody will read need not stay approved for ever.
func TestAnErasureIsClosedWithItsWorklistLeft(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	w.meeting("of something else")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	w.must(w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p1"), Erasure: id, Why: "the rest stays"}))
	_, err := w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: w.says("of something else")})
	code(t, err, review.Refused)
	code(t, w.runErasure(id), review.Refused)
	if len(w.says("of something else")) != 1 {
		t.Error("what nobody sorted is gone")
	}
	w.clean()
}

// An erasure that an earlier program recorded does not say how far it reaches: it would
// be found to cover nothing, and be completed with everything left.
func TestAnErasureThatSaysNotHowFarItReachesIsNotRun(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	board, err := w.db.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := &review.ErasureProposed{ID: "erasure-1", Basis: "court_order",
		Scope: review.ErasureScope{Kind: review.EraseRelative, Review: w.ref, Stream: w.review().Stream(), Of: "relative-1"}}
	_, err = w.db.Append(t.Context(), review.Append{Before: board, Command: "old", Digest: "old", RecordedBy: "p1", RecordedAt: w.now,
		Events: []review.Event{{DecidedBy: "p1", OccurredOn: date(t, "2014-09-01"), Body: old}}})
	if err != nil {
		t.Fatal(err)
	}
	w.approve("erasure-1", "p2", "p3")
	code(t, w.runErasure("erasure-1"), review.Refused)
	_, err = w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: "erasure-1", Texts: w.says("she said")})
	code(t, err, review.Refused)
}

// TestNamedTextsGoWithTheirOlderWordings: a newer wording stays.
func TestNamedTextsGoWithTheirOlderWordings(t *testing.T) {
	w := erasing(t)
	w.meeting("first")
	added := w.review().Version
	w.must(w.Correct(t.Context(), engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: added, Why: "a slip",
		With: &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("second")}, "meeting-1")}}))
	corrected := w.review().Version
	w.record("2014-03-08", &review.Amended[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Note: review.NewText("third")}, "meeting-1")})
	_, err := w.propose(engine.ProposeErasure{Kind: review.EraseTexts, Texts: []review.TextPlace{{Seq: corrected, Path: "record.note"}}})
	code(t, err, review.NotFound)
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseTexts, Texts: []review.TextPlace{{Seq: corrected, Path: "with.record.note"}}})
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if len(w.says("first"))+len(w.says("second")) != 0 || len(w.says("third")) != 1 || len(w.says("a slip")) != 1 {
		t.Errorf("left: %v", w.texts())
	}
	w.clean()
}

// TestWhatIsNotErasedStays erases at random, and reads everything after each: what was
// erased is never read again, and everything else is what it was.
func TestWhatIsNotErasedStays(t *testing.T) {
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		w := erasing(t)
		for n := range 8 {
			switch random.IntN(4) {
			case 0:
				w.relative(fmt.Sprintf("relative-%d", len(w.review().Relatives)+1))
			case 1:
				w.meeting(fmt.Sprintf("note %d", n))
			case 2:
				if ms := w.review().Meetings; len(ms) > 0 {
					m := ms[random.IntN(len(ms))]
					m.Note = review.NewText(fmt.Sprintf("amended %d", n))
					w.record("2014-03-08", &review.Amended[review.Meeting]{Record: m})
				}
			case 3:
				w.record("2014-03-09", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "1_to_4", Pseudonym: review.NewText(fmt.Sprint("Child ", n))}})
			}
		}
		before, gone := w.texts(), map[review.TextPlace]string{}
		for range 3 {
			w.eraseAtRandom(random, before, gone)
			for at, text := range w.texts() {
				want := before[at]
				if by := gone[at]; by != "" {
					want = "erased by " + by
				}
				if text != want {
					t.Errorf("seed %d: %s says %q, want %q", seed, at, text, want)
				}
			}
		}
		w.clean()
	}
}

// eraseAtRandom carries out one erasure, of texts or of a relative, and notes what it
// must have taken.
func (w *world) eraseAtRandom(random *rand.Rand, before, gone map[review.TextPlace]string) {
	w.t.Helper()
	events, err := w.db.Events(w.t.Context(), w.review().Stream())
	if err != nil {
		w.t.Fatal(err)
	}
	written := review.WrittenIn(events)
	if len(written) == 0 {
		return
	}
	one := written[random.IntN(len(written))]
	c := engine.ProposeErasure{Kind: review.EraseTexts, Texts: []review.TextPlace{one.TextPlace}}
	takes := func(x review.Written) bool { return x.Of == one.Of && x.Seq <= one.Seq }
	if strings.HasPrefix(one.About, "relative-") && random.IntN(2) == 0 {
		c = engine.ProposeErasure{Kind: review.EraseRelative, Of: one.About}
		takes = func(x review.Written) bool { return x.About == one.About }
	}
	id, err := w.propose(c)
	if review.CodeOf(err) == review.Conflict {
		return // an earlier one waits for somebody to read its worklist
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		w.t.Fatal(err)
	}
	for _, x := range written {
		if takes(x) {
			gone[x.TextPlace] = id
		}
	}
}
