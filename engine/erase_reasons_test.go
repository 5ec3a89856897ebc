package engine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// readsFor has somebody read the review for a reason, and returns where that lies.
func (w *world) readsFor(person, why string) review.TextPlace {
	w.t.Helper()
	by := reader(person)
	by.Why = why
	if _, err := w.Show(w.t.Context(), w.ref, engine.At{}, by); err != nil {
		w.t.Fatal(err)
	}
	p, err := w.db.Person(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	return review.TextPlace{Seq: p.Version, Path: "why"}
}

// explained returns the reasons that somebody gave, as they can be read now.
func (w *world) explained(person string) (reasons []string) {
	w.t.Helper()
	p, err := w.db.Person(w.t.Context(), person)
	if err != nil {
		w.t.Fatal(err)
	}
	events, err := w.db.Events(w.t.Context(), p.StreamName())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ev := range events {
		b, ok := ev.Body.(*review.AccessExplained)
		if !ok {
			continue
		}
		if err := w.db.Texts(w.t.Context(), reading(ev.Stream), ev.Stream, b); err != nil {
			w.t.Fatal(err)
		}
		says := b.Why.Reveal()
		if b.Why.Erased() {
			says = "erased by " + b.Why.ErasedBy()
		}
		reasons = append(reasons, says)
	}
	return reasons
}

func reasons(of string, at ...review.TextPlace) engine.ProposeErasure {
	return engine.ProposeErasure{Kind: review.EraseReasons, Of: of, Texts: at}
}

// TestAReasonForReadingIsErased: somebody named a child in a reason for reading. It went
// only with their whole entry of the register, once they had left.
func TestAReasonForReadingIsErased(t *testing.T) {
	w := erasing(t)
	first, second := w.readsFor("p2", "the mother of a child whom I name"), w.readsFor("p2", "a plain one")
	id := w.mustPropose(reasons("p2", first))
	if due := w.erasure(id).Texts; due != 1 {
		t.Errorf("the run would erase %d texts, want 1", due)
	}
	_, err := w.propose(reasons("p2", first))
	code(t, err, review.Conflict)
	w.approve(id, "p3", "p4")
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if got, want := w.explained("p2"), []string{"erased by " + id, "a plain one"}; !slices.Equal(got, want) {
		t.Errorf("the reasons are %q, want %q", got, want)
	}
	if v := w.erasure(id); !v.Completed || v.Erasure.Texts != 1 {
		t.Errorf("it is %s, with %d texts", v.State(), v.Erasure.Texts)
	}
	_, err = w.propose(reasons("p2", first, second))
	code(t, err, review.NotFound)
	w.readsFor("p2", "a third one") // nothing else changed for them
	w.clean()
	w.decidedRight(t)
}

// TestOnlyReasonsForReadingGoThatWay: what else the register holds of somebody goes as a whole.
func TestOnlyReasonsForReadingGoThatWay(t *testing.T) {
	w := erasing(t)
	at := w.readsFor("p2", "a plain one")
	for name, c := range map[string]engine.ProposeErasure{
		"their name":      reasons("p2", review.TextPlace{Seq: 1, Path: "person.name"}),
		"another field":   reasons("p2", review.TextPlace{Seq: at.Seq, Path: "review"}),
		"not that far":    reasons("p2", review.TextPlace{Seq: at.Seq + 1, Path: "why"}),
		"somebody else's": reasons("p3", at),
		"one of two":      reasons("p2", at, review.TextPlace{Seq: 1, Path: "person.name"}),
		"nobody's":        reasons("p99", at),
		"a reason of p2's, as a text of the review": {Kind: review.EraseTexts, Texts: []review.TextPlace{{Seq: 9999, Path: "why"}}},
	} {
		_, err := w.propose(c)
		if review.CodeOf(err) != review.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.propose(reasons("p2"))
	code(t, err, review.Usage)
}

// TestAReasonForReadingIsNoSecretOfOthers: that somebody read for a reason stands in the
// access log, which not everybody reads who may open reviews.
func TestAReasonForReadingIsNoSecretOfOthers(t *testing.T) {
	w := erasing(t)
	opener := person("")
	opener.MayOpen = true
	w.amend("p6", opener)
	w.amend("p7", opener)
	at := w.readsFor("p2", "a plain one")
	byOpener := reasons("p2", at)
	byOpener.Meta = w.by("p6")
	_, err := w.propose(byOpener)
	code(t, err, review.Forbidden)
	if says := hears(err); strings.Contains(says, "that they did") || !strings.Contains(says, "why p2 read something, where they did, is not for you") {
		t.Errorf("it says %s", says)
	}
	id := w.mustPropose(reasons("p2", at))
	for _, user := range []string{"p1", "p2", "p3"} {
		v, err := w.Erasure(t.Context(), id, reader(user))
		if err != nil {
			t.Fatal(err)
		}
		if v.Scope.Of != "p2" || len(v.Scope.Texts) != 1 || v.Scope.Stream == "" {
			t.Errorf("%s hears %+v", user, v.Scope)
		}
	}
	// Who may open reviews proposes what they wrote themselves, and sees what became of it.
	own := reasons("p7", w.readsIn("p7", "why I read"))
	own.Meta = w.by("p7")
	id, err = w.propose(own)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := w.Erasure(t.Context(), id, reader("p7")); err != nil || v.Scope.Of != "p7" {
		t.Errorf("p7 hears %+v, %v", v.Scope, err)
	}
	_, err = w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p7"), Erasure: id})
	code(t, err, review.Forbidden)
}

// readsIn has somebody take part in the review, and read it for a reason.
func (w *world) readsIn(person, why string) review.TextPlace {
	w.t.Helper()
	w.assign(person, "team_member", "health")
	return w.readsFor(person, why)
}

// TestNobodyApprovesThatTheirOwnReasonsGo: they would hide why they read.
func TestNobodyApprovesThatTheirOwnReasonsGo(t *testing.T) {
	w := erasing(t)
	id := w.mustPropose(reasons("p2", w.readsFor("p2", "curiosity")))
	_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p2"), Erasure: id})
	code(t, err, review.Forbidden)
}

// TestAHoldOnTheReviewKeepsWhyItWasRead: an inquiry may want to know just that.
func TestAHoldOnTheReviewKeepsWhyItWasRead(t *testing.T) {
	w := erasing(t)
	at := w.readsFor("p2", "a plain one")
	w.hold("2014-04-01", "publication", "")
	_, err := w.propose(reasons("p2", at))
	code(t, err, review.Refused)
	if strings.Contains(err.Error(), "nothing to erase") {
		t.Errorf("it says %v", err)
	}

	w = erasing(t)
	id := w.mustPropose(reasons("p2", w.readsFor("p2", "a plain one")))
	w.approve(id, "p3", "p4")
	w.Store = &between{w.Store, func() { w.hold("2014-04-01", "publication", "") }}
	err = w.runErasure(id)
	code(t, err, review.Refused)
	if err == nil || !strings.Contains(err.Error(), "a hold stands: nothing was erased") {
		t.Errorf("it says %v", err)
	}
	if got := w.explained("p2"); !slices.Equal(got, []string{"a plain one"}) {
		t.Errorf("the reasons are %q", got)
	}
	w.clean()
}

// TestKinDoNothingAboutWhyAReviewWasRead: they do nothing about erasures in it either. In which
// review somebody read is not told by that.
func TestKinDoNothingAboutWhyAReviewWasRead(t *testing.T) {
	w := erasing(t)
	at := w.readsFor("p1", "a plain one")
	id := w.mustPropose(reasons("p1", at))
	w.must(w.Declare(t.Context(), engine.Declare{Meta: w.by("p2"), Review: w.ref, Kinds: []string{review.Kin}, Why: "made up"}))
	_, err := w.ApproveErasure(t.Context(), engine.ApproveErasure{Meta: w.by("p2"), Erasure: id})
	code(t, err, review.Forbidden)
	if err == nil || strings.Contains(err.Error(), w.ref) {
		t.Errorf("it says %v", err)
	}
	w.approve(id, "p3", "p4")
}

// TestNoScheduleIsForReasons: a schedule is for reviews or people.
func TestNoScheduleIsForReasons(t *testing.T) {
	w := erasing(t)
	c := reasons("p2", w.readsFor("p2", "a plain one"))
	c.Basis, c.Rule, c.Under = "retention_expired", "ours", workflow.Schedule{Name: "ours", Class: "person", Years: 1, After: workflow.AfterBirth}
	_, err := w.propose(c)
	code(t, err, review.Refused)
}

// hears returns what an error and its hint say.
func hears(err error) string {
	var says *review.Error
	if !errors.As(err, &says) {
		return ""
	}
	return says.Error() + "; " + says.Hint
}

// TestWhoeverGaveAReasonHasItErased: whoever may neither open reviews nor decide on erasures
// was refused, and is told of no other erasure, nor withdraws what others proposed.
func TestWhoeverGaveAReasonHasItErased(t *testing.T) {
	w := erasing(t)
	w.relative("relative-1")
	theirs := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	at, second := w.readsIn("p7", "why I read"), w.readsFor("p7", "why I read again")
	refused := func() {
		t.Helper()
		_, err := w.Erasures(t.Context(), "p7")
		code(t, err, review.Forbidden)
		for _, id := range []string{theirs, "erasure-99"} {
			_, err = w.Erasure(t.Context(), id, reader("p7"))
			code(t, err, review.Forbidden)
			_, err = w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p7"), Erasure: id, Why: "made up"})
			code(t, err, review.Forbidden)
		}
	}
	refused()
	others := reasons("p1", w.readsFor("p1", "why p1 reads"))
	others.Meta = w.by("p7")
	_, err := w.propose(others)
	code(t, err, review.Forbidden)

	own := reasons("p7", at)
	own.Meta = w.by("p7")
	id, err := w.propose(own)
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.Erasures(t.Context(), "p7")
	if err != nil || len(list.Erasures) != 1 || list.Erasures[0].ID != id {
		t.Errorf("they hear of %+v, %v", list, err)
	}
	if v, err := w.Erasure(t.Context(), id, reader("p7")); err != nil || v.Scope.Of != "p7" || v.Why.Reveal() == "" {
		t.Errorf("they hear %+v, %v", v, err)
	}
	w.must(w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p7"), Erasure: id, Why: "made up"}))

	byOther := w.mustPropose(reasons("p7", second))
	_, err = w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p7"), Erasure: byOther, Why: "made up"})
	code(t, err, review.Forbidden)
	w.amend("p7", func() review.Person { p := person(""); p.LeftOn = date(t, "2014-08-01"); return p }())
	refused()
	w.clean()
}

// TestAHoldOnWhatWasReadIsNamedToNobody: in which review somebody read for a reason stood in
// why the erasure was barred.
func TestAHoldOnWhatWasReadIsNamedToNobody(t *testing.T) {
	w := erasing(t)
	at := w.readsFor("p2", "a plain one")
	id := w.mustPropose(reasons("p2", at))
	w.hold("2014-04-01", "publication", "")
	for _, user := range []string{"p1", "p2", "p3"} {
		v, err := w.Erasure(t.Context(), id, reader(user))
		if err != nil {
			t.Fatal(err)
		}
		if want := "a hold stands on a review that it is about: nothing is erased meanwhile"; v.Barred != want {
			t.Errorf("%s hears %q, want %q", user, v.Barred, want)
		}
	}
	_, err := w.propose(reasons("p2", at, w.readsFor("p2", "another")))
	code(t, err, review.Refused)
	if says := hears(err); strings.Contains(says, w.ref) || strings.Contains(says, "hold-1") {
		t.Errorf("it says %s", says)
	}
}

// TestWhereAReasonLiesIsSaidToWhoeverAsks: the hint named a command that only administrators
// may give.
func TestWhereAReasonLiesIsSaidToWhoeverAsks(t *testing.T) {
	w := erasing(t)
	for user, says := range map[string]string{
		"p1": `; "scr audit log" lists each as access.explained/1 recorded by p7`,
		"p2": `; an administrator finds the place: "scr audit log" lists each as access.explained/1 recorded by p7`,
		"p7": `; "scr sar --person p7 --out FILE" writes down each of yours with its place`,
	} {
		c := reasons("p7", review.TextPlace{Seq: 1, Path: "person.name"})
		c.Meta = w.by(user)
		_, err := w.propose(c)
		code(t, err, review.NotFound)
		if !strings.Contains(hears(err), says) {
			t.Errorf("%s hears %s", user, hears(err))
		}
	}
}

// TestTheSameReasonElsewhereIsTold: one that was typed once for several reviews lies in
// several places, and only the one that was named went.
func TestTheSameReasonElsewhereIsTold(t *testing.T) {
	w := erasing(t)
	early := w.readsFor("p2", "another time")
	w.now = w.now.Add(time.Hour)
	first, second, third := w.readsFor("p2", "typed once"), w.readsFor("p2", "typed once"), w.readsFor("p2", "typed once")
	proposed := func(at ...review.TextPlace) string {
		t.Helper()
		c := reasons("p2", at...)
		c.Meta, c.Basis, c.Why = w.by("p1"), "court_order", "made up"
		return strings.Join(w.must(w.ProposeErasure(t.Context(), c)).Remarks, "\n")
	}
	says := proposed(second)
	if !strings.Contains(says, first.String()+" and "+third.String()) || strings.Contains(says, early.String()) || strings.Contains(says, second.String()) {
		t.Errorf("it says %q", says)
	}
	if says := proposed(third); !strings.Contains(says, first.String()) || strings.Contains(says, second.String()) {
		t.Errorf("it says %q, with %s proposed", says, second)
	}
	for _, at := range []review.TextPlace{first, early} {
		if says := proposed(at); says != "" {
			t.Errorf("%s: it says %q", at, says)
		}
	}
	w.decidedRight(t)
}
