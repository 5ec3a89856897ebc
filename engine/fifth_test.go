package engine_test

import (
	"slices"
	"testing"

	"scr/engine"
	"scr/review"
)

// answers is a clock for each letter that asks something; while one is missed nothing is decided.
const answers = `clocks:
  answer:
    starts: received.query
    due: letter.deadline
    stops: sent.reply
    missed: {block: [review.decide, review.gather]}
`

// asked records a letter that wants an answer, and its handle.
func (w *world) asked() string {
	w.record("2014-03-04", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Kind: "query", Party: "ofsted",
		Deadline: date(w.t, "2014-03-06")}})
	letters := w.review().Letters
	return letters[len(letters)-1].ID
}

// A letter that nobody answered in time blocks what the clock says; an earlier edition let
// it through, and is not doubted for that.
func TestAMissedLetterBlocks(t *testing.T) {
	for edition, through := range map[int]bool{4: true, 5: false} {
		w := olderWorld(t, edition).variant("clocks:\n", answers).open()
		w.asked()
		_, err := w.Advance(t.Context(), engine.Advance{Meta: w.on("p2", "2014-03-07"), Review: w.ref, Move: "review.decide",
			Form: &engine.FormInput{Form: "decision", Values: map[string]string{"outcome": "no_review", "reasons": "reasons"}}})
		if (err == nil) != through || err != nil && !slices.Equal(obstacles(err), []string{"clock answer"}) {
			t.Errorf("edition %d: %v %s", edition, err, details(err))
		}
		w.clean()
	}
}

// What is late for one agency blocks the moves of the review that the clock names, and of
// the reports only its own.
func TestAMissedRunBlocksOtherTracks(t *testing.T) {
	w := newWorld(t).variant("clocks:\n", `clocks:
  report:
    track: agency_report
    starts: review.gather
    stops: agency_report.receive
    within: 14 days
    missed: {block: [review.analyse, agency_report.accept]}
`).gathering()
	w.mustMoveItem("p1", "agency_report.receive", "hospital", "2014-03-25")
	w.now = w.now.AddDate(0, 2, 0)
	w.mustMoveItem("p3", "agency_report.accept", "hospital", "2014-06-01")
	err := w.move("p3", "review.analyse", "2014-06-02")
	if got := obstacles(err); !slices.Contains(got, "clock report") {
		t.Errorf("obstacles %q", got)
	}
	w.clean()
}

// Where the letter and then its answer turn out to be void, nobody waits for an answer.
func TestNoClockRunsAgainForAVoidLetter(t *testing.T) {
	for edition, want := range map[int]string{4: review.Running, 5: review.Stopped} {
		w := olderWorld(t, edition).variant("clocks:\n", answers).open()
		letter := w.asked()
		w.record("2014-03-05", &review.Added[review.Letter]{Record: review.Letter{Direction: "out", Kind: "reply", Party: "ofsted", Answers: letter}})
		for _, l := range w.review().Letters {
			w.must(w.Correct(t.Context(), engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: l.Seq, Void: true, Why: "slip"}))
		}
		if c, _ := w.review().Clock("answer", letter); c.State != want {
			t.Errorf("edition %d: the clock of a void letter is %s, want %s", edition, c.State, want)
		}
		w.clean()
	}
}

// What ran for a document and is over has nothing to be excused; its clock ends with it.
func TestNoClockRunsOnForAVoidDocument(t *testing.T) {
	for edition, want := range map[int]string{4: review.Running, 5: review.Stopped} {
		w := olderWorld(t, edition).variant("clocks:\n", `  text:
    for_each: document
    initial: drafted
    stages: [drafted, sent, done]
    final: [sent, done]
    transitions:
      send: {from: drafted, to: sent, by: coordinator}
      finish: {from: drafted, to: done, by: coordinator}
clocks:
  send_it: {track: text, starts: review.decide, stops: text.send, within: 14 days}
`).open()
		w.record("2014-03-04", document("report"))
		w.decide("no_review", "2014-03-05")
		w.mustMoveItem("p1", "text.finish", "document-1", "2014-03-06")
		w.must(w.Correct(t.Context(), engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: w.seqOf("document.added/1"), Void: true, Why: "slip"}))
		if c, _ := w.review().Clock("send_it", "document-1"); c.State != want {
			t.Errorf("edition %d: the clock of a void document is %s, want %s", edition, c.State, want)
		}
		w.clean()
	}
}

// Two links to one review do not say the opposite of each other; each may feed the other.
func TestALinkDoesNotSayTheOppositeOfAnother(t *testing.T) {
	w, other := linked(t)
	for _, kind := range []string{"supersedes", "feeds", "fed_by", "joint_with"} {
		if err := w.link("p1", review.Link{Kind: kind, Review: other}); err != nil {
			t.Fatal(err)
		}
	}
	code(t, w.link("p1", review.Link{Kind: "superseded_by", Review: other}), review.Conflict)
	amended := &review.Amended[review.Link]{Record: review.WithID(review.Link{Kind: "superseded_by", Review: other}, "link-1")}
	w.must(w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: amended}))
	w.clean()
}

