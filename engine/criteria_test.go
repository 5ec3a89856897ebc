package engine_test

import (
	"errors"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// withCriteria is a world whose definition names two sets of criteria, in which a notice
// to the panel must go out before the review is decided.
func withCriteria(t *testing.T) *world {
	t.Helper()
	w := newWorld(t).variant(
		"  document_kinds: {words: [report, plan]}\n", "  document_kinds: {words: [report, plan]}\n  bodies: [panel, ofsted, coroner]\n  letter_kinds: [notice, reply]\n",
		"clocks:\n", `criteria:
  harm:
    notices:
      tell_panel: {title: Tell the panel, to: panel, kind: notice, within: 5 working days}
      tell_ofsted: {to: ofsted, kind: notice}
  concern: {}
clocks:
`, "decide: {from: referred, to: decided, by: [chair], form: decision}", `decide:
        from: referred
        to: decided
        by: [chair]
        form: decision
        requires:
          told: {rule: 'criteria.exists(c, c.set == "harm" && c.met == "yes") && notices.all(n, n.sent)', tell: a letter is owed}`)
	return w.open()
}

func (w *world) met(day, set, word string) engine.Outcome {
	return w.record(day, &review.Added[review.Criterion]{Record: review.Criterion{Set: set, Met: word}})
}

func (w *world) letterTo(day, party, kind string) {
	w.record(day, &review.Added[review.Letter]{Record: review.Letter{Direction: "out", Party: party, Kind: kind}})
}

// owed says of each notice until when it is owed, and whether it was sent.
func (w *world) owed() string {
	var list []string
	for _, n := range w.review().OwedNotices() {
		says := n.Name + " " + n.Due.String()
		if n.Sent {
			says += " sent " + n.On.String()
		}
		list = append(list, says)
	}
	return strings.Join(list, "; ")
}

func (w *world) owes(want string) {
	w.t.Helper()
	if got := w.owed(); got != want {
		w.t.Errorf("owed is %q, want %q", got, want)
	}
}

func TestASetThatIsMetOwesItsNotices(t *testing.T) {
	w := withCriteria(t)
	w.met("2014-03-06", "concern", review.NotYet)
	w.owes("")
	w.met("2014-03-06", "harm", review.Yes) // a Thursday: five working days end a week later
	w.owes("tell_panel 2014-03-13; tell_ofsted ")
	w.letterTo("2014-03-05", "panel", "notice") // before it was owed
	w.letterTo("2014-03-07", "panel", "reply")
	w.owes("tell_panel 2014-03-13; tell_ofsted ")
	code(t, w.decideNow(), review.Refused)
	w.letterTo("2014-03-20", "panel", "notice")
	w.letterTo("2014-03-18", "panel", "notice") // recorded later, and sent first
	w.letterTo("2014-03-10", "ofsted", "notice")
	w.owes("tell_panel 2014-03-13 sent 2014-03-18; tell_ofsted  sent 2014-03-10")
	if late := w.review().OwedNotices()[0].OverdueOn(date(t, "2014-03-12")); !late {
		t.Error("what was sent after its last day is late on whatever day one asks")
	}
	if err := w.decideNow(); err != nil {
		t.Errorf("both letters have gone out: %v%s", err, details(err))
	}
	w.clean()
}

// decideNow tries the move that waits for the notices.
func (w *world) decideNow() error {
	_, err := w.Advance(w.t.Context(), engine.Advance{Meta: w.on("p2", "2014-03-21"), Review: w.ref, Move: "review.decide",
		Form: &engine.FormInput{Values: map[string]string{"outcome": "no_review", "reasons": "made up"}}})
	return err
}

func TestANoticeIsOwedFromTheDayTheSetIsMet(t *testing.T) {
	w := withCriteria(t)
	w.met("2014-03-06", "harm", review.NotYet)
	amend := func(day, met string, why review.Text) {
		t.Helper()
		w.record(day, &review.Amended[review.Criterion]{Record: review.WithID(review.Criterion{Set: "harm", Met: met, Why: why}, "criterion-1")})
	}
	amend("2014-04", review.Yes, review.Text{}) // in April: at the end of it, at the latest
	w.owes("tell_panel 2014-05-08; tell_ofsted ")
	if n := w.review().Criteria[0].Notices[0]; !n.About || n.Edition == "" || n.Limit != "5 working days" {
		t.Errorf("the notice is %+v", n)
	}
	amend("2014-06-02", review.Yes, written) // another reason moves no day
	w.owes("tell_panel 2014-05-08; tell_ofsted ")
	amend("2014-06-03", review.No, written)
	w.owes("")
	amend("2014-06-04", review.Yes, written)
	w.owes("tell_panel 2014-06-11; tell_ofsted ")
	w.clean()
}

func TestACorrectedDayMovesTheNotices(t *testing.T) {
	w := withCriteria(t)
	w.met("2014-03-06", "harm", review.Yes)
	seq := w.seqOf("criterion.added/1")
	if err := w.correct(engine.Correct{Seq: seq, NewOn: date(t, "2014-03-10"), Why: "slip"}); err != nil {
		t.Fatal(err)
	}
	w.owes("tell_panel 2014-03-17; tell_ofsted ")
	if err := w.correct(engine.Correct{Seq: seq, Why: "slip", With: &review.Added[review.Criterion]{
		Record: review.Criterion{Set: "harm", Met: review.No}}}); err != nil {
		t.Fatal(err)
	}
	w.owes("")
	if err := w.correct(engine.Correct{Seq: seq, Void: true, Why: "slip"}); err != nil {
		t.Fatal(err)
	}
	w.met("2014-03-07", "harm", review.Yes) // a set whose record was voided is free again
	w.owes("tell_panel 2014-03-14; tell_ofsted ")
	w.clean()
}

func TestWhatIsNotRightOfCriteria(t *testing.T) {
	w := withCriteria(t)
	w.met("2014-03-06", "harm", review.Yes)
	for _, test := range []struct {
		name string
		by   string
		body review.Body
		want review.Code
	}{
		{"no set", "p1", &review.Added[review.Criterion]{Record: review.Criterion{Met: review.Yes}}, review.Usage},
		{"a set that there is not", "p1", &review.Added[review.Criterion]{Record: review.Criterion{Set: "horm", Met: review.Yes}}, review.Invalid},
		{"no word on it", "p1", &review.Added[review.Criterion]{Record: review.Criterion{Set: "concern"}}, review.Usage},
		{"another word", "p1", &review.Added[review.Criterion]{Record: review.Criterion{Set: "concern", Met: "perhaps"}}, review.Invalid},
		{"a set twice", "p1", &review.Added[review.Criterion]{Record: review.Criterion{Set: "harm", Met: review.No}}, review.Conflict},
		{"amended to another set that is on record", "p1", &review.Amended[review.Criterion]{
			Record: review.WithID(review.Criterion{Set: "harm", Met: review.Yes}, "criterion-1")}, review.Usage},
		{"by somebody who arranges nothing", "p3", &review.Added[review.Criterion]{Record: review.Criterion{Set: "concern", Met: review.Yes}}, review.Forbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.by == "p3" {
				w.assign("p3", "lead_reviewer", "police")
			}
			_, err := w.Record(t.Context(), engine.Record{Meta: w.by(test.by), Review: w.ref, Body: test.body})
			code(t, err, test.want)
		})
	}
	plain := newWorld(t).open()
	_, err := plain.Record(t.Context(), engine.Record{Meta: plain.by("p1"), Review: plain.ref,
		Body: &review.Added[review.Criterion]{Record: review.Criterion{Set: "harm", Met: review.Yes}}})
	code(t, err, review.Refused)
}

