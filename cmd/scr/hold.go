package main

import "scr/review"

func holdNoun() noun {
	f := form{noun: "hold", fields: []field{
		word("name", "which kind of hold").listed("holds").must(),
		word("covers", "what must wait").among("review", "participant", "document", "track", "publication").must(),
		word("target", "handle of the participant or document, or name of the track"),
		word("review_on", "day on which somebody must look at it again").must(),
		filed("why", "reason-file", "the reason").must(),
	}}
	look := form{noun: "hold", fields: []field{
		word("next", "day on which somebody must look at it next").must(),
		filed("why", "reason-file", "the reason why it goes on"),
	}}
	return noun{name: "hold", kind: "hold", short: "Recorded reasons to wait", deeds: []deed{
		{use: "add", short: "Place a hold", fresh: added[review.Hold], form: f},
		{use: "review HOLD", arg: "id", short: "Record that a hold was looked at and goes on", fresh: body[review.HoldReviewed], form: look},
		{use: "lift HOLD", arg: "id", short: "Lift a hold", fresh: body[review.HoldLifted], form: reasoned("hold", false)},
	}}
}
