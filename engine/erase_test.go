package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// erasing is a world in which erasures can be decided on: p2 is chair, p3 and p4
// administer beside p1.
func erasing(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	for _, handle := range []string{"p3", "p4"} {
		p := person(handle)
		p.Administrator = true
		w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p, Why: "a test"}))
	}
	return w.open()
}

func (w *world) propose(c engine.ProposeErasure) (string, error) {
	w.t.Helper()
	if c.Meta.User == "" {
		c.Meta = w.by("p1")
	}
	if c.Review == "" && c.Kind != review.ErasePerson && c.Kind != review.EraseReasons {
		c.Review = w.ref
	}
	if c.Basis == "" {
		c.Basis = "court_order"
	}
	c.Why = "made up"
	if _, err := w.ProposeErasure(w.t.Context(), c); err != nil {
		return "", err
	}
	board, err := w.db.Board(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return board.Erasures[len(board.Erasures)-1].ID, nil
}

func (w *world) mustPropose(c engine.ProposeErasure) string {
	w.t.Helper()
	id, err := w.propose(c)
	if err != nil {
		w.t.Fatalf("propose: %v", err)
	}
	return id
}

func (w *world) approve(id string, people ...string) {
	w.t.Helper()
	for _, p := range people {
		w.must(w.ApproveErasure(w.t.Context(), engine.ApproveErasure{Meta: w.by(p), Erasure: id}))
	}
}

func (w *world) runErasure(id string) error {
	w.t.Helper()
	_, err := w.RunErasure(w.t.Context(), engine.RunErasure{Meta: w.by("p1"), Erasure: id})
	return err
}

func (w *world) erasure(id string) *engine.ErasureView {
	w.t.Helper()
	v, err := w.Erasure(w.t.Context(), id, reader("p1"))
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// relative adds a relative with a contact, and a narrative that may tell of them.
func (w *world) relative(handle string) {
	w.t.Helper()
	w.record("2014-03-05", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother", Pseudonym: review.NewText("Ms " + handle)}})
	w.record("2014-03-06", &review.Added[review.Contact]{Record: review.Contact{Relative: handle, Outcome: "told", Note: review.NewText("she said " + handle)}})
}

func (w *world) meeting(note string) {
	w.t.Helper()
	w.record("2014-03-07", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Note: review.NewText(note)}})
}

// texts returns what can be read of the review's whole log, by place; erased texts
// say by which erasure.
func (w *world) texts() map[review.TextPlace]string {
	w.t.Helper()
	events, err := w.db.Events(w.t.Context(), w.review().Stream())
	if err != nil {
		w.t.Fatal(err)
	}
	values := map[review.TextPlace]string{}
	for _, ev := range events {
		if err := w.db.Texts(w.t.Context(), reading(ev.Stream), ev.Stream, ev.Body); err != nil {
			w.t.Fatal(err)
		}
		review.EachText(ev.Body, func(_ string, _ review.Class, t *review.Text) {
			seq, path := t.Ref()
			values[review.TextPlace{Seq: seq, Path: path}] = t.Reveal()
			if t.Erased() {
				values[review.TextPlace{Seq: seq, Path: path}] = "erased by " + t.ErasedBy()
			}
		})
	}
	return values
}

func (w *world) says(word string) (places []review.TextPlace) {
	w.t.Helper()
	for at, text := range w.texts() {
		if strings.Contains(text, word) {
			places = append(places, at)
		}
	}
	return places
}

func TestErasureNeedsTwoOthers(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	code(t, w.runErasure(id), review.Refused)
	for _, tt := range []struct {
		who  string
		want review.Code
	}{
		{"p1", review.Forbidden}, // proposed it
		{"p5", review.Forbidden}, // has no such office
		{"p2", ""},               // is chair
		{"p2", review.Refused},   // once is enough
	} {
		_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by(tt.who), Erasure: id})
		if tt.want == "" && err != nil || tt.want != "" && review.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.who, err, tt.want)
		}
	}
	meta := w.by("p1")
	meta.DecidedBy, meta.Minute = "p3", "made up"
	_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: meta, Erasure: id})
	code(t, err, review.Usage) // nobody approves for another
	code(t, w.runErasure(id), review.Refused)
	w.approve(id, "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if v := w.erasure(id); v.State() != "completed" || v.BackupsUntil != date(t, "2014-10-01") || v.Completed == false {
		t.Errorf("it is %s, complete %s", v.State(), v.BackupsUntil)
	}
	if left := w.says("relative-1"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	code(t, w.runErasure(id), review.Refused)
	w.clean()
}

