package engine_test

import (
	"testing"

	"scr/engine"
	"scr/review"
)

// A record that was corrected once kept neither its new words when only its day
// was corrected afterwards, nor its new day when only its words were.
func TestASecondCorrectionKeepsTheFirst(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-05", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}})
	seq := w.seqOf("meeting.added/1")
	board := &review.Added[review.Meeting]{Record: review.Meeting{Kind: "board"}}
	for _, cmd := range []engine.Correct{
		{Seq: seq, With: board, Why: "slip"},
		{Seq: seq, NewOn: review.NewDate(2014, 3, 6), Why: "slip"},
		{Seq: seq, With: board, Why: "slip"},
	} {
		if err := w.correct(cmd); err != nil {
			t.Fatal(err, details(err))
		}
	}
	m := w.review().Meetings[0]
	if m.Kind != "board" || m.On != review.NewDate(2014, 3, 6) {
		t.Errorf("a %s meeting on %s, want the board's on 6 March", m.Kind, m.On.English())
	}
	w.clean()
}

// A replacement brought its own handle and agreement with it: a finding could be
// agreed, or lose its handle, by being corrected.
func TestAReplacementBringsWordsOnly(t *testing.T) {
	w := newWorld(t).open()
	finding := review.Finding{Kind: review.Pattern, Title: written}
	w.record("2014-03-05", &review.Added[review.Finding]{Record: finding})
	finding.Kind, finding.Agreed = review.GoodPractice, true
	err := w.correct(engine.Correct{Seq: w.seqOf("finding.added/1"), Why: "slip",
		With: &review.Added[review.Finding]{Record: review.WithID(finding, "finding-7")}})
	if err != nil {
		t.Fatal(err, details(err))
	}
	if f := w.review().Findings[0]; f.ID != "finding-1" || f.Agreed || f.Kind != review.GoodPractice {
		t.Errorf("%s is a %s, agreed %t", f.ID, f.Kind, f.Agreed)
	}
	w.clean()
}

// What was recorded of a conversation could not be corrected: the refusal said
// that it was held already and that "scr correct" would mend it.
func TestAStepIsCorrectedWhereItWasTaken(t *testing.T) {
	w := newWorld(t).gathering()
	w.record("2014-03-21", &review.Added[review.Conversation]{Record: review.Conversation{Profession: "police"}})
	w.record("2014-03-22", &review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}})
	w.record("2014-03-22", &review.Added[review.Evidence]{Record: review.Evidence{Kind: "chronology"}})
	w.record("2014-03-23", &review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: written})
	w.record("2014-03-24", &review.EvidenceMoved{ID: "evidence-1", State: review.Received})
	returned := w.seqOf("evidence.moved/1") - 1
	for _, cmd := range []engine.Correct{
		{Seq: w.seqOf("conversation.held/1"), With: &review.ConversationHeld{ID: "conversation-1", By: []string{"p4"}}, Why: "slip"},
		{Seq: returned, With: &review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: written}, Why: "slip"},
	} {
		if err := w.correct(cmd); err != nil {
			t.Errorf("#%d: %v%s", cmd.Seq, err, details(err))
		}
	}
	if by := w.review().Conversations[0].By; len(by) != 1 || by[0] != "p4" {
		t.Errorf("held by %v", by)
	}
	code(t, w.correct(engine.Correct{Seq: returned, With: &review.EvidenceMoved{ID: "evidence-1", State: review.Received}, Why: "slip"}), review.Refused)
	w.clean()
}

// Holds, appointments and forms could be corrected into what nobody may record:
// unknown holds, lead reviewers without accreditation, personal text among the
// plain values of a form, which stay in the log for good.
func TestACorrectionIsCheckedAsARecordIs(t *testing.T) {
	w := newWorld(t).gathering()
	w.hold("2014-03-21", "review", "")
	form := func(values map[string]string, texts map[string]review.Text) review.Body {
		return &review.FormFilled{Form: "decision", Values: values, Texts: texts}
	}
	reasons := map[string]review.Text{"reasons": written}
	tests := []struct {
		name, kind string
		with       review.Body
		want       review.Code
	}{
		{"a hold nobody knows", "hold.added/1",
			&review.Added[review.Hold]{Record: review.Hold{Name: "holiday", Covers: "review", Why: written, ReviewOn: review.NewDate(2014, 5, 1)}}, review.Invalid},
		{"a hold without an end in sight", "hold.added/1",
			&review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review", Why: written}}, review.Usage},
		{"somebody who is not accredited", "assignment.added/1",
			&review.Added[review.Assignment]{Record: review.Assignment{Person: "p5", Role: "lead_reviewer"}}, review.Refused},
		{"a role nobody knows", "assignment.added/1",
			&review.Added[review.Assignment]{Record: review.Assignment{Person: "p5", Role: "leader"}}, review.Invalid},
		{"a choice that does not exist", "form.filled/1", form(map[string]string{"outcome": "perhaps"}, reasons), review.Invalid},
		{"a text among the values", "form.filled/1", form(map[string]string{"outcome": "no_review", "reasons": "made up"}, nil), review.Invalid},
		{"a form with a hole", "form.filled/1", form(map[string]string{"outcome": "no_review"}, nil), review.Usage},
		{"a form that is right", "form.filled/1", form(map[string]string{"outcome": "no_review"}, reasons), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd := engine.Correct{Meta: w.by("p1"), Seq: w.seqOf(test.kind), With: test.with, Why: "slip"}
			if test.kind == "form.filled/1" {
				cmd.Meta = w.by("p2") // who decided it
			}
			err := w.correct(cmd)
			if test.want != "" {
				code(t, err, test.want)
			} else if err != nil {
				t.Fatal(err, details(err))
			}
		})
	}
	w.clean()
}

