package engine_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"scr/engine"
	"scr/review"
)

func (w *world) correct(cmd engine.Correct) error {
	w.t.Helper()
	if cmd.Review = w.ref; cmd.User == "" {
		cmd.Meta = w.by("p1")
	}
	_, err := w.Correct(w.t.Context(), cmd)
	return err
}

// seqOf returns the sequence of the latest event of a kind.
func (w *world) seqOf(kind string) int64 {
	w.t.Helper()
	events, err := w.db.Events(w.t.Context(), w.review().Stream())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, ev := range slices.Backward(events) {
		if ev.Body.Kind() == kind {
			return ev.Seq
		}
	}
	w.t.Fatalf("no event of kind %s", kind)
	return 0
}

func TestCorrection(t *testing.T) {
	meeting := func(kind string) review.Body {
		return &review.Added[review.Meeting]{Record: review.WithID(review.Meeting{Kind: kind}, "meeting-1")}
	}
	tests := []struct {
		name string
		cmd  engine.Correct
		want review.Code
	}{
		{"replaced", engine.Correct{With: meeting("board"), Why: "slip"}, ""},
		{"voided", engine.Correct{Void: true, Why: "never happened"}, ""},
		{"another day", engine.Correct{NewOn: review.NewDate(2014, 3, 1), Why: "slip"}, ""},
		{"no reason", engine.Correct{Void: true}, review.Usage},
		{"nothing said", engine.Correct{Why: "slip"}, review.Usage},
		{"both", engine.Correct{Void: true, With: meeting("board"), Why: "slip"}, review.Usage},
		{"another kind of thing", engine.Correct{With: &review.Added[review.Letter]{}, Why: "slip"}, review.Invalid},
		{"not sound in itself", engine.Correct{With: meeting("party"), Why: "slip"}, review.Invalid},
		{"no such event", engine.Correct{Seq: 999, Void: true, Why: "slip"}, review.NotFound},
		{"what the program recorded", engine.Correct{Seq: 2, Void: true, Why: "slip"}, review.Refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t).open()
			w.record("2014-03-05", meeting("panel"))
			if test.cmd.Seq == 0 {
				test.cmd.Seq = w.seqOf("meeting.added/1")
			}
			err := w.correct(test.cmd)
			if test.want != "" {
				code(t, err, test.want)
			} else if err != nil {
				t.Fatal(err, details(err))
			}
			w.clean()
		})
	}
}

func TestCorrectedFactsAreShownWhereMovesReliedOnThem(t *testing.T) {
	w := newWorld(t).gathering()
	seq := w.seqOf("assignment.added/1") // p6, for health
	if err := w.correct(engine.Correct{Seq: seq, Void: true, Why: "never appointed"}); err != nil {
		t.Fatal(err, details(err))
	}
	if got := w.stage("review", ""); got != "gathering" {
		t.Errorf("the move that was made is undone: the review stands at %s", got)
	}
	v, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(v.Relied, func(r engine.Reliance) bool { return r.Move == "review.gather" && r.Seq == seq }) {
		t.Errorf("nothing says that review.gather relied on #%d: %v", seq, v.Relied)
	}
	w.clean()
}

