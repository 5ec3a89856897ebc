package report

import (
	"scr/review"
	"scr/workflow/calendar"
)

// beside says who leads the review with the board, or shares in it.
func (p page) beside() {
	if len(p.s.Review.Partners) == 0 {
		return
	}
	p.Heading("Who shares in it")
	for _, partner := range p.s.Review.Partners {
		p.Item(0, partner.ID+lead(p.partnerWords(partner))+madeUp(partner.MadeUp))
	}
}

// partnerWords says what a partner is and which part it has: "Another board, board (joint)".
func (w words) partnerWords(p review.Partner) string {
	return phrase(p.Title, w.word("partner_kinds", p.Kind), nation(p.Nation)) + bracketed(partnerPart(p.Part))
}

// nation writes a nation as people do.
func nation(n string) string { return calendar.Nation(n).Title() }

func partnerPart(part string) string {
	switch part {
	case "leads":
		return "leads the review"
	case "joint":
		return "holds it jointly with the board"
	case "contributes":
		return "contributes to it"
	case "informed":
		return "is kept informed"
	}
	return human(part)
}

// subjectPart says which part a subject had in what happened.
func subjectPart(part string) string {
	switch part {
	case "", review.Harmed:
		return "was harmed"
	case review.CausedHarm:
		return "caused harm"
	case "both":
		return "was harmed and caused harm"
	}
	return human(part)
}
