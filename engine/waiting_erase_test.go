package engine_test

import (
	"context"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// erasureTasks are what somebody is told of erasures, a line each.
func (w *world) erasureTasks(user string) string {
	w.t.Helper()
	tasks, err := w.Todo(w.t.Context(), user, engine.Horizon{})
	if err != nil {
		w.t.Fatal(err)
	}
	var says []string
	for _, task := range tasks {
		if strings.HasPrefix(task.What, "erasure-") {
			says = append(says, task.Kind+" "+task.Reference+" "+task.Says)
		}
	}
	return strings.Join(says, "\n")
}

// TestAnErasureThatWaitsIsTold: nobody heard of one but who was told to look. Each hears
// only what they can do, and which review it is of only who may.
func TestAnErasureThatWaitsIsTold(t *testing.T) {
	w, id, advice := advised(t)
	told := func(when string, want map[string]string) {
		t.Helper()
		for _, who := range []string{"p1", "p2", "p3", "p4", "p5", "p7"} {
			switch says, want := w.erasureTasks(who), want[who]; {
			case want == "" && says != "":
				t.Errorf("%s, %s is told\n%s", when, who, says)
			case strings.Count(says, "\n") != strings.Count(want, "\n"):
				t.Errorf("%s, %s is told\n%s", when, who, says)
			default:
				for line := range strings.SplitSeq(want, "\n") {
					if !strings.Contains(says, line) {
						t.Errorf("%s, %s is told\n%s\nand not\n%s", when, who, says, line)
					}
				}
			}
		}
	}
	approves := "approval " + w.ref + ` p1 asks for an erasure: "scr erase show erasure-1" says of what, "scr erase approve erasure-1"`
	reads := func(n string) string { return "erasure " + w.ref + " read " + n + " that may tell of several people" }
	told("proposed", map[string]string{"p2": approves + "\n" + reads("2 texts"), "p3": approves + "\n" + reads("1 text"), "p4": approves})
	w.approve(id, "p4")
	told("approved by one", map[string]string{"p2": approves + "\n" + reads("2 texts"), "p3": approves + "\n" + reads("1 text")})
	w.approve(id, "p3")
	runs := "erasure " + w.ref + ` two approved it: "scr erase run erasure-1"`
	told("approved", map[string]string{"p1": runs, "p2": runs + "\n" + reads("2 texts"), "p3": runs + "\n" + reads("1 text"), "p4": runs})
	w.declare("p3", review.Kin)
	told("kin", map[string]string{"p1": runs, "p2": runs + "\n" + reads("2 texts"), "p4": runs})
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	told("read by nobody", map[string]string{"p2": reads("2 texts")})
	w.must(w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: append(w.says("of somebody else"), advice), Keep: true}))
	told("read", map[string]string{"p1": runs, "p2": runs, "p4": runs})
	w.must(w.Bar(t.Context(), engine.Bar{Meta: w.by("p2"), Why: "an inquiry"}))
	told("barred", nil)
	w.must(w.Bar(t.Context(), engine.Bar{Meta: w.by("p2"), Lift: "moratorium-1", Why: "it is over"}))
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	told("completed", nil)
	w.clean()
}

// TestAnErasureOfNothingLeftIsToldSo: once the whole entry was gone, others were asked to
// approve that one reason of it goes, and then to carry that out.
func TestAnErasureOfNothingLeftIsToldSo(t *testing.T) {
	w := erasing(t)
	own := reasons("p7", w.readsIn("p7", "why I read"))
	own.Meta = w.by("p7")
	id, err := w.propose(own)
	if err != nil {
		t.Fatal(err)
	}
	asks, left := "approval  p7 asks for an erasure", "erasure  nothing is left of what "+id+" asks for: \"scr erase withdraw "+id+" --reason-file FILE\" closes it"
	told := func(when string, want map[string]string) {
		t.Helper()
		for _, who := range []string{"p1", "p2", "p3", "p6", "p7"} {
			if says, want := w.erasureTasks(who), want[who]; !strings.HasPrefix(says, want) || want == "" && says != "" {
				t.Errorf("%s, %s is told %q, want %q", when, who, says, want)
			}
		}
	}
	told("proposed", map[string]string{"p1": asks, "p2": asks, "p3": asks})
	byOther := w.mustPropose(reasons("p7", w.readsFor("p7", "why I read again")))
	if says := w.erasureTasks("p7"); says != "" {
		t.Errorf("p7 is told %q", says)
	}
	w.must(w.WithdrawErasure(t.Context(), engine.WithdrawErasure{Meta: w.by("p1"), Erasure: byOther, Why: "made up"}))
	again := w.mustPropose(reasons("p7", review.TextPlace{Seq: own.Texts[0].Seq, Path: "why"}, w.readsFor("p7", "a third time")))
	w.approve(again, "p3", "p4")
	if err := w.runErasure(again); err != nil {
		t.Fatal(err)
	}
	told("overtaken", map[string]string{"p1": left, "p2": left, "p3": left, "p7": left})
	w.approve(id, "p3", "p4")
	told("approved", map[string]string{"p1": left, "p2": left, "p3": left, "p7": left})
	if v := w.erasure(id); v.Texts != 0 {
		t.Errorf("the next run would erase %d texts", v.Texts)
	}
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if v := w.erasure(id); !v.Completed || v.Erasure.Texts != 0 || !v.BackupsUntil.IsZero() {
		t.Errorf("it is %s, took %d texts, and has backups wait until %s", v.State(), v.Erasure.Texts, v.BackupsUntil)
	}
	if v := w.erasure(again); v.BackupsUntil.IsZero() {
		t.Error("that two texts went has no backups wait")
	}
	told("completed", nil)
	w.decidedRight(t)
}