// Anybody with a part in the review could turn the chair's decision round by
// correcting the form that it was recorded with.
func TestADecisionIsCorrectedByWhoMayDecide(t *testing.T) {
	w := newWorld(t).gathering()
	seq := w.seqOf("form.filled/1")
	turned := func(meta engine.Meta) error {
		_, err := w.Correct(t.Context(), engine.Correct{Meta: meta, Review: w.ref, Seq: seq, Why: "slip",
			With: &review.FormFilled{Values: map[string]string{"outcome": "no_review"}, Texts: map[string]review.Text{"reasons": written}}})
		return err
	}
	code(t, turned(w.by("p5")), review.Forbidden)
	code(t, turned(w.by("p1")), review.Forbidden)
	if err := turned(w.by("p2")); err != nil {
		t.Fatal(err, details(err))
	}
	if f, _ := w.review().Filled("decision", ""); f.Move != "review.decide" || f.Values["outcome"] != "no_review" {
		t.Errorf("the form of move %q says %q", f.Move, f.Values["outcome"])
	}
	w.clean()
}

// A hold that was voided left the clocks it had paused standing still for ever:
// there was no hold left to lift.
func TestAVoidHoldPausesNothing(t *testing.T) {
	w := newWorld(t).gathering()
	due := w.clock("complete").Due
	w.hold("2014-03-21", "review", "")
	if c := w.clock("complete"); c.State != review.Paused {
		t.Fatalf("the clock is %s", c.State)
	}
	if err := w.correct(engine.Correct{Seq: w.seqOf("hold.added/1"), Void: true, Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	if c := w.clock("complete"); c.State != review.Running || c.Due != due {
		t.Errorf("the clock is %s and due on %s, want running to %s", c.State, c.Due, due)
	}
	w.clean()
}

func TestAHoldLiftedByMistakePausesOn(t *testing.T) {
	w := newWorld(t).gathering()
	w.hold("2014-04-01", "review", "")
	w.record("2014-04-11", &review.HoldLifted{ID: "hold-1"})
	if err := w.correct(engine.Correct{Seq: w.seqOf("hold.lifted/1"), Void: true, Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	if c := w.clock("complete"); c.State != review.Paused || c.PausedOn != date(t, "2014-04-01") || c.Due != date(t, "2014-09-10") {
		t.Fatalf("the clock is %s since %s", c.State, c.PausedOn)
	}
	w.record("2014-05-01", &review.HoldLifted{ID: "hold-1"})
	if c := w.clock("complete"); c.Due != date(t, "2014-10-10") {
		t.Errorf("due on %s; want thirty days later than 10 September", c.Due)
	}
	w.clean()
}

// An agency that was voided left its report behind, and the analysis waited for
// it for ever.
func TestNobodyWaitsForAVoidAgency(t *testing.T) {
	w := newWorld(t).gathering()
	w.agency("school")
	if err := w.correct(engine.Correct{Seq: w.seqOf("agency.added/1"), Void: true, Why: "never in the case"}); err != nil {
		t.Fatal(err, details(err))
	}
	if in, _ := w.review().Instance("agency_report", "school"); !in.Excused {
		t.Errorf("its report stands at %s, and is waited for", in.Stage)
	}
	code(t, w.correct(engine.Correct{Seq: w.seqOf("agency.added/1"), Void: true, Why: "again"}), review.Refused)
	w.agency("school")
	if in, _ := w.review().Instance("agency_report", "school"); in.Excused {
		t.Error("it was added again, and nobody waits for its report")
	}
	w.clean()
}

// Due days that were counted with a hold are counted again when its days turn out
// to have been others.
func TestACorrectedHoldMovesTheDueDay(t *testing.T) {
	held := func() *world {
		w := newWorld(t).gathering()
		w.hold("2014-04-01", "review", "")
		w.record("2014-04-11", &review.HoldLifted{ID: "hold-1"})
		if c := w.clock("complete"); c.Due != date(t, "2014-09-20") {
			t.Fatalf("due on %s; want ten days later than 10 September", c.Due)
		}
		return w
	}
	for _, tt := range []struct {
		name    string
		correct func(*world) engine.Correct
		due     string
	}{
		{"placed earlier", func(w *world) engine.Correct {
			return engine.Correct{Seq: w.seqOf("hold.added/1"), NewOn: date(t, "2014-03-22")}
		}, "2014-09-30"},
		{"lifted later", func(w *world) engine.Correct {
			return engine.Correct{Seq: w.seqOf("hold.lifted/1"), NewOn: date(t, "2014-05-01")}
		}, "2014-10-10"},
		{"never placed", func(w *world) engine.Correct {
			return engine.Correct{Seq: w.seqOf("hold.added/1"), Void: true}
		}, "2014-09-10"},
		{"over one agency only", func(w *world) engine.Correct {
			return engine.Correct{Seq: w.seqOf("hold.added/1"), With: &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings",
				Covers: "participant", Target: "hospital", Why: review.NewText("a trial"), ReviewOn: date(t, "2014-12-01")}}}
		}, "2014-09-10"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := held()
			cmd := tt.correct(w)
			cmd.Why = "slip"
			if err := w.correct(cmd); err != nil {
				t.Fatal(err, details(err))
			}
			if c := w.clock("complete"); c.State != review.Running || c.Due != date(t, tt.due) {
				t.Errorf("the clock is %s and due on %s, want %s", c.State, c.Due, tt.due)
			}
			w.clean()
		})
	}
}

// A slip is corrected by who made it, or by somebody who opens reviews: a member of
// the team could have voided the child.
func TestWhatOthersRecordedIsNotForEverybodyToCorrect(t *testing.T) {
	w := newWorld(t).gathering()
	w.record("2014-03-21", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "under_1"}})
	void := func(user string, seq int64) error {
		return w.correct(engine.Correct{Meta: w.by(user), Seq: seq, Void: true, Why: "slip"})
	}
	code(t, void("p5", w.seqOf("subject.added/2")), review.Forbidden)
	_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p5", "2014-03-21"), Review: w.ref,
		Body: &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel"}}})
	if err != nil {
		t.Fatal(err, details(err))
	}
	for _, tt := range []struct{ user, kind string }{{"p5", "meeting.added/1"}, {"p1", "subject.added/2"}} {
		if err := void(tt.user, w.seqOf(tt.kind)); err != nil {
			t.Errorf("%s voids %s: %v", tt.user, tt.kind, err)
		}
	}
	code(t, w.correct(engine.Correct{Seq: 1, Void: true, NewOn: date(t, "2014-03-01"), Why: "slip"}), review.Refused)
	code(t, w.correct(engine.Correct{Seq: w.seqOf("assignment.added/1"), Void: true, NewOn: date(t, "2014-03-01"), Why: "slip"}), review.Usage)
	w.clean()
}

