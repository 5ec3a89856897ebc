package main

import (
	"strings"

	"scr/review"
)

func criteriaNoun() noun {
	met := word("met", "whether the set is met").among(review.Yes, review.No, review.NotYet).must()
	why := filed("why", "reason-file", "the reason")
	f := form{noun: "criterion", fields: []field{met, why}}
	return noun{name: "criteria", kind: "criterion", short: "Sets of criteria of the definition: which are met, and what is owed then", deeds: []deed{
		{use: "add SET", arg: "set", short: "Record whether a set of criteria is met; the notices that it owes then have their last days", fresh: added[review.Criterion], form: f},
		amending[review.Criterion]("CRITERION", "Record that a set is met now, or is not after all", f),
	}}
}

func releaseNoun() noun {
	f := form{noun: "release", fields: []field{
		word("mode", "how it was put out").listed("release_modes").must(),
		word("by", "who put it out: board, an outside body or the handle of a partner").must(),
		word("document", "handle of the document").must(),
		word("version", "which version of it, counting from 1"),
		word("channel", "by which channel").listed("release_channels"),
		word("redacted", "whether parts of it were blacked out").among(review.Yes, review.No),
		word("authorised", "whether it was meant to be put out; no for a leak. Without it: yes").among(review.Yes, review.No),
		filed("note", "note-file", "what there is to say"),
	}}
	return noun{name: "release", kind: "release", short: "What was really put out, by whom, and what was taken back", deeds: []deed{
		{use: "add", short: "Record that a document was put out", fresh: added[review.Release], form: f},
		amending[review.Release]("RELEASE", "Amend what is recorded of a release", f),
		{use: "retire RELEASE", arg: "id", short: "Record that what was put out is out no longer", fresh: body[review.ReleaseRetired], form: reasoned("release", true)},
	}}
}

func disclosureNoun() noun {
	f := form{noun: "disclosure", fields: []field{
		word("to", "to whom: an outside body, or the handle of a relative, an agency or a partner").must(),
		word("document", "handle of the document").must(),
		word("outcome", "whether it was given").among("made", "refused").must(),
		word("authority", "on what authority").listed("disclosure_authorities").must(),
		filed("note", "note-file", "what there is to say"),
	}}
	return noun{name: "disclosure", kind: "disclosure", short: "What one party was given or refused, apart from any publication", deeds: []deed{
		{use: "add", short: "Record a disclosure, or that one was refused", fresh: added[review.Disclosure], form: f},
		amending[review.Disclosure]("DISCLOSURE", "Amend what is recorded of a disclosure", f),
	}}
}

// owes says which notices are owed because a set of criteria is met.
func owes(c review.Criterion) string {
	says := make([]string, len(c.Notices))
	for i, n := range c.Notices {
		says[i] = "a letter of kind " + n.Kind + " to " + n.To
		if !n.Due.IsZero() {
			says[i] += " by " + about(n.About) + n.Due.English()
		}
	}
	if len(says) == 0 {
		return ""
	}
	return c.Set + " is met, and owes " + strings.Join(says, "; ")
}
