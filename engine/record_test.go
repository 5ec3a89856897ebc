package engine_test

import (
	"testing"

	"scr/engine"
	"scr/review"
)

var written = review.NewText("made up")

// everything records one of each thing a review can hold, so that what refers to
// others has something to refer to.
func (w *world) everything() *world {
	w.t.Helper()
	w.gathering()
	for _, body := range []review.Body{
		&review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "under_1", Outcome: "died"}},
		&review.Added[review.Subject]{Record: review.Subject{Kind: "adult", AgeBand: "adult", Part: review.CausedHarm}},
		&review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "board", Title: "Another board", Part: "joint", Nation: "wales"}, "second_board")},
		&review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2013, 3, 0)}},
		&review.Added[review.Link]{Record: review.Link{Kind: "joint_with", Elsewhere: written, Partner: "second_board"}},
		&review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}},
		&review.Added[review.Contact]{Record: review.Contact{Relative: "relative-1", Outcome: "told"}},
		&review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Present: []string{"p3"}, Relatives: []string{"relative-1"}}},
		&review.Added[review.Conversation]{Record: review.Conversation{Agency: "hospital", Profession: "health"}},
		&review.Added[review.Evidence]{Record: review.Evidence{Kind: "records", Agency: "hospital"}},
		&review.Added[review.Document]{Record: review.Document{Kind: "report"}},
		&review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "ofsted", Kind: "query"}},
		&review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}},
		&review.Added[review.Episode]{Record: review.Episode{Label: written, Happened: written, Evidence: []string{"evidence-1"}}},
		&review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: written, Episodes: []string{"episode-1"}}},
		&review.Added[review.Recommendation]{Record: review.Recommendation{By: "author", Scope: "local", Text: written, Findings: []string{"finding-1"}}},
		&review.Added[review.Response]{Record: review.Response{To: "finding-1", From: "board", Stance: "accept"}},
		&review.Added[review.Action]{Record: review.Action{For: []string{"finding-1", "response-1"}, Owner: "hospital", Title: written}},
	} {
		w.record("2014-03-21", body)
	}
	return w
}

// partner is a partner under some handle.
func partner(handle string) review.Partner {
	return review.WithID(review.Partner{Kind: "board", Title: "Another board", Part: "joint"}, handle)
}

func TestEachThingIsRecorded(t *testing.T) {
	w := newWorld(t).everything()
	for _, body := range []review.Body{
		&review.DocumentVersioned{ID: "document-1", SHA256: ""},
		&review.ProceedingMoved{ID: "proceeding-1", Step: "opened"},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: written},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Received},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Accepted},
		&review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}, Account: written},
		&review.FindingAgreed{ID: "finding-1", At: "meeting-1"},
		&review.ActionTested{ID: "action-1", Result: "changed", Evidence: written},
		&review.ActionClosed{ID: "action-1"},
	} {
		w.record("2014-03-22", body)
	}
	w.clean()
}

// What runs beside a review goes on after it is closed, and so does the question whether
// practice changed. What it found is as it stands.
func TestWhatGoesOnAfterTheEnd(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-06", &review.Added[review.Proceeding]{Record: review.Proceeding{Kind: "inquest"}})
	w.record("2014-03-06", &review.Added[review.Action]{Record: review.Action{Owner: "board", Title: written}})
	w.closed()
	for _, body := range []review.Body{
		&review.Amended[review.Proceeding]{Record: review.WithID(review.Proceeding{Kind: "inquest", Reference: written}, "proceeding-1")},
		&review.ProceedingMoved{ID: "proceeding-1", Step: "opened"},
		&review.ActionTested{ID: "action-1", Result: "changed", Evidence: written},
		&review.ActionClosed{ID: "action-1"},
	} {
		w.record("2014-08-22", body)
	}
	for _, body := range []review.Body{
		&review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: written}},
		&review.Added[review.Action]{Record: review.Action{Owner: "board", Title: written}},
		&review.Added[review.Evidence]{Record: review.Evidence{Kind: "record", Title: written}},
	} {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-08-22"), Review: w.ref, Body: body})
		code(t, err, review.Refused)
	}
	w.clean()
}

