package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

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
