package workflow

import (
	"testing"
)

// BenchmarkRules measures what a command pays for requirements: nothing for a
// move without any, the language and one rule for the first, little for others.
func BenchmarkRules(b *testing.B) {
	d := sampleDefinition()
	facts := sampleFacts(b)
	track, _ := move(b, d, "review", "decide")
	requires := func(rules ...string) *Transition {
		tr := &Transition{Name: "measured"}
		for _, r := range rules {
			tr.Requires = append(tr.Requires, Requirement{Name: "measured", Rule: r, Tell: "there is {count(people, p, p.accredited)}"})
		}
		return tr
	}
	holds := requires(`count(people, p, "lead_reviewer" in p.roles) >= 1 && forms.decision.outcome == "hold_review"`)
	fails := requires(`count(people, p, "lead_reviewer" in p.roles) >= 2 && forms.decision.outcome == "no_review"`)

	b.Run("facts as rules see them", func(b *testing.B) {
		for b.Loop() {
			newFactView(d)
		}
	})
	b.Run("language", func(b *testing.B) {
		view := newFactView(d)
		for b.Loop() {
			if _, err := newRuleLanguage(view, track); err != nil {
				b.Fatal(err)
			}
		}
	})
	judge := func(name string, tr *Transition, fresh bool) {
		b.Run(name, func(b *testing.B) {
			j := NewJudge(d)
			for b.Loop() {
				if fresh {
					j = NewJudge(d)
				}
				if _, err := j.Requirements(b.Context(), track, tr, facts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	judge("no requirement", requires(), true)
	judge("first rule of a command", holds, true)
	judge("a rule again, met", holds, false)
	judge("a rule again, not met", fails, false)
	b.Run("a further rule", func(b *testing.B) {
		l, err := newRuleLanguage(newFactView(d), track)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			r, errs := l.parseRule(holds.Requires[0].Rule)
			if errs = append(errs, r.check()...); len(errs) > 0 {
				b.Fatal("the rule of the benchmark is wrong")
			}
		}
	})
	b.Run("check at load", func(b *testing.B) {
		c, err := newRuleChecker(d)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if p := c.checkRule(track, holds, holds.Requires[0].Rule); len(p) > 0 {
				b.Fatal(p)
			}
		}
	})
}
