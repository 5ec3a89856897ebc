package engine_test

import (
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// stays is the trial definition with a kind of hold that keeps everything waiting, and
// with tracks and clocks for it to keep.
func stays(t *testing.T) *world {
	t.Helper()
	return newWorld(t).variant("may_cover: [review, participant, document, track, publication]", `may_cover: review
  stay:
    title: Stay
    may_cover: [review, participant, document, track, publication]
    blocks: any
    except: [publication.drop]
    pauses: any
    grounds: [court_order, illness]
    by: [coordinator]
  trial:
    may_cover: [track]`, "  look:\n", `  report:
    track: agency_report
    starts: review.gather
    stops: agency_report.receive
    within: 14 days
  look:
`, "      note: {from", `      finish:
        auto: true
        from: analysis
        to: closed
        requires:
          met: {rule: 'meetings.exists(m, m.kind == "board")', tell: the board has not met, cites: wt 4}
      note: {from`)
}

// stay places such a hold.
func (w *world) stay(covers, target, item string) (string, error) {
	_, err := w.Record(w.t.Context(), recordOf(w, "p1", "2014-03-24", &review.Added[review.Hold]{Record: review.Hold{Name: "stay", Covers: covers, Target: target, Item: item,
		Ground: "court_order", Why: review.NewText("the court says so"), ReviewOn: date(w.t, "2015-01-01")}}))
	if err != nil {
		return "", err
	}
	holds := w.review().Holds
	return holds[len(holds)-1].ID, nil
}

// Which moves a suspension stops, and which clocks it pauses, by what it covers.
func TestASuspensionKeepsWhatItCovers(t *testing.T) {
	tests := []struct {
		covers, target, item string
		stopped              []string // moves that it stops
		paused               []string // clocks that it pauses
	}{
		{"review", "", "", []string{"review.analyse", "agency_report.receive constabulary", "agency_report.receive hospital", "publication.release"},
			[]string{"complete", "look", "report constabulary", "report hospital"}},
		{"publication", "", "", []string{"publication.release"}, []string{"complete"}},
		{"track", "agency_report", "", []string{"agency_report.receive constabulary", "agency_report.receive hospital"}, []string{"report constabulary", "report hospital"}},
		{"track", "agency_report", "hospital", []string{"agency_report.receive hospital"}, []string{"report hospital"}},
		{"track", "review", "", []string{"review.analyse"}, []string{"look"}},
		{"participant", "hospital", "", []string{"agency_report.receive hospital"}, []string{"report hospital"}},
	}
	for _, test := range tests {
		t.Run(strings.TrimSpace(test.covers+" "+test.target+" "+test.item), func(t *testing.T) {
			w := stays(t).gathering()
			id, err := w.stay(test.covers, test.target, test.item)
			if err != nil {
				t.Fatal(err, details(err))
			}
			if stopped := w.stoppedBy(id); !slices.Equal(stopped, test.stopped) {
				t.Errorf("it stops %v", stopped)
			}
			var paused []string
			for _, c := range w.review().Clocks {
				if slices.Contains(c.PausedBy, id) {
					paused = append(paused, strings.TrimSpace(c.Name+" "+c.Item))
				}
			}
			slices.Sort(paused)
			if !slices.Equal(paused, test.paused) {
				t.Errorf("it pauses %v", paused)
			}
			w.clean()
			w.record("2014-03-28", &review.HoldLifted{ID: id, Why: review.NewText("over")})
			if left := w.stoppedBy(id); left != nil {
				t.Errorf("lifted, it stops %v", left)
			}
			w.clean()
		})
	}
}

// stoppedBy lists which of the moves that the gathering offers a hold stops.
func (w *world) stoppedBy(hold string) []string {
	v, err := w.Next(w.t.Context(), w.ref, reader("p1"))
	if err != nil {
		w.t.Fatal(err)
	}
	var stopped []string
	for _, m := range v.Moves {
		if slices.ContainsFunc(m.Obstacles, func(o review.Obstacle) bool { return o.Kind == review.ByHold && o.Name == hold }) {
			stopped = append(stopped, strings.TrimSpace(m.Move+" "+m.Item))
		}
	}
	return stopped
}

// What a suspension excepts goes on, and automatic moves are tried when it is lifted:
// every track stands where it stood.
func TestAReviewComesBackFromASuspension(t *testing.T) {
	w := stays(t).inAnalysis()
	w.record("2014-04-02", &review.Added[review.Hold]{Record: review.Hold{Name: "stay", Covers: "review", Ground: "illness",
		Why: review.NewText("nobody is well"), ReviewOn: date(t, "2015-01-01")}})
	w.record("2014-04-03", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}})
	if got := w.stage("review", ""); got != "analysis" {
		t.Fatalf("a suspended review moved to %s", got)
	}
	w.mustMove("p2", "publication.drop", "2014-04-04")
	list, err := w.List(t.Context(), review.Query{}, "p1")
	if err != nil || !list[0].Suspended {
		t.Errorf("the list does not say that it is suspended (%v)", err)
	}
	w.record("2014-05-01", &review.HoldLifted{ID: "hold-1", Why: review.NewText("well again")})
	if got := w.stage("review", ""); got != "closed" {
		t.Errorf("after the suspension the review stands at %s", got)
	}
	if list, err = w.List(t.Context(), review.Query{}, "p1"); err != nil || list[0].Suspended {
		t.Errorf("it is listed as suspended still (%v)", err)
	}
	w.clean()
}

