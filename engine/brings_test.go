package engine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// What a record brings with it is hidden with it: a letter's clock, a hold on a document,
// upon which letter a move was made, and what a rule found of a proceeding.
func TestWhatAHiddenRecordBringsIsHidden(t *testing.T) {
	w := newWorld(t).variant("clocks:\n", "clocks:\n  answer: {starts: received.query, due: letter.deadline, stops: sent.reply}\n",
		"      note: {from", "      ask: {from: referred, to: referred, upon: received.query}\n      note: {from",
		"form: decision}", "form: decision, requires: {over: {rule: 'proceedings.all(p, p.ended)', tell: they go on}}}",
		"  team_member:", "  bare: {title: A role without a column}\n  team_member:").open()
	w.assign("p5", "team_member", "police")
	w.assign("p6", "bare", "")
	w.record("2014-03-05", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}})
	legal := func(body review.Body) {
		w.must(w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-03-05"), Review: w.ref, Body: body, Legal: true}))
	}
	legal(document("report"))
	legal(&review.Added[review.Letter]{Record: review.Letter{Direction: "in", Kind: "query", Party: "ofsted", Deadline: date(t, "2014-04-01")}})
	w.must(w.Record(t.Context(), recordOf(w, "p2", "2014-03-06", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "document",
		Target: "document-1", Why: review.NewText("why"), ReviewOn: date(t, "2015-01-01")}})))
	all := []string{"document-1", "hold-1", "letter-1", "proceeding-1"}
	for person, want := range map[string][]string{"p1": all, "p5": all[3:], "p6": nil} {
		said := w.everythingSaid(person)
		for _, handle := range all {
			if told := strings.Contains(said, `"`+handle) || strings.Contains(said, handle+`"`) || strings.Contains(said, handle+":"); told != slices.Contains(want, handle) {
				t.Errorf("%s is told of %s: %t", person, handle, told)
			}
		}
	}
	err := w.move("p6", "review.decide", "2014-03-07")
	if strings.Contains(details(err), "proceeding-1") {
		t.Errorf("a refusal names what is hidden: %s", details(err))
	}
	void := func(body string) {
		w.must(w.Correct(t.Context(), engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: w.seqOf(body), Void: true, Why: "slip"}))
	}
	void("letter.added/1")
	void("document.added/1")
	if said := w.everythingSaid("p5"); strings.Contains(said, "letter-1") || strings.Contains(said, "document-1") {
		t.Errorf("what was legal advice and is void is told of: %s", said)
	}
}

// everythingSaid is a review as somebody sees it, with its moves, its log and what waits, as
// JSON.
func (w *world) everythingSaid(person string) string {
	w.t.Helper()
	v, log, err := w.History(w.t.Context(), w.ref, engine.At{}, reader(person))
	if err != nil {
		w.t.Fatal(err)
	}
	tasks, err := w.Todo(w.t.Context(), person, engine.Horizon{})
	if err != nil {
		w.t.Fatal(err)
	}
	said, err := json.Marshal([]any{v.Review, v.Moves, log, tasks})
	if err != nil {
		w.t.Fatal(err)
	}
	return string(said)
}
