package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// erasureTasks are what somebody is told of erasures, a line each.
func (w *world) erasureTasks(user string) string {
	w.t.Helper()
	tasks, err := w.Todo(w.t.Context(), user, review.Date{})
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
