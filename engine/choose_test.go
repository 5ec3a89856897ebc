package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// chosen is a world with several definitions to choose from.
func chosen(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	adopt := func(id string, version int, nation, inForce, more string) {
		source := fmt.Sprintf(`language: 1
workflow: %s
version: %d
title: %s
nation: %s
in_force: %s
roles: {coordinator: {opens: true}}
tracks:
  review:
    initial: opened
    stages: [opened, closed]
    final: closed
    transitions:
      close: {from: opened, to: closed, by: coordinator}
%s`, id, version, id, nation, inForce, more)
		w.must(w.Adopt(t.Context(), engine.Adopt{Meta: w.by("p1"), File: id + ".yaml", Source: []byte(source)}))
	}
	adopt("old", 1, "england", "{from: 2005, to: 2010-03-31}", "successor: middle\n")
	adopt("middle", 1, "england", "{from: 2010-04-01, to: 2013-02}", "successor: trial\ncriteria: {harm: {}}\n")
	adopt("middle", 2, "england", "{from: 2011, to: 2013-02}", "successor: unknown-one\ncriteria: {harm: {}, concern: {}}\n")
	adopt("welsh", 1, "wales", "{from: 2006}", "criteria: {harm: {}}\n")
	return w
}

func said(fits []engine.Fit) string {
	var lines []string
	for _, f := range fits {
		lines = append(lines, fmt.Sprintf("%s %t: %s", f.Name(), f.Fits, strings.Join(f.Why, "; ")))
	}
	return strings.Join(lines, "\n")
}

func TestWhichDefinitionFits(t *testing.T) {
	w := chosen(t)
	for _, test := range []struct {
		name string
		want engine.Choice
		says string
	}{
		{"by the day alone", engine.Choice{On: date(t, "2010-05-01")}, `middle@1 true: in force from 1 April 2010 to February 2013
welsh@1 true: in force from 2006
old@1 false: in force from 2005 to 31 March 2010, not on 1 May 2010; middle@1 follows it, and is in force then
trial@1 false: in force from March 2013, not on 1 May 2010`},
		{"by all", engine.Choice{On: date(t, "2012"), Nation: "england", Criteria: []string{"harm", "concern"}}, `middle@2 true: in force from 2011 to February 2013; for england; it has the criteria harm and concern
old@1 false: in force from 2005 to 31 March 2010, not in 2012; middle@2 follows it, and is in force then; it has no criteria harm and concern
trial@1 false: in force from March 2013, not in 2012; it has no criteria harm and concern
welsh@1 false: for wales, not england; it has no criteria concern`},
		{"today", engine.Choice{Nation: "england"}, `trial@1 true: in force from March 2013; for england
middle@2 false: in force from 2011 to February 2013, not on 1 September 2014; unknown-one follows it, which the board has not adopted
old@1 false: in force from 2005 to 31 March 2010, not on 1 September 2014; middle follows it, and is not in force then either
welsh@1 false: for wales, not england`},
	} {
		t.Run(test.name, func(t *testing.T) {
			fits, err := w.Offer(t.Context(), test.want)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(fits); got != test.says {
				t.Errorf("it says\n%s\nwant\n%s", got, test.says)
			}
		})
	}
	_, err := w.Offer(t.Context(), engine.Choice{Nation: "walse"})
	code(t, err, review.Invalid)
}

// Who does not know what the criteria are called hears it, and never what they typed back
// where it may be somebody's account.
func TestCriteriaThatNobodyHas(t *testing.T) {
	w := chosen(t)
	for given, want := range map[string]string{
		"Harm":             `no definition of the board has that set of criteria (did you mean harm? there are concern and harm)`,
		"hurt":             `no definition of the board has criteria "hurt" (there are concern and harm)`,
		"A child was hurt": `no definition of the board has that set of criteria (there are concern and harm)`,
	} {
		_, err := w.Offer(t.Context(), engine.Choice{On: date(t, "2012"), Nation: "england", Criteria: []string{given}})
		code(t, err, review.Invalid)
		if got := fmt.Sprintf("%v (%s)", err, hintOf(err)); got != want {
			t.Errorf("it says %s, want %s", got, want)
		}
	}
}

func TestWhichVersionIsInForce(t *testing.T) {
	w := chosen(t)
	fits, err := w.Versions(t.Context(), engine.Choice{On: date(t, "2010-05-01"), Nation: "england"})
	if err != nil {
		t.Fatal(err)
	}
	want := `middle@1 true: in force from 1 April 2010 to February 2013; for england
middle@2 false: in force from 2011 to February 2013, not on 1 May 2010; then version 1 is
old@1 false: in force from 2005 to 31 March 2010, not on 1 May 2010; middle@1 follows it, and is in force then
trial@1 false: in force from March 2013, not on 1 May 2010`
	if got := said(fits); got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
	if fits, err = w.Versions(t.Context(), engine.Choice{On: date(t, "2012-05-01")}); err != nil || !strings.Contains(said(fits), "middle@1 false: version 2 takes its place") {
		t.Errorf("it says\n%s (%v)", said(fits), err)
	}
}

func TestAnotherDefinitionFitsBetter(t *testing.T) {
	w := chosen(t)
	open := func(cmd engine.Open) (engine.Outcome, error) {
		cmd.Meta, cmd.NoConflict = w.on("p1", "2012-05-01"), true
		return w.Open(t.Context(), cmd)
	}
	for _, test := range []struct {
		name, says string
		cmd        engine.Open
	}{
		{"the newest in force", "", engine.Open{Workflow: "middle"}},
		{"an older version", "middle@2 fits better (in force from 2011 to February 2013); middle@1: version 2 takes its place", engine.Open{Workflow: "middle", Number: 1}},
		{"outside its dates", "middle@2 fits better (in force from 2011 to February 2013); old@1: in force from 2005 to 31 March 2010, not on 1 May 2012; middle@2 follows it, and is in force then",
			engine.Open{Workflow: "old", OutsideDates: "made up"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := w.must(open(test.cmd))
			if got := strings.Join(out.Remarks, "|"); got != test.says {
				t.Errorf("it says %q, want %q", got, test.says)
			}
		})
	}
	for _, test := range []struct {
		hint string
		cmd  engine.Open
	}{
		{"middle@2 has them, and is in force then; welsh@1 has harm", engine.Open{Workflow: "welsh", Criteria: []string{"concern"}}},
		{"middle@2 is for england; or leave --nation out to open it all the same", engine.Open{Workflow: "welsh", Nation: "england"}},
	} {
		_, err := open(test.cmd)
		code(t, err, review.Invalid)
		if hint := hintOf(err); hint != test.hint {
			t.Errorf("the hint is %q, want %q", hint, test.hint)
		}
	}
	w.clean()
}
