package report

import (
	"testing"
	"time"

	"scr/review"
	"scr/workflow"
)

// diary builds a review's log by hand, an event after another. Everybody and
// everything in it is invented.
type diary struct {
	events []review.Event
}

// on adds an event that happened on a day, decided by a person.
func (d *diary) on(t *testing.T, day, by string, body review.Body) int64 {
	t.Helper()
	when, err := review.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(len(d.events) + 1)
	d.events = append(d.events, review.Event{
		Stream: "review/1", Seq: n, Board: "EXB", Command: "c", RecordedBy: "p1", DecidedBy: by,
		RecordedAt: time.Date(2026, 11, 2, 9, 0, int(n), 0, time.UTC), OccurredOn: when, Body: body,
	})
	return n
}

// last is the event added last, for what on does not set.
func (d *diary) last() *review.Event { return &d.events[len(d.events)-1] }

func (d *diary) fold(t *testing.T) *review.Review {
	t.Helper()
	r, err := review.Fold(&review.Review{ID: "1"}, d.events)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (d *diary) entries(r *review.Review) []Entry {
	var entries []Entry
	for _, ev := range d.events {
		c, _ := r.CorrectedBy(ev.Seq)
		entries = append(entries, Entry{Event: ev, CorrectedBy: c.By, Voided: c.Void})
	}
	return entries
}

func day(t *testing.T, s string) review.Date {
	t.Helper()
	d, err := review.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func said(s string) review.Text { return review.NewText(s) }

func record(id string) review.Record { return review.Record{ID: id} }

func add[T review.Noun[T]](r T) *review.Added[T] { return &review.Added[T]{Record: r} }

// rules is a definition with enough in it to name everything in the sample.
func rules() *workflow.Definition {
	return &workflow.Definition{
		Language: 1, ID: "learning-together", Version: 1, Hash: "9f2c0000000000000000000000000000000000000000000000000000000000aa",
		Title: "Serious case review, SCIE Learning Together", Nation: "england",
		InForce:    workflow.Period{From: "2013-03"},
		Unverified: []string{"the day it came into force"},
		Guidance:   []workflow.Named{{Name: "scie24", Title: "SCIE Guide 24"}},
		Vocabularies: []workflow.Vocabulary{
			{Name: "finding_categories", Words: []workflow.Named{{Name: "human_bias", Title: "Human biases"}, {Name: "tools"}}},
			{Name: "meeting_kinds", Words: []workflow.Named{{Name: "follow_on", Title: "follow-on meeting"}}},
		},
		Roles: []workflow.Role{
			{Name: "chair", Title: "Independent chair of the board", Office: true},
			{Name: "coordinator", Title: "Board business manager", Opens: true},
			{Name: "lead_reviewer", Title: "Lead reviewer", OnTeam: true},
			{Name: "team_member", Title: "Member of the review team", OnTeam: true},
		},
		Forms: []workflow.Form{{Name: "decision", Title: "Decision whether to hold a review", Fields: []workflow.Field{
			{Name: "outcome", Type: workflow.ChoiceField, Of: []string{"hold_review", "no_review"}},
			{Name: "reasons", Type: workflow.TextField, Title: "Reasons"},
		}}},
		Tracks: []workflow.Track{
			{Name: "review", Title: "The review", Transitions: []workflow.Transition{
				{Name: "decide", By: []string{"chair"}, Form: "decision"},
				{Name: "commission", Auto: true}, {Name: "decline", Auto: true},
			}},
			{Name: "agency_report", Title: "Agency report", ForEach: "agency"},
			{Name: "family", Title: "Family involvement", ForEach: "relative",
				Stages: []workflow.Stage{{Name: "to_be_told", Title: "to be told"}}},
			{Name: "publication", Title: "Publication"},
		},
		Clocks: []workflow.Clock{{Name: "complete", Title: "Complete the review"}, {Name: "decide_in_time", Title: "Decide in time"}},
		Holds:  []workflow.Hold{{Name: "proceedings", Title: "Criminal proceedings"}},
		Criteria: []workflow.Criteria{{Name: "serious_harm", Title: "A child was seriously harmed", Notices: []workflow.Notice{
			{Name: "tell_panel", Title: "Tell the national panel", To: "national_panel", Kind: "notice", Within: workflow.Limit{N: 5, Unit: workflow.WorkingDays}},
			{Name: "tell_ofsted", Title: "Tell Ofsted", To: "Ofsted", Kind: "reply"},
		}}},
	}
}

// sample is a review in which nearly everything happened that can.
func sample(t *testing.T) (Standing, []Entry) {
	t.Helper()
	d := &diary{}
	sampleCourse(t, d)
	sampleGathering(t, d)
	sampleLearning(t, d)
	sampleOutside(t, d)
	r := d.fold(t)
	return Standing{
		Review: r, Definition: rules(), Today: day(t, "2026-11-02"),
		People: map[string]review.Person{
			"p1": {Handle: "p1", Name: said("Alice Example")}, "p2": {Handle: "p2", Name: said("Bob 日本 Sample")},
			"p3": {Handle: "p3", Name: said("Carol Invented")},
		},
		Offices: []review.OfficeTerm{{Office: "chair", Person: "p3", From: day(t, "2025")}},
		Moves:   sampleMoves(),
		Clocks: []Clock{
			{Clock: must(r.Clock("complete", "")), Title: "Complete the review", Overdue: true, Missed: "publication.release"},
			{Clock: must(r.Clock("decide_in_time", "")), Title: "Decide in time", Missed: "flag"},
			{Clock: must(r.Clock("return", "police")), Title: "Return the report", Missed: "flag"},
		},
		Notices: sampleNotices(r),
		Relied:  []Reliance{{Move: "review.start_gathering", MoveSeq: 24, Requirement: "professions_present", Seq: 5, CorrectedBy: 43}},
		Remarks: []string{"no lead reviewer is accredited by 2 November 2026"},
		Notes:   []string{"Personal values are not sealed on disk: whoever reads the file reads them."},
	}, d.entries(r)
}

func must(c review.Clock, ok bool) review.Clock {
	if !ok {
		panic("the sample has no such clock")
	}
	return c
}

func sampleMoves() []Move {
	return []Move{
		{Track: "review", Move: "review.analyse", Title: "Begin the analysis", From: "gathering", To: "analysis",
			By: []string{"lead_reviewer"}, Deciders: []string{"p2"}, Cites: "scie24 analysis",
			Obstacles: []review.Obstacle{
				{Kind: review.ByJoin, Name: "agency_report", Says: "1 of 2 agency reports is accepted; all must be", Values: []string{"police: awaited"}},
				{Kind: review.ByRequirement, Name: "two_lead_reviewers", Says: "Learning Together needs two lead reviewers; there is 1",
					Ask: []string{"coordinator"}, People: []string{"p1"}, Cites: "scie24 preparation", Strength: "expected"},
				{Kind: review.ByRequirement, Name: "family_asked", Says: "nobody has asked the family", Ask: []string{"team_member"}, Strength: "must"},
			}},
		{Track: "review", Move: "review.commission", From: "decided", To: "team_forming", By: []string{}, Auto: true,
			Obstacles: []review.Obstacle{{Kind: review.ByRequirement, Name: "hold_decided", Says: "the decision on record is not to hold a review"}}},
		{Track: "family", Item: "relative-1", Move: "family.invite", From: "to_be_told", To: "invited", Allowed: true,
			By: []string{"coordinator", "lead_reviewer"}, Deciders: []string{"p1", "p2"}},
		{Track: "publication", Move: "publication.release", From: "planned", To: "released", By: []string{"chair"}, Form: "release", Reopens: true,
			Obstacles: []review.Obstacle{{Kind: review.ByHold, Name: "proceedings", Says: "hold-1 (Criminal proceedings) blocks this", People: []string{"p3"}}}},
	}
}

// sampleCourse opens the review, decides, forms the team and starts the clocks.
func sampleCourse(t *testing.T, d *diary) {
	t.Helper()
	pin := review.Pin{Workflow: "learning-together", Number: 1, Hash: rules().Hash}
	d.on(t, "2026-01", "p3", &review.ReviewOpened{Reference: "EXB-2026-014", Pin: pin})
	d.on(t, "2026-01", "p1", &review.TrackOpened{Track: "review", Stage: "referred"})
	d.on(t, "2026-01", "p1", &review.TrackOpened{Track: "publication", Stage: "planned"})
	d.on(t, "2026-01-12", "p1", add(review.Subject{Record: record("subject-1"), Kind: "child", AgeBand: "1_to_4", Outcome: "died", Pseudonym: said("Child K")}))
	d.on(t, "2026-01-12", "p1", add(review.Agency{Record: record("police"), Title: "Exshire Police", Professions: []string{"police"}}))
	d.on(t, "2026-01-12", "p1", add(review.Agency{Record: record("council"), Title: "Exshire Council", Professions: []string{"social_care", "education"}}))
	d.on(t, "2026-01-12", "p1", &review.TrackOpened{Track: "agency_report", Item: "police", Stage: "awaited"})
	d.on(t, "2026-01-12", "p1", &review.TrackOpened{Track: "agency_report", Item: "council", Stage: "accepted", Final: true, Late: "review.analyse"})
	d.on(t, "2026-01-13", "p1", add(review.Relative{Record: record("relative-1"), Relation: "mother", Pseudonym: said("Mother")}))
	d.on(t, "2026-01-13", "p1", add(review.Relative{Record: record("relative-2"), Relation: "father"}))
	d.on(t, "2026-01-13", "p1", &review.TrackOpened{Track: "family", Item: "relative-1", Stage: "to_be_told"})
	d.on(t, "2026-01-13", "p1", &review.TrackOpened{Track: "family", Item: "relative-2", Stage: "to_be_told"})
	d.on(t, "2026-01-14", "p1", &review.ItemExcused{Track: "family", Item: "relative-2", Why: said("cannot be found")})
	d.on(t, "2026-01-15", "p3", &review.FormFilled{Form: "decision", Move: "review.decide",
		Values: map[string]string{"outcome": "hold_review"}, Texts: map[string]review.Text{"reasons": said("a child died and agencies worked apart")}})
	d.on(t, "2026-01-15", "p3", &review.MoveMade{Track: "review", Move: "decide", From: "referred", To: "decided"})
	d.last().Minute = "12/26"
	d.on(t, "2026-01-15", "", &review.MoveMade{Track: "review", Move: "commission", From: "decided", To: "team_forming", Auto: true})
	d.on(t, "2026-01-15", "", &review.ClockStarted{Clock: "decide_in_time", Start: day(t, "2026-01-01"), Due: day(t, "2026-02-01"), Limit: "1 month"})
	d.on(t, "2026-01-15", "", &review.ClockStopped{Clock: "decide_in_time"})
	d.on(t, "2026-01-15", "", &review.ClockStarted{Clock: "complete", Start: day(t, "2026-01"), Due: day(t, "2026-07-31"), About: true, Limit: "6 months"})
	d.on(t, "2026-01-15", "", &review.ClockStarted{Clock: "return", Item: "police", Start: day(t, "2026-01-15"), Due: day(t, "2026-02-12"), Limit: "20 working days"})
	d.on(t, "2026-01-20", "p1", add(review.Assignment{Record: record("assignment-1"), Person: "p2", Role: "lead_reviewer", From: day(t, "2026-01-20")}))
	d.on(t, "2026-01-20", "p1", add(review.Assignment{Record: record("assignment-2"), Person: "p4", Role: "team_member", Agency: "police", Profession: "police", From: day(t, "2026-01-20")}))
	d.last().MadeUp = true
	d.on(t, "2026-03-01", "p1", &review.AssignmentEnded{ID: "assignment-2", To: day(t, "2026-03-01"), Why: said("moved away"), ReplacedBy: "p5"})
	d.on(t, "2026-03-02", "p2", &review.MoveMade{Track: "review", Move: "start_gathering", From: "team_forming", To: "gathering", Results: []review.Result{
		{Name: "professions_present", Met: true, ReliedOn: []int64{5}},
		{Name: "two_lead_reviewers", Despite: true, Why: said("the second was ill, and begins in April")},
	}})
}

// sampleGathering holds, pauses, meets, asks and receives.
func sampleGathering(t *testing.T, d *diary) {
	t.Helper()
	d.on(t, "2026-03-10", "p3", add(review.Hold{Record: record("hold-1"), Name: "proceedings", Covers: "publication", Why: said("a trial is set down"), ReviewOn: day(t, "2026-06-01")}))
	d.on(t, "2026-03-10", "", &review.ClockPaused{Clock: "return", Item: "police", Hold: "hold-1"})
	d.on(t, "2026-03-11", "p3", add(review.Hold{Record: record("hold-2"), Name: "proceedings", Covers: "participant", Target: "p4"}))
	d.on(t, "2026-04-01", "p3", &review.HoldReviewed{ID: "hold-2", Next: day(t, "2026-05-01"), Why: said("still a witness")})
	d.on(t, "2026-05-01", "p3", &review.HoldLifted{ID: "hold-2", Why: said("evidence was given")})
	d.on(t, "2026-05-02", "p3", &review.ClockExtended{Clock: "complete", Due: day(t, "2026-09-30"), Documents: []string{"document-1"}, Why: said("the trial")})
	d.on(t, "2026-05-03", "p1", add(review.Proceeding{Record: record("proceeding-1"), Kind: "criminal", Reference: said("T2026")}))
	d.on(t, "2026-05-04", "p1", &review.ProceedingMoved{ID: "proceeding-1", Step: "charged", Note: said("one person")})
	d.on(t, "2026-06-04", "p1", &review.ProceedingMoved{ID: "proceeding-1", Step: "convicted", Last: true})
	d.on(t, "2026-06-05", "p1", add(review.Subject{Record: record("subject-2"), Kind: "adult", AgeBand: "adult", Part: review.CausedHarm}))
	d.on(t, "2026-06-05", "p1", add(review.Partner{Record: record("second_board"), Kind: "adults_board", Title: "Exshire Adults Board", Part: "joint", Nation: "wales"}))
	d.on(t, "2026-06-05", "p1", add(review.Status{Record: record("status-1"), Subject: "subject-1", Kind: "on_register", From: day(t, "2025-03"), To: day(t, "2025-11-04")}))
	d.on(t, "2026-06-05", "p1", add(review.Status{Record: record("status-2"), Subject: "subject-1", Kind: "looked_after", From: day(t, "2025-11-04")}))
	d.on(t, "2026-06-05", "p1", add(review.Link{Record: record("link-1"), Kind: "feeds", Review: "EXB-2026-015"}))
	d.on(t, "2026-06-05", "p1", add(review.Link{Record: record("link-2"), Kind: "joint_with", Elsewhere: said("Adult S, of the adults board"), Partner: "second_board"}))
	d.on(t, "2026-06-10", "p2", add(review.Contact{Record: record("contact-1"), Relative: "relative-1", How: "visit", Outcome: "told", By: "p2", Note: said("She asked why nobody came.")}))
	d.on(t, "2026-06-11", "p2", add(review.Meeting{Record: record("meeting-1"), Kind: "follow_on", Present: []string{"p1", "p2"}, Relatives: []string{"relative-1"}, Note: said("First reading of the findings")}))
	d.on(t, "2026-06-12", "p2", add(review.Conversation{Record: record("conversation-1"), With: said("Nurse R"), Agency: "council", Profession: "health", State: review.Invited}))
	d.on(t, "2026-06-13", "p2", &review.ConversationDeferred{ID: "conversation-1", Hold: "hold-1", Why: said("a witness")})
	d.on(t, "2026-06-20", "p2", &review.ConversationHeld{ID: "conversation-1", By: []string{"p2"}, Account: said("We saw her weekly."), Turning: said("The move of flat."), Well: said("The school rang."), Changes: said("One record."), Factors: []review.Factor{{Frame: "workload", Category: "cover", Note: said("two posts empty")}}})
	d.on(t, "2026-06-20", "p2", add(review.Conversation{Record: record("conversation-2"), Profession: "police", State: review.Invited}))
	d.on(t, "2026-06-21", "p2", &review.ConversationDeclined{ID: "conversation-2", Why: said("on advice")})
	d.on(t, "2026-06-22", "p1", add(review.Evidence{Record: record("evidence-1"), Kind: "chronology", Agency: "police", Title: said("Police chronology"), State: review.Received}))
	d.on(t, "2026-06-23", "p2", &review.EvidenceMoved{ID: "evidence-1", State: review.Returned, Why: said("two months are missing")})
	d.on(t, "2026-06-30", "p1", &review.RecordCorrected{Seq: 5, With: add(review.Agency{Record: record("police"), Title: "Exshire Constabulary", Professions: []string{"police"}}), Why: said("its right name")})
	d.on(t, "2026-07-01", "p1", add(review.Document{Record: record("document-1"), Kind: "overview_report", Title: said("Draft report")}))
	d.on(t, "2026-07-01", "p1", &review.DocumentVersioned{ID: "document-1", SHA256: "ab12", Bytes: 2048, Note: said("first draft")})
	d.on(t, "2026-07-02", "p1", add(review.Letter{Record: record("letter-1"), Direction: "in", Party: "Ofsted", Kind: "query", Deadline: day(t, "2026-08"), Summary: said("asks when")}))
	d.on(t, "2026-07-03", "p1", add(review.Letter{Record: record("letter-2"), Direction: "out", Party: "Ofsted", Kind: "reply", Answers: "letter-1"}))
	d.on(t, "2026-07-03", "p1", &review.ClockResumed{Clock: "decide_in_time", Hold: "hold-9"})
}

// sampleLearning finds, answers, acts and tests.
func sampleLearning(t *testing.T, d *diary) {
	t.Helper()
	d.on(t, "2026-07-05", "p2", add(review.Episode{Record: record("episode-1"), Label: said("The move of flat"), From: day(t, "2024-05"), To: day(t, "2024-06-02"), Happened: said("The family moved."), Judgement: said("A visit was due."), AtTheTime: said("The list was long."), Factors: []review.Factor{{Frame: "workload"}}, Evidence: []string{"evidence-1"}}))
	d.on(t, "2026-07-06", "p2", add(fullFinding()))
	d.on(t, "2026-07-06", "p2", add(review.Finding{Record: record("finding-2"), Kind: review.GoodPractice, Title: said("The school rang at once"), Questions: []review.Text{said("How is this kept?")}}))
	d.on(t, "2026-07-07", "p2", &review.FindingAgreed{ID: "finding-1", At: "meeting-1"})
	d.on(t, "2026-07-08", "p2", add(review.Response{Record: record("response-1"), To: "finding-1", From: "board", Stance: "partly", Why: said("not in schools")}))
	d.on(t, "2026-07-09", "p3", add(review.Action{Record: record("action-1"), For: []string{"finding-1"}, Owner: "council", Title: said("One record of visits"), By: day(t, "2026-09"), Different: said("Whoever visits sees the last visit."), Measure: said("40 files, twice a year")}))
	d.on(t, "2026-09-10", "p3", &review.ActionTested{ID: "action-1", Result: "changed", Evidence: said("38 of 40 files"), RetestOn: day(t, "2027-03")})
	d.on(t, "2026-09-11", "p3", &review.ActionClosed{ID: "action-1"})
	d.on(t, "2026-09-12", "p3", add(review.Action{Record: record("action-2"), Owner: "p2", Title: said("Training")}))
	d.on(t, "2026-09-13", "p3", &review.ActionClosed{ID: "action-2"})
	d.on(t, "2026-09-14", "", &review.ClockRecomputed{Clock: "decide_in_time", Due: day(t, "2026-02-06")})
	d.on(t, "2026-09-14", "p1", add(review.Letter{Record: record("letter-3"), Direction: "in", Party: "Coroner", Kind: "notice"}))
	d.on(t, "2026-09-15", "p1", &review.RecordCorrected{Seq: d.last().Seq, Void: true, Why: said("it was meant for another review")})
}

// sampleOutside tells those outside, puts out and discloses.
func sampleOutside(t *testing.T, d *diary) {
	t.Helper()
	d.on(t, "2026-07-02", "p1", add(review.Criterion{Record: record("criterion-1"), Set: "serious_harm", Met: review.Yes, Why: said("the injuries"), Notices: []review.Notice{
		{Name: "tell_panel", To: "national_panel", Kind: "notice", From: day(t, "2026-07-02"), Due: day(t, "2026-07-09"), Limit: "5 working days", Edition: "2026-01"},
		{Name: "tell_ofsted", To: "Ofsted", Kind: "reply", From: day(t, "2026-07-02")},
	}}))
	d.on(t, "2026-07-02", "p1", add(review.Criterion{Record: record("criterion-2"), Set: "cause_for_concern", Met: review.NotYet}))
	d.on(t, "2026-10-01", "p1", add(review.Release{Record: record("release-1"), Mode: "published", By: "board", Document: "document-1", Version: 1,
		Channel: "website", Redacted: review.Yes, Authorised: review.Yes, Note: said("without the annex")}))
	d.on(t, "2026-10-02", "p1", add(review.Release{Record: record("release-2"), Mode: "press", By: "unknown", Document: "document-1", Authorised: review.No}))
	d.on(t, "2026-10-20", "p1", &review.ReleaseRetired{ID: "release-1", Why: said("a sibling could be known by it")})
	d.on(t, "2026-10-21", "p1", add(review.Disclosure{Record: record("disclosure-1"), To: "relative-1", Document: "document-1", Outcome: "made", Authority: "court_order", Note: said("to read, not to keep")}))
	d.on(t, "2026-10-22", "p1", add(review.Disclosure{Record: record("disclosure-2"), To: "coroner", Document: "document-1", Outcome: "refused", Authority: "statute"}))
}

func sampleNotices(r *review.Review) []Notice {
	owed := r.OwedNotices()
	return []Notice{
		{OwedNotice: owed[0], Title: "Tell the national panel", Overdue: true, Cites: "scie24 preparation"},
		{OwedNotice: owed[1], Title: "Tell Ofsted"},
	}
}

func fullFinding() review.Finding {
	return review.Finding{
		Record: record("finding-1"), Kind: review.Pattern,
		Title:      said("Visits were counted, not read: \u202ewhat was seen stood in no record that the next worker could open"),
		Categories: []string{"human_bias", "tools"}, Episodes: []string{"episode-1"},
		InThisCase: said("Three workers visited in May.\nNone could see what the others wrote."),
		Underlying: said("Four other files showed the same."), Prevalent: said("In most files read."), Widespread: said("In all three districts."),
		Source: said("An audit of forty files."), Matters: said("A worker who cannot see the last visit starts again each time."),
		ChildVoice: said("She said that nobody stays."),
		Questions:  []review.Text{said("Who reads a record of a visit?"), said("What would make it worth writing?")},
		Factors:    []review.Factor{{Frame: "tools", Category: "case_system", Note: said("three systems")}},
	}
}
