package engine_test

import (
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// upon is the trial definition with moves that come upon what is recorded.
func upon(t *testing.T, oldNew ...string) *world {
	t.Helper()
	return newWorld(t).variant(append([]string{"      note: {from", `      query:
        from: [analysis, closed]
        to: gathering
        upon: received.query
        upon_from: [minister, panel]
        reopens: true
        also: [agency_report.return]
        requires:
          in_time: {rule: 'today < date("2015-01-01")', tell: it came too late}
      note: {from`,
		"      return:  {from: received,", "      return:  {reopens: true, from: [received, accepted],",
		"clocks:\n", `  text:
    for_each: document
    initial: drafted
    stages: [drafted, revised, sent]
    final: sent
    transitions:
      revise: {from: drafted, to: revised, upon: recorded.report}
      send: {from: [drafted, revised], to: sent, upon: sent.notice}
  weigh:
    initial: open
    stages: [open, weighed]
    final: weighed
    transitions:
      weigh: {from: open, to: weighed, upon: filled.decision}
clocks:
`}, oldNew...)...)
}

func letter(direction, kind, party string) *review.Added[review.Letter] {
	return &review.Added[review.Letter]{Record: review.Letter{Direction: direction, Kind: kind, Party: party}}
}

// inAnalysis leads an upon review to its analysis, with both agencies' reports accepted.
func (w *world) inAnalysis() *world {
	w.gathering()
	for _, item := range []string{"hospital", "constabulary"} {
		w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
		w.mustMoveItem("p3", "agency_report.accept", item, "2014-03-26")
	}
	w.mustMove("p3", "review.analyse", "2014-04-01")
	return w
}

func TestAMoveComesUponALetter(t *testing.T) {
	tests := []struct {
		name    string
		letter  *review.Added[review.Letter]
		on      string
		want    string
		reports string
	}{
		{"the right letter", letter("in", "query", "minister"), "2014-04-02", "gathering", "awaited"},
		{"of somebody else", letter("in", "query", "coroner"), "2014-04-02", "analysis", "accepted"},
		{"of another kind", letter("in", "answer", "minister"), "2014-04-02", "analysis", "accepted"},
		{"that went out", letter("out", "query", "minister"), "2014-04-02", "analysis", "accepted"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := upon(t).inAnalysis()
			w.record(test.on, test.letter)
			if got := w.stage("review", ""); got != test.want {
				t.Errorf("the review stands at %s", got)
			}
			for _, item := range []string{"hospital", "constabulary"} {
				if got := w.stage("agency_report", item); got != test.reports {
					t.Errorf("the report of the %s stands at %s", item, got)
				}
			}
			w.clean()
		})
	}
}

// The move says upon which letter it was made, and nobody decided it.
func TestAMoveUponALetterNamesIt(t *testing.T) {
	w := upon(t).inAnalysis()
	w.record("2014-04-02", letter("in", "query", "panel"))
	m, _ := w.review().LastMove("review", "")
	if m.Upon != "letter-1" || m.DecidedBy != "" || m.With != "" || m.Auto {
		t.Errorf("the move is recorded as %+v", m)
	}
	code(t, w.move("p1", "review.query", "2014-04-03"), review.Invalid)
}

// A requirement or a hold leaves the letter recorded, and the review where it stands. Where
// only holds were in the way, whoever recorded the letter hears that nothing came of it.
func TestWhatStandsInTheWayOfAMoveUponALetter(t *testing.T) {
	tests := []struct {
		name  string
		holds int
		on    string
		from  string
		want  string
	}{
		{"a requirement", 0, "2015-05-02", "minister", ""},
		{"a hold", 1, "2014-04-02", "minister",
			`review.query is not made upon letter-1, now or later: hold-1 is in force; "scr next" says what can be done when that ends`},
		{"two holds", 2, "2014-04-02", "minister",
			`review.query is not made upon letter-1, now or later: hold-1 and hold-2 are in force; "scr next" says what can be done when that ends`},
		{"a requirement and a hold", 1, "2015-05-02", "minister", ""},
		{"a hold, and it is of somebody else", 1, "2014-04-02", "coroner", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := upon(t, "blocks: [publication.release, agency_report.accept]", "blocks: [publication.release, review.query]").inAnalysis()
			for range test.holds {
				w.hold("2014-04-01", "review", "")
			}
			w.now = w.now.AddDate(3, 0, 0)
			out := w.record(test.on, letter("in", "query", test.from))
			if got := strings.Join(out.Remarks, "|"); got != test.want {
				t.Errorf("remarked %q, want %q", got, test.want)
			}
			if got := w.stage("review", ""); got != "analysis" || len(w.review().Letters) != 1 {
				t.Errorf("the review stands at %s with %d letters", got, len(w.review().Letters))
			}
			w.clean()
		})
	}
}