// What a command says of its notices counts for nothing: the definition has them.
func TestNobodyMakesUpANotice(t *testing.T) {
	w := withCriteria(t)
	w.record("2014-03-06", &review.Added[review.Criterion]{Record: review.Criterion{Set: "harm", Met: review.No,
		Notices: []review.Notice{{Name: "made_up", To: "ofsted", Kind: "notice"}}}})
	w.owes("")
	w.clean()
}

func TestOpenedOnCriteria(t *testing.T) {
	w := withCriteria(t)
	open := func(cmd engine.Open) error {
		cmd.Meta, cmd.Workflow, cmd.NoConflict = w.on("p1", "2014-03-06"), "trial", true
		out, err := w.Open(t.Context(), cmd)
		w.ref = out.Receipt.Reference
		return err
	}
	for _, test := range []struct {
		name string
		cmd  engine.Open
		want review.Code
	}{
		{"a set that the definition has not", engine.Open{Criteria: []string{"neglect"}}, review.Invalid},
		{"a set twice", engine.Open{Criteria: []string{"harm", "harm"}}, review.Invalid},
	} {
		t.Run(test.name, func(t *testing.T) { code(t, open(test.cmd), test.want) })
	}
	if err := open(engine.Open{Criteria: []string{"harm", "concern"}}); err != nil {
		t.Fatal(err)
	}
	w.owes("tell_panel 2014-03-13; tell_ofsted ")
	if n := len(w.review().Criteria); n != 2 {
		t.Errorf("%d sets are on record, not 2", n)
	}
	// When a review that is taken on met them is not known here: nothing can be late.
	if err := open(engine.Open{Criteria: []string{"harm"}, Why: "made up", At: []review.TakenOnAt{{Track: "review", Stage: "decided"}}}); err != nil {
		t.Fatal(err)
	}
	w.owes("")
	w.clean()
}