// TestAnErasureThatTookSomethingIsCarriedOn: what was interrupted before it was completed has
// nothing left either, and is not to be withdrawn. Nor is one for which all was read.
func TestAnErasureThatTookSomethingIsCarriedOn(t *testing.T) {
	w := erasing(t)
	id := w.mustPropose(reasons("p2", w.readsFor("p2", "a plain one")))
	w.approve(id, "p3", "p4")
	w.Store = unfinishing{w.Store}
	if err := w.runErasure(id); err == nil {
		t.Fatal("it was finished")
	}
	w.Store = w.db
	if says := w.erasureTasks("p1"); !strings.Contains(says, "scr erase run "+id) || strings.Contains(says, "withdraw") {
		t.Errorf("p1 is told %q", says)
	}
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if v := w.erasure(id); v.Erasure.Texts != 1 || v.BackupsUntil.IsZero() {
		t.Errorf("it took %d texts, and has backups wait until %s", v.Erasure.Texts, v.BackupsUntil)
	}
}

// TestAnErasureForWhichAllWasReadIsCarriedOut: it takes nothing, and is no erasure that another
// one forestalled.
func TestAnErasureForWhichAllWasReadIsCarriedOut(t *testing.T) {
	w := erasing(t)
	w.record("2014-03-05", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}})
	w.meeting("of somebody else")
	id := w.mustPropose(engine.ProposeErasure{Kind: review.EraseRelative, Of: "relative-1"})
	var listed []review.TextPlace
	for _, item := range w.erasure(id).Worklist {
		listed = append(listed, review.TextPlace{Seq: item.Seq, Path: item.Path})
	}
	w.must(w.SortErasure(t.Context(), engine.SortErasure{Meta: w.by("p2"), Erasure: id, Texts: listed, Keep: true}))
	w.approve(id, "p3", "p4")
	if says := w.erasureTasks("p1"); !strings.Contains(says, "scr erase run "+id) || strings.Contains(says, "withdraw") {
		t.Errorf("p1 is told %q", says)
	}
	if err := w.runErasure(id); err != nil {
		t.Fatal(err)
	}
	if v := w.erasure(id); !v.Completed || v.Erasure.Texts != 0 {
		t.Errorf("it is %s, and took %d texts", v.State(), v.Erasure.Texts)
	}
}

// unfinishing is a store that destroys no keys.
type unfinishing struct{ engine.Store }

func (unfinishing) FinishErasures(context.Context) (int, error) {
	return 0, review.Errorf(review.Failed, "made up")
}

// TestARestoreThatWaitsIsTold to the one whom it waits for.
func TestARestoreThatWaitsIsTold(t *testing.T) {
	w := losing(t)
	if err := w.lose("p1", "p2"); err != nil {
		t.Fatal(err)
	}
	if says := w.approvals("p2"); !strings.Contains(says, `p1 restored the board`) || !strings.Contains(says, `"scr db accept-restore"`) {
		t.Errorf("p2 is told\n%s", says)
	}
	if says := w.approvals("p1") + w.approvals(secondAdministrator); says != "" {
		t.Errorf("others are told\n%s", says)
	}
	w.must(w.answer("p2"))
	if says := w.approvals("p2"); says != "" {
		t.Errorf("it is answered, and told still\n%s", says)
	}
}
