package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/engine"
	"scr/review"
)

// linked is a board with two reviews: p1 opened both, p3 has a part in the first only.
func linked(t *testing.T) (w *world, other string) {
	t.Helper()
	w = newWorld(t).open()
	w.assign("p3", "lead_reviewer", "")
	out := w.must(w.Open(t.Context(), engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "trial", NoConflict: true}))
	return w, out.Receipt.Reference
}

func (w *world) link(user string, l review.Link) error {
	_, err := w.Record(w.t.Context(), engine.Record{Meta: w.by(user), Review: w.ref, Body: &review.Added[review.Link]{Record: l}})
	return err
}

// TestALinkNamesAReviewThatOneHasAPartIn: for anybody else the other review is not there, in
// the words for one that never was.
func TestALinkNamesAReviewThatOneHasAPartIn(t *testing.T) {
	w, other := linked(t)
	hidden := w.link("p3", review.Link{Kind: "feeds", Review: other})
	code(t, hidden, review.NotFound)
	never := w.link("p3", review.Link{Kind: "feeds", Review: "EXB-2014-999"})
	if there := strings.Replace(never.Error(), "EXB-2014-999", other, 1); there != hidden.Error() {
		t.Errorf("what is hidden: %v; what never was: %v", hidden, never)
	}
	code(t, w.link("p1", review.Link{Kind: "feeds", Review: w.ref}), review.Invalid)
	if err := w.link("p1", review.Link{Kind: "feeds", Review: strings.ToLower(other)}); err != nil {
		t.Fatal(err)
	}
	if said := w.review().Links[0].Review; said != other {
		t.Errorf("the link is to %q", said)
	}
	code(t, w.link("p1", review.Link{Kind: "feeds", Review: other}), review.Conflict)
	amended := &review.Amended[review.Link]{Record: review.WithID(review.Link{Kind: "follows_up", Review: other}, "link-1")}
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p3"), Review: w.ref, Body: amended})) // who may leave it as it is
	w.clean()
}

// TestALinkIsCorrectedLikeItIsRecorded: a correction names no review that whoever types has
// no part in, and spells the one it names as that is called.
func TestALinkIsCorrectedLikeItIsRecorded(t *testing.T) {
	w, other := linked(t)
	if err := w.link("p3", review.Link{Kind: "feeds", Elsewhere: written}); err != nil {
		t.Fatal(err)
	}
	correct := func(user string) error {
		_, err := w.Correct(t.Context(), engine.Correct{Meta: w.by(user), Review: w.ref, Seq: w.seqOf("link.added/1"), Why: "slip",
			With: &review.Added[review.Link]{Record: review.Link{Kind: "feeds", Review: strings.ToLower(other)}}})
		return err
	}
	code(t, correct("p3"), review.NotFound)
	if err := correct("p1"); err != nil {
		t.Fatal(err)
	}
	if said := w.review().Links[0].Review; said != other {
		t.Errorf("the link is to %q", said)
	}
	w.clean()
}

// TestTheInverseOfALinkIsAwaited by whoever sees the links of both reviews.
func TestTheInverseOfALinkIsAwaited(t *testing.T) {
	w, other := linked(t)
	if err := w.link("p1", review.Link{Kind: "supersedes", Review: other}); err != nil {
		t.Fatal(err)
	}
	if err := w.link("p1", review.Link{Kind: "feeds", Elsewhere: written}); err != nil {
		t.Fatal(err)
	}
	awaited := func(user string) []engine.Task {
		tasks, err := w.Todo(t.Context(), user, engine.Horizon{On: date(t, "2014-09-01")})
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(tasks, func(task engine.Task) bool { return task.Kind != "link" })
	}
	tasks := awaited("p1")
	if want := "scr link add " + other + " --kind superseded_by --review " + w.ref; len(tasks) != 1 || !strings.HasSuffix(tasks[0].Says, want) || tasks[0].What != "link-1" {
		t.Errorf("awaited are %+v", tasks)
	}
	for _, user := range []string{"p2", "p3"} { // the chair has not declared in the other; p3 has no part there
		if tasks := awaited(user); len(tasks) != 0 {
			t.Errorf("%s hears of %+v", user, tasks)
		}
	}
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: other, Body: &review.Added[review.Link]{Record: review.Link{Kind: "superseded_by", Review: w.ref}}}))
	if tasks := awaited("p1"); len(tasks) != 0 {
		t.Errorf("still awaited are %+v", tasks)
	}
	w.clean()
}

