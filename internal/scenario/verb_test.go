package scenario

import (
	"os"
	"slices"
	"strings"
	"testing"

	"scr/review"
)

// otherwise are the events of a review that no record step is for, with the reason.
var otherwise = map[string]string{
	"review.opened/1": "the scenario opens it", "review.taken_on/1": "the scenario takes it on", "conflict.declared/1": "declare",
	"track.opened/1": "follows", "item.excused/1": "excuse", "item.admitted/1": "admit", "move.made/1": "move", "form.filled/1": "fill, and move with its form",
	"clock.started/1": "follows", "clock.stopped/1": "follows", "clock.paused/1": "follows", "clock.resumed/1": "follows",
	"clock.recomputed/1": "follows", "clock.extended/1": "extend", "assignment.added/1": "role", "record.corrected/1": "correct",
	"hold.amended/1": "nobody can record it",
	"panel.shared/1": "who sees what is not tested here", "material.marked/1": "the same", "access.claimed/1": "the same", "access.proposed/1": "the same",
	"access.granted/1": "the same", "access.closed/1": "the same", "texts.erased/1": "nothing is erased in a scenario",
}

// TestEveryRecordIsAStep tells when a new kind of record, or a later event of one, has
// no line in the table of steps.
func TestEveryRecordIsAStep(t *testing.T) {
	recorded := map[string]bool{}
	for _, v := range verbs() {
		if v.fresh != nil {
			recorded[v.fresh().Kind()] = true
		}
	}
	for _, kind := range review.Kinds() {
		body, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if !ofAReview(body) {
			continue
		}
		if reason := otherwise[kind]; recorded[kind] == (reason != "") {
			t.Errorf("%s: give it a line among the steps in verb.go, or say in otherwise why it needs none, and not both", kind)
		}
	}
}

// ofAReview reports whether a body belongs in a review's stream.
func ofAReview(body review.Body) bool {
	_, err := review.Apply(&review.Review{}, review.Event{Seq: 1, Body: body})
	return err == nil || !strings.Contains(err.Error(), "does not belong")
}

// TestStepsAreDocumented holds docs/scenarios.md to the steps, and to the keys that
// stand beside them.
func TestStepsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(verbNames(), beside...) {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/scenarios.md says nothing of %q", name)
		}
	}
}

func TestStepsHaveNamesOfTheirOwn(t *testing.T) {
	names := verbNames()
	slices.Sort(names)
	if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
		t.Errorf("a step has the name of another: %v", names)
	}
	for _, name := range names {
		if slices.Contains(beside, name) {
			t.Errorf("%s is a key of every step", name)
		}
	}
}
