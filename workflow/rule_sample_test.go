package workflow

import (
	"testing"

	"scr/workflow/calendar"
)

// sampleDefinition is a small workflow in which every kind of fact occurs. All
// of it is made up.
func sampleDefinition() *Definition {
	return &Definition{
		ID: "sample", Version: 1, Nation: calendar.England,
		Professions: []string{"social_care", "health", "police", "education"},
		Vocabularies: []Vocabulary{
			{Name: "meeting_kinds", Words: []Named{{Name: "follow_on"}, {Name: "introductory"}}},
		},
		Roles: []Role{{Name: "chair", Office: true}, {Name: "lead_reviewer", OnTeam: true}, {Name: "team_member", OnTeam: true}},
		Forms: []Form{
			{Name: "decision", Fields: []Field{
				{Name: "outcome", Type: ChoiceField, Of: []string{"hold_review", "no_review", "more_information"}},
				{Name: "grounds", Type: ChoicesField, Of: []string{"death", "neglect"}},
				{Name: "reasons", Type: TextField},
				{Name: "decided_on", Type: DateField},
				{Name: "children", Type: NumberField},
				{Name: "urgent", Type: YesNoField},
				{Name: "chair", Type: PersonField},
				{Name: "agency", Type: AgencyField},
			}},
			{Name: "management_review", ForEach: "agency", Fields: []Field{
				{Name: "signed_off", Type: YesNoField},
				{Name: "sent_on", Type: DateField},
			}},
		},
		Tracks: []Track{
			{Name: "review", Initial: "referred", Stages: stages("referred", "decided", "closed"), Transitions: []Transition{
				{Name: "decide"}, {Name: "commission", Auto: true},
			}},
			{Name: "agency_report", ForEach: "agency", Stages: stages("awaited", "received", "accepted"), Transitions: []Transition{{Name: "accept"}}},
			{Name: "family", ForEach: "relative", Stages: stages("to_be_told", "invited", "declined"), Transitions: []Transition{{Name: "invite"}}},
		},
		Clocks: []Clock{{Name: "complete"}, {Name: "return_it", Track: "agency_report"}, {Name: "answer", Kind: LetterDeadline}},
		Holds:  []Hold{{Name: "proceedings"}},
	}
}

func stages(names ...string) []Stage {
	var list []Stage
	for _, n := range names {
		list = append(list, Stage{Name: n})
	}
	return list
}

// move returns a move of the sample definition.
func move(t testing.TB, d *Definition, track, name string) (*Track, *Transition) {
	t.Helper()
	tk := d.Track(track)
	if tk == nil || tk.Transition(name) == nil {
		t.Fatalf("the sample has no move %s.%s", track, name)
	}
	return tk, tk.Transition(name)
}

func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sampleFacts are the facts of a review under way.
func sampleFacts(t testing.TB) *Facts {
	t.Helper()
	return &Facts{
		Review:   ReviewFact{Seq: 1, Reference: "EXB-2026-014", OpenedOn: day(t, "2026-03-02")},
		Subjects: []SubjectFact{{Seq: 2, ID: "s1", Kind: "child", Outcome: "died"}},
		Agencies: []AgencyFact{
			{Seq: 3, ID: "hospital", Professions: []string{"health"}},
			{Seq: 4, ID: "council", Professions: []string{"social_care", "education"}},
		},
		Professions: ProfessionsFact{
			Seqs:     []int64{3, 4, 5, 6},
			Involved: []string{"health", "social_care", "education", "police"},
			OnTeam:   []string{"social_care"},
			Missing:  []string{"police", "education", "health"},
		},
		Statuses: []StatusFact{
			{Seq: 8, ID: "status-1", Subject: "s1", Kind: "on_register", From: day(t, "2025-06-01"), To: day(t, "2025-09-01")},
			{Seq: 9, ID: "status-2", Subject: "s1", Kind: "looked_after", From: day(t, "2026-01-15"), Open: true},
		},
		People: []PersonFact{
			{Seq: 5, ID: "p3", Roles: []string{"lead_reviewer"}, Profession: "social_care", Accredited: true},
			{Seq: 6, ID: "p8", Roles: []string{"team_member"}, Agency: "council"},
		},
		Meetings: []MeetingFact{{Seq: 7, ID: "m1", Kind: "follow_on", On: day(t, "2026-04-01")}},
		Findings: []FindingFact{
			{Seq: 20, ID: "f1", Kind: "pattern", Agreed: true},
			{Seq: 21, ID: "f2", Kind: "good_practice", Agreed: false},
		},
		Holds: []HoldFact{{Seq: 30, ID: "h1", Name: "proceedings", Covers: "publication"}},
		Forms: map[string]FormFact{"decision": {
			Seq: 40,
			Values: map[string]string{
				"outcome": "hold_review", "decided_on": "2026-03", "children": "3", "urgent": "no", "chair": "p3",
			},
			Lists:  map[string][]string{"grounds": {"death"}},
			Filled: map[string]bool{"reasons": true},
		}},
		Tracks: map[string]TrackFact{"review": {Seq: 50, Stage: "decided", Since: day(t, "2026-03-10"), Visited: []string{"referred", "decided"}}},
		Items: map[string][]ItemFact{
			"agency_report": {
				{Seq: 60, ID: "hospital", Agency: "hospital", Stage: "received"},
				{Seq: 61, ID: "council", Agency: "council", Stage: "awaited", Excused: true},
			},
			"family": {{Seq: 62, ID: "r1", Stage: "to_be_told"}},
		},
		Clocks: map[string]ClockFact{"complete": {Seq: 70, Due: day(t, "2026-09-02"), Running: true}},
		Item: &ItemFact{Seq: 60, ID: "hospital", Agency: "hospital", Stage: "received", Forms: map[string]FormFact{
			"management_review": {Seq: 63, Values: map[string]string{"signed_off": "yes"}},
		}, Clocks: map[string]ClockFact{"return_it": {Seq: 64, Due: day(t, "2026-05-04"), Overdue: true}}},
		Actor: PersonFact{Seq: 5, ID: "p3", Roles: []string{"lead_reviewer"}},
		Today: day(t, "2026-05-05"),
	}
}
