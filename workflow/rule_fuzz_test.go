package workflow

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/workflow/calendar"
)

// FuzzRule checks any text as a rule. The checker must always answer, with
// problems that lie in the text. What it lets through must be judged without an
// error over any facts, twice alike, and must not hold when it relied on what is
// not recorded.
func FuzzRule(f *testing.F) {
	for _, seed := range []string{
		`count(people, p, "lead_reviewer" in p.roles) >= 2`,
		`size(professions.missing) == 0 && forms.decision.outcome == "hold_review"`,
		`every(findings, f, f.agreed || f.kind == "good_practice")`,
		`item.stage == "accepted" && item.forms.management_review.sent_on <= today`,
		`items.family.all(i, i.excused) || has(clocks.complete.due)`,
		`working_days(review.opened_on, months_after(today, 6)) > 3 * size(agencies)`,
		`people.filter(p, p.accredited).map(p, p.id).exists(x, x == actor.id) ? true : !forms.decision.urgent`,
		`forms.decision.children - -1 != 2.5 // why`,
		`"x" in [] || [[]].exists(x, x.exists(y, y == 1))`,
		`agencys == nul`, `"`, `(`, `a.b(c)[d]{e:f}`, "é == \"\n", `r"\" == 'x'`, `"""`,
	} {
		f.Add(seed, uint64(1))
	}
	d := sampleDefinition()
	c, err := newRuleChecker(d)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, random uint64) {
		facts := randomFacts(random)
		for _, name := range []string{"review", "agency_report"} {
			track := d.Track(name)
			problems := c.checkRule(track, &Transition{}, text)
			underlined(t, text, problems)
			if len(problems) > 0 {
				continue
			}
			first := judged(t, d, name, text, "", facts)
			again := judged(t, d, name, text, "", facts)
			first.Requirement, again.Requirement = nil, nil
			if diff := cmp.Diff(first, again); diff != "" {
				t.Errorf("%s judged twice (-first +again):\n%s", text, diff)
			}
			if first.Met && (len(first.Unknown) > 0 || len(first.Values) > 0) {
				t.Errorf("%s is met and yet: %+v", text, first)
			}
			if !first.Met && len(first.Values) == 0 {
				t.Errorf("%s is not met and does not say why", text)
			}
		}
	})
}

// FuzzTell checks any text as a sentence. What the checker lets through must be
// said without leaving out a part that is plain words.
func FuzzTell(f *testing.F) {
	for _, seed := range []string{
		`the team lacks {professions.missing}`, `{{a}} {size(people)}`, `{`, `}`, `{}`, `{"}"}`, `{'{'}{"a"}`, `{people.map(p, p.roles)}`,
		`{forms.decision.decided_on} {forms.decision.agency} {clocks.complete.overdue}`, `{[]}`, `{true ? "a" : "b"}`,
	} {
		f.Add(seed, uint64(1))
	}
	d := sampleDefinition()
	c, err := newRuleChecker(d)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, random uint64) {
		problems := c.checkTell(d.Track("review"), &Transition{}, text)
		underlined(t, text, problems)
		said := judged(t, d, "review", "false", text, randomFacts(random)).Says
		if len(problems) > 0 {
			return
		}
		pieces, _ := splitTell(text)
		shortest := 0
		for _, p := range pieces {
			if !p.isRule {
				shortest += len(p.text)
			}
		}
		if len(said) < shortest {
			t.Errorf("%q says %q, which is shorter than its words", text, said)
		}
	})
}

// randomFacts fills facts at random; about half of what can be left out is.
func randomFacts(seed uint64) *Facts {
	random := rand.New(rand.NewPCG(seed, 1))
	facts := &Facts{}
	fill(random, reflect.ValueOf(facts).Elem())
	facts.Forms = map[string]FormFact{"decision": randomForm(random)}
	facts.Tracks = map[string]TrackFact{"review": {Seq: 5, Stage: "decided"}}
	facts.Items = map[string][]ItemFact{"agency_report": {{Seq: 6, ID: "hospital"}, {Seq: 7, Stage: "received"}}, "family": nil}
	if random.IntN(2) == 0 {
		facts.Clocks = map[string]ClockFact{"complete": {Seq: 8, Running: true}}
		facts.Item = &ItemFact{Seq: 6, ID: "hospital", Forms: map[string]FormFact{"management_review": randomForm(random)}}
	}
	return facts
}

func randomForm(random *rand.Rand) FormFact {
	form := FormFact{Seq: 9, Values: make(map[string]string), Lists: make(map[string][]string), Filled: make(map[string]bool)}
	for _, field := range [][]string{
		{"outcome", "hold_review", "no_review"}, {"decided_on", "2026", "2026-02-30", "2026-05-05"},
		{"children", "3", "-1e308", "x"}, {"urgent", "yes", "no", "perhaps"},
		{"chair", "p1"}, {"agency", "hospital"}, {"signed_off", "yes"}, {"sent_on", "2026-03"},
	} {
		if random.IntN(2) == 0 {
			form.Values[field[0]] = field[1+random.IntN(len(field)-1)]
		}
	}
	if random.IntN(2) == 0 {
		form.Lists["grounds"] = []string{"death"}
	}
	form.Filled["reasons"] = random.IntN(2) == 0
	return form
}

// fill sets the fields of a struct of facts at random.
func fill(random *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[calendar.Day]() {
			v.Set(reflect.ValueOf(randomDay(random)))
			return
		}
		for i := range v.NumField() {
			fill(random, v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), random.IntN(3), 3))
		for i := range v.Len() {
			fill(random, v.Index(i))
		}
	case reflect.String:
		v.SetString([]string{"", "health", "p1", "x_y"}[random.IntN(4)])
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(random.IntN(4)))
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	}
}

func randomDay(random *rand.Rand) calendar.Day {
	if random.IntN(2) == 0 {
		return calendar.Day{}
	}
	day, err := calendar.ParseDay([]string{"2026-02-28", "1999-12-31", "2200-12-31"}[random.IntN(3)])
	if err != nil {
		panic(err)
	}
	return day
}