func TestWhatIsNotRight(t *testing.T) {
	tests := []struct {
		name string
		body review.Body
		want review.Code
	}{
		{"subject of no kind", &review.Added[review.Subject]{Record: review.Subject{AgeBand: "under_1"}}, review.Usage},
		{"subject of unknown age", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "two"}}, review.Invalid},
		{"agency without a handle", &review.Added[review.Agency]{Record: review.Agency{Title: "x"}}, review.Usage},
		{"agency with a bad handle", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "x"}, "City Hospital")}, review.Invalid},
		{"agency twice", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "x"}, "hospital")}, review.Conflict},
		{"agency of an unknown profession", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "x", Professions: []string{"alchemy"}}, "lab")}, review.Invalid},
		{"subject with an unknown part", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "under_1", Part: "witness"}}, review.Invalid},
		{"partner without a handle", &review.Added[review.Partner]{Record: review.Partner{Kind: "board", Title: "x", Part: "joint"}}, review.Usage},
		{"partner with a bad handle", &review.Added[review.Partner]{Record: partner("Second Board")}, review.Invalid},
		{"partner called the board", &review.Added[review.Partner]{Record: partner("board")}, review.Invalid},
		{"partner twice", &review.Added[review.Partner]{Record: partner("second_board")}, review.Conflict},
		{"partner called like an agency", &review.Added[review.Partner]{Record: partner("hospital")}, review.Conflict},
		{"agency called like a partner", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "x"}, "second_board")}, review.Conflict},
		{"partner of no kind", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Title: "x", Part: "joint"}, "third_board")}, review.Usage},
		{"partner without a title", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "board", Part: "joint"}, "third_board")}, review.Usage},
		{"partner without a part", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "board", Title: "x"}, "third_board")}, review.Usage},
		{"partner in no nation", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "board", Title: "x", Part: "joint", Nation: "france"}, "third_board")}, review.Invalid},
		{"partner of an unknown kind", &review.Added[review.Partner]{Record: review.WithID(review.Partner{Kind: "club", Title: "x", Part: "joint"}, "third_board")}, review.Invalid},
		{"status of nobody", &review.Added[review.Status]{Record: review.Status{Subject: "subject-9", Kind: "on_register", From: review.NewDate(2013, 3, 0)}}, review.NotFound},
		{"status of no kind", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", From: review.NewDate(2013, 3, 0)}}, review.Usage},
		{"status of an unknown kind", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "adopted", From: review.NewDate(2013, 3, 0)}}, review.Invalid},
		{"status without a beginning", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "on_register"}}, review.Usage},
		{"status to come", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2099, 3, 0)}}, review.Invalid},
		{"status with an end to come", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2013, 3, 0), To: review.NewDate(2099, 3, 0)}}, review.Invalid},
		{"status that ends before it begins", &review.Added[review.Status]{Record: review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2013, 3, 0), To: review.NewDate(2012, 3, 0)}}, review.Invalid},
		{"link to nothing", &review.Added[review.Link]{Record: review.Link{Kind: "feeds"}}, review.Usage},
		{"link to two reviews", &review.Added[review.Link]{Record: review.Link{Kind: "feeds", Review: "EXB-2014-001", Elsewhere: written}}, review.Usage},
		{"link of an unknown kind", &review.Added[review.Link]{Record: review.Link{Kind: "resembles", Elsewhere: written}}, review.Invalid},
		{"link to a review that is not there", &review.Added[review.Link]{Record: review.Link{Kind: "feeds", Review: "EXB-2014-099"}}, review.NotFound},
		{"link with no partner", &review.Added[review.Link]{Record: review.Link{Kind: "feeds", Elsewhere: written, Partner: "hospital"}}, review.NotFound},
		{"step of a proceeding that there is not", &review.ProceedingMoved{ID: "proceeding-1", Step: "reopened"}, review.Invalid},
		{"relative without a relation", &review.Added[review.Relative]{}, review.Usage},
		{"contact with nobody", &review.Added[review.Contact]{Record: review.Contact{Relative: "relative-9", Outcome: "told"}}, review.NotFound},
		{"contact with an odd outcome", &review.Added[review.Contact]{Record: review.Contact{Relative: "relative-1", Outcome: "shouted"}}, review.Invalid},
		{"meeting of an unknown kind", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "party"}}, review.Invalid},
		{"meeting with a stranger", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Present: []string{"p99"}}}, review.NotFound},
		{"conversation with an unknown agency", &review.Added[review.Conversation]{Record: review.Conversation{Agency: "library"}}, review.NotFound},
		{"evidence of no kind", &review.Added[review.Evidence]{}, review.Usage},
		{"evidence accepted that is not there", &review.EvidenceMoved{ID: "evidence-9", State: review.Accepted}, review.NotFound},
		{"evidence returned without a reason", &review.EvidenceMoved{ID: "evidence-1", State: review.Returned}, review.Usage},
		{"evidence received twice", &review.EvidenceMoved{ID: "evidence-1", State: review.Received}, review.Refused},
		{"a hash that is none", &review.DocumentVersioned{ID: "document-1", SHA256: "abc"}, review.Invalid},
		{"letter in no direction", &review.Added[review.Letter]{Record: review.Letter{Party: "ofsted", Kind: "query"}}, review.Usage},
		{"answer to no letter", &review.Added[review.Letter]{Record: review.Letter{Direction: "out", Party: "ofsted", Kind: "reply", Answers: "letter-9"}}, review.NotFound},
		{"episode that ends before it begins", &review.Added[review.Episode]{Record: review.Episode{Label: written, Happened: written,
			From: review.NewDate(2011, 2, 1), To: review.NewDate(2011, 1, 1)}}, review.Invalid},
		{"episode on no evidence", &review.Added[review.Episode]{Record: review.Episode{Label: written, Happened: written, Evidence: []string{"evidence-9"}}}, review.NotFound},
		{"finding without a title", &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern}}, review.Usage},
		{"finding of blame", &review.Added[review.Finding]{Record: review.Finding{Kind: "blame", Title: written}}, review.Invalid},
		{"finding on no episode", &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: written, Episodes: []string{"episode-9"}}}, review.NotFound},
		{"finding agreed at no meeting", &review.FindingAgreed{ID: "finding-1", At: "meeting-9"}, review.NotFound},
		{"recommendation of nobody", &review.Added[review.Recommendation]{Record: review.Recommendation{By: "ghost", Scope: "local", Text: written}}, review.Invalid},
		{"response to nothing", &review.Added[review.Response]{Record: review.Response{To: "finding-9", From: "board", Stance: "accept"}}, review.NotFound},
		{"rejection without a reason", &review.Added[review.Response]{Record: review.Response{To: "finding-1", From: "board", Stance: "reject"}}, review.Usage},
		{"action of nobody", &review.Added[review.Action]{Record: review.Action{Title: written}}, review.Usage},
		{"action closed on training delivered", &review.ActionClosed{ID: "action-1"}, review.Refused},
		{"test without evidence", &review.ActionTested{ID: "action-1", Result: "changed"}, review.Usage},
		{"hold of an unknown kind", &review.Added[review.Hold]{Record: review.Hold{Name: "procedings", Covers: "review", Why: written}}, review.Invalid},
		{"hold without a reason", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review"}}, review.Usage},
		{"hold on nobody", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "participant", Target: "p99", Why: written}}, review.NotFound},
		{"hold that nobody looks at again", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review", Why: written}}, review.Usage},
		{"hold looked at again before it is placed", &review.Added[review.Hold]{Record: review.Hold{Name: "proceedings", Covers: "review", Why: written,
			ReviewOn: review.NewDate(2014, 3, 1)}}, review.Invalid},
		{"lifting no hold", &review.HoldLifted{ID: "hold-9"}, review.NotFound},
		{"a child who is an adult", &review.Added[review.Subject]{Record: review.Subject{Kind: "child", AgeBand: "adult"}}, review.Invalid},
		{"an adult of a few months", &review.Added[review.Subject]{Record: review.Subject{Kind: "adult", AgeBand: "under_1"}}, review.Invalid},
		{"a title with a character nobody sees", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "a\u202eb"}, "lab")}, review.Invalid},
		{"a profession twice", &review.Added[review.Agency]{Record: review.WithID(review.Agency{Title: "x", Professions: []string{"health", "health"}}, "lab")}, review.Invalid},
		{"a meeting with somebody twice", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Present: []string{"p3", "p3"}}}, review.Invalid},
		{"a conversation held by somebody without a part", &review.ConversationHeld{ID: "conversation-1", By: []string{"p7"}}, review.Invalid},
		{"a letter to be answered before it came", &review.Added[review.Letter]{Record: review.Letter{Direction: "in", Party: "ofsted", Kind: "query", Deadline: review.NewDate(2014, 3, 1)}}, review.Invalid},
		{"a version of fewer than no bytes", &review.DocumentVersioned{ID: "document-1", Bytes: -5}, review.Invalid},
		{"an episode that is still to come", &review.Added[review.Episode]{Record: review.Episode{Label: written, Happened: written, From: review.NewDate(2099, 5, 0)}}, review.Invalid},
		{"a finding in one category twice", &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: written, Categories: []string{"tools", "tools"}}}, review.Invalid},
		{"a finding of blank words", &review.Added[review.Finding]{Record: review.Finding{Kind: review.Pattern, Title: review.NewText(" \u200b ")}}, review.Usage},
		{"a second answer of the board", &review.Added[review.Response]{Record: review.Response{To: "finding-1", From: "board", Stance: "accept"}}, review.Conflict},
		{"an action tested before it is done", &review.Added[review.Action]{Record: review.Action{Owner: "hospital", Title: written,
			By: review.NewDate(2014, 9, 15), RetestOn: review.NewDate(2014, 9, 1)}}, review.Invalid},
		{"a next test that is past", &review.ActionTested{ID: "action-1", Result: "partly", Evidence: written, RetestOn: review.NewDate(2014, 1, 1)}, review.Invalid},
		{"an amendment that says the same", &review.Amended[review.Meeting]{Record: review.WithID(review.Meeting{Kind: "panel", Present: []string{"p3"}, Relatives: []string{"relative-1"}}, "meeting-1")}, review.Usage},
		{"a move in disguise", &review.MoveMade{Track: "review", Move: "close"}, review.Invalid},
	}
	w := newWorld(t).everything()
	before := w.review().Version
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-03-22"), Review: w.ref, Body: test.body})
			code(t, err, test.want)
		})
	}
	if after := w.review().Version; after != before {
		t.Errorf("refused records moved the review from version %d to %d", before, after)
	}
	w.clean()
}