// What stands in the way of a correction must not be the record's own later life, nor
// the order in which things were typed.
func TestEveryStepOfARecordCanBeCorrected(t *testing.T) {
	w := newWorld(t).everything()
	for _, body := range []review.Body{
		&review.Added[review.Response]{Record: review.Response{To: "finding-1", From: "hospital", Stance: "accept"}},
		&review.FindingAgreed{ID: "finding-1", At: "meeting-1"},
		&review.ProceedingMoved{ID: "proceeding-1", Step: "concluded", Last: true},
		&review.Amended[review.Agency]{Record: review.WithID(review.Agency{Title: "City hospital"}, "hospital")},
		&review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}, Account: written},
		&review.ActionTested{ID: "action-1", Result: "changed", Evidence: written},
		&review.ActionClosed{ID: "action-1"},
	} {
		w.record("2014-03-25", body)
	}
	for _, kind := range []string{"response.added/1", "finding.agreed/1", "proceeding.moved/1", "agency.amended/1",
		"conversation.held/1", "action.tested/1", "action.closed/1"} {
		if err := w.correct(engine.Correct{Seq: w.seqOf(kind), NewOn: date(t, "2014-03-24"), Why: "slip"}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	w.assign("p7", "team_member", "health") // recorded after the conversation was
	err := w.correct(engine.Correct{Seq: w.seqOf("conversation.held/1"), Why: "slip",
		With: &review.ConversationHeld{ID: "conversation-1", By: []string{"p3", "p7"}, Account: written}})
	if err != nil {
		t.Error(err, details(err))
	}
	code(t, w.correct(engine.Correct{Seq: w.seqOf("finding.added/1"), NewOn: date(t, "2014-05-01"), Why: "slip"}), review.Invalid)
	w.clean()
}

// A role that began on the day of the appointment moves with that day.
func TestACorrectedAppointmentMovesItsBeginning(t *testing.T) {
	w := newWorld(t).open()
	w.must(w.Assign(t.Context(), engine.Assign{Meta: w.on("p1", "2014-03-24"), Review: w.ref,
		Assignment: review.Assignment{Person: "p5", Role: "team_member"}}))
	if err := w.correct(engine.Correct{Seq: w.seqOf("assignment.added/1"), NewOn: date(t, "2014-03-05"), Why: "slip"}); err != nil {
		t.Fatal(err, details(err))
	}
	a := w.review().Assignments
	if got := a[len(a)-1]; got.From != date(t, "2014-03-05") {
		t.Errorf("the role begins %s", got.From)
	}
	w.clean()
}
