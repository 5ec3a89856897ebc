package main

import (
	"github.com/spf13/cobra"

	"scr/review"
)

func meetingNoun() noun {
	f := form{noun: "meeting", fields: []field{
		word("kind", "kind of meeting").listed("meeting_kinds").must(),
		word("present", "handles of the people who were there"),
		word("relatives", "handles of the relatives who were there"),
		filed("note", "note-file", "what there is to say"),
	}}
	return noun{name: "meeting", kind: "meeting", short: "Meetings, with who was there", deeds: []deed{
		{use: "add", short: "Record a meeting", fresh: added[review.Meeting], form: f},
		amending[review.Meeting]("MEETING", "Amend a meeting", f),
	}}
}

func conversationNoun() noun {
	f := form{noun: "conversation", from: true, some: true, fields: []field{
		word("agency", "handle of the person's agency"),
		word("profession", "the person's profession").listed("professions"),
		text("with", "who is invited").line(),
	}}
	held := form{noun: "conversation", from: true, some: true, fields: []field{
		word("by", "handles of the lead reviewers who held it"),
		text("account", "how it looked to them at the time"),
		text("turning_points", "key moments, as they see them"),
		text("went_well", "what went well"),
		text("suggested_changes", "what they would change"),
		text("factors", "contributory factors: a list of frame, category and note").listed("factors"),
	}}
	return noun{name: "conversation", kind: "conversation", short: "One-to-one conversations with those who worked the case", deeds: []deed{
		{use: "add", short: "Invite somebody to a conversation", fresh: added[review.Conversation], form: f},
		amending[review.Conversation]("CONVERSATION", "Amend whom it is with", f),
		{use: "held CONVERSATION", arg: "id", short: "Record a conversation", fresh: body[review.ConversationHeld], form: held},
		{use: "defer CONVERSATION", arg: "id", short: "Put a conversation off", fresh: body[review.ConversationDeferred], form: form{
			noun: "conversation", fields: []field{word("hold", "handle of the hold that defers it"), filed("why", "reason-file", "the reason")}}},
		{use: "decline CONVERSATION", arg: "id", short: "Record that the person would not take part",
			fresh: body[review.ConversationDeclined], form: reasoned("conversation", false)},
	}}
}

func evidenceNoun() noun {
	f := form{noun: "piece of evidence", from: true, fields: []field{
		word("kind", "kind of material").listed("evidence_kinds").must(),
		word("agency", "handle of the agency it came from"),
		text("title", "what it is").line(),
	}}
	return noun{name: "evidence", kind: "evidence", short: "Material that came in", deeds: []deed{
		{use: "add", short: "Record evidence as received", fresh: added[review.Evidence], form: f, mark: true},
		amending[review.Evidence]("EVIDENCE", "Amend a piece of evidence", f),
		evidenceStep("return", review.Returned, "Return evidence that is not good enough", true),
		evidenceStep("receive", review.Received, "Receive evidence again", false),
		evidenceStep("accept", review.Accepted, "Accept evidence", false),
	}, more: []func(*app) *cobra.Command{evidenceShareCommand}}
}

func evidenceStep(verb, state, short string, reason bool) deed {
	return deed{use: verb + " EVIDENCE", arg: "id", short: short, form: reasoned("piece of evidence", reason),
		fresh: func() review.Body { return &review.EvidenceMoved{State: state} }}
}

func documentNoun() noun {
	f := form{noun: "document", from: true, fields: []field{
		word("kind", "kind of document").listed("document_kinds").must(),
		text("title", "what it is called").line(),
	}}
	return noun{name: "document", kind: "document", short: "What the review writes, version by version", deeds: []deed{
		{use: "add", short: "Add a document", fresh: added[review.Document], form: f, mark: true},
		amending[review.Document]("DOCUMENT", "Amend a document's kind or title", f),
		{use: "version DOCUMENT", arg: "id", short: "Record a version of a document by the SHA-256 of its file",
			fresh: body[review.DocumentVersioned], form: form{noun: "version", some: true, fields: []field{
				word("sha256", "SHA-256 of the file, in hexadecimal"),
				word("bytes", "size of the file"),
				filed("note", "note-file", "what changed"),
			}, hashes: true}},
	}}
}

func letterNoun() noun {
	f := form{noun: "letter", fields: []field{
		word("direction", "in or out").among("in", "out").must(),
		word("party", "the body that wrote it, or to whom it went").must(),
		word("kind", "kind of letter").listed("letter_kinds").must(),
		word("deadline", "day by which it wants an answer"),
		word("answers", "handle of the letter that it answers"),
		filed("summary", "summary-file", "what it says"),
	}}
	return noun{name: "letter", kind: "letter", short: "Letters in and out", deeds: []deed{
		{use: "add", short: "Record a letter", fresh: added[review.Letter], form: f, mark: true},
		amending[review.Letter]("LETTER", "Amend a letter", f),
	}}
}

// reasoned is a form with nothing but a reason.
func reasoned(noun string, needed bool) form {
	why := filed("why", "reason-file", "the reason")
	why.needed = needed
	return form{noun: noun, fields: []field{why}}
}