func TestTheGroundOfAHold(t *testing.T) {
	w := stays(t).gathering()
	for _, test := range []struct {
		name, ground, item, covers, target string
		want                               review.Code
	}{
		{"stay", "", "", "review", "", review.Usage},
		{"stay", "war", "", "review", "", review.Invalid},
		{"trial", "illness", "", "track", "review", review.Invalid},
		{"stay", "illness", "hospital", "review", "", review.Invalid},
		{"stay", "illness", "school", "track", "agency_report", review.NotFound},
	} {
		_, err := w.Record(t.Context(), recordOf(w, "p1", "2014-03-24", &review.Added[review.Hold]{Record: review.Hold{Name: test.name, Covers: test.covers,
			Target: test.target, Item: test.item, Ground: test.ground, Why: review.NewText("so"), ReviewOn: date(t, "2015-01-01")}}))
		code(t, err, test.want)
	}
}

// A rule can ask on which ground the review waits.
func TestARuleReadsTheGroundOfAHold(t *testing.T) {
	w := newWorld(t).variant("may_cover: [review, participant, document, track, publication]",
		"may_cover: review\n  stay:\n    may_cover: [review]\n    grounds: [court_order, illness]",
		"      note: {from", "      stop: {from: gathering, to: not_reviewed, by: coordinator, requires: {court: {rule: 'holds.exists(h, h.ground == \"court_order\" && !h.lifted)', tell: no court}}}\n      note: {from").gathering()
	code(t, w.move("p1", "review.stop", "2014-03-24"), review.Refused)
	if _, err := w.stay("review", "", ""); err != nil {
		t.Fatal(err)
	}
	w.mustMove("p1", "review.stop", "2014-03-25")
	w.clean()
}

// A suspension of an agency, or of whoever would hold it, keeps a conversation waiting.
func TestASuspensionKeepsAConversationWaiting(t *testing.T) {
	for _, target := range []string{"conversation-1", "hospital", "p3"} {
		t.Run(target, func(t *testing.T) {
			w := stays(t).gathering()
			w.record("2014-03-22", &review.Added[review.Conversation]{Record: review.Conversation{Agency: "hospital", With: review.NewText("a nurse")}})
			id, err := w.stay("participant", target, "")
			if err != nil {
				t.Fatal(err)
			}
			held := &review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}}
			_, err = w.Record(t.Context(), recordOf(w, "p1", "2014-03-25", held))
			code(t, err, review.Refused)
			w.record("2014-03-26", &review.HoldLifted{ID: id, Why: review.NewText("over")})
			w.record("2014-03-27", held)
		})
	}
}

// A refusal says who is left out of a join.
func TestAJoinSaysWhoIsExcused(t *testing.T) {
	w := newWorld(t).gathering()
	w.must(w.Excuse(t.Context(), excuseOf(w, "agency_report", "hospital", "2014-03-26")))
	err := w.move("p3", "review.analyse", "2014-04-01")
	code(t, err, review.Refused)
	if said := details(err); !strings.Contains(said, "agency_report of hospital is excused") {
		t.Errorf("the refusal says %s", said)
	}
}

func TestAJoinThatAsksForNone(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*world)
		want bool
	}{
		{"both await", func(*world) {}, false},
		{"one is accepted", func(w *world) { w.accepted("hospital") }, false},
		{"both are accepted", func(w *world) { w.accepted("hospital"); w.accepted("constabulary") }, true},
		{"one is excused", func(w *world) {
			w.accepted("hospital")
			w.must(w.Excuse(t.Context(), excuseOf(w, "agency_report", "constabulary", "2014-03-26")))
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).variant("joins: {agency_report: {all: accepted}}", "joins: {agency_report: {none: [awaited, received]}}").gathering()
			test.do(w)
			if err := w.move("p3", "review.analyse", "2014-04-01"); (err == nil) != test.want {
				t.Errorf("the move ended as %v%s", err, details(err))
			}
			w.clean()
		})
	}
}

func recordOf(w *world, user, day string, body review.Body) engine.Record {
	return engine.Record{Meta: w.on(user, day), Review: w.ref, Body: body}
}

func excuseOf(w *world, track, item, day string) engine.Excuse {
	return engine.Excuse{Meta: w.on("p1", day), Review: w.ref, Track: track, Item: item, Why: "no part in it"}
}

func (w *world) accepted(item string) {
	w.mustMoveItem("p1", "agency_report.receive", item, "2014-03-25")
	w.mustMoveItem("p3", "agency_report.accept", item, "2014-03-26")
}
