package main

import (
	"time"

	"scr/review"
)

// everyBody has a body of every kind that a review's log may hold, in an order in
// which each can be folded. What has the handle …-9 is legal advice.
func everyBody() []review.Body {
	from := time.Date(2026, 1, 6, 9, 0, 0, 0, time.UTC)
	return []review.Body{
		&review.ReviewTakenOn{}, &review.Added[review.Subject]{Record: handledAs(review.Subject{Kind: "child", AgeBand: "1_to_4"}, "subject-1")},
		&review.Added[review.Status]{Record: handledAs(review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2025, 3, 0)}, "status-1")},
		&review.Added[review.Link]{Record: handledAs(review.Link{Kind: "feeds"}, "link-1")},
		&review.Added[review.Partner]{Record: handledAs(review.Partner{Kind: "board", Title: "Another board", Part: "joint"}, "second_board")},
		&review.Added[review.Relative]{Record: handledAs(review.Relative{Relation: "mother"}, "relative-1")},
		&review.TrackOpened{Track: "family", Item: "relative-1", Stage: "told"},
		&review.Added[review.Contact]{Record: handledAs(review.Contact{Relative: "relative-1", Outcome: "told"}, "contact-1")},
		&review.Added[review.Proceeding]{Record: handledAs(review.Proceeding{Kind: "inquest"}, "proceeding-1")},
		&review.ProceedingMoved{ID: "proceeding-1", Step: "opened"},
		&review.Added[review.Meeting]{Record: handledAs(review.Meeting{Kind: "panel"}, "meeting-1")},
		&review.Added[review.Conversation]{Record: handledAs(review.Conversation{Agency: "council", State: review.Invited}, "conversation-1")},
		&review.ConversationDeferred{ID: "conversation-1"}, &review.ConversationHeld{ID: "conversation-1", By: []string{"p3"}},
		&review.Added[review.Conversation]{Record: handledAs(review.Conversation{Agency: "constabulary", State: review.Invited}, "conversation-2")},
		&review.ConversationDeclined{ID: "conversation-2"},
		&review.Added[review.Evidence]{Record: handledAs(review.Evidence{Kind: "records", Agency: "council", State: review.Received}, "evidence-1")},
		&review.EvidenceMoved{ID: "evidence-1", State: review.Returned},
		&review.Added[review.Evidence]{Record: handledAs(review.Evidence{Kind: "records", Agency: "constabulary", State: review.Received}, "evidence-2")},
		&review.EvidenceMoved{ID: "evidence-2", State: review.Returned},
		&review.Added[review.Evidence]{Record: handledAs(review.Evidence{Kind: "records", Agency: "council", State: review.Received}, "evidence-9")},
		&review.MaterialMarked{ID: "evidence-9", As: review.LegalAdvice},
		&review.Added[review.Document]{Record: handledAs(review.Document{Kind: "overview_report"}, "document-1")},
		&review.DocumentVersioned{ID: "document-1"},
		&review.Added[review.Document]{Record: handledAs(review.Document{Kind: "overview_report"}, "document-9")},
		&review.MaterialMarked{ID: "document-9", As: review.LegalAdvice},
		&review.Added[review.Letter]{Record: handledAs(review.Letter{Direction: "in", Party: "ministry", Kind: "query"}, "letter-1")},
		&review.Added[review.Letter]{Record: handledAs(review.Letter{Direction: "in", Party: "counsel", Kind: "query"}, "letter-9")},
		&review.MaterialMarked{ID: "letter-9", As: review.LegalAdvice},
		&review.Added[review.Criterion]{Record: handledAs(review.Criterion{Set: "harm", Met: review.Yes}, "criterion-1")},
		&review.Added[review.Release]{Record: handledAs(review.Release{Mode: "published", By: "board", Document: "document-1", Authorised: review.Yes}, "release-1")},
		&review.ReleaseRetired{ID: "release-1"},
		&review.Added[review.Release]{Record: handledAs(review.Release{Mode: "published", By: "board", Document: "document-9", Authorised: review.No}, "release-9")},
		&review.Added[review.Disclosure]{Record: handledAs(review.Disclosure{To: "coroner", Document: "document-1", Outcome: "made", Authority: "statute"}, "disclosure-1")},
		&review.Added[review.Disclosure]{Record: handledAs(review.Disclosure{To: "coroner", Document: "document-9", Outcome: "made", Authority: "statute"}, "disclosure-9")},
		&review.Added[review.Episode]{Record: handledAs(review.Episode{}, "episode-1")},
		&review.Added[review.Finding]{Record: handledAs(review.Finding{Kind: review.Pattern}, "finding-1")},
		&review.FindingAgreed{ID: "finding-1"},
		&review.Added[review.Recommendation]{Record: handledAs(review.Recommendation{By: "author", Scope: "local"}, "recommendation-1")},
		&review.Added[review.Response]{Record: handledAs(review.Response{To: "finding-1", From: "board", Stance: "accept"}, "response-1")},
		&review.Added[review.Action]{Record: handledAs(review.Action{Owner: "board", For: []string{"finding-1"}}, "action-1")},
		&review.ActionTested{ID: "action-1", Result: "partly"}, &review.ActionClosed{ID: "action-1"},
		&review.Added[review.Action]{Record: handledAs(review.Action{Owner: "board", For: []string{"finding-1"}}, "action-2")},

		&review.Added[review.Hold]{Record: handledAs(review.Hold{Name: "proceedings", Covers: "review"}, "hold-1")},
		&review.HoldReviewed{ID: "hold-1"}, &review.HoldLifted{ID: "hold-1"},
		&review.Added[review.Hold]{Record: handledAs(review.Hold{Name: "proceedings", Covers: "review"}, "hold-2")},
		&review.Added[review.Assignment]{Record: handledAs(review.Assignment{Person: "p13", Role: "bare"}, "assignment-90")},
		&review.AssignmentEnded{ID: "assignment-90", To: review.NewDate(2026, 1, 7)},

		&review.FormFilled{Form: "decision"}, &review.FormFilled{Form: "of_agency", Item: "council"}, &review.FormFilled{Form: "of_agency", Item: "constabulary"},
		&review.FormFilled{Form: "of_relative", Item: "relative-1"}, &review.FormFilled{Form: "of_subject", Item: "subject-1"},
		&review.MoveMade{Track: "review", Move: "decide", From: "begun", To: "decided"},
		&review.ClockStarted{Clock: "complete", Limit: "6 months", Start: review.NewDate(2026, 1, 6), Due: review.NewDate(2026, 7, 6)},
		&review.ClockPaused{Clock: "complete", Hold: "hold-2"}, &review.ClockResumed{Clock: "complete", Hold: "hold-2", Due: review.NewDate(2026, 7, 6)},
		&review.ClockRecomputed{Clock: "complete", Due: review.NewDate(2026, 7, 6)},
		&review.ClockExtended{Clock: "complete", Due: review.NewDate(2026, 8, 6)},
		&review.ClockStopped{Clock: "complete"}, &review.ClockStarted{Clock: "complete", Limit: "6 months", Due: review.NewDate(2026, 7, 6)},
		&review.ItemExcused{Track: "family", Item: "relative-1"}, &review.ItemAdmitted{Track: "family", Item: "relative-1"},
		&review.ItemExcused{Track: "family", Item: "relative-1"},
		&review.TrackOpened{Track: "paper", Item: "document-1", Stage: "begun"}, &review.TrackOpened{Track: "paper", Item: "document-9", Stage: "begun"},

		&review.Amended[review.Subject]{Record: handledAs(review.Subject{Kind: "child"}, "subject-1")},
		&review.Amended[review.Relative]{Record: handledAs(review.Relative{Relation: "mother"}, "relative-1")},
		&review.Amended[review.Agency]{Record: handledAs(review.Agency{Title: "An agency"}, "council")},
		&review.Amended[review.Partner]{Record: handledAs(review.Partner{Kind: "board", Title: "Another board", Part: "leads"}, "second_board")},
		&review.Amended[review.Status]{Record: handledAs(review.Status{Subject: "subject-1", Kind: "on_register", From: review.NewDate(2025, 4, 0)}, "status-1")},
		&review.Amended[review.Link]{Record: handledAs(review.Link{Kind: "fed_by"}, "link-1")},
		&review.Amended[review.Meeting]{Record: handledAs(review.Meeting{Kind: "panel"}, "meeting-1")},
		&review.Amended[review.Conversation]{Record: handledAs(review.Conversation{Agency: "council"}, "conversation-1")},
		&review.Amended[review.Evidence]{Record: handledAs(review.Evidence{Kind: "records", Agency: "council"}, "evidence-1")},
		&review.Amended[review.Document]{Record: handledAs(review.Document{Kind: "summary"}, "document-1")},
		&review.Amended[review.Letter]{Record: handledAs(review.Letter{Direction: "in", Party: "ministry", Kind: "query"}, "letter-1")},
		&review.Amended[review.Proceeding]{Record: handledAs(review.Proceeding{Kind: "inquest"}, "proceeding-1")},
		&review.Amended[review.Criterion]{Record: handledAs(review.Criterion{Set: "harm", Met: review.No}, "criterion-1")},
		&review.Amended[review.Release]{Record: handledAs(review.Release{Mode: "published", By: "board", Document: "document-1", Authorised: review.Yes}, "release-1")},
		&review.Amended[review.Disclosure]{Record: handledAs(review.Disclosure{To: "coroner", Document: "document-1", Outcome: "refused", Authority: "statute"}, "disclosure-1")},
		&review.Amended[review.Episode]{Record: handledAs(review.Episode{}, "episode-1")},
		&review.Amended[review.Finding]{Record: handledAs(review.Finding{Kind: review.Pattern}, "finding-1")},
		&review.Amended[review.Recommendation]{Record: handledAs(review.Recommendation{By: "author", Scope: "local"}, "recommendation-1")},
		&review.Amended[review.Response]{Record: handledAs(review.Response{To: "finding-1", From: "board", Stance: "accept"}, "response-1")},
		&review.Amended[review.Action]{Record: handledAs(review.Action{Owner: "board", For: []string{"finding-1"}}, "action-1")},
		&review.Amended[review.Hold]{Record: handledAs(review.Hold{Name: "proceedings", Covers: "review"}, "hold-2")},
		&review.Added[review.Agency]{Record: handledAs(review.Agency{Title: "Another"}, "hospital")},

		&review.ConflictDeclared{Person: "p99", Conflict: review.Kin}, &review.PanelShared{Items: []string{"evidence-99"}},
		&review.AccessClaimed{ID: "claim-1", Person: "p99", From: from, Until: from.Add(time.Hour)},
		&review.AccessClosed{ID: "claim-1", By: "p12"},
		&review.AccessProposed{ID: "claim-2", Person: "p99", By: "p2", Hours: 48},
		&review.AccessGranted{ID: "claim-2", By: "p3", From: from, Until: from.Add(48 * time.Hour)},
		&review.AccessClaimed{ID: "claim-3", Person: "p98", From: from, Until: from.Add(time.Hour)},
	}
}

func handledAs[T review.Noun[T]](record T, id string) T { return review.WithID(record, id) }