func TestAMoveUponADocumentIsOfThatDocument(t *testing.T) {
	w := upon(t).open()
	w.record("2014-03-02", document("plan"))
	w.record("2014-03-02", document("report"))
	w.record("2014-03-03", &review.DocumentVersioned{ID: "document-1"})
	for item, want := range map[string]string{"document-1": "drafted", "document-2": "revised"} {
		if got := w.stage("text", item); got != want {
			t.Errorf("%s stands at %s", item, got)
		}
	}
	w.record("2014-03-04", letter("out", "notice", "panel"))
	for _, item := range []string{"document-1", "document-2"} {
		if got := w.stage("text", item); got != "sent" {
			t.Errorf("after the notice %s stands at %s", item, got)
		}
	}
	w.clean()
}

func TestAMoveUponAForm(t *testing.T) {
	w := upon(t).open()
	w.decide("hold_review", "2014-03-05")
	if m, moved := w.review().LastMove("weigh", ""); !moved || m.Upon == "" {
		t.Errorf("with the decision filled, the weighing is %+v", m)
	}
	w.clean()
}

// One agency's move brings another that leads the second agency's report elsewhere: that
// was then moved from where it had stood, and nobody could record the document at all.
func TestAMoveUponADocumentLooksWhereTheNextOneStandsNow(t *testing.T) {
	w := newWorld(t).variant("      note: {from", "      tell: {from: gathering, to: gathering, also: [agency_report.shut]}\n      note: {from",
		"      return:  {", `      answer: {from: awaited, to: received, upon: recorded.report, also: [review.tell]}
      shut: {from: awaited, to: accepted}
      return:  {`).gathering()
	w.record("2014-03-25", document("report"))
	if a, b := w.stage("agency_report", "constabulary"), w.stage("agency_report", "hospital"); a != "received" || b != "accepted" {
		t.Errorf("the reports stand at %s and %s", a, b)
	}
	w.clean()
}

// A linked move of a track that runs for each agency is made for every one that stands
// where it begins, and for none where there is none.
func TestALinkedMoveOverInstances(t *testing.T) {
	w := newWorld(t).variant("      gather_more:\n", "      reverse: {from: gathering, to: not_reviewed, by: [chair], also: [agency_report.end, publication.drop]}\n      gather_more:\n",
		"      return:  {", "      end: {from: [awaited, received], to: accepted, requires: {known: {rule: 'item.id != \"secret\"', tell: nobody may know}}}\n      return:  {").gathering()
	w.agency("school", "education")
	w.assign("p5", "team_member", "education")
	w.mustMoveItem("p1", "agency_report.receive", "constabulary", "2014-03-25")
	w.mustMoveItem("p3", "agency_report.accept", "constabulary", "2014-03-26")
	w.mustMoveItem("p1", "agency_report.receive", "hospital", "2014-03-25")
	w.must(w.Excuse(t.Context(), engine.Excuse{Meta: w.on("p1", "2014-03-26"), Review: w.ref, Track: "agency_report", Item: "school", Why: "closed"}))
	w.mustMove("p2", "review.reverse", "2014-03-27")
	for item, want := range map[string]string{"hospital": "accepted", "constabulary": "accepted", "school": "awaited"} {
		if got := w.stage("agency_report", item); got != want {
			t.Errorf("the report of the %s stands at %s", item, got)
		}
	}
	if !w.review().Closed() {
		t.Error("the reversal did not close what was open")
	}
	w.clean()
}

// One refusal refuses all.
func TestALinkedMoveOverInstancesIsRefusedWhole(t *testing.T) {
	w := newWorld(t).variant("      gather_more:\n", "      reverse: {from: gathering, to: not_reviewed, by: [chair], also: [agency_report.end]}\n      gather_more:\n",
		"      return:  {", "      end: {from: [awaited, received], to: accepted, requires: {known: {rule: 'item.id != \"hospital\"', tell: nobody may know}}}\n      return:  {").gathering()
	code(t, w.move("p2", "review.reverse", "2014-03-27"), review.Refused)
	if got := w.stage("agency_report", "constabulary"); got != "awaited" {
		t.Errorf("a refused move led the constabulary's report to %s", got)
	}
}

// A move about one agency brings a linked move for the same agency only.
func TestALinkedMoveOfTheSameItem(t *testing.T) {
	w := newWorld(t).variant("      accept:  {from: received,", "      accept:  {also: reply.send, from: received,",
		"clocks:\n", `  reply:
    for_each: agency
    initial: waiting
    stages: [waiting, sent]
    final: sent
    transitions:
      send: {from: waiting, to: sent}
clocks:
`).gathering()
	w.mustMoveItem("p1", "agency_report.receive", "hospital", "2014-03-25")
	w.mustMoveItem("p3", "agency_report.accept", "hospital", "2014-03-26")
	if a, b := w.stage("reply", "hospital"), w.stage("reply", "constabulary"); a != "sent" || b != "waiting" {
		t.Errorf("the replies stand at %s and %s", a, b)
	}
	w.clean()
}