// Somebody in the register who has no part in the review came to a meeting, and
// was said not to be in the register.
func TestPeopleWithoutAPartAreNamed(t *testing.T) {
	w := newWorld(t).open()
	w.record("2014-03-05", &review.Added[review.Meeting]{Record: review.Meeting{Kind: "panel", Present: []string{"p1", "p7"}}})
	w.record("2014-03-05", &review.Added[review.Action]{Record: review.Action{Title: written, Owner: "p7"}})
	w.record("2014-03-05", &review.Added[review.Relative]{Record: review.Relative{Relation: "mother"}})
	told := review.Contact{Relative: "relative-1", Outcome: "told", By: "p7"}
	w.record("2014-03-05", &review.Added[review.Contact]{Record: told})
	told.By = "p77"
	_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Contact]{Record: told}})
	code(t, err, review.NotFound)
}

// An agency called board could answer a finding in the board's place, and one
// called p5 could own an action that was meant for the person.
func TestAnAgencyIsNotTakenForSomebodyElse(t *testing.T) {
	w := newWorld(t).open()
	for _, handle := range []string{"board", "all_agencies", "p5"} {
		a := review.WithID(review.Agency{Title: "An agency", Professions: []string{"health"}}, handle)
		_, err := w.Record(t.Context(), engine.Record{Meta: w.by("p1"), Review: w.ref, Body: &review.Added[review.Agency]{Record: a}})
		code(t, err, review.Invalid)
	}
	w.clean()
}

