package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scr/review"
	"scr/workflow"
)

// language is the form of the language that this version of the program reads.
const language = "1"

// Load reads a file of scenarios. It returns the file, or everything that is wrong with
// it, in the order of the file.
func Load(name string, text []byte) (*File, []workflow.Diagnostic) {
	sheet := workflow.ReadSheet(name, text, "a set of scenarios", "on")
	p := &parser{sheet: sheet}
	f := &File{Name: name, sheet: sheet}
	if sheet.Root.There() {
		p.file(f)
	}
	if wrong := sheet.Problems(); len(wrong) > 0 {
		return nil, wrong
	}
	return f, nil
}

// parser reads the values of a sheet, and complains.
type parser struct {
	sheet *workflow.Sheet
	cast  []string // those who take part, in the scenario being read
	names []string // that steps gave their records, in the scenario being read
}

func (p *parser) complain(at workflow.Value, rule, hint, says string, args ...any) {
	p.sheet.Complain(at, rule, fmt.Sprintf(says, args...), hint)
}

// keys reads a mapping's values, and complains about keys that it may not have.
func (p *parser) keys(v, owner workflow.Value, what string, known ...string) map[string]workflow.Value {
	values := map[string]workflow.Value{}
	if !v.Mapping() {
		if v.There() || v.Empty() {
			p.complain(cmpValue(v, owner), "wrong-kind", "it has "+list(known), "%s is written as keys, each with a colon and a value", what)
		}
		return values
	}
	for _, pair := range v.Pairs() {
		key := pair.Key.Text()
		if !slices.Contains(known, key) {
			p.complain(pair.Key, "unknown-key", meant(key, known), "%q is not a key of %s", key, what)
			continue
		}
		values[key] = pair.Value
	}
	return values
}

// cmpValue is the place to complain at: the value, or its owner where nothing was written.
func cmpValue(v, owner workflow.Value) workflow.Value {
	if v.Empty() || !v.There() {
		return owner
	}
	return v
}

// meant is the hint for a name that is not known.
func meant(name string, known []string) string {
	if strings.Contains(name, " ") {
		return commaHint
	}
	if near := workflow.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return "there are none"
	}
	return "there is " + list(known)
}

// list writes words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// text reads a single value.
func (p *parser) text(v workflow.Value, what string) string {
	switch {
	case v.Single() && strings.TrimSpace(v.Text()) != "":
		return strings.TrimRight(v.Text(), "\n")
	case v == workflow.Value{} || !v.There():
	case v.Empty() || v.Single():
		p.complain(v, "empty-value", emptyHint(what), "%s is empty", what)
	default:
		p.complain(v, "wrong-kind", "write one value", "%s is a single value", what)
	}
	return ""
}

// commaHint is for a name of several words, which is mostly the rest of a value.
const commaHint = "a comma ends a value inside { }: put the whole value in quotes"

func emptyHint(what string) string {
	if field, ok := strings.CutPrefix(what, "field "); ok && strings.Contains(field, " ") {
		return commaHint
	}
	return "write it after the colon, or delete the line"
}