// TestWhoDecidedOnAProposalApprovesItNot: neither who typed it nor who decided on it.
func TestWhoDecidedOnAProposalApprovesItNot(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	meta := w.by("p1")
	meta.DecidedBy, meta.Minute = "p3", "made up"
	id := w.mustPropose(engine.ProposeErasure{Meta: meta, Kind: review.EraseRelative, Of: "relative-1"})
	_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p3"), Erasure: id})
	code(t, err, review.Forbidden)
}

func TestHoldsAndMoratoriaBeatErasure(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	w.approve(id, "p2", "p3")
	w.record("2014-04-01", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "publication", ReviewOn: date(t, "2015-01-01"), Why: review.NewText("made up")}})
	err := w.runErasure(id)
	code(t, err, review.Refused)
	if !strings.Contains(err.Error(), "hold-1") {
		t.Errorf("it does not say which hold: %v", err)
	}
	_, err = w.propose(engine.ProposeErasure{Kind: review.EraseTexts, Texts: []review.TextPlace{{Seq: 3, Path: "record.pseudonym"}}})
	code(t, err, review.Refused)
	if v := w.erasure(id); !strings.Contains(v.Barred, "hold-1") {
		t.Errorf("show says %q", v.Barred)
	}
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.HoldLifted{ID: "hold-1"}}))

	w.must(w.Bar(t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
	err = w.runErasure(id)
	code(t, err, review.Refused)
	if !strings.Contains(err.Error(), "moratorium-1") {
		t.Errorf("it does not say which moratorium: %v", err)
	}
	_, err = w.propose(engine.ProposeErasure{Kind: review.EraseSubject, Of: "subject-1"})
	if err == nil {
		t.Error("proposed during a moratorium")
	}
	w.must(w.Bar(t.Context(), engine.Bar{Meta: w.by("p2"), Lift: "moratorium-1", Why: "it is over"}))
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	w.clean()
}

func TestAReviewThatIsOpenIsNotErasedWhole(t *testing.T) {
	w := erasing(t)
	_, err := w.propose(engine.ProposeErasure{Kind: review.EraseReview})
	code(t, err, review.Refused)
	if !strings.Contains(err.Error(), "still open") {
		t.Error(err)
	}
}

// TestAWholeReviewIsErased: all its texts go, and nothing is added to it any more.
func TestAWholeReviewIsErased(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	w.meeting("a narrative")
	w.closed()
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseReview})
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	for at, text := range w.texts() {
		if text != "erased by "+id {
			t.Errorf("%s is not erased", at)
		}
	}
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
	code(t, err, review.Refused)
	if _, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1")); err != nil {
		t.Errorf("it cannot be shown: %v", err)
	}
	w.clean()
}

// closed takes the review to where every track is over.
func (w *world) closed() {
	w.t.Helper()
	w.decide("no_review", "2014-03-10")
	if !w.review().Closed() {
		w.t.Fatalf("it stands at %v", w.review().Instances)
	}
}

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

