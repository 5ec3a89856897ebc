package report

import (
	"fmt"

	"scr/review"
)

// episodes gives the key practice episodes.
func (p page) episodes() {
	if len(p.s.Review.Episodes) == 0 {
		return
	}
	p.Heading("Key practice episodes")
	p.full(sheets(p.s.Review.Episodes, p.words.episode))
}

// full writes records in full, each under its handle.
func (p page) full(records []sheet) {
	for i, record := range records {
		if i > 0 {
			p.Gap()
		}
		p.Item(0, record.ID+madeUp(record.MadeUp))
		p.Pairs(1, record.pairs())
	}
}

// findings gives each finding with its whole anatomy, and what was answered.
func (p page) findings() {
	p.Heading("Findings")
	if p.s.hides("work") {
		p.Paragraph(notShown)
		return
	}
	findings := p.s.Review.Findings
	if len(findings) == 0 {
		p.Paragraph("No finding is on record.")
		return
	}
	patterns := 0
	for _, f := range findings {
		if f.Kind == review.Pattern {
			patterns++
		}
	}
	good := len(findings) - patterns
	p.Paragraph(capital(Count(patterns, "pattern that makes", "patterns that make")) + " practice less safe, " +
		Count(good, "finding", "findings") + " of good practice.")
	if len(p.s.voiceless()) == len(findings) {
		p.Warn("THE CHILD'S VOICE IS NOT RECORDED in any finding.")
	}
	p.full(sheets(findings, p.words.finding))
}

// recommendations gives them, or says why there are none: a method without
// recommendations puts questions to the board instead.
func (p page) recommendations() {
	p.Heading("Recommendations")
	if p.s.hides("work") {
		p.Paragraph(notShown)
		return
	}
	if len(p.s.Review.Recommendations) > 0 {
		p.full(sheets(p.s.Review.Recommendations, p.words.recommendation))
		return
	}
	if questions := p.questions(); questions > 0 {
		p.Paragraph("None. The findings carry questions for the board, not recommendations: " +
			Count(questions, "question", "questions") + ".")
		return
	}
	p.Paragraph("None.")
}

func (p page) questions() int {
	n := 0
	for _, f := range p.s.Review.Findings {
		n += len(f.Questions)
	}
	return n
}

// responses gives what the board and agencies answered, and what nobody answered.
func (p page) responses() {
	p.Heading("Responses")
	if p.s.hides("work") {
		p.Paragraph(notShown)
		return
	}
	if len(p.s.Review.Responses) > 0 {
		p.full(sheets(p.s.Review.Responses, p.words.response))
	}
	open := p.s.unanswered()
	if len(open) > 0 {
		p.Paragraph("Nobody has answered " + alternatives(open) + ".")
	} else if len(p.s.Review.Responses) == 0 {
		p.Paragraph("Nothing is there to answer yet.")
	}
}

// actions gives what is done, how anybody will know, and what came of it.
func (p page) actions() {
	p.Heading("Actions")
	if p.s.hides("work") {
		p.Paragraph(notShown)
		return
	}
	actions := p.s.Review.Actions
	if len(actions) == 0 {
		p.Paragraph("No action is on record.")
		return
	}
	unproven, closed := len(p.s.unproven()), 0
	for _, a := range actions {
		if a.Closed {
			closed++
		}
	}
	p.Paragraph(fmt.Sprintf("%s: %d closed on evidence of changed practice, %d closed without, %d open.",
		Count(len(actions), "action", "actions"), closed-unproven, unproven, len(actions)-closed))
	p.full(sheets(actions, p.words.action))
}
