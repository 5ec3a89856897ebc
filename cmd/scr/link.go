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

func linkNoun() noun {
	f := form{noun: "link", fields: []field{
		word("kind", "what this review is to the other").among(review.LinkKinds()...).must(),
		word("review", "reference of a review of this board in which you have a part"),
		filed("elsewhere", "elsewhere-file", "what the review is called that lies elsewhere"),
		word("partner", "handle of the partner whose review it is"),
	}}
	return noun{name: "link", kind: "link", short: "What this review is to other reviews", deeds: []deed{
		{use: "add", short: "Say what this review is to another", fresh: added[review.Link], form: f},
		amending[review.Link]("LINK", "Amend a link", f),
	}}
}