// texts reads a list of single values; a single value is a list of one.
func (p *parser) texts(v workflow.Value, what string) []string {
	if !v.List() {
		if s := p.text(v, what); s != "" {
			return []string{s}
		}
		return nil
	}
	var all []string
	for _, item := range v.Items() {
		if s := p.text(item, what); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// date reads a date, perhaps partial.
func (p *parser) date(v workflow.Value, what string) review.Date {
	said := p.text(v, what)
	if said == "" {
		return review.Date{}
	}
	d, err := review.ReadDate(said)
	if err != nil {
		p.complain(v, "date", "write a day (2013-03-21), a month (2013-03) or a year (2013)", "%s %s", what, review.WhyNoDate(err))
	}
	return d
}

// yes reads a yes or a no.
func (p *parser) yes(v workflow.Value, what string) bool {
	switch p.text(v, what) {
	case "yes", "true":
		return true
	case "no", "false", "":
	default:
		p.complain(v, "wrong-type", "write yes or no", "%s is neither yes nor no", what)
	}
	return false
}

var nameLike = regexp.MustCompile(`^[a-z][a-z0-9_]{0,60}$`)

// name complains about a name that is not made of small letters, digits and _.
func (p *parser) name(v workflow.Value, what string) string {
	if !nameLike.MatchString(v.Text()) {
		p.complain(v, "bad-name", "use small letters, digits and _, a letter first", "%q cannot be the name of %s", v.Text(), what)
	}
	return v.Text()
}

func (p *parser) file(f *File) {
	top := workflow.Value{}
	if at, ok := isDefinition(p.sheet.Root); ok {
		p.complain(at, "not-scenarios", "name the file of its scenarios; \"scr workflow check\" checks the definition itself",
			"this is a definition, not a file of scenarios")
		return
	}
	keys := p.keys(p.sheet.Root, top, "a file of scenarios", "language", "tests", "also_run", "skip", "first", "outside_dates", "replays", "cast", "scenarios")
	for _, must := range []string{"language", "tests", "scenarios"} {
		if _, ok := keys[must]; !ok && p.sheet.Root.Mapping() && !(must == "scenarios" && keys["also_run"].There()) {
			p.complain(top, "missing-key", "add "+must+": to it", "the file has no %s", must)
		}
	}
	if said := p.text(keys["language"], "language"); said != "" && said != language {
		p.complain(keys["language"], "language", "write language: 1, or use a newer program", "language %s is not known to this version of the program", said)
	}
	p.tested(f, keys["tests"])
	f.AlsoRun = p.also(keys["also_run"])
	f.cast = p.members(keys["cast"])
	everywhere := p.cast
	p.skips(f, keys["skip"])
	p.first(f, keys["first"], everywhere)
	p.outsideDates(f, keys["outside_dates"])
	p.replay(f, keys["replays"])
	p.scenarios(f, keys["scenarios"], everywhere)
}

// isDefinition reports whether a file is a definition, and where it says so.
func isDefinition(root workflow.Value) (at workflow.Value, ok bool) {
	if !root.Mapping() {
		return at, false
	}
	for _, pair := range root.Pairs() {
		switch pair.Key.Text() {
		case "workflow":
			at, ok = pair.Key, true
		case "tests", "scenarios":
			return at, false
		}
	}
	return at, ok
}

var definitionLike = regexp.MustCompile(`^[a-z][a-z0-9-]{0,60}(@[0-9]{1,6})?$`)

// also reads whose scenarios are run as well. They are named as definitions are: a path
// could lead to any file of whoever runs them.
func (p *parser) also(v workflow.Value) []string {
	all := p.texts(v, "also_run")
	for i, id := range all {
		switch {
		case !definitionLike.MatchString(id):
			p.complain(v, "bad-name", "name a definition, such as learning-together", "%q is no name of a definition", id)
		case slices.Contains(all[:i], id):
			p.complain(v, "duplicate-value", "delete one", "%q stands in also_run twice", id)
		}
	}
	return all
}

// tested reads which definition is tested: NAME or NAME@VERSION.
func (p *parser) tested(f *File, v workflow.Value) {
	f.tests = v
	said := p.text(v, "tests")
	id, number, versioned := strings.Cut(said, "@")
	f.Workflow = id
	if !versioned {
		return
	}
	n, err := strconv.Atoi(number)
	if f.Number = n; err != nil || n < 1 {
		p.complain(v, "wrong-type", "write "+id+"@1", "the version of %s is not a number", id)
	}
}

// skips reads which scenarios of other files are not run here, each with a reason.
func (p *parser) skips(f *File, v workflow.Value) {
	if v == (workflow.Value{}) {
		return
	}
	if len(f.AlsoRun) == 0 {
		p.complain(v, "misplaced-key", "name those files below also_run", "skip leaves out scenarios of other files, and none is run")
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write name: reason", "skip is written as names, each with the reason")
	}
	for _, pair := range v.Pairs() {
		p.text(pair.Value, "the reason to skip "+pair.Key.Text())
		f.skips = append(f.skips, skip{pair.Key})
	}
}

// first reads what is done first in scenarios of other files.
func (p *parser) first(f *File, v workflow.Value, everywhere []string) {
	if v == (workflow.Value{}) {
		return
	}
	if len(f.AlsoRun) == 0 {
		p.complain(v, "misplaced-key", "name those files below also_run", "first is for scenarios of other files, and none is run")
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write name: and the steps below it", "first is written as names, each with steps")
	}
	for _, pair := range v.Pairs() {
		p.names, p.cast = nil, slices.Clip(everywhere)
		f.firsts = append(f.firsts, firstSteps{pair.Key, p.steps(pair.Value, true)})
	}
}

// outsideDates reads why the definition is used in scenarios of other files on days on
// which it is not in force.
func (p *parser) outsideDates(f *File, v workflow.Value) {
	f.outside = p.text(v, "outside_dates")
	if f.outside != "" && len(f.AlsoRun) == 0 {
		p.complain(v, "misplaced-key", "write it in the scenario", "outside_dates is for scenarios of other files here, and none is run")
	}
}

// replay reads which review that happened is played.
func (p *parser) replay(f *File, v workflow.Value) {
	if v == (workflow.Value{}) {
		return
	}
	keys := p.keys(v, v, "a replay", "review", "facts", "made_up", "left_out", "not_represented", "assumed_dates")
	if _, ok := keys["review"]; !ok && v.Mapping() {
		p.complain(v, "missing-key", "add review: and what it was called", "the replay does not say of which review it is")
	}
	f.Replay = &Replay{Review: p.text(keys["review"], "review"), Facts: p.text(keys["facts"], "facts"),
		MadeUp: p.texts(keys["made_up"], "made_up"), LeftOut: p.texts(keys["left_out"], "left_out"),
		Not: p.reasons(keys["not_represented"], "not_represented"), Assumed: p.reasons(keys["assumed_dates"], "assumed_dates")}
}

// reasons reads names, each with the reason why something is so.
func (p *parser) reasons(v workflow.Value, what string) (all []Reason) {
	if v != (workflow.Value{}) && !v.Mapping() {
		p.complain(v, "wrong-kind", "write name: reason", "%s is written as names, each with the reason", what)
	}
	for _, pair := range v.Pairs() {
		all = append(all, Reason{pair.Key.Text(), p.text(pair.Value, "the reason of "+pair.Key.Text())})
	}
	return all
}

func (p *parser) scenarios(f *File, v workflow.Value, everywhere []string) {
	if v == (workflow.Value{}) {
		return
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write name: and the scenario below it", "scenarios are written as names, each with its scenario")
	}
	for _, pair := range v.Pairs() {
		p.names, p.cast = nil, slices.Clip(everywhere)
		f.Scenarios = append(f.Scenarios, p.scenario(pair))
	}
}

func (p *parser) scenario(pair workflow.Pair) *Scenario {
	s := &Scenario{Name: p.name(pair.Key, "a scenario"), at: pair.Key}
	keys := p.keys(pair.Value, pair.Key, "a scenario",
		"title", "opened", "criteria", "taken_on", "outside_dates", "today", "made_up", "represents", "cast", "given", "steps")
	for _, must := range []string{"opened", "steps"} {
		if _, ok := keys[must]; !ok && pair.Value.Mapping() {
			p.complain(pair.Key, "missing-key", "add "+must+": to it", "scenario %s has no %s", s.Name, must)
		}
	}
	s.Title = p.text(keys["title"], "title")
	s.opened, s.today = p.date(keys["opened"], "opened"), p.date(keys["today"], "today")
	s.outside = p.text(keys["outside_dates"], "outside_dates")
	s.madeUp = p.yes(keys["made_up"], "made_up")
	s.meant, s.criteria = p.texts(keys["represents"], "represents"), p.texts(keys["criteria"], "criteria")
	s.cast = p.members(keys["cast"])
	p.takenOn(s, keys["taken_on"])
	s.steps = append(p.steps(keys["given"], true), p.steps(keys["steps"], false)...)
	return s
}

// takenOn reads where a review stood that is taken on, and why it is.
func (p *parser) takenOn(s *Scenario, v workflow.Value) {
	if v == (workflow.Value{}) {
		return
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write {review: gathering, why: …}", "taken_on is written as tracks, each with its stage")
	}
	for _, pair := range v.Pairs() {
		said := p.text(pair.Value, pair.Key.Text())
		if pair.Key.Text() == "why" {
			s.why = said
			continue
		}
		s.takenOn = append(s.takenOn, takenAt{pair.Key.Text(), said})
	}
	if s.why == "" {
		s.why = madeUpReason
	}
}

// members reads a cast.
func (p *parser) members(v workflow.Value) []*member {
	if v == (workflow.Value{}) {
		return nil
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write kit: {office: chair}", "a cast is written as names, each with what they are")
	}
	var all []*member
	for _, pair := range v.Pairs() {
		all = append(all, p.member(pair))
	}
	return all
}
