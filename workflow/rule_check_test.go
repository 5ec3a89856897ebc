package workflow

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// wrong is one problem that a rule is to have: which part of the text is
// underlined, the name of the check, the sentence and the hint.
type wrong struct{ Under, Check, Message, Hint string }

func TestCheckRule(t *testing.T) {
	tests := []struct {
		name string
		move string // review.decide if empty
		rule string
		want []wrong
	}{
		// The language.
		{name: "nothing there", rule: "  ", want: []wrong{{" ", "rule-syntax", "there is no rule here", "write a condition, such as size(professions.missing) == 0"}}},
		{name: "one equals sign", rule: `forms.decision.outcome = "hold_review"`,
			want: []wrong{{"=", "rule-syntax", "= does not compare", "write =="}}},
		{name: "and in words", rule: `forms.decision.urgent and forms.decision.reasons`,
			want: []wrong{{"and", "rule-syntax", "and is not a word of this language", "write &&"}}},
		{name: "typographic quotation marks", rule: `forms.decision.outcome == “hold_review”`,
			want: []wrong{{"“", "rule-syntax", "“ is not a plain quotation mark", `write "`}}},
		{name: "greater or equal the wrong way round", rule: `size(people) => 2`,
			want: []wrong{{"=>", "rule-syntax", "=> is not a comparison", "write >="}}},
		{name: "a quotation mark too few", rule: `forms.decision.outcome == "hold_review`,
			want: []wrong{{`"`, "rule-syntax", "a quotation mark is not closed", `write " at the end of the word too`}}},
		{name: "the end is missing", rule: `size(people) >`,
			want: []wrong{{"", "rule-syntax", "the rule ends too early", "say what the last part is compared or joined with"}}},
		{name: "a bracket too many", rule: `size(people)) > 2`,
			want: []wrong{{")", "rule-syntax", "there is no bracket that this ) closes", "delete it"}}},
		{name: "a bracket too few", rule: `size(people > 2`,
			want: []wrong{{"(", "rule-syntax", "this ( is not closed", "write ) where it ends"}}},
		{name: "unequal as elsewhere", rule: `size(people) <> 2`,
			want: []wrong{{"<>", "rule-syntax", "<> is not a comparison", "write !="}}},
		{name: "three equals signs", rule: `size(people) === 2`,
			want: []wrong{{"===", "rule-syntax", "=== is not a comparison", "write =="}}},
		{name: "two equals signs and a not", rule: `size(people) !== 2`,
			want: []wrong{{"!==", "rule-syntax", "!== is not a comparison", "write !="}}},
		{name: "not in words", rule: `not forms.decision.urgent`,
			want: []wrong{{"not", "rule-syntax", "not is not a word of this language", "write ! before the condition"}}},
		{name: "not in words, later", rule: `size(people) > 2 && not forms.decision.urgent`,
			want: []wrong{{"not", "rule-syntax", "not is not a word of this language", "write ! before the condition"}}},
		{name: "not as a function", rule: `not(forms.decision.urgent)`,
			want: []wrong{{"not", "rule-syntax", "not is not a word of this language", "write ! before the condition"}}},
		{name: "a no-break space", rule: "size(people)\u00a0> 2",
			want: []wrong{{"\u00a0", "rule-syntax", "a space that is not a plain space stands here (U+00A0)", "replace it by a space"}}},
		{name: "between two numbers", rule: `0 < size(people) < 5`,
			want: []wrong{{"0 < size(people) < 5", "rule-type", "0 < size(people) is yes or no, 5 is a number: neither comes before the other",
				"write two conditions: 0 < size(people) && size(people) < 5"}}},
		{name: "a list in a word", rule: `people.exists(p, p.roles in "chair")`,
			want: []wrong{{`"chair"`, "rule-type", `"chair" is text, not a list`, `turn the two round: "chair" in p.roles`}}},
		{name: "a day without quotation marks", rule: `review.opened_on >= 2023-02-28`,
			want: []wrong{{"review.opened_on >= 2023-02-28", "rule-type", "opened_on is a date, 2023-02-28 is a number: neither comes before the other",
				`write review.opened_on >= date("2023-02-28")`}}},
		{name: "null", rule: `review.opened_on == null`,
			want: []wrong{{"null", "rule-syntax", "there is no null: what is not recorded is unknown, and no rule holds by it", "ask whether it is recorded: has(forms.decision.outcome)"}}},
		{name: "a map", rule: `{"a": true}.a`,
			want: []wrong{{`{"a": true}`, "rule-syntax", "curly brackets mean nothing in a rule", ""}}},
		{name: "a member picked by number", rule: `people[0].accredited`,
			want: []wrong{{"people[0]", "rule-syntax", "a member of a list cannot be picked by its number", "use exists, all or count to look through a list"}}},
		{name: "division, which can fail", rule: `size(people) / 2 > 1`,
			want: []wrong{{"/", "rule-syntax", "/ is not a sign of this language", "rules do not divide: multiply the other side instead"}}},
		{name: "a regular expression, which can run long", rule: `forms.decision.chair.matches("p.*")`,
			want: []wrong{{"matches", "rule-fact", `there is no function "matches"`, "there is all, count, date, days_after, days_before, every, exists, filter, has, map, months_after, months_before, overlaps, size and working_days"}}},
		{name: "too long", rule: strings.Repeat("true && ", 250) + "true",
			want: []wrong{{"t", "rule-too-long", "the rule is longer than 2000 characters", "make two requirements of it"}}},
		{name: "too many brackets", rule: strings.Repeat("(", 60) + "true" + strings.Repeat(")", 60),
			want: []wrong{{strings.Repeat("(", 60) + "true" + strings.Repeat(")", 60), "rule-nesting", "the rule has too many parts within parts", "make two requirements of it"}}},

		// Facts and fields.
		{name: "a misspelt fact", rule: `agencys.exists(a, a.id == "x")`,
			want: []wrong{{"agencys", "rule-fact", `there is no fact "agencys"`, `did you mean "agencies"?`}}},
		{name: "a word without quotation marks", rule: `forms.decision.outcome == hold_review`,
			want: []wrong{{"hold_review", "rule-fact", `there is no fact "hold_review"`, `write "hold_review" in quotes`}}},
		{name: "a misspelt fact that is a word as well", rule: `document.exists(d, d.versions > 0)`,
			want: []wrong{{"document", "rule-fact", `there is no fact "document"`, `did you mean "documents"?`}}},
		{name: "a misspelt field", rule: `people.exists(p, "chair" in p.role)`,
			want: []wrong{{"role", "rule-fact", `a person has no field "role"`, `did you mean "roles"?`}}},
		{name: "a misspelt form", rule: `forms.decison.urgent`,
			want: []wrong{{"decison", "rule-fact", `there is no form "decison"`, `did you mean "decision"?`}}},
		{name: "a misspelt field of a form", rule: `forms.decision.outcom == "no_review"`,
			want: []wrong{{"outcom", "rule-fact", `form decision has no field "outcom"`, `did you mean "outcome"?`}}},
		{name: "a clock that there is not", rule: `clocks.finish.overdue`,
			want: []wrong{{"finish", "rule-fact", `there is no clock "finish"`, "there is complete, return_it and answer"}}},
		{name: "the clock of an item, as if there were one", move: "agency_report.accept", rule: `clocks.return_it.overdue`,
			want: []wrong{{"clocks.return_it", "rule-fact", "clock return_it runs for each item of track agency_report", "write item.clocks.return_it"}}},
		{name: "the clock of an item, in another track", rule: `!clocks.return_it.overdue`,
			want: []wrong{{"clocks.return_it", "rule-fact", "clock return_it runs for each item of track agency_report", "look through them: items.agency_report.exists(i, i.clocks.return_it.overdue)"}}},
		{name: "the clock of a letter", rule: `clocks.answer.overdue`,
			want: []wrong{{"clocks.answer", "rule-fact", "clock answer runs for each letter: a rule cannot speak of it", "let the clock block the move"}}},
		{name: "a misspelt function", rule: `cuont(people, p, p.accredited) > 1`,
			want: []wrong{{"cuont", "rule-fact", `there is no function "cuont"`, `did you mean "count"?`}}},
		{name: "a function used as another is", rule: `people.count(p, p.accredited) > 1`,
			want: []wrong{{"count", "rule-syntax", "count is not used like this", "write it like count(people, p, p.accredited)"}}},
		{name: "item where there is none", rule: `item.stage == "invited"`,
			want: []wrong{{"item", "rule-fact", "there is an item only in a track with for_each", "look through the instances of such a track: items.agency_report.exists(i, …)"}}},
		{name: "one track of many", rule: `track.family.stage == "invited"`,
			want: []wrong{{"family", "rule-fact", `there is no track without for_each "family"`, "there is one family for each relative: write items.family.exists(i, i.stage == …)"}}},
		{name: "many of one track", rule: `items.review.exists(i, i.excused)`,
			want: []wrong{{"review", "rule-fact", `there is no track with for_each "review"`, "there is only one review: write track.review.stage"}}},
		{name: "a form that is filled per agency", rule: `forms.management_review.signed_off`,
			want: []wrong{{"management_review", "rule-fact", `there is no form "management_review"`, "the form is filled for each agency: write item.forms.management_review"}}},
		{name: "a form of another kind of item", move: "family.invite", rule: `item.forms.management_review.signed_off`,
			want: []wrong{{"management_review", "rule-fact", `there is no form "management_review" that is filled for a relative`, "the form is filled for each agency"}}},
		{name: "has of a whole fact", rule: `has(review)`,
			want: []wrong{{"review", "rule-syntax", "has() asks whether a field is recorded", "write has(forms.decision.outcome)"}}},

		// Words that a field cannot hold.
		{name: "a choice that there is not", rule: `forms.decision.outcome == "hold_rview"`,
			want: []wrong{{`"hold_rview"`, "rule-choice", `"hold_rview" is not a choice of decision.outcome`, `did you mean "hold_review"?`}}},
		{name: "a stage of another track", rule: `items.family.exists(i, i.stage == "declned")`,
			want: []wrong{{`"declned"`, "rule-choice", `"declned" is not a stage of track family`, `did you mean "declined"?`}}},
		{name: "a role in a list", rule: `count(people, p, "lead" in p.roles) > 1`,
			want: []wrong{{`"lead"`, "rule-choice", `"lead" is not a role`, "there is chair, lead_reviewer and team_member"}}},
		{name: "one wrong word of several", rule: `findings.exists(f, f.kind in ["pattern", "patern"])`,
			want: []wrong{{`"patern"`, "rule-choice", `"patern" is not a kind of a finding`, `did you mean "pattern"?`}}},
		{name: "a word of a vocabulary", rule: `meetings.exists(m, m.kind == "folow_on")`,
			want: []wrong{{`"folow_on"`, "rule-choice", `"folow_on" is not a word of vocabulary meeting_kinds`, `did you mean "follow_on"?`}}},
		{name: "a stage meets a role", rule: `people.exists(p, track.review.stage in p.roles)`,
			want: []wrong{{"track.review.stage in p.roles", "rule-type", "stage is a stage of track review, a member of roles is a role: it is never in there", ""}}},
		{name: "a profession meets any text", rule: `people.exists(p, p.profession == p.agency)`,
			want: []wrong{{"p.agency", "rule-type", "profession is a profession and meets only words written out, or its like: agency is text", "write out the word in quotes"}}},
		{name: "words of two kinds in one answer", rule: `people.exists(p, (p.accredited ? p.profession : track.review.stage) == "x")`,
			want: []wrong{{"p.accredited ? p.profession : track.review.stage", "rule-type", "profession is a profession, stage is a stage of track review: one answer must be of one kind", "make two requirements of it, or join conditions with && and ||"}}},
		{name: "a quoted fact", rule: `"forms.decision.outcome" == "no_review"`,
			want: []wrong{{`"forms.decision.outcome" == "no_review"`, "rule-type", "both sides are written out: the answer is always the same", "take the quotation marks off what is a fact"}}},

		// Kinds of values.
		{name: "a number in quotation marks", rule: `forms.decision.children == "3"`,
			want: []wrong{{`forms.decision.children == "3"`, "rule-type", `children is a number, "3" is text: they are never equal`, "write forms.decision.children == 3"}}},
		{name: "the same in brackets and not alone", rule: `review.taken_on && ("3" == forms.decision.children)`,
			want: []wrong{{`"3" == forms.decision.children`, "rule-type", `"3" is text, children is a number: they are never equal`, "write 3 == forms.decision.children"}}},
		{name: "a date in quotation marks", rule: `review.opened_on > "2026-03-01"`,
			want: []wrong{{`review.opened_on > "2026-03-01"`, "rule-type", `opened_on is a date, "2026-03-01" is text: neither comes before the other`, `write review.opened_on > date("2026-03-01")`}}},
		{name: "yes in quotation marks", rule: `forms.decision.urgent == "yes"`,
			want: []wrong{{`forms.decision.urgent == "yes"`, "rule-type", `urgent is yes or no, "yes" is text: they are never equal`, "write forms.decision.urgent for yes, !forms.decision.urgent for no"}}},
		{name: "comparisons compared without brackets", rule: `size(people) > 1 == forms.decision.children > 1`,
			want: []wrong{{"size(people) > 1 == forms.decision.children", "rule-type", "size(people) > 1 is yes or no, children is a number: they are never equal", "put brackets around a condition that is compared"}}},
		{name: "a whole person", rule: `people.exists(p, p == actor)`,
			want: []wrong{{"p", "rule-type", "p is a person, which is many facts at once and equals nothing", "name a field of it, such as p.id"}}},
		{name: "a whole list", rule: `professions.missing == []`,
			want: []wrong{{"professions.missing == []", "rule-type", "missing is a list: it cannot be compared as a whole", "write size(professions.missing) == 0"}}},
		{name: "a list with a word", rule: `people.exists(p, p.roles == "chair")`,
			want: []wrong{{`p.roles == "chair"`, "rule-type", "roles is a list: it cannot be compared as a whole", `write "chair" in p.roles`}}},
		{name: "in something that is no list", rule: `"no_review" in forms.decision.outcome`,
			want: []wrong{{"forms.decision.outcome", "rule-type", "outcome is a choice of decision.outcome, not a list", `write "no_review" == forms.decision.outcome`}}},
		{name: "a loop through something that is no list", rule: `count(review, r, true) > 1`,
			want: []wrong{{"review", "rule-type", "review is not a list: there is nothing to go through", ""}}},
		{name: "a list of different things", rule: `size([1, "a"]) == 2`,
			want: []wrong{{`"a"`, "rule-type", `1 is a number and "a" is text: a list holds one kind of thing`, ""}}},
		{name: "a field of a text", rule: `forms.decision.chair.name == "x"`,
			want: []wrong{{"forms.decision.chair.name", "rule-type", "chair is text: it has no fields", ""}}},
		{name: "a condition that is a number", rule: `size(people) && review.taken_on`,
			want: []wrong{{"size(people)", "rule-type", "size(people) is a number, not yes or no", "compare it: size(people) > 0"}}},
		{name: "not of a list", rule: `!professions.missing`,
			want: []wrong{{"professions.missing", "rule-type", "missing is a list, not yes or no", "compare its size: size(professions.missing) > 0"}}},
		{name: "a count of something that is no condition", rule: `count(people, p, p.id) > 1`,
			want: []wrong{{"p.id", "rule-type", "id is text, not yes or no", "compare it: p.id == …"}}},
		{name: "days added to a date", rule: `review.opened_on + 3 > today`,
			want: []wrong{{"review.opened_on", "rule-type", "opened_on is a date: only numbers can be reckoned with", "write months_after(…) or days_after(…), or subtract one date from another to get days"}}},
		{name: "a day that there is not", rule: `today > date("2026-02-30")`,
			want: []wrong{{`"2026-02-30"`, "rule-type", `"2026-02-30" is not a day`, `write a full day that exists, such as date("2013-03-21")`}}},
		{name: "a date that is not written out", rule: `today > date(forms.decision.chair)`,
			want: []wrong{{"forms.decision.chair", "rule-type", "date() makes a date of a day that is written out in the rule", `write a day in quotes, such as date("2013-03-21")`}}},
		{name: "a function with the wrong things", rule: `working_days(review.opened_on, 3) > 5`,
			want: []wrong{{"working_days(review.opened_on, 3)", "rule-type", "working_days cannot be used with a date and a number", "write it like working_days(review.opened_on, today)"}}},

		// The rule as a whole.
		{name: "not yes or no", rule: `size(people)`,
			want: []wrong{{"size(people)", "rule-not-boolean", "size(people) is a number: a rule must be yes or no", "compare it: size(people) > 0"}}},
		{name: "a loop named like a fact", rule: `count(people, review, review.accredited) > 1`,
			want: []wrong{{"review", "rule-shadow", `"review" is a fact and cannot be the name of a loop`, "give the loop another name, such as x"}}},
		{name: "a loop named like the one around it", rule: `agencies.all(p, people.exists(p, p.accredited))`,
			want: []wrong{{"people.exists(p, p.accredited)", "rule-shadow", `"p" is already the name of the loop around this one`, "give one of the loops another name"}}},
		{name: "loops three deep", rule: `agencies.all(a, relatives.all(r, subjects.all(s, s.id == a.id)))`,
			want: []wrong{{"subjects.all(s, s.id == a.id)", "rule-nesting", "a loop may stand within a loop, but not within two", "make two requirements of it"}}},
		{name: "too costly", rule: `people.all(p, people.all(q, p.id == q.id))`,
			want: []wrong{{"people.all(p, people.all(q, p.id == q.id))", "rule-cost", "the rule goes through too many records: in a large review it would have to be broken off", "go through one list only, or look from the other side"}}},
		{name: "today in a move that fires by itself", move: "review.commission", rule: `review.opened_on < today`,
			want: []wrong{{"today", "rule-today-in-auto", "a move that fires by itself may not depend on today: it would fire on a day on which nobody did anything", "let somebody make the move, or use a clock"}}},
		{name: "several at once, in their order", rule: `agencys.exists(a, true) && forms.decision.outcome == "x" && forms.decision.children == "3"`,
			want: []wrong{
				{"agencys", "rule-fact", `there is no fact "agencys"`, `did you mean "agencies"?`},
				{`"x"`, "rule-choice", `"x" is not a choice of decision.outcome`, "there is hold_review, no_review and more_information"},
				{`forms.decision.children == "3"`, "rule-type", `children is a number, "3" is text: they are never equal`, "write forms.decision.children == 3"},
			}},
		{name: "on the second line, after wide letters", rule: "forms.decision.chair != \"é日本\" &&\n  agencys.exists(a, true)",
			want: []wrong{{"agencys", "rule-fact", `there is no fact "agencys"`, `did you mean "agencies"?`}}},
		{name: "underlined to the end of the line only", rule: "size(people) ==\n  \"3\"",
			want: []wrong{{"size(people) ==", "rule-type", `size(people) is a number, "3" is text: they are never equal`, "write size(people) == 3"}}},
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			moveOf := tt.move
			if moveOf == "" {
				moveOf = "review.decide"
			}
			trackName, name, _ := strings.Cut(moveOf, ".")
			track, tr := move(t, d, trackName, name)
			if diff := cmp.Diff(tt.want, underlined(t, tt.rule, c.checkRule(track, tr, tt.rule))); diff != "" {
				t.Errorf("problems of %s (-want +got):\n%s", tt.rule, diff)
			}
		})
	}
}

