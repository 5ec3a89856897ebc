package scenario_test

import (
	"testing"

	"scr/internal/scenario"
)

// manyParts is a definition with parts that are not on the page of scenarios: criteria
// with notices, moves upon events, tracks for participants, clocks that count back.
const manyParts = `
language: 1
workflow: many-parts
version: 1
title: Many parts
nation: england
in_force: {from: 2013}
vocabularies:
  bodies: [national_panel]
  letter_kinds: [notice, query, reply]
  release_modes: [full]
roles:
  chair: {office: true, access: chair}
  coordinator: {opens: true, access: board_manager}
  author: {access: lead_reviewer}
criteria:
  death:
    title: A child died
    notices:
      tell_the_panel: {to: national_panel, kind: notice, within: 5 working days}
forms:
  plan: {fields: {planned_on: {type: date}}, by: chair}
tracks:
  review:
    initial: decided
    stages: [decided, questioned]
    final: [questioned]
    transitions:
      question: {from: decided, to: questioned, upon: received.query, upon_from: national_panel}
  writing:
    for_each: participant
    of: [author]
    initial: asked
    stages: [asked, done]
    final: done
    transitions:
      finish: {from: asked, to: done, by: coordinator}
  publication:
    initial: planned
    stages: [planned, released]
    final: released
    transitions:
      release: {from: planned, to: released, by: chair}
clocks:
  warn: {starts: filled.plan.planned_on, before: 7 working days, stops: publication.release}
  answer: {starts: received.query, due: letter.deadline, stops: sent.reply}
  look_back: {starts: filled.plan.planned_on, looks_back: 6 months}
  stay: {starts: publication.release, keeps: 12 months}
`

func TestNewerPartsOfDefinitions(t *testing.T) {
	f, wrong := scenario.Load("test.yaml", []byte(`
language: 1
tests: many-parts
cast:
  kit: {office: chair}
  sam: {role: coordinator}
  ada: {role: author}
scenarios:
  all_of_them:
    opened: 2014-02-03
    criteria: death
    steps:
      - check:
          stages: {review: decided, writing: {ada: asked}}
          todo: [{kind: notice, due: 2014-02-10}]
      - letter: {direction: out, party: national_panel, kind: notice}
      - move: writing.finish
        item: ada
        then: {writing: {ada: done}}
      - letter: {direction: in, party: national_panel, kind: query, deadline: 2014-03-03}
        as: the_query
        then: {review: questioned}
      - check: {clocks: {answer: {the_query: {state: running, due: 2014-03-03}}, warn: none}}
      - letter: {direction: out, party: national_panel, kind: reply, answers: the_query}
      - fill: {form: plan, values: {planned_on: 2014-06-30}}
        by: kit
      - check: {clocks: {answer: {the_query: stopped}, warn: {due: 2014-06-19, kind: before}, look_back: {from: 2013-12-30, state: lasting}}}
      - document: {kind: report, title: Report}
      - document version: document-1
      - on: 2014-06-30
      - move: publication.release
        by: kit
      - release: {mode: full, by: board, document: document-1, authorised: yes}
      - release retire: release-1
        on: 2015-07-01
      - check: {clocks: {stay: {due: 2015-06-30, overdue: no}}, records: {releases: [{retired: yes}], criteria: [{set: death, met: yes}]}}
`))
	if len(wrong) > 0 {
		t.Fatalf("%s", printed(wrong))
	}
	result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: "many-parts.yaml", Source: []byte(manyParts)})
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v\n%s", err, printed(wrong))
	}
	if result.Failed() > 0 {
		t.Errorf("%s", printed(result.Failures()))
	}
}