// What leaked, or another put out, while a hold stood does not become the board's by being
// amended or corrected.
func TestALeakDoesNotBecomeARelease(t *testing.T) {
	w := withOutlets(t)
	w.record("2014-04-01", &review.Added[review.Hold]{Record: review.Hold{Name: "stay", Covers: "review", Why: written, ReviewOn: date(t, "2014-05-01")}})
	leak := putOut(func(r *review.Release) { r.Authorised = review.No })
	w.record("2014-04-02", leak)
	w.record("2014-04-02", putOut(func(r *review.Release) { r.By = "nspcc" }))
	w.record("2014-04-20", &review.HoldLifted{ID: "hold-1", Why: written})
	for _, id := range []string{"release-1", "release-2"} {
		code(t, w.tell("2014-04-21", &review.Amended[review.Release]{Record: review.WithID(putOut().Record, id)}), review.Refused)
	}
	correct := func(with *review.Added[review.Release]) error {
		_, err := w.Correct(t.Context(), engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: w.seqOf("release.added/1"), Why: "slip", With: with})
		return err
	}
	code(t, correct(putOut()), review.Refused)
	leak.Record.Redacted = review.Yes
	if err := correct(leak); err != nil {
		t.Error(err)
	}
	w.clean()
}

// What the board put out is not made, by being amended or corrected, another document or
// another day on which a hold kept it back; what else is said of it may be set right.
func TestAReleaseDoesNotMoveUnderAHold(t *testing.T) {
	w := withOutlets(t)
	w.record("2014-03-22", &review.Added[review.Document]{Record: review.Document{Kind: "plan"}})
	w.record("2014-04-01", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "document", Target: "document-2", Why: written, ReviewOn: date(t, "2014-05-01")}})
	w.record("2014-03-31", putOut(func(r *review.Release) { r.Document = "document-2" }))
	seq := w.seqOf("release.added/1")
	w.record("2014-04-02", putOut())
	other := review.WithID(putOut(func(r *review.Release) { r.Document = "document-2" }).Record, "release-2")
	code(t, w.tell("2014-04-03", &review.Amended[review.Release]{Record: other}), review.Refused)
	other.Authorised = review.No
	w.record("2014-04-03", &review.Amended[review.Release]{Record: other})
	correct := func(change func(*engine.Correct)) error {
		cmd := engine.Correct{Meta: w.by("p1"), Review: w.ref, Seq: seq, Why: "slip"}
		change(&cmd)
		_, err := w.Correct(t.Context(), cmd)
		return err
	}
	code(t, correct(func(c *engine.Correct) { c.NewOn = date(t, "2014-04-02") }), review.Refused)
	if err := correct(func(c *engine.Correct) { c.NewOn = date(t, "2014-03-30") }); err != nil {
		t.Error(err)
	}
	w.clean()
}

// What the letter says is told as it says it, also where the clock was extended.
func TestAnExtendedDeadlineIsNotTheLetters(t *testing.T) {
	w := newWorld(t).variant("clocks:\n", "clocks:\n  answer: {starts: received.query, due: letter.deadline, stops: sent.reply, extend: {by: [coordinator]}}\n").open()
	letter := w.asked()
	w.must(w.ExtendClock(t.Context(), engine.ExtendClock{Meta: w.on("p1", "2014-03-05"), Review: w.ref, Clock: "answer", Item: letter,
		Until: date(t, "2014-04-06"), Why: "they agreed"}))
	_, x, err := w.Derive(t.Context(), w.ref, "answer", letter, reader("p1"))
	if err != nil || len(x.Lines) < 3 || x.Lines[1].On != date(t, "2014-03-06") || x.Lines[len(x.Lines)-1].On != date(t, "2014-04-06") {
		t.Errorf("counted as %v (%v)", x.Lines, err)
	}
}

// Where a definition has no list of words, what can never be erased is one word all the
// same, and so is how a contact was made: neither has room for a name.
func TestWhatStaysIsOneWord(t *testing.T) {
	listless := func(edition int) *world {
		w := olderWorld(t, edition).open()
		w.record("2014-03-04", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}})
		return w
	}
	for name, body := range map[string]review.Body{
		"a contact":    &review.Added[review.Contact]{Record: review.Contact{Relative: "relative-1", How: "Phoned by Made Up", Outcome: "told"}},
		"a proceeding": &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "Trial of Made Up"}},
	} {
		for edition, through := range map[int]bool{4: true, 5: false} {
			w := listless(edition)
			_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-03-05"), Review: w.ref, Body: body})
			if (err == nil) != through {
				t.Errorf("%s, edition %d: %v", name, edition, err)
			}
			if err != nil && review.CodeOf(err) != review.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			w.clean()
		}
	}
}
