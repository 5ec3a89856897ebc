package report

import (
	"strings"

	"scr/review"
	"scr/workflow/calendar"
)

// beside says who leads the review with the board, or shares in it.
func (p page) beside() {
	if len(p.s.Review.Partners) > 0 {
		p.Heading("Who shares in it")
	}
	for _, partner := range p.s.Review.Partners {
		p.Item(0, partner.ID+lead(p.partnerWords(partner))+madeUp(partner.MadeUp))
	}
}

// partnerWords says what a partner is and which part it has: "Another board, board (joint)".
func (w words) partnerWords(p review.Partner) string {
	return phrase(p.Title, w.word("partner_kinds", p.Kind), nation(p.Nation)) + bracketed(partnerPart(p.Part))
}

// links says what the review is to others.
func (p page) links() {
	if len(p.s.Review.Links) > 0 {
		p.Heading("Other reviews")
	}
	for _, l := range p.s.Review.Links {
		p.Item(0, l.ID+": this review "+linkWords(l)+madeUp(l.MadeUp))
	}
}

// linkWords says what this review is to the other: "is fed by EXB-2026-002 (second_board)".
func linkWords(l review.Link) string {
	other := l.Review
	if other == "" {
		other = text(l.Elsewhere)
	}
	return strings.TrimSpace(linkKind(l.Kind)+" "+other) + bracketed(l.Partner)
}

// linkKind says what a review is to the one that is named after it.
func linkKind(kind string) string {
	words := map[string]string{
		"joint_with": "is held jointly with", "merged_into": "was merged into", "merged_from": "took in",
		"split_into": "was split, and part of it is", "split_from": "was split from",
		"supersedes": "supersedes", "superseded_by": "is superseded by", "feeds": "feeds", "fed_by": "is fed by",
		"follows_up": "follows up", "followed_up_by": "is followed up by", "companion_of": "is a companion of",
		"replaces_local": "replaces, for the nation, the local review", "replaced_by_national": "is replaced by the national review",
	}
	if said, known := words[kind]; known {
		return said
	}
	return human(kind)
}

// statusWords says a status with its days.
func (w words) statusWords(s review.Status) string {
	line := w.word("status_kinds", s.Kind) + ", from " + s.From.English()
	if s.To.IsZero() {
		return line + ", no end on record"
	}
	return line + " until " + s.To.English()
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