func TestCheckTell(t *testing.T) {
	tests := []struct {
		name string
		tell string
		want []wrong
	}{
		{name: "words only", tell: "no one has decided"},
		{name: "words, dates, numbers", tell: "{professions.missing}, {review.opened_on}, {size(people)}, {forms.decision.urgent}"},
		{name: "brackets that are meant", tell: "write {{ and }}, please"},
		{name: "not closed", tell: "there is {size(people)",
			want: []wrong{{"{", "rule-syntax", "the bracket { is not closed", "write }, or {{ for a bracket that is meant as itself"}}},
		{name: "closed without being opened", tell: "there is size(people)}",
			want: []wrong{{"}", "rule-syntax", "there is no { that this } closes", "write }} for a bracket that is meant as itself"}}},
		{name: "a misspelt fact", tell: "é: the team lacks {profesions.missing}",
			want: []wrong{{"profesions", "rule-fact", `there is no fact "profesions"`, `did you mean "professions"?`}}},
		{name: "people cannot be read aloud", tell: "there are {people}",
			want: []wrong{{"people", "rule-type", "people is a list and cannot be put into a sentence", "name a field of each: people.map(x, x.id)"}}},
		{name: "the second of two", tell: "{size(people)} of {size(poeple)}",
			want: []wrong{{"poeple", "rule-fact", `there is no fact "poeple"`, `did you mean "people"?`}}},
		{name: "nothing between", tell: "there is {}",
			want: []wrong{{"}", "rule-syntax", "there is no rule here", "write a condition, such as size(professions.missing) == 0"}}},
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	track, tr := move(t, d, "review", "decide")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, underlined(t, tt.tell, c.checkTell(track, tr, tt.tell))); diff != "" {
				t.Errorf("problems of %s (-want +got):\n%s", tt.tell, diff)
			}
		})
	}
}

