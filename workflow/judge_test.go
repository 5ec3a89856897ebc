package workflow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// judged judges one rule with one sentence over facts.
func judged(t testing.TB, d *Definition, track, rule, tell string, facts *Facts) Judgement {
	t.Helper()
	tr := &Transition{Name: "tried", Requires: []Requirement{{Name: "tried", Rule: rule, Tell: tell}}}
	got, err := NewJudge(d).Requirements(t.Context(), d.Track(track), tr, facts)
	if err != nil {
		t.Fatalf("judge %s: %v", rule, err)
	}
	if len(got) != 1 || got[0].Requirement != &tr.Requires[0] {
		t.Fatalf("judge %s: %d judgements, want the one of its requirement", rule, len(got))
	}
	return got[0]
}

func TestRequirements(t *testing.T) {
	tests := []struct {
		name    string
		track   string // review if empty
		rule    string
		met     bool
		values  []string
		unknown []string
		relied  []int64
	}{
		{name: "a choice that was made", rule: `forms.decision.outcome == "hold_review"`, met: true, relied: []int64{40}},
		{name: "another choice", rule: `forms.decision.outcome == "no_review"`,
			values: []string{`forms.decision.outcome == "no_review"; is hold review`}, relied: []int64{40}},
		{name: "nothing missing, but something is", rule: `size(professions.missing) == 0`,
			values: []string{"size(professions.missing) == 0; is 3; professions.missing is police, education and health"}, relied: []int64{3, 4, 5, 6}},
		{name: "too few, person by person", rule: `count(people, p, "lead_reviewer" in p.roles) >= 2`,
			values: []string{`count(people, p, "lead_reviewer" in p.roles) >= 2; is 1; p3: yes, p8: no`}, relied: []int64{5, 6}},
		{name: "every part that failed is named", rule: `findings.all(f, f.agreed) && size(subjects) == 1 && size(agencies) > 5`,
			values: []string{"findings.all(f, f.agreed); f1: yes, f2: no", "size(agencies) > 5; is 2"}, relied: []int64{2, 3, 4, 20, 21}},
		{name: "neither of two", rule: `clocks.complete.overdue || track.review.stage == "closed"`,
			values: []string{`clocks.complete.overdue || track.review.stage == "closed"; clocks.complete.overdue is no; track.review.stage is decided`}, relied: []int64{50, 70}},
		{name: "every over nothing does not hold", rule: `every(actions, a, a.closed)`,
			values: []string{"every(actions, a, a.closed); actions: none"}},
		{name: "all over nothing holds", rule: `actions.all(a, a.closed)`, met: true},
		{name: "exists over nothing does not hold", rule: `actions.exists(a, a.closed)`,
			values: []string{"actions.exists(a, a.closed); actions: none"}},

		// Kinds of values.
		{name: "a number of a form and a whole number", rule: `forms.decision.children == 3 && forms.decision.children in [2, 3] && forms.decision.children > 2.5`, met: true, relied: []int64{40}},
		{name: "reckoning with both kinds of numbers", rule: `forms.decision.children * 2 + size(subjects) - 1 == 6`, met: true, relied: []int64{2, 40}},
		{name: "a text that is filled", rule: `forms.decision.reasons`, met: true, relied: []int64{40}},
		{name: "yes or no", rule: `!forms.decision.urgent`, met: true, relied: []int64{40}},
		{name: "several choices", rule: `"death" in forms.decision.grounds && !("neglect" in forms.decision.grounds)`, met: true, relied: []int64{40}},
		{name: "a partial date counts as its last day", rule: `forms.decision.decided_on == date("2026-03-31")`, met: true, relied: []int64{40}},
		{name: "a person in a list made for it", rule: `forms.decision.chair in people.map(p, p.id)`, met: true, relied: []int64{5, 6, 40}},
		{name: "days between", rule: `today - review.opened_on == 64`, met: true, relied: []int64{1}},
		{name: "working days between, over Easter and a bank holiday", rule: `working_days(review.opened_on, today) == 43`, met: true, relied: []int64{1}},
		{name: "months after, at the end of a month", rule: `months_after(date("2026-08-31"), 6) == date("2027-02-28")`, met: true},
		{name: "a number of months from a form", rule: `months_after(review.opened_on, forms.decision.children) == date("2026-06-02")`, met: true, relied: []int64{1, 40}},
		{name: "an absurd number of months stops at the last day there is", rule: `months_after(review.opened_on, 9000000000000000000) == date("2200-12-31")`, met: true, relied: []int64{1}},
		{name: "months before, at the end of a month", rule: `months_before(date("2026-08-31"), 6) == date("2026-02-28")`, met: true},
		{name: "days after and before, over a leap day", rule: `days_after(date("2028-02-28"), 2) == date("2028-03-01") && days_before(date("2028-03-01"), 2.9) == date("2028-02-28")`, met: true},
		{name: "an absurd number of days stops at the first day there is", rule: `days_before(review.opened_on, 9000000000000000000) == months_before(review.opened_on, 9000000000000000000)`, met: true, relied: []int64{1}},
		{name: "days from what is unknown", rule: `days_after(clocks.complete.start, 3) > today`,
			values: []string{"days_after(clocks.complete.start, 3) > today; days_after(clocks.complete.start, 3) is not recorded; today is 5 May 2026"}, unknown: []string{"clocks.complete.start"}, relied: []int64{70}},
		{name: "a spell that ended on the first day", rule: `statuses.exists(s, s.kind == "on_register" && overlaps(s.from, s.to, date("2025-09-01"), today))`, met: true, relied: []int64{8, 9}},
		{name: "a spell that ended the day before", rule: `statuses.exists(s, s.kind == "on_register" && overlaps(s.from, s.to, date("2025-09-02"), today))`,
			values: []string{`statuses.exists(s, s.kind == "on_register" && overlaps(s.from, s.to, date("2025-09-02"), today)); status-1: no, status-2: no`}, relied: []int64{8, 9}},
		{name: "a spell of which no end is known goes on", rule: `statuses.exists(s, s.open && overlaps(s.from, s.to, date("2030-01-01"), date("2030-01-01")))`, met: true, relied: []int64{8, 9}},
		{name: "and not before it began", rule: `statuses.exists(s, s.open && overlaps(s.from, s.to, date("2025-01-01"), date("2026-01-14")))`,
			values: []string{`statuses.exists(s, s.open && overlaps(s.from, s.to, date("2025-01-01"), date("2026-01-14"))); status-1: no, status-2: no`}, relied: []int64{8, 9}},
		{name: "a spell the wrong way round overlaps nothing", rule: `overlaps(date("2026-05-01"), date("2026-01-01"), date("2025-01-01"), date("2027-01-01")) || overlaps(date("2026-01-01"), date("2026-05-01"), date("2027-01-01"), date("2025-01-01"))`,
			values: []string{`overlaps(date("2026-05-01"), date("2026-01-01"), date("2025-01-01"), date("2027-01-01")) || overlaps(date("2026-01-01"), date("2026-05-01"), date("2027-01-01"), date("2025-01-01")); overlaps(date("2026-05-01"), date("2026-01-01"), date("2025-01-01"), date("2027-01-01")) is no; overlaps(date("2026-01-01"), date("2026-05-01"), date("2027-01-01"), date("2025-01-01")) is no`}},
		{name: "what else is unknown of an overlap is unknown", rule: `overlaps(review.opened_on, today, clocks.complete.start, today)`,
			values: []string{`overlaps(review.opened_on, today, clocks.complete.start, today); is not recorded`}, unknown: []string{"clocks.complete.start"}, relied: []int64{1, 70}},
		{name: "elsewhere an unknown end is unknown", rule: `statuses.all(s, s.to < today)`,
			values: []string{`statuses.all(s, s.to < today); status-1: yes, status-2: not recorded`}, unknown: []string{"statuses[status-2].to"}, relied: []int64{8, 9}},
		{name: "dates in the words of people", rule: `months_after(review.opened_on, 6) < today`,
			values: []string{"months_after(review.opened_on, 6) < today; months_after(review.opened_on, 6) is 2 September 2026; today is 5 May 2026"}, relied: []int64{1}},
		{name: "tracks and what they visited", rule: `track.review.stage == "decided" && "referred" in track.review.visited`, met: true, relied: []int64{50}},
		{name: "who decides", rule: `"lead_reviewer" in actor.roles && actor.id == "p3"`, met: true, relied: []int64{5}},
		{name: "a hold in force", rule: `holds.exists(h, h.name == "proceedings" && !h.lifted)`, met: true, relied: []int64{30}},

		// Items.
		{name: "all instances", rule: `items.agency_report.all(i, i.stage == "accepted" || i.excused)`,
			values: []string{`items.agency_report.all(i, i.stage == "accepted" || i.excused); hospital: no, council: yes`}, relied: []int64{60, 61}},
		{name: "the instance that the move is about", track: "agency_report", rule: `item.stage == "received" && item.agency == "hospital"`, met: true, relied: []int64{60}},
		{name: "the form filled for it", track: "agency_report", rule: `item.forms.management_review.signed_off`, met: true, relied: []int64{60, 63}},
		{name: "the clock that runs for it", track: "agency_report", rule: `item.clocks.return_it.overdue`, met: true, relied: []int64{60, 64}},
		{name: "a field of it that is empty", track: "agency_report", rule: `item.forms.management_review.sent_on <= today`,
			values:  []string{"item.forms.management_review.sent_on <= today; item.forms.management_review.sent_on is not recorded; today is 5 May 2026"},
			unknown: []string{"item.forms.management_review.sent_on"}, relied: []int64{60, 63}},

		// What is not recorded.
		{name: "a field that is empty", rule: `forms.decision.agency == "hospital"`,
			values: []string{`forms.decision.agency == "hospital"; is not recorded`}, unknown: []string{"forms.decision.agency"}, relied: []int64{40}},
		{name: "its opposite does not hold either", rule: `forms.decision.agency != "hospital"`,
			values: []string{`forms.decision.agency != "hospital"; is not recorded`}, unknown: []string{"forms.decision.agency"}, relied: []int64{40}},
		{name: "a field of somebody", rule: `people.exists(p, p.profession == "health")`,
			values: []string{`people.exists(p, p.profession == "health"); p3: no, p8: not recorded`}, unknown: []string{"people[p8].profession"}, relied: []int64{5, 6}},
		{name: "one who is known is enough", rule: `people.exists(p, p.profession == "social_care")`, met: true, relied: []int64{5, 6}},
		{name: "a count of which one part is unknown", rule: `count(people, p, p.profession == "social_care") == 1`,
			values: []string{`count(people, p, p.profession == "social_care") == 1; is not recorded; p3: yes, p8: not recorded`}, unknown: []string{"people[p8].profession"}, relied: []int64{5, 6}},
		{name: "everything that is missing is named", rule: `forms.decision.agency == "x" && people.all(p, p.agency == "y" || p.profession == "police")`,
			values: []string{
				`forms.decision.agency == "x"; is not recorded`,
				`people.all(p, p.agency == "y" || p.profession == "police"); p3: not recorded, p8: not recorded`,
			},
			unknown: []string{"forms.decision.agency", "people[p3].agency", "people[p8].profession"}, relied: []int64{5, 6, 40}},
		{name: "unknown does not matter where something else decides", rule: `forms.decision.agency == "x" || size(people) == 2`, met: true, relied: []int64{5, 6, 40}},
		{name: "has asks whether it is recorded", rule: `!has(forms.decision.agency) && has(forms.decision.outcome) && has(forms.decision)`, met: true, relied: []int64{40}},

		// What cannot be worked out.
		{name: "beyond the bank holidays", rule: `working_days(review.opened_on, date("2190-01-01")) > 100`,
			values: []string{`working_days(review.opened_on, date("2190-01-01")) > 100; cannot be worked out: 1 January 2190 is outside the bank-holiday table for England (edition 2026-11), which covers 1 January 2006 to 31 December 2030`}, relied: []int64{1}},
		{name: "a number too large", rule: `9223372036854775807 + size(people) > 0`,
			values: []string{"9223372036854775807 + size(people) > 0; cannot be worked out: a number is too large"}, relied: []int64{5, 6}},
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			track := tt.track
			if track == "" {
				track = "review"
			}
			if p := c.checkRule(d.Track(track), &Transition{}, tt.rule); len(p) > 0 {
				t.Fatalf("%s has problems: %+v", tt.rule, p)
			}
			got := judged(t, d, track, tt.rule, "said", sampleFacts(t))
			want := Judgement{Met: tt.met, Values: tt.values, Unknown: tt.unknown, ReliedOn: tt.relied}
			if !tt.met {
				want.Says = "said"
			}
			got.Requirement, got.Found = nil, nil // what was found: see TestWhatWasFoundIsToldWithoutTheRule
			if len(got.ReliedOn) == 0 {
				got.ReliedOn = nil
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.rule, diff)
			}
		})
	}
}

