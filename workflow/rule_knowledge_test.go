package workflow

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// FuzzKnowledge holds rules to what unknown means. A rule that holds although
// some facts are not recorded must hold whatever they turn out to be, and one
// that is refused for certain must stay refused. Else a move could be made, and
// later the record would show that it should not have been.
func FuzzKnowledge(f *testing.F) {
	for seed := range uint64(200) {
		f.Add(seed)
	}
	d := sampleDefinition()
	c, err := newRuleChecker(d)
	if err != nil {
		f.Fatal(err)
	}
	full := sampleFacts(f)
	completeFacts(full)
	f.Fuzz(func(t *testing.T, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 2))
		text := ruleMaker{random}.condition(3, "")
		if problems := c.checkRule(d.Track("review"), &Transition{}, text); len(problems) > 0 {
			if p := problems[0]; p.Rule != "rule-cost" && p.Rule != "rule-too-long" {
				t.Fatalf("%s is a right rule, but: %+v", text, p)
			}
			return
		}
		partly := judged(t, d, "review", text, "", forget(random, full))
		wholly := judged(t, d, "review", text, "", full)
		if len(wholly.Unknown) > 0 {
			t.Fatalf("%s: %v unknown, but all is recorded", text, wholly.Unknown)
		}
		if partly.Met && !wholly.Met {
			t.Errorf("%s holds while something is not recorded, and fails when it is", text)
		}
		if !partly.Met && len(partly.Unknown) == 0 && wholly.Met {
			t.Errorf("%s is refused for certain while something is not recorded, and holds when it is", text)
		}
	})
}

// completeFacts fills what the sample leaves out.
func completeFacts(f *Facts) {
	f.People[0].Agency = "hospital"
	f.People[1].Profession = "health"
	f.Actor.Profession = "police"
	f.Forms["decision"].Values["agency"] = "council"
}

// forget returns the facts with some of what can be unknown left out.
func forget(random *rand.Rand, full *Facts) *Facts {
	partial := *full
	partial.People = append([]PersonFact(nil), full.People...)
	for i := range partial.People {
		if random.IntN(2) == 0 {
			partial.People[i].Profession = ""
		}
		if random.IntN(2) == 0 {
			partial.People[i].Agency = ""
		}
	}
	form := FormFact{Seq: 40, Values: make(map[string]string), Lists: full.Forms["decision"].Lists, Filled: full.Forms["decision"].Filled}
	values := full.Forms["decision"].Values
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if random.IntN(2) == 0 {
			form.Values[name] = values[name]
		}
	}
	partial.Forms = map[string]FormFact{"decision": form}
	if random.IntN(4) == 0 {
		partial.Forms = nil
	}
	if random.IntN(2) == 0 {
		partial.Clocks, partial.Tracks = nil, nil
	}
	return &partial
}

// ruleMaker makes right rules at random.
type ruleMaker struct{ *rand.Rand }

func (m ruleMaker) pick(from ...string) string { return from[m.IntN(len(from))] }

// condition makes something that is yes or no. person is the name of the loop
// around it, if any.
func (m ruleMaker) condition(depth int, person string) string {
	if depth == 0 {
		return m.fact(person)
	}
	inner := func() string { return m.condition(depth-1, person) }
	switch m.IntN(8) {
	case 0:
		return "!(" + inner() + ")"
	case 1, 2:
		return "((" + inner() + m.pick(") && (", ") || (", ") && (", ") || (", ") == (", ") != (") + inner() + "))"
	case 3:
		return "(" + inner() + " ? " + inner() + " : " + inner() + ")"
	case 4, 5:
		if person == "" {
			return m.loop(depth)
		}
	}
	return m.fact(person)
}

func (m ruleMaker) loop(depth int) string {
	body := m.condition(depth-1, "p")
	switch m.IntN(5) {
	case 0:
		return fmt.Sprintf("people.exists(p, %s)", body)
	case 1:
		return fmt.Sprintf("people.all(p, %s)", body)
	case 2:
		return fmt.Sprintf("every(people, p, %s)", body)
	case 3:
		return fmt.Sprintf("size(people.filter(p, %s)) %s", body, m.limit())
	}
	return fmt.Sprintf("count(people, p, %s) %s", body, m.limit())
}

func (m ruleMaker) limit() string { return m.pick("== ", "!= ", "< ", ">= ") + m.pick("0", "1", "2") }

// fact makes a condition on one fact that may be unknown.
func (m ruleMaker) fact(person string) string {
	if person != "" && m.IntN(3) > 0 {
		return person + m.pick(`.profession == "health"`, `.profession != "police"`, `.agency == "council"`, `.agency == forms.decision.agency`,
			`.accredited`, `.profession in ["health", "social_care"]`, `.id == forms.decision.chair`, `.profession == actor.profession`)
	}
	return m.pick(
		`forms.decision.outcome == "hold_review"`, `forms.decision.outcome in ["no_review", "more_information"]`,
		`forms.decision.urgent`, `forms.decision.reasons`, `"death" in forms.decision.grounds`,
		`forms.decision.children > 2`, `forms.decision.children + 1 == 4`, `forms.decision.children in [1, 2]`,
		`forms.decision.decided_on < today`, `today - forms.decision.decided_on > 40`, `months_after(forms.decision.decided_on, 1) < today`,
		`working_days(forms.decision.decided_on, today) < 30`, `clocks.complete.overdue`, `clocks.complete.due > today`,
		`track.review.stage == "decided"`, `"closed" in track.review.visited`, `size(track.review.visited) == 2`,
		`(forms.decision.urgent ? forms.decision.chair : forms.decision.agency) == "council"`,
		`forms.decision.agency in agencies.map(a, a.id)`,
	)
}