func mustChecker(t testing.TB, d *Definition) *ruleChecker {
	t.Helper()
	c, err := newRuleChecker(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// underlined turns problems into what a reader sees. Each must lie in the text,
// or just behind its end.
func underlined(t testing.TB, text string, problems []ruleProblem) []wrong {
	t.Helper()
	var seen []wrong
	runes := []rune(text)
	for _, p := range problems {
		if p.Offset < 0 || p.Width < 1 || p.Offset > len(runes) {
			t.Fatalf("problem lies outside the text of %d characters: %+v", utf8.RuneCountInString(text), p)
		}
		end := min(p.Offset+p.Width, len(runes))
		seen = append(seen, wrong{string(runes[p.Offset:end]), p.Rule, p.Message, p.Hint})
	}
	return seen
}

// The type checker is the only thing that keeps apart words of different kinds,
// and a walk over the checked rule finds words that do not exist. Both rest on
// the type of a word surviving in every shape in which a rule can hand it on.
func TestWordsSurviveEveryShape(t *testing.T) {
	shapes := []string{
		`track.review.stage == %`,
		`% == track.review.stage`,
		`track.review.stage != %`,
		`(track.review.stage) == %`,
		`track.review.stage in [%, "closed"]`,
		`track.review.stage in ["closed", %]`,
		`% in track.review.visited`,
		`!(% in track.review.visited)`,
		`track.review.visited.exists(s, s == %)`,
		`track.review.visited.all(s, s != %)`,
		`count(track.review.visited, s, s == %) > 1`,
		`every(track.review.visited, s, s in [%])`,
		`track.review.visited.filter(s, s != %).exists(s, s == "closed")`,
		`track.review.visited.filter(s, true).exists(s, s == %)`,
		`track.review.visited.map(s, s).exists(s, s == %)`,
		`% in track.review.visited.map(s, s)`,
		`% in track.review.visited.filter(s, true)`,
		`people.map(p, track.review.stage).exists(s, s == %)`,
		`[track.review.stage].exists(s, s == %)`,
		`[track.review.stage, track.review.stage].exists(s, s in [%])`,
		`(review.taken_on ? track.review.stage : track.review.stage) == %`,
		`(review.taken_on ? track.review.visited : track.review.visited).exists(s, s == %)`,
		`% in (review.taken_on ? track.review.visited : track.review.visited)`,
	}
	d := sampleDefinition()
	c := mustChecker(t, d)
	track, tr := move(t, d, "review", "decide")
	for _, shape := range shapes {
		right := strings.ReplaceAll(shape, "%", `"decided"`)
		if p := c.checkRule(track, tr, right); len(p) > 0 {
			t.Errorf("%s\n\tis right, but: %+v", right, p)
		}
		bad := strings.ReplaceAll(shape, "%", `"decyded"`)
		want := []wrong{{`"decyded"`, "rule-choice", `"decyded" is not a stage of track review`, `did you mean "decided"?`}}
		if diff := cmp.Diff(want, underlined(t, bad, c.checkRule(track, tr, bad))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", bad, diff)
		}
		other := strings.ReplaceAll(shape, "%", `forms.decision.outcome`)
		if p := c.checkRule(track, tr, other); len(p) == 0 {
			t.Errorf("%s\n\tcompares a stage with a choice, and is let through", other)
		}
	}
}

// A definition that is wrong elsewhere must still have its rules checked: all
// mistakes are told in one run.
func TestCheckRuleOfBrokenDefinition(t *testing.T) {
	d := &Definition{
		Nation: "atlantis",
		Forms:  []Form{{Name: "twice"}, {Name: "twice", ForEach: "moon"}, {Name: "", Fields: []Field{{}, {Type: "colour"}}}},
		Tracks: []Track{{Name: "a"}, {Name: "a", ForEach: "agency"}, {}},
		Clocks: []Clock{{}, {Name: "c"}, {Name: "c"}},
	}
	c := mustChecker(t, d)
	for i := range d.Tracks {
		got := underlined(t, `size(poeple) > 1`, c.checkRule(&d.Tracks[i], &Transition{}, `size(poeple) > 1`))
		want := []wrong{{"poeple", "rule-fact", `there is no fact "poeple"`, `did you mean "people"?`}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("track %d (-want +got):\n%s", i, diff)
		}
	}
}