func TestSays(t *testing.T) {
	tests := []struct{ name, tell, want string }{
		{"words", "nobody was asked", "nobody was asked"},
		{"a list of words", "missing are {professions.missing}", "missing are police, education and health"},
		{"two and one", "{professions.involved.filter(p, p in ['health', 'police'])}; {professions.on_team}", "health and police; social care"},
		{"none", "{professions.missing.filter(p, p == 'social_care')}", "none"},
		{"a date", "opened on {review.opened_on}", "opened on 2 March 2026"},
		{"numbers", "{size(people)}, {forms.decision.children}, {forms.decision.children + 0.5}", "2, 3, 3.5"},
		{"yes or no", "urgent: {forms.decision.urgent}", "urgent: no"},
		{"handles keep their underscores", "{people.map(p, p.id)}", "p3 and p8"},
		{"not recorded", "from {forms.decision.agency}", "from (not given)"},
		{"not to be worked out", "{working_days(review.opened_on, date('2199-01-01'))} days", "(not given) days"},
		{"brackets", "{{{size(people)}}}", "{2}"},
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p := c.checkTell(d.Track("review"), &Transition{}, tt.tell); len(p) > 0 {
				t.Fatalf("%s has problems: %+v", tt.tell, p)
			}
			if got := judged(t, d, "review", "false", tt.tell, sampleFacts(t)).Says; got != tt.want {
				t.Errorf("%s says %q, want %q", tt.tell, got, tt.want)
			}
		})
	}
}

