package main

import (
	"scr/review"
	"scr/workflow/calendar"
)

func partnerNoun() noun {
	var nations []string
	for _, n := range calendar.Nations() {
		nations = append(nations, string(n))
	}
	f := form{noun: "partner", fields: []field{
		word("kind", "kind of body").listed("partner_kinds").must(),
		word("title", "what the partner is called").must(),
		word("part", "its part in the review").among(review.PartnerParts...).must(),
		word("nation", "nation in which it sits, if that is another").among(nations...),
	}}
	return noun{name: "partner", kind: "partner", short: "Bodies that lead the review with the board, or share in it", deeds: []deed{
		{use: "add PARTNER", arg: "id", short: "Add a partner under a handle of your choice, such as second_board", fresh: added[review.Partner], form: f},
		amending[review.Partner]("PARTNER", "Amend a partner", f),
	}}
}
