package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"scr/workflow"
)

// large writes a definition of about so many lines: tracks of ten stages, each
// with a rule, a clock and a form.
func large(lines int) string {
	var forms, tracks, clocks strings.Builder
	for i := 0; strings.Count(tracks.String(), "\n")+strings.Count(forms.String(), "\n")+strings.Count(clocks.String(), "\n") < lines; i++ {
		fmt.Fprintf(&forms, "  form_%d:\n    fields:\n      outcome: {type: choice, of: [go_on, stop]}\n      on: {type: date}\n      reasons: {type: text}\n", i)
		fmt.Fprintf(&tracks, "  track_%d:\n    initial: s0\n    stages: [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9]\n    final: [s9]\n    transitions:\n", i)
		for s := range 9 {
			fmt.Fprintf(&tracks, `      move_%d:
        from: s%d
        to: s%d
        by: [chair, lead_reviewer]
        form: form_%d
        requires:
          team_is_whole:
            rule: size(professions.missing) == 0 && forms.form_%d.outcome == "go_on"
            tell: the team has no one from {professions.missing}
            cites: guide step %d
          two_leads:
            rule: count(people, p, "lead_reviewer" in p.roles && p.accredited) >= 2
            tell: two lead reviewers are needed; there is {count(people, p, "lead_reviewer" in p.roles)}
            strength: expected
`, s, s, s+1, i, i, s)
		}
		fmt.Fprintf(&clocks, "  clock_%d:\n    starts: track_%d.move_0\n    stops: track_%d.move_8\n    within: 6 months\n", i, i, i)
	}
	return `language: 1
workflow: large
version: 1
title: A large definition
nation: england
in_force: {from: 2013}
guidance: {guide: A guide}
professions: [health, police, social_care]
roles:
  chair: {office: true}
  lead_reviewer: {on_team: true}
forms:
` + strings.ReplaceAll(forms.String(), " on:", " decided_on:") + "tracks:\n" + tracks.String() + "clocks:\n" + clocks.String()
}

func TestLoadLarge(t *testing.T) {
	src := large(1000)
	d, problems := workflow.Load("large.yaml", []byte(src), nil)
	if len(problems) > 0 {
		t.Fatal(printed(t, problems[:1]))
	}
	rules := 0
	for _, track := range d.Tracks {
		for _, tr := range track.Transitions {
			rules += len(tr.Requires)
		}
	}
	if lines := strings.Count(src, "\n"); lines < 1000 || rules != 18*len(d.Tracks) {
		t.Errorf("%d lines, %d rules on %d tracks", lines, rules, len(d.Tracks))
	}
}

// BenchmarkLoad loads and checks a definition of 1,000 lines with 144 rules.
func BenchmarkLoad(b *testing.B) {
	src := []byte(large(1000))
	for b.Loop() {
		if _, problems := workflow.Load("large.yaml", src, nil); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
}

// BenchmarkLoadRefused answers a file in which every second name is misspelt.
func BenchmarkLoadRefused(b *testing.B) {
	src := []byte(strings.ReplaceAll(large(1000), "by: [chair,", "by: [chiar,"))
	for b.Loop() {
		if d, _ := workflow.Load("large.yaml", src, nil); d != nil {
			b.Fatal("loads, and should not")
		}
	}
}