// What happens to a record happens after the record was there, and once.
func TestEachStepInItsTurn(t *testing.T) {
	w := newWorld(t).everything()
	step := func(day string, body review.Body) error {
		_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p3", day), Review: w.ref, Body: body})
		return err
	}
	for _, body := range []review.Body{
		&review.DocumentVersioned{ID: "document-1"},
		&review.ProceedingMoved{ID: "proceeding-1", Step: "opened"},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Accepted},
		&review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}},
		&review.FindingAgreed{ID: "finding-1"},
		&review.ActionTested{ID: "action-1", Result: "changed", Evidence: written},
		&review.Amended[review.Subject]{Record: review.WithID(review.Subject{Kind: "child", AgeBand: "1_to_4"}, "subject-1")},
		&review.Added[review.Response]{Record: review.Response{To: "finding-1", From: "hospital", Stance: "accept"}},
	} {
		code(t, step("2014-03-20", body), review.Invalid) // a day before
	}
	for _, body := range []review.Body{
		&review.ProceedingMoved{ID: "proceeding-1", Step: "concluded", Last: true},
		&review.FindingAgreed{ID: "finding-1", At: "meeting-1"},
		&review.ActionTested{ID: "action-1", Result: "changed", Evidence: written},
	} {
		if err := step("2014-03-25", body); err != nil {
			t.Fatal(err, details(err))
		}
	}
	code(t, step("2014-03-26", &review.ProceedingMoved{ID: "proceeding-1", Step: "reopened"}), review.Refused)
	code(t, step("2014-03-26", &review.FindingAgreed{ID: "finding-1"}), review.Refused)
	code(t, step("2014-03-24", &review.ActionClosed{ID: "action-1"}), review.Invalid) // before the test
	if err := step("2014-03-25", &review.ActionClosed{ID: "action-1"}); err != nil {
		t.Fatal(err, details(err))
	}
	w.clean()
}

