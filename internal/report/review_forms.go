package report

import (
	"fmt"
	"strings"

	"scr/review"
)

// forms gives what was decided, asked and answered: the latest filling of every
// form, with whatever was written in it.
func (p page) forms() {
	p.Heading("Decisions and statements")
	latest := p.latestForms()
	if len(latest) == 0 {
		p.Paragraph("No form has been filled.")
	}
	for i, f := range latest {
		if i > 0 {
			p.Gap()
		}
		p.Item(0, p.formLine(f))
		p.Pairs(1, p.answers(f))
	}
}

// latestForms lists the latest filling of each form for each item, in the order of
// the days they were filled on.
func (p page) latestForms() []review.Form {
	var latest []review.Form
	for _, f := range p.s.Review.Forms {
		if last, _ := p.s.Review.Filled(f.Form, f.Item); last.Seq == f.Seq {
			latest = append(latest, f)
		}
	}
	days := p.s.moveDays()
	return byDay(latest, func(f review.Form) (review.Date, int64) {
		if day, ok := days[f.Seq+1]; ok && f.Move != "" {
			return day, f.Seq // the move that it was filled with comes next in the log
		}
		return f.On, f.Seq
	})
}

// formLine says which form it is, when it was filled, with which move, and who
// decided that.
func (p page) formLine(f review.Form) string {
	line := date(f.On) + lead(p.form(f.Form))
	if f.Item != "" {
		line += ", " + f.Item
	}
	says := ", filled by "
	if f.Move != "" {
		says = ", for " + f.Move + ", decided by "
	}
	if f.By != "" {
		line += says + p.decider(review.Move{On: f.On, DecidedBy: f.By, MoveMade: moveOf(f)})
	}
	return line + bracketed(p.mark(f.Seq)) + p.fillings(f) + madeUp(f.MadeUp)
}

// moveOf is the move that a form was filled with; nothing where it was filled by itself.
func moveOf(f review.Form) review.MoveMade {
	track, move, _ := strings.Cut(f.Move, ".")
	return review.MoveMade{Track: track, Move: move}
}

// fillings says that a form was filled before, and where that can be read.
func (p page) fillings(f review.Form) string {
	n := 0
	for _, other := range p.s.Review.Forms {
		if other.Form == f.Form && other.Item == f.Item {
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(", the latest of %d; the earlier ones stand in the history", n)
}

func (p page) answers(f review.Form) []Pair {
	var pairs []Pair
	for _, name := range p.filled(f) {
		pairs = append(pairs, Pair{p.field(f.Form, name), p.answer(f, name)})
	}
	return pairs
}

// letters gives the letters in and out, as they came and went.
func (p page) letters() {
	letters := p.s.Review.Letters
	if len(letters) == 0 {
		return
	}
	p.Heading("Letters")
	for _, l := range byDay(letters, func(l review.Letter) (review.Date, int64) { return l.On, l.Seq }) {
		summary := l.Summary
		l.Summary = review.Text{} // it stands below, where there is room
		p.Item(0, phrase(date(l.On), l.ID)+lead(p.letterWords(l))+madeUp(l.MadeUp))
		if said := text(summary); said != "" {
			p.Item(1, said)
		}
	}
}