// TestEachKindOfLinkHasAnInverse that leads back.
func TestEachKindOfLinkHasAnInverse(t *testing.T) {
	kinds := review.LinkKinds()
	if len(kinds) != 14 {
		t.Errorf("there are %d kinds: %v", len(kinds), kinds)
	}
	for _, kind := range kinds {
		back := review.Link{Kind: review.Link{Kind: kind}.Inverse()}
		if !slices.Contains(kinds, back.Kind) || back.Inverse() != kind {
			t.Errorf("the inverse of %s is %q, and back %q", kind, back.Kind, back.Inverse())
		}
	}
}

// TestLinksOutliveTheReview: what supersedes a review comes after its end.
func TestLinksOutliveTheReview(t *testing.T) {
	w := newWorld(t).open()
	w.closed()
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Link]{Record: review.Link{Kind: "superseded_by", Elsewhere: written}}}))
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Partner]{Record: partner("late_board")}})
	code(t, err, review.Refused)
	w.clean()
}

// TestAnEarlierEditionBoundNoSteps: a step that a definition with such a vocabulary let
// through before it bound steps is in no doubt.
func TestAnEarlierEditionBoundNoSteps(t *testing.T) {
	for edition, through := range map[int]bool{3: true, 4: false} {
		w := olderWorld(t, edition).open()
		w.record("2014-03-05", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}})
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.ProceedingMoved{ID: "proceeding-1", Step: "adjourned"}})
		if (err == nil) != through {
			t.Errorf("edition %d: %v", edition, err)
		}
		w.clean()
	}
}

// meanwhile is a store on which somebody does something after a link was decided on, and
// before it is recorded.
type meanwhile struct {
	engine.Store
	act func()
}

// Append is part of [engine.Store].
func (m *meanwhile) Append(ctx context.Context, a review.Append) (review.Receipt, error) {
	if _, links := a.Events[0].Body.(*review.Added[review.Link]); links && m.act != nil {
		act := m.act
		m.act = nil
		act()
	}
	return m.Store.Append(ctx, a)
}

// TestAPartThatEndsMeanwhileDoubtsNoLink: whose part in the other review ended in the moment
// in which they recorded the link had it when that was decided. Whose part had long ended
// is doubted.
func TestAPartThatEndsMeanwhileDoubtsNoLink(t *testing.T) {
	for name, doubts := range map[string]int{"in that moment": 0, "long before": 1} {
		t.Run(name, func(t *testing.T) {
			m := &meanwhile{}
			w := newWorldOn(t, func(s engine.Store) engine.Store { m.Store = s; return m })
			w.loggedIn().open().assign("p3", "lead_reviewer", "")
			here := w.ref
			w.open().assign("p3", "lead_reviewer", "")
			other := w.ref
			m.act = func() {
				w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: other, Body: &review.AssignmentEnded{ID: "assignment-2", To: date(t, "2014-08-01"), Why: written}}))
				if doubts > 0 {
					w.now = w.now.Add(3 * time.Minute)
				}
				w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: other, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}))
			}
			w.ref = here
			if err := w.link("p3", review.Link{Kind: "feeds", Review: other}); err != nil {
				t.Fatal(err)
			}
			found, err := w.VerifyDecisions(t.Context(), w.db, nil)
			if err != nil || len(found) != doubts {
				t.Errorf("doubted are %v (%v)", found, err)
			}
		})
	}
}
