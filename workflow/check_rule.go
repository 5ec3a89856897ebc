package workflow

import (
	"strings"
	"unicode"
)

// checkRules has every rule and every sentence judged, and moves what is wrong to
// its place in the file.
func (c *checker) checkRules() {
	rules, err := newRuleChecker(c.d)
	if err != nil {
		c.out.add(c.a.at.place, "rule-syntax", "", "the rules of this definition cannot be judged: %v", err)
		return
	}
	judged := 0
	for i := range c.a.tracks {
		t := &c.a.tracks[i]
		track := c.d.Track(t.name.text)
		if track == nil {
			continue
		}
		for j := range t.transitions {
			tr := track.Transition(t.transitions[j].name.text)
			if tr == nil {
				continue
			}
			for _, q := range t.transitions[j].requires {
				if judged++; judged > maxRules {
					c.complain(q.name, "too-many-values", "is this the right file?", "the definition has more than %d rules from here on", maxRules)
					return
				}
				c.judge(q.rule, rules.checkRule, t, track, tr)
				c.judge(q.tell, rules.checkTell, t, track, tr)
			}
		}
	}
}

// judge reports what is wrong with a rule or a sentence. One that speaks of a
// part that could not be read is not judged: it may well be right.
func (c *checker) judge(w word, check func(*Track, *Transition, string) []ruleProblem, t *authoredTrack, track *Track, tr *Transition) {
	if !w.given() || c.speaksOfDoubtful(w.text, t) {
		return
	}
	for _, p := range check(track, tr, w.text) {
		c.out.add(w.at.span(p.Offset, p.Width), p.Rule, p.Hint, "%s", p.Message)
	}
}

// speaksOfDoubtful reports whether a text has a name of a part that could not be
// read in full, or speaks of the item of such a track.
func (c *checker) speaksOfDoubtful(text string, t *authoredTrack) bool {
	for _, name := range strings.FieldsFunc(text, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if c.doubtful[name] || name == "item" && c.doubtful[t.name.text] {
			return true
		}
	}
	return false
}
