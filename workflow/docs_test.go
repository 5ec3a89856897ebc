package workflow

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const manual = "../docs/workflow-yaml.md"

// skeleton is what the fragments of the manual are put into: it has whatever they
// refer to.
const skeleton = `language: 1
workflow: skeleton
version: 1
title: What the fragments of the manual are put into
nation: england
in_force: {from: 2013}
guidance:
  guide: A guide
professions: [social_care, health, police]
vocabularies:
  meeting_kinds: [planning, follow_on]
  document_kinds: [report, revised_plan]
roles:
  chair: {office: true}
  coordinator: {opens: true}
  lead_reviewer: {on_team: true}
forms:
  decision:
    fields:
      outcome: {type: choice, of: [hold_review, no_review]}
  scope:
    fields:
      questions: {type: text}
  plan:
    fields:
      planned_on: {type: date}
      happened_on: {type: date}
tracks:
  review:
    initial: opened
    stages: [opened, deciding, gathering, analysis, closed, stopped]
    final: [closed, stopped]
    transitions:
      decide: {from: opened, to: deciding, by: chair, form: decision}
      start: {from: deciding, to: gathering, by: chair}
      analyse: {from: gathering, to: analysis, by: lead_reviewer}
      gather_more: {from: analysis, to: gathering, by: lead_reviewer}
      close: {from: analysis, to: closed, by: chair}
      give_up: {from: analysis, to: stopped, by: chair}
  agency_report:
    for_each: agency
    initial: awaited
    stages: [awaited, received, accepted]
    final: [accepted]
    transitions:
      receive: {from: awaited, to: received, by: coordinator}
      return: {from: received, to: awaited, by: lead_reviewer}
      accept: {from: received, to: accepted, by: lead_reviewer}
  family:
    for_each: relative
    initial: to_be_told
    stages: [to_be_told, heard, no_reply]
    final: [heard, no_reply]
    transitions:
      hear: {from: to_be_told, to: heard, by: lead_reviewer}
      give_up: {from: to_be_told, to: no_reply, by: lead_reviewer}
  publication:
    initial: planned
    stages: [planned, released, withheld, not_needed]
    final: [released, withheld, not_needed]
    transitions:
      release: {from: planned, to: released, by: chair}
      withhold: {from: planned, to: withheld, by: chair}
      drop: {from: planned, to: not_needed, by: chair}
clocks:
  first_letter:
    starts: opened
    stops: review.decide
    within: 1 month
`

// example is a block of the manual. Its first line says where it belongs and
// whether it is refused: yaml at tracks.review refused unknown-key.
type example struct {
	line    int
	at      string
	refused string
	text    string
}

func examples(t *testing.T, text string) (found []example) {
	t.Helper()
	fence := regexp.MustCompile("(?ms)^```yaml( at ([a-z_.]+))?( refused ([a-z-]+))?\n(.*?)^```$")
	for _, m := range fence.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		found = append(found, example{1 + strings.Count(text[:m[0]], "\n"), group(2), group(4), group(5)})
	}
	if len(found) != strings.Count(text, "\n```yaml") {
		t.Fatalf("%d examples, but %d fences", len(found), strings.Count(text, "\n```yaml"))
	}
	return found
}

// file makes a whole file of an example: a child of the skeleton in which the
// fragment stands where it belongs.
func (e example) file() string {
	if strings.HasPrefix(e.text, "language:") {
		return e.text
	}
	file := "language: 1\nworkflow: fragment\nversion: 1\nextends: skeleton@1\n"
	indent := ""
	for _, key := range strings.FieldsFunc(e.at, func(r rune) bool { return r == '.' }) {
		file += indent + key + ":\n"
		indent += "  "
	}
	for line := range strings.Lines(e.text) {
		file += indent + line
	}
	return file
}

func readManual(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func skeletonParent(string, int) (string, []byte, error) {
	return "skeleton.yaml", []byte(skeleton), nil
}

// Every example of the manual does what the manual says: it loads, or it is refused
// by the check that is named.
func TestManualExamples(t *testing.T) {
	for _, e := range examples(t, readManual(t)) {
		t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) {
			_, problems := Load("example.yaml", []byte(e.file()), skeletonParent)
			switch {
			case e.refused == "" && len(problems) > 0:
				t.Errorf("%s\n%s", problems[0], problems[0].Hint)
			case e.refused != "" && (len(problems) == 0 || problems[0].Rule != e.refused):
				t.Errorf("want it refused by %s, got %v", e.refused, problems)
			}
		})
	}
}

// Every key is explained in a table or in a sentence, and shown in an example that
// loads.
func TestManualHasEveryKey(t *testing.T) {
	text := readManual(t)
	var shown strings.Builder
	for _, e := range examples(t, text) {
		if e.refused == "" {
			shown.WriteString(e.file())
		}
	}
	for _, p := range parts() {
		for _, key := range keysOf(p.what) {
			if !strings.Contains(text, "`"+key+"`") && !strings.Contains(text, "{"+key+":") {
				t.Errorf("%s: %s is not explained", p.what, key)
			}
			if !regexp.MustCompile(`(?m)(^|[ {])` + key + `:`).MatchString(shown.String()) {
				t.Errorf("%s: %s is not shown", p.what, key)
			}
		}
	}
}

// The list of checks at the end of the manual is the program's own.
func TestManualListsTheChecks(t *testing.T) {
	var want strings.Builder
	want.WriteString("| check | what is wrong |\n|---|---|\n")
	for _, c := range Checks() {
		fmt.Fprintf(&want, "| `%s` | %s |\n", c.Name, c.Title)
	}
	text := readManual(t)
	if i := strings.Index(text, "| check |"); i < 0 || text[i:] != want.String() {
		t.Errorf("the manual does not end with\n%s", want.String())
	}
}

// A name that the manual puts after a rule's facts is one that rules know.
func TestManualNamesTheFacts(t *testing.T) {
	d, problems := Load("skeleton.yaml", []byte(skeleton), nil)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	view := newFactView(d)
	text := readManual(t)
	for name := range view.facts {
		if !slices.ContainsFunc([]string{"`", "."}, func(end string) bool { return strings.Contains(text, "`"+name+end) }) {
			t.Errorf("the fact %s is not named", name)
		}
	}
}

// TestTheManualNamesEveryFact: whoever writes a rule has nothing but the manual to
// learn from what a rule can ask.
func TestTheManualNamesEveryFact(t *testing.T) {
	src, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]reflect.Type{
		"actor": reflect.TypeFor[PersonFact](), "track.NAME": reflect.TypeFor[TrackFact](),
		"items.NAME`, `item": reflect.TypeFor[ItemFact](), "clocks.NAME": reflect.TypeFor[ClockFact](),
	}
	for f := range reflect.TypeFor[Facts]().Fields() {
		if name := f.Tag.Get("fact"); name != "" {
			rows[name] = f.Type
		}
	}
	for name, typ := range rows {
		_, row, found := strings.Cut(string(src), "\n| `"+name+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if !found {
			t.Errorf("%s has no row for the fact %s", manual, name)
		}
		if typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		for f := range typ.Fields() {
			if field := f.Tag.Get("fact"); field != "" && !strings.Contains(row, "`"+field+"`") {
				t.Errorf("the row of %s does not name %s", name, field)
			}
		}
	}
}