func TestNoticesWaitForSomebody(t *testing.T) {
	w := withCriteria(t)
	w.met("2014-03-06", "harm", review.Yes)
	w.letterTo("2014-03-07", "ofsted", "notice")
	notices := w.notices("2014-03-14")
	if len(notices) != 1 || notices[0].What != "tell_panel" || !notices[0].Overdue || !strings.Contains(notices[0].Says, "Tell the panel: send panel a letter of kind notice") {
		t.Errorf("what waits is %+v", notices)
	}
	v, err := w.Show(t.Context(), w.ref, engine.At{AsOf: date(t, "2014-03-06")}, reader("p1"))
	if err != nil || len(v.Notices) != 2 || v.Notices[0].Overdue || v.Notices[1].Sent {
		t.Errorf("on the day the set was met nothing was late or sent: %+v (%v)", v.Notices, err)
	}
}

// Letters had any party before the definition's list of bodies bound it.
func TestTheBodiesBindALettersParty(t *testing.T) {
	w := withCriteria(t)
	w.agency("hospital", "health")
	letter := func(party string) error {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref,
			Body: &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: party, Kind: "reply"}}})
		return err
	}
	for _, party := range []string{"coroner", "hospital"} {
		if err := letter(party); err != nil {
			t.Errorf("%s may write: %v", party, err)
		}
	}
	err := letter("Ofsted")
	code(t, err, review.Invalid)
	if !strings.Contains(hintOf(err), "did you mean ofsted?") {
		t.Errorf("the hint is %q", hintOf(err))
	}
	older := olderWorld(t, 3).variant("  document_kinds:", "  bodies: [panel]\n  document_kinds:",
		"      topics:  {", "      body:  {type: choice, of: bodies, optional: true}\n      topics:  {").open()
	older.letterTo("2014-03-07", "ofsted", "notice")
	older.clean()
}

func hintOf(err error) string {
	e, _ := errors.AsType[*review.Error](err)
	if e == nil {
		return ""
	}
	return e.Hint
}

// Where several sets of criteria owe one body the same notice, one letter does for all:
// what waits says so once, with the earliest day.
func TestANoticeThatSeveralCriteriaOweWaitsOnce(t *testing.T) {
	w := newWorld(t).variant("  document_kinds: {words: [report, plan]}\n", "  document_kinds: {words: [report, plan]}\n  bodies: [panel]\n  letter_kinds: [notice]\n",
		"clocks:\n", `criteria:
  harm: {notices: {tell_panel: {to: panel, kind: notice, within: 15 working days}}}
  concern: {notices: {tell_panel: {to: panel, kind: notice, within: 5 working days}}}
clocks:
`).open()
	w.met("2014-03-04", "harm", review.Yes)
	w.met("2014-03-04", "concern", review.Yes)
	if owed := w.review().OwedNotices(); len(owed) != 2 {
		t.Fatalf("owed are %+v", owed)
	}
	if got := w.notices("2014-03-14"); len(got) != 1 || got[0].Due != date(t, "2014-03-11") {
		t.Errorf("what waits is %+v, want once, by 11 March", got)
	}
	w.letterTo("2014-03-05", "panel", "notice")
	if got := w.notices("2014-03-14"); len(got) != 0 {
		t.Errorf("after the letter there waits %+v", got)
	}
}

// notices are those that wait on a day.
func (w *world) notices(day string) (list []engine.Task) {
	w.t.Helper()
	tasks, err := w.Todo(w.t.Context(), "p1", engine.Horizon{On: date(w.t, day)})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, task := range tasks {
		if task.Kind == "notice" {
			list = append(list, task)
		}
	}
	return list
}
