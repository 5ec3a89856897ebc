package main

import "scr/review"

func episodeNoun() noun {
	f := form{noun: "episode", from: true, edited: true, fields: []field{
		text("label", "a few words to know it by").line(),
		text("from", "day, month or year when it began"),
		text("to", "day, month or year when it ended"),
		text("what_happened", "what happened").must(),
		text("judgement", "judgement of the practice, with care for hindsight"),
		text("at_the_time", "why it made sense at the time: the view from the tunnel"),
		text("factors", "contributory factors: a list of frame, category and note").listed("factors"),
		text("evidence", "handles of evidence and conversations, with commas"),
	}}
	return noun{name: "episode", kind: "episode", short: "Key practice episodes", deeds: []deed{
		{use: "add", short: "Record a key practice episode", fresh: added[review.Episode], form: f},
		amending[review.Episode]("EPISODE", "Amend an episode", f),
	}}
}

func findingNoun() noun {
	f := form{noun: "finding", from: true, edited: true, fields: []field{
		text("kind", "a pattern that makes practice less safe, or good practice that the system supports").
			among(review.Pattern, review.GoodPractice).must(),
		text("title", "one sentence").line().must(),
		text("categories", "one or more categories, with commas").listed("finding_categories"),
		text("in_this_case", "how it showed in this case"),
		text("episodes", "handles of key practice episodes, with commas: \"scr episode list\" shows them"),
		text("underlying", "how we know that it is underlying and not peculiar to this case"),
		text("prevalent", "how often it happens"),
		text("widespread", "where it happens"),
		text("source", "where what is said on prevalence and spread comes from"),
		text("why_it_matters", "why it matters for the reliability of the system"),
		text("child_voice", "what the child said or showed"),
		text("questions", "questions for the board: a list"),
		text("factors", "contributory factors: a list of frame, category and note").listed("factors"),
	}}
	return noun{name: "finding", kind: "finding", short: "Findings", deeds: []deed{
		{use: "add", short: "Record a finding: in your editor, in a form on the terminal, or from a file", fresh: added[review.Finding], form: f},
		amending[review.Finding]("FINDING", "Amend a finding; an agreement of the old wording falls away", f),
		{use: "agree FINDING", arg: "id", short: "Record that the review team agreed a finding", fresh: body[review.FindingAgreed],
			form: form{noun: "agreement", fields: []field{word("at", "handle of the meeting that agreed it")}}},
	}}
}

func recommendationNoun() noun {
	f := form{noun: "recommendation", from: true, fields: []field{
		word("by", "who recommends").among("author", "board", "agency").must(),
		word("agency", "handle of the agency that it is for, or whose own it is"),
		word("scope", "how far it reaches").among("local", "national").must(),
		word("findings", "handles of the findings that it rests on"),
		text("text", "what is recommended").must(),
	}}
	return noun{name: "recommendation", kind: "recommendation", short: "Recommendations, where the method has them", deeds: []deed{
		{use: "add", short: "Record a recommendation", fresh: added[review.Recommendation], form: f},
		amending[review.Recommendation]("RECOMMENDATION", "Amend a recommendation", f),
	}}
}

func responseNoun() noun {
	f := form{noun: "response", fields: []field{
		word("to", "handle of a finding or recommendation").must(),
		word("from", "who answers: board, or an agency's handle").as("as").must(),
		word("stance", "the answer").among("accept", "partly", "reject").must(),
		filed("why", "reason-file", "the reason"),
	}}
	return noun{name: "response", kind: "response", short: "What the board and the agencies answer", deeds: []deed{
		{use: "add", short: "Record a response", fresh: added[review.Response], form: f},
		amending[review.Response]("RESPONSE", "Amend a response", f),
	}}
}

func actionNoun() noun {
	f := form{noun: "action", from: true, fields: []field{
		word("for", "handles of findings, recommendations or responses").must(),
		word("owner", "handle of a person or an agency, or board").must(),
		word("by", "day by which it is to be done"),
		word("retest_on", "day on which it is tested whether practice changed"),
		text("title", "what is to be done").line().must(),
		text("what_will_be_different", "what will be different in practice"),
		text("measure", "how that is measured"),
	}}
	test := form{noun: "test", fields: []field{
		word("result", "what the test showed").among("changed", "partly", "not_changed").must(),
		filed("evidence", "evidence-file", "the evidence of changed practice"),
		word("retest_on", "day of the next test"),
	}}
	return noun{name: "action", kind: "action", short: "Actions, and whether practice changed", deeds: []deed{
		{use: "add", short: "Record an action", fresh: added[review.Action], form: f},
		amending[review.Action]("ACTION", "Amend an action", f),
		{use: "test ACTION", arg: "id", short: "Record a test of whether practice changed", fresh: body[review.ActionTested], form: test},
		{use: "close ACTION", arg: "id", short: "Close an action whose test showed changed practice", fresh: body[review.ActionClosed], form: form{noun: "action"}},
	}}
}