// A decision is what those say who make the move, and stays what the move rests on.
func TestAFormIsFilledByWhoDecidesIt(t *testing.T) {
	w := newWorld(t).open()
	fill := func(user, outcome string) error {
		_, err := w.Fill(t.Context(), engine.Fill{Meta: w.on(user, "2014-03-05"), Review: w.ref,
			Form: engine.FormInput{Form: "decision", Values: map[string]string{"outcome": outcome, "reasons": "made up"}}})
		return err
	}
	code(t, fill("p1", "no_review"), review.Forbidden) // p1 opens reviews, and does not decide this
	if err := fill("p2", "hold_review"); err != nil {
		t.Fatal(err, details(err))
	}
	w.decide("hold_review", "2014-03-10")
	code(t, fill("p2", "no_review"), review.Refused)
	w.clean()
}

// A form filled beforehand serves one move.
func TestAFormFilledBeforehandServesOneMove(t *testing.T) {
	w := newWorld(t).open()
	fill := func(outcome, day string) error {
		_, err := w.Fill(t.Context(), engine.Fill{Meta: w.on("p2", day), Review: w.ref,
			Form: engine.FormInput{Form: "decision", Values: map[string]string{"outcome": outcome, "reasons": "made up"}}})
		return err
	}
	if err := fill("hold_review", "2014-03-05"); err != nil {
		t.Fatal(err, details(err))
	}
	w.mustMove("p2", "review.decide", "2014-03-10")
	code(t, fill("no_review", "2014-03-12"), review.Refused)
	w.clean()
}

// What counts is the latest test, in whatever order the tests were typed.
func TestTheLatestTestIsTheLastThatWasMade(t *testing.T) {
	w := newWorld(t).everything()
	test := func(day, result string) {
		w.record(day, &review.ActionTested{ID: "action-1", Result: result, Evidence: written})
	}
	test("2014-06-10", "partly")
	test("2014-06-05", "changed") // typed late
	_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-08-01"), Review: w.ref, Body: &review.ActionClosed{ID: "action-1"}})
	code(t, err, review.Refused)
	test("2014-07-01", "changed")
	w.record("2014-08-01", &review.ActionClosed{ID: "action-1"})
}

// A letter is amended as of its own day, long after its deadline.
func TestALetterIsAmendedAsOfItsDay(t *testing.T) {
	w := newWorld(t).gathering()
	letter := review.Letter{Direction: "out", Party: "council", Kind: "query", Deadline: review.NewDate(2014, 3, 28)}
	w.record("2014-03-21", &review.Added[review.Letter]{Record: letter})
	letter.Party = "constabulary"
	w.record("2014-06-01", &review.Amended[review.Letter]{Record: review.WithID(letter, "letter-1")})
	letter.Answers = "letter-1"
	_, err := w.Record(t.Context(), engine.Record{Meta: w.on("p1", "2014-06-01"), Review: w.ref,
		Body: &review.Amended[review.Letter]{Record: review.WithID(letter, "letter-1")}})
	code(t, err, review.Invalid)
	w.clean()
}