// A move that relied on a record which had changed since it was added was not
// flagged when what was added turned out to be wrong.
func TestAMoveRestsOnWhatWasAddedAndOnWhatChangedIt(t *testing.T) {
	w := newWorld(t).open()
	w.team()
	added := w.seqOf("agency.added/1")
	hospital := review.WithID(review.Agency{Title: "A hospital", Professions: []string{"health"}}, "hospital")
	w.record("2014-03-06", &review.Amended[review.Agency]{Record: hospital})
	w.decide("hold_review", "2014-03-10")
	w.mustMove("p1", "review.gather", "2014-03-20")
	if err := w.correct(engine.Correct{Seq: added, With: &review.Added[review.Agency]{Record: hospital}, Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	v, err := w.Show(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(v.Relied, func(r engine.Reliance) bool { return r.Seq == added }) {
		t.Errorf("nothing says that review.gather relied on #%d: %v", added, v.Relied)
	}
}

// A correction once voided the appointment of the only person who could record
// anything: the review could not be reached again, not even to undo that.
func TestNobodyStrandsAReview(t *testing.T) {
	w := newWorld(t).open()
	opener := w.seqOf("assignment.added/1")
	code(t, w.correct(engine.Correct{Seq: opener, Void: true, Why: "slip"}), review.Refused)
	end := engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.AssignmentEnded{ID: "assignment-1",
		To: date(t, "2014-08-31"), Why: written}}
	_, err := w.Record(t.Context(), end)
	code(t, err, review.Refused)
	w.assign("p7", "coordinator", "")
	w.must(w.Record(t.Context(), end))
	w.clean()
}

func TestAMoveIsNotVoided(t *testing.T) {
	w := newWorld(t).analysis()
	code(t, w.correct(engine.Correct{Seq: w.seqOf("move.made/1"), Void: true, Why: "slip"}), review.Refused)
}

func TestThePast(t *testing.T) {
	w := newWorld(t).analysis()
	meeting := &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}
	w.record("2014-03-05", meeting)
	seq := w.seqOf("meeting.added/1")
	w.now = w.now.AddDate(0, 0, 10)
	if err := w.correct(engine.Correct{Seq: seq, Void: true, Why: "never happened"}); err != nil {
		t.Fatal(err)
	}
	show := func(at engine.At) *review.Review {
		t.Helper()
		v, err := w.Show(t.Context(), w.ref, at, reader("p1"))
		if err != nil {
			t.Fatal(err)
		}
		return v.Review
	}
	in, _ := show(engine.At{AsOf: date(t, "2014-03-12")}).Instance("review", "")
	if in.Stage != "forming" {
		t.Errorf("on 12 March it stood at %s", in.Stage)
	}
	if n := len(show(engine.At{KnownAt: date(t, "2014-09-05")}).Meetings); n != 1 {
		t.Errorf("on 5 September %d meetings were recorded, want the one voided later", n)
	}
	if n := len(show(engine.At{}).Meetings); n != 0 {
		t.Errorf("now there are %d meetings", n)
	}
	_, err := w.Show(t.Context(), w.ref, engine.At{AsOf: date(t, "2010")}, reader("p1"))
	code(t, err, review.NotFound)
}

// A record whose day was corrected was shown with its wrong day as of every day
// before that, and a review before it was opened by what had happened till then.
func TestThePastKnowsCorrectedDays(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-06-01", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	w.record("2013-02-01", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "police"}})
	seq := w.seqOf("meeting.added/1")
	early := date(t, "2014-04-01")
	if err := w.correct(engine.Correct{Seq: seq, NewOn: early, Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	v, err := w.Show(t.Context(), w.ref, engine.At{AsOf: date(t, "2014-05-01")}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	if m := v.Review.Meetings; len(m) != 1 || m[0].On != early {
		t.Errorf("as of May the meetings are %v, want the one of April", m)
	}
	_, err = w.Show(t.Context(), w.ref, engine.At{AsOf: date(t, "2013-03")}, reader("p1"))
	code(t, err, review.NotFound)
}

// A history of what was known by a day showed what was corrected only later.
func TestHistoryKnowsNoLaterCorrection(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-05", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	seq := w.seqOf("meeting.added/1")
	w.now = w.now.AddDate(0, 0, 10)
	if err := w.correct(engine.Correct{Seq: seq, Void: true, Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	for at, want := range map[engine.At]bool{{}: true, {KnownAt: date(t, "2014-09-05")}: false} {
		_, entries, err := w.History(t.Context(), w.ref, at, reader("p1"))
		if err != nil {
			t.Fatal(err)
		}
		if got := entries[seq-1]; got.Voided != want || (got.CorrectedBy != 0) != want {
			t.Errorf("known at %q: void %t, corrected by #%d", at.KnownAt, got.Voided, got.CorrectedBy)
		}
	}
}

// Somebody whose part ends on a day to come did not find the review in the list.
func TestAPartThatWillEndIsListed(t *testing.T) {
	w := newWorld(t).open()
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.by("p1"), Review: w.ref,
		Assignment: review.Assignment{Person: "p5", Role: "team_member", To: date(t, "2014-12-31")}}))
	list, err := w.List(t.Context(), review.Query{}, "p5")
	if err != nil || len(list) != 1 {
		t.Errorf("%d reviews: %v", len(list), err)
	}
}

func TestTakingOn(t *testing.T) {
	w := newWorld(t)
	open := func(change func(*engine.Open)) (engine.Outcome, error) {
		cmd := engine.Open{Meta: w.on("p1", "2014-03-03"), Workflow: "trial", NoConflict: true, Why: "begun on paper",
			At: []review.TakenOnAt{{Track: "review", Stage: "analysis"}}}
		if change != nil {
			change(&cmd)
		}
		return w.Open(t.Context(), cmd)
	}
	_, err := open(func(c *engine.Open) { c.Why = "" })
	code(t, err, review.Usage)
	_, err = open(func(c *engine.Open) { c.At[0].Stage = "analyses" })
	code(t, err, review.Invalid)
	_, err = open(func(c *engine.Open) { c.At[0].Track = "agency_report" })
	code(t, err, review.Invalid)
	_, err = open(func(c *engine.Open) { c.Workflow = "trail" })
	code(t, err, review.Invalid)
	_, err = open(func(c *engine.Open) { c.Number = 7 })
	code(t, err, review.Invalid)
	_, err = open(func(c *engine.Open) { c.On = review.NewDate(2012, 1, 1) })
	code(t, err, review.Refused)
	_, err = open(func(c *engine.Open) { c.User = "p7" })
	code(t, err, review.Forbidden)

	w.ref = w.must(open(nil)).Receipt.Reference
	in, _ := w.review().Instance("review", "")
	if in.Stage != "analysis" || !in.Evidence {
		t.Errorf("stands at %s, not evidenced %t", in.Stage, in.Evidence)
	}
	_, entries, err := w.History(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries { // the review was never referred here
		if opened, ok := entry.Event.Body.(*review.TrackOpened); ok && opened.Track == "review" {
			t.Errorf("#%d says that the review opened at %s", entry.Event.Seq, opened.Stage)
		}
	}
	early := w.must(open(func(c *engine.Open) { c.On, c.OutsideDates = review.NewDate(2012, 1, 1), "a trial site" }))
	if early.Receipt.Reference == w.ref {
		t.Error("two reviews have one reference")
	}
	w.clean()
}

func TestTheSameCommandTwice(t *testing.T) {
	w := newWorld(t).open()
	meta := w.on("p1", "2014-03-05")
	meta.CommandID = "given"
	cmd := engine.Record{Meta: meta, Review: w.ref, Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}}
	first := w.must(w.Record(t.Context(), cmd)).Receipt
	second := w.must(w.Record(t.Context(), cmd)).Receipt
	if !second.Repeated || second.First != first.First || second.Last != first.Last {
		t.Errorf("the first receipt is %d–%d, the second %d–%d, repeated %t", first.First, first.Last, second.First, second.Last, second.Repeated)
	}
	if n := len(w.review().Meetings); n != 1 {
		t.Errorf("%d meetings, want one effect", n)
	}
	cmd.Body = &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}}
	_, err := w.Record(t.Context(), cmd)
	code(t, err, review.Invalid)
}

// What is plain in a form tells one command from another; of a text only that it
// was given does, because a hash of a short text could be guessed.
func TestTheSameCommandIDWithAnotherForm(t *testing.T) {
	w := newWorld(t).open()
	meta := w.on("p2", "2014-03-10")
	meta.CommandID = "given"
	decide := func(outcome, reasons string) error {
		_, err := w.Advance(t.Context(), engine.Advance{Meta: meta, Review: w.ref, Move: "review.decide",
			Form: &engine.FormInput{Values: map[string]string{"outcome": outcome, "reasons": reasons}}})
		return err
	}
	if err := decide("hold_review", "made up"); err != nil {
		t.Fatal(err, details(err))
	}
	code(t, decide("no_review", "made up"), review.Invalid)
	if err := decide("hold_review", "other words"); err != nil {
		t.Errorf("the same command with other words: %v", err)
	}
	meta.User = "p7" // who has no part learns nothing of the command
	code(t, decide("hold_review", "made up"), review.NotFound)
}

func TestWhoeverSawAnotherVersionIsTold(t *testing.T) {
	w := newWorld(t).open()
	meta := w.by("p1")
	meta.Expect = 3
	_, err := w.HoldOffice(t.Context(), engine.HoldOffice{Meta: meta, Office: "chair", Person: "p4"})
	if err != nil { // the board was created, a login named, an office given
		t.Fatal(err)
	}
	_, err = w.HoldOffice(t.Context(), engine.HoldOffice{Meta: meta, Office: "chair", Person: "p5"})
	code(t, err, review.Conflict)
	_, err = w.Register(t.Context(), engine.Register{Meta: meta, Person: person("p2")})
	code(t, err, review.Conflict)
	_, err = w.Adopt(t.Context(), engine.Adopt{Meta: meta, File: "trial.yaml", Source: w.definition().Source})
	code(t, err, review.Conflict)
	_, err = w.Open(t.Context(), engine.Open{Meta: meta, Workflow: "trial"})
	code(t, err, review.Conflict)
}

// Two people who add facts do not contradict each other: both are recorded. Two
// who make the same move do: one is refused.
func TestAtTheSameTime(t *testing.T) {
	w := newWorld(t).analysis()
	both := func(f func(context.Context) error) []review.Code {
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wg.Go(func() { errs[i] = f(t.Context()) })
		}
		wg.Wait()
		var codes []review.Code
		for _, err := range errs {
			if err == nil {
				codes = append(codes, "")
				continue
			}
			codes = append(codes, review.CodeOf(err))
		}
		slices.Sort(codes)
		return codes
	}
	for range 10 {
		added := both(func(ctx context.Context) error {
			_, err := w.Record(ctx, engine.Record{Meta: engine.Meta{User: "p1"}, Review: w.ref,
				Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
			return err
		})
		if !slices.Equal(added, []review.Code{"", ""}) {
			t.Errorf("two meetings were recorded as %q", added)
		}
	}
	moved := both(func(ctx context.Context) error {
		_, err := w.Advance(ctx, engine.Advance{Meta: engine.Meta{User: "p2"}, Review: w.ref, Move: "publication.release"})
		return err
	})
	if moved[0] != "" || moved[1] != review.Conflict && moved[1] != review.Refused {
		t.Errorf("the same move twice at once ended as %q", moved)
	}
	w.clean()
}

func TestHistory(t *testing.T) {
	w := newWorld(t).analysis()
	_, entries, err := w.History(t.Context(), w.ref, engine.At{}, reader("p1"))
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(entries)) != w.review().Version {
		t.Errorf("%d entries for version %d", len(entries), w.review().Version)
	}
	_, _, err = w.History(t.Context(), w.ref, engine.At{}, reader("p7"))
	code(t, err, review.NotFound)
}

// An office has a part in every review. Whoever may open reviews once could give
// themselves one, and read them all.
func TestOnlyAnAdministratorGivesOffices(t *testing.T) {
	w := newWorld(t)
	opener := person("p7")
	opener.MayOpen = true
	w.amend("p7", opener)
	_, err := w.HoldOffice(t.Context(), engine.HoldOffice{Meta: w.by("p7"), Office: "chair", Person: "p7", From: date(t, "2014")})
	code(t, err, review.Forbidden)
}