// TestAPersonOfTheRegisterIsErased: their name and login, once they have left.
func TestAPersonOfTheRegisterIsErased(t *testing.T) {
	w := erasing(t)
	ctx := t.Context()
	w.must(w.NameUser(ctx, engine.NameUser{Meta: w.by("p1"), Login: "somebody", Person: "p6"}))
	_, err := w.propose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"})
	code(t, err, review.Refused)
	left := person("p6")
	left.LeftOn = date(t, "2014-08-01")
	w.must(w.Register(ctx, engine.Register{Meta: w.by("p1"), Person: left, Why: "moved on"}))
	id := w.mustPropose(engine.ProposeErasure{Kind: review.ErasePerson, Of: "p6"})
	w.approve(id, "p2", "p3")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	p, err := w.db.Person(ctx, "p6")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.TextsOf(ctx, reading(p.StreamName()), p); err != nil || p.Name.ErasedBy() != id {
		t.Errorf("the name is not erased (%v)", err)
	}
	if _, err := w.Actor(ctx, "somebody"); err == nil {
		t.Error("the login is known still")
	}
	if handle, err := w.Actor(ctx, "made-up"); err != nil || handle != "p1" {
		t.Errorf("the other login is %s (%v)", handle, err)
	}
	_, err = w.Register(ctx, engine.Register{Meta: w.by("p1"), Person: person("p6"), Why: "back"})
	code(t, err, review.Refused)
	if v := w.erasure(id); v.State() != "completed" || v.Erasure.Texts != 4 {
		t.Errorf("it is %s, %d texts", v.State(), v.Erasure.Texts)
	}
	w.clean()
}

func TestWhoHasNoPartLearnsOfNoReview(t *testing.T) {
	w := erasing(t)
	p := person("p7")
	p.MayOpen = true
	w.must(w.Register(t.Context(), engine.Register{Meta: w.by("p1"), Person: p, Why: "a test"}))
	_, there := w.propose(engine.ProposeErasure{Meta: w.by("p7"), Kind: review.EraseReview})
	_, missing := w.propose(engine.ProposeErasure{Meta: w.by("p7"), Kind: review.EraseReview, Review: "EXB-2014-099"})
	if review.CodeOf(there) != review.NotFound || strings.ReplaceAll(missing.Error(), "EXB-2014-099", w.ref) != there.Error() {
		t.Errorf("%v is not %v", there, missing)
	}
	_, err := w.Erasures(t.Context(), "p5")
	code(t, err, review.Forbidden)
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

// reading is how these tests look behind the engine's back.
func reading(of review.Stream) review.Reading {
	return review.Reading{Person: "p1", Stream: of, At: time.Date(2014, 9, 1, 9, 0, 0, 0, time.UTC), Command: "scr test", Output: review.ToPipe, Basis: review.ByPart}
}

// One administrator named logins for two others, proposed under the one, approved under
// their own and under the other, and ran it: an erasure by one person.
func TestAnErasureIsNotApprovedByOneUnderManyLogins(t *testing.T) {
	w := erasing(t) // p1 is the only one with a login: nobody is asked
	w.relative("relative-1")
	approve := func(id, by string) error {
		_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by(by), Erasure: id})
		return err
	}
	w.must(w.login("p1", "kit", "p2"))
	proposed := func() string {
		return w.mustPropose(engine.ProposeErasure{Meta: w.by("p2"), Kind: review.EraseRelative, Of: "relative-1"})
	}
	id := proposed()
	code(t, approve(id, "p1"), review.Forbidden) // who named the proposer's login
	w.must(w.login("p1", "fake", "p3"))
	code(t, approve(id, "p3"), review.Forbidden) // whose login came after the proposal
	w.must(w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p1"), Erasure: id, Why: "again"}))

	id = w.mustPropose(engine.ProposeErasure{Meta: w.by("p1"), Kind: review.EraseRelative, Of: "relative-1"})
	if err := approve(id, "p3"); err != nil { // a login from before
		t.Error(err)
	}
	w.must(w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p1"), Erasure: id, Why: "again"}))

	w.must(w.login("p3", "four", "p4")) // p1 administers with a login: it is only asked for
	w.must(w.login("p1", "four", "p4"))
	w.must(w.login("p3", "more", "p2")) // beside the other, by two
	w.must(w.login("p1", "more", "p2"))
	w.must(w.login("p1", "kit", ""))
	id = proposed()
	if err := approve(id, "p1"); err != nil { // the proposer's login stands on the word of two now
		t.Error(err)
	}
	code(t, approve(id, "p3"), review.Forbidden) // whose login p1 named alone
	if err := approve(id, "p4"); err != nil {
		t.Error(err)
	}
	w.clean()
}