// Zero values made 13 of 32 such rules true when nothing at all was recorded: an
// empty text equals an empty text, and no date lies before today.
func TestNothingRecorded(t *testing.T) {
	never := []string{
		`forms.decision.outcome == "hold_review"`,
		`forms.decision.outcome != "hold_review"`,
		`!(forms.decision.outcome == "hold_review")`,
		`forms.decision.outcome in ["hold_review", "no_review"]`,
		`!(forms.decision.outcome in ["hold_review", "no_review"])`,
		`"death" in forms.decision.grounds`,
		`!("death" in forms.decision.grounds)`,
		`size(forms.decision.grounds) == 0`,
		`forms.decision.grounds.all(g, g == "death")`,
		`forms.decision.reasons`,
		`!forms.decision.reasons`,
		`forms.decision.urgent`,
		`!forms.decision.urgent`,
		`forms.decision.children < 1`,
		`forms.decision.children >= 0`,
		`forms.decision.children == forms.decision.children`,
		`forms.decision.decided_on < today`,
		`forms.decision.decided_on <= date("2030-01-01")`,
		`today - forms.decision.decided_on > 10`,
		`working_days(forms.decision.decided_on, today) >= 0`,
		`months_after(forms.decision.decided_on, 6) > forms.decision.decided_on`,
		`forms.decision.chair != forms.decision.agency`,
		`forms.decision.chair == actor.id`,
		`actor.profession != "health"`,
		`review.opened_on < date("2030-01-01")`,
		`review.reference != "EXB-2026-014"`,
		`!clocks.complete.overdue`,
		`clocks.complete.extended == 0`,
		`!clocks.complete.running && !clocks.complete.paused`,
		`track.review.stage != "closed"`,
		`!("closed" in track.review.visited)`,
		`track.review.since < today`,
		`has(forms.decision.outcome)`,
		`has(forms.decision)`,
		`every(people, p, p.accredited)`,
		`every(findings, f, f.agreed)`,
		`every(items.agency_report, i, i.stage == "accepted")`,
		`people.exists(p, !p.accredited)`,
		`count(people, p, p.accredited) > 0`,
		`(forms.decision.urgent ? "a" : "b") in ["a", "b"]`,
		`forms.decision.urgent || !forms.decision.urgent`,
	}
	items := []string{
		`item.stage != "accepted"`,
		`!item.excused`,
		`item.agency != "hospital"`,
		`item.since < today`,
		`!item.forms.management_review.signed_off`,
		`item.forms.management_review.sent_on < today`,
		`has(item.forms.management_review)`,
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	for track, rules := range map[string][]string{"review": never, "agency_report": items} {
		for _, rule := range rules {
			if p := c.checkRule(d.Track(track), &Transition{}, rule); len(p) > 0 {
				t.Errorf("%s has problems: %+v", rule, p)
				continue
			}
			facts := &Facts{Today: day(t, "2026-05-05")}
			got := judged(t, d, track, rule, "", facts)
			if got.Met {
				t.Errorf("%s holds although nothing is recorded", rule)
			}
			if len(got.ReliedOn) != 0 {
				t.Errorf("%s relied on %v although nothing is recorded", rule, got.ReliedOn)
			}
		}
	}
}

// A value that is recorded but cannot be read must not count as a zero, nor as
// the text that it looks like.
func TestUnreadableValueIsUnknown(t *testing.T) {
	d := sampleDefinition()
	facts := &Facts{Forms: map[string]FormFact{"decision": {Seq: 9, Values: map[string]string{
		"children": "NaN", "urgent": "maybe", "decided_on": "soon",
	}}}}
	for _, rule := range []string{
		`forms.decision.children < 100`, `!(forms.decision.children < 100)`,
		`forms.decision.urgent`, `!forms.decision.urgent`,
		`forms.decision.decided_on > date("1900-01-01")`,
	} {
		if got := judged(t, d, "review", rule, "", facts); got.Met || len(got.Unknown) != 1 {
			t.Errorf("%s: met %t, unknown %v; want one unknown fact", rule, got.Met, got.Unknown)
		}
	}
}

// A loop over more records than anybody foresaw must end, and must not be taken
// for an answer.
func TestCostIsLimited(t *testing.T) {
	d := sampleDefinition()
	facts := &Facts{}
	for i := range 20000 {
		facts.People = append(facts.People, PersonFact{Seq: int64(i + 1), ID: fmt.Sprintf("p%d", i)})
	}
	got := judged(t, d, "review", `people.all(p, !p.accredited && !p.independent_of_agencies)`, "", facts)
	want := "people.all(p, !p.accredited && !p.independent_of_agencies); cannot be worked out: there are too many records to go through"
	if got.Met || len(got.Values) != 1 || got.Values[0] != want {
		t.Errorf("met %t, values %q; want %q", got.Met, got.Values, want)
	}
}

func TestLongListsAreCutShort(t *testing.T) {
	d := sampleDefinition()
	facts := &Facts{}
	for i := range 40 {
		facts.People = append(facts.People, PersonFact{ID: fmt.Sprintf("p%d", i)})
	}
	got := judged(t, d, "review", `people.exists(p, p.accredited)`, "", facts).Values[0]
	if !strings.HasSuffix(got, "p11: no, and 28 more") {
		t.Errorf("values are %q, want the first 12 people and the number of the others", got)
	}
}

func TestMoveWithoutRequirementsCostsNothing(t *testing.T) {
	j := NewJudge(sampleDefinition())
	got, err := j.Requirements(t.Context(), &Track{}, &Transition{}, nil)
	if got != nil || err != nil || j.view != nil || len(j.languages) != 0 {
		t.Errorf("%v, %v, and the language of rules was made: %t", got, err, j.view != nil)
	}
}

func TestRequirementsInOrder(t *testing.T) {
	d := sampleDefinition()
	tr := &Transition{Requires: []Requirement{{Name: "b", Rule: "true"}, {Name: "a", Rule: "false"}, {Name: "c", Rule: "true"}}}
	got, err := NewJudge(d).Requirements(t.Context(), d.Track("review"), tr, &Facts{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"b", "a", "c"} {
		if got[i].Requirement.Name != want {
			t.Errorf("judgement %d is of %s, want %s", i, got[i].Requirement.Name, want)
		}
	}
}

func TestRequirementsThatCannotBeJudged(t *testing.T) {
	d := sampleDefinition()
	tr := &Transition{Name: "decide", Requires: []Requirement{{Name: "broken", Rule: "size(poeple) > 1"}}}
	_, err := NewJudge(d).Requirements(t.Context(), d.Track("review"), tr, &Facts{})
	if err == nil || !strings.HasPrefix(err.Error(), "judge requirement broken of review.decide: the rule does not compile") {
		t.Errorf("error is %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = NewJudge(d).Requirements(ended, d.Track("review"), tr, &Facts{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want that the context has ended", err)
	}
}

func TestJudgeSharedByGoroutines(t *testing.T) {
	d := sampleDefinition()
	j := NewJudge(d)
	facts := sampleFacts(t)
	tr := &Transition{Requires: []Requirement{{Rule: `every(findings, f, f.agreed)`, Tell: "{size(findings)}"}, {Rule: `size(people) == 2`}}}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			track := []string{"review", "family"}[i%2]
			got, err := j.Requirements(t.Context(), d.Track(track), tr, facts)
			if err != nil || got[0].Met || !got[1].Met {
				t.Errorf("judged %+v, %v", got, err)
			}
		})
	}
	group.Wait()
}

