package main

import "scr/review"

func subjectNoun() noun {
	f := form{noun: "subject", from: true, fields: []field{
		word("kind", "child or adult").among("child", "adult").must(),
		word("age_band", "age at the time of the case").among(review.AgeBands...).must(),
		word("outcome", "what happened to them").among("died", "seriously_harmed", "other"),
		word("part", "their part in what happened; left out: harmed").among(review.SubjectParts...),
		text("pseudonym", "what the report will call them").line(),
	}}
	return noun{name: "subject", aliases: []string{"child"}, kind: "subject", short: "Children and adults the review is about", deeds: []deed{
		{use: "add", short: "Add a child or adult", fresh: added[review.Subject], form: f},
		amending[review.Subject]("SUBJECT", "Amend what is recorded of one", f),
	}}
}

func statusNoun() noun {
	f := form{noun: "status", fields: []field{
		word("kind", "which status").listed("status_kinds").must(),
		word("from", "day from which it was so").must(),
		word("to", "last day on which it was so; left out while no end is known"),
	}}
	return noun{name: "status", kind: "status", short: "Legal and care status of a subject, from when to when", deeds: []deed{
		{use: "add SUBJECT", arg: "subject", short: "Record a spell of a subject's status", fresh: added[review.Status], form: f},
		amending[review.Status]("STATUS", "Amend a spell, such as by its end", f),
	}}
}

func agencyNoun() noun {
	f := form{noun: "agency", fields: []field{
		word("title", "what the agency is called").must(),
		word("professions", "professions that worked with the family; left out while they are not known").listed("professions"),
	}}
	return noun{name: "agency", kind: "agency", short: "Agencies in the case", deeds: []deed{
		{use: "add AGENCY", arg: "id", short: "Add an agency under a handle of your choice, such as city_hospital", fresh: added[review.Agency], form: f},
		amending[review.Agency]("AGENCY", "Amend an agency", f),
	}}
}

func relativeNoun() noun {
	f := form{noun: "relative", from: true, fields: []field{
		word("relation", "relation to the child").listed("relations").must(),
		text("pseudonym", "what the report will call them").line(),
	}}
	contact := form{noun: "contact", fields: []field{
		word("how", "visit, letter, telephone, meeting, or another word of your own"),
		word("outcome", "what came of it").must().
			among("told", "invited", "no_reply", "declined", "deferred", "took_part", "heard", "told_outcome"),
		word("by", "handle of who made the contact"),
		filed("note", "note-file", "what was said"),
	}}
	return noun{name: "relative", kind: "relative", short: "Family members who should be heard", lists: map[string]string{"contacts": "contact"}, deeds: []deed{
		{use: "add", short: "Add a relative", fresh: added[review.Relative], form: f},
		amending[review.Relative]("RELATIVE", "Amend a relative", f),
		{use: "contact RELATIVE", arg: "relative", short: "Record a contact with a relative, and what came of it", fresh: added[review.Contact], form: contact},
	}}
}

func proceedingNoun() noun {
	f := form{noun: "proceeding", from: true, fields: []field{
		word("kind", "kind of proceeding").listed("proceeding_kinds").must(),
		text("reference", "the court's or the police's reference").line(),
	}}
	step := form{noun: "step", fields: []field{
		word("step", "such as charged, convicted, acquitted or concluded").listed("proceeding_steps").must(),
		word("last", "the proceeding ended with it"),
		filed("note", "note-file", "what there is to say"),
	}}
	return noun{name: "proceeding", kind: "proceeding", short: "What runs beside the review: police, trial, inquest", deeds: []deed{
		{use: "add", short: "Add a proceeding", fresh: added[review.Proceeding], form: f},
		amending[review.Proceeding]("PROCEEDING", "Amend a proceeding", f),
		{use: "step PROCEEDING", arg: "id", short: "Record a step of a proceeding", fresh: body[review.ProceedingMoved], form: step},
	}}
}
