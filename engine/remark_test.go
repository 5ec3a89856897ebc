package engine_test

import (
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

const familyTrack = `  family:
    title: Family
    for_each: relative
    initial: to_be_told
    stages: [to_be_told, told, heard]
    final: [heard]
    transitions:
      tell: {from: to_be_told, to: told, by: [coordinator]}
      hear: {from: [to_be_told, told], to: heard, by: [coordinator]}
clocks:
`

// remarks are what is to be noticed of the review now.
func (w *world) remarks() []string {
	w.t.Helper()
	v, err := w.Show(w.t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Missing
}

func (w *world) contact(outcome string) {
	w.t.Helper()
	w.record("2014-03-07", &review.Added[review.Contact]{Record: review.Contact{Relative: "relative-1", Outcome: outcome}})
}

// TestRemarksOnTheFamily: whoever was told, heard or excused is not called
// forgotten, however it was recorded.
func TestRemarksOnTheFamily(t *testing.T) {
	const forgotten = "relative-1 has not been told of the review: no contact is recorded"
	tests := []struct {
		name string
		do   func(*world)
		want []string
	}{
		{"nothing happened", func(*world) {}, []string{forgotten}},
		{"the track says told", func(w *world) { w.mustMoveItem("p1", "family.tell", "relative-1", "2014-03-07") }, nil},
		{"the track says heard", func(w *world) { w.mustMoveItem("p1", "family.hear", "relative-1", "2014-03-07") }, nil},
		{"the relative is excused", func(w *world) {
			w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.on("p1", "2014-03-07"), Review: w.ref, Track: "family", Item: "relative-1", Why: "cannot be found"}))
		}, nil},
		{"a contact that leaves the track where it began", func(w *world) { w.contact("told") },
			[]string{"a contact with relative-1 is recorded (told); if that settles it, move family.tell --item relative-1"}},
		{"a contact that no move follows from", func(w *world) { w.contact("no_reply") }, nil},
		{"a contact and a move", func(w *world) {
			w.contact("told")
			w.mustMoveItem("p1", "family.tell", "relative-1", "2014-03-07")
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).variant("clocks:\n", familyTrack).open()
			w.record("2014-03-06", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}})
			test.do(w)
			if got := w.remarks(); !slices.Equal(got, test.want) {
				t.Errorf("remarks: %q, want %q", got, test.want)
			}
		})
	}
}

// TestRemarksLeaveHoldsAlone: a hold says for itself that it was to be looked at.
func TestRemarksLeaveHoldsAlone(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-10", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "publication",
		ReviewOn: date(t, "2014-04-01"), Why: review.NewText("a trial")}})
	if got := w.remarks(); len(got) > 0 {
		t.Errorf("remarks: %q", got)
	}
}

// TestRemarksKeepPartialDates: a month does not become a day.
func TestRemarksKeepPartialDates(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-10", &review.Added[review.Action]{Record: review.Action{Owner: "board", Title: review.NewText("Ask"), RetestOn: date(t, "2014-05")}})
	if want := "action-1 was to be tested in May 2014"; !slices.Contains(w.remarks(), want) {
		t.Errorf("remarks: %q, want %q among them", w.remarks(), want)
	}
}

// TestReliancesAreNoWiderThanTheRule: a rule that counts findings has not relied on
// their having been agreed; one that asks whether they are agreed has.
func TestReliancesAreNoWiderThanTheRule(t *testing.T) {
	w := newWorld(t).variant("note: {from: analysis, to: analysis, by: [lead_reviewer]}",
		`note:
        from: analysis
        to: analysis
        by: [lead_reviewer]
        requires:
          there_is_one: {rule: size(findings) > 0, tell: none, cites: wt 4}
          of_this_kind: {rule: 'findings.all(f, f.kind == "pattern")', tell: another kind, cites: wt 4}
          all_agreed: {rule: 'findings.all(f, f.agreed)', tell: not agreed, cites: wt 4}`).analysis()
	w.record("2014-04-02", &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: review.NewText("A finding")}})
	agreed := w.record("2014-04-03", &review.FindingAgreed{ID: "finding-1"}).Receipt.First
	w.mustMove("p3", "review.note", "2014-04-04")
	w.must(w.Correct(t.Context(), engine.Correct{Meta: w.on("p1", "2014-04-05"), Review: w.ref, Seq: agreed, Void: true, Why: "it was not agreed"}))
	v, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	var by []string
	for _, r := range v.Relied {
		by = append(by, r.Requirement)
	}
	if got := strings.Join(by, " "); got != "all_agreed" {
		t.Errorf("the agreement was relied on for %q, want all_agreed alone", got)
	}
}