// TestWhatWasFoundIsToldWithoutTheRule: a manager reads what was found, and not
// the rule that looked for it.
func TestWhatWasFoundIsToldWithoutTheRule(t *testing.T) {
	tests := []struct {
		name, rule string
		want       []string
	}{
		{"a list", `size(professions.missing) == 0`, []string{"professions.missing is police, education and health"}},
		{"a field", `forms.decision.outcome == "no_review"`, []string{"forms.decision.outcome is hold review"}},
		{"a field that is empty", `forms.decision.agency == "hospital"`, []string{"forms.decision.agency is not recorded"}},
		{"members of a list", `count(people, p, "lead_reviewer" in p.roles) >= 2`, []string{"p3: yes, p8: roles is team member"}},
		{"an empty list", `actions.exists(a, a.closed)`, []string{"actions: none"}},
		{"several parts", `findings.all(f, f.agreed) && size(agencies) > 5`, []string{"f1: yes, f2: agreed is no", "size(agencies) is 2"}},
		{"members judged by more than their fields", `findings.all(f, f.agreed && actions.exists(a, a.closed))`, []string{"f1: no, f2: no"}},
		{"what cannot be worked out", `9223372036854775807 + size(people) > 0`, []string{"cannot be worked out: a number is too large"}},
	}
	d := sampleDefinition()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := judged(t, d, "review", tt.rule, "said", sampleFacts(t))
			if diff := cmp.Diff(tt.want, got.Found); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.rule, diff)
			}
		})
	}
}
