package scenario

import (
	"regexp"
	"slices"

	"scr/review"
	"scr/workflow"
)

// taken matches names that mean something else where a member of the cast may be named.
var taken = regexp.MustCompile(`^(board|author|agency|all_agencies|p[0-9]+)$`)

func (p *parser) member(pair workflow.Pair) *member {
	m := &member{name: p.name(pair.Key, "somebody"), at: pair.Key}
	if taken.MatchString(m.name) {
		p.complain(pair.Key, "name-taken", "choose another", "%s means something else in a step already", m.name)
	}
	if slices.Contains(p.cast, m.name) {
		p.complain(pair.Key, "name-taken", "choose another", "%s is in the cast of the file already", m.name)
	} else {
		p.cast = append(p.cast, m.name)
	}
	keys := p.keys(pair.Value, pair.Key, "somebody in the cast",
		"office", "role", "employer", "profession", "accredited", "independent", "independent_of", "may_open", "left_on")
	m.offices = p.texts(keys["office"], "office")
	professions := p.texts(keys["profession"], "profession")
	m.roles = p.roles(keys["role"], professions)
	m.person = review.Person{Name: review.NewText("Made-up " + m.name), Professions: professions,
		Employer: p.text(keys["employer"], "employer"), LeftOn: p.date(keys["left_on"], "left_on"),
		MayOpen: p.yes(keys["may_open"], "may_open"), IndependentOf: p.texts(keys["independent_of"], "independent_of")}
	if p.yes(keys["independent"], "independent") {
		m.person.IndependentOf = append(m.person.IndependentOf, review.AllAgencies)
	}
	m.person.Accreditations = p.accredited(keys["accredited"])
	return m
}

// roles reads what somebody is from the opening on. A profession goes with each.
func (p *parser) roles(v workflow.Value, professions []string) (all []role) {
	profession := ""
	if len(professions) > 0 {
		profession = professions[0]
	}
	items := v.Items()
	if v.Single() {
		items = []workflow.Value{v}
	}
	for _, item := range items {
		if name := p.text(item, "role"); name != "" {
			all = append(all, role{name, profession, item})
		}
	}
	if len(items) == 0 && v.There() {
		p.complain(v, "wrong-kind", "write role: lead_reviewer, or a list of roles", "role is a word, or a list of words")
	}
	return all
}

// accredited reads a scheme, or several, or schemes with their days.
func (p *parser) accredited(v workflow.Value) (all []review.Accreditation) {
	switch {
	case v.Single():
		return []review.Accreditation{{Scheme: p.text(v, "accredited")}}
	case v.Mapping():
		keys := p.keys(v, v, "an accreditation", "scheme", "from", "until")
		return []review.Accreditation{{Scheme: p.text(keys["scheme"], "scheme"), From: p.date(keys["from"], "from"), Until: p.date(keys["until"], "until")}}
	}
	for _, item := range v.Items() {
		all = append(all, p.accredited(item)...)
	}
	return all
}

// beside are the keys that any step may have.
var beside = []string{"on", "today", "by", "typed_by", "minute", "made_up", "say", "as", "represents", "then", "refused"}

func (p *parser) steps(v workflow.Value, given bool) (all []*step) {
	if v == (workflow.Value{}) {
		return nil
	}
	if !v.List() {
		p.complain(v, "wrong-kind", "begin each step with a dash", "the steps are not a list")
	}
	if v.List() && len(v.Items()) == 0 {
		p.complain(v, "no-step", "add what is done, such as a line with move: or check:", "there is no step")
	}
	for _, item := range v.Items() {
		if s := p.step(item, given); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// step reads one step: a mapping with one verb, and keys beside it.
func (p *parser) step(v workflow.Value, given bool) *step {
	if !v.Mapping() {
		if v.There() {
			p.complain(v, "wrong-kind", "write move: track.move, or another key", "a step is written as keys, each with a colon and a value")
		}
		return nil
	}
	s := &step{at: v, given: given, beside: map[string]workflow.Value{}}
	for _, pair := range v.Pairs() {
		if found := verbOf(pair.Key.Text()); found != nil {
			if s.verb != nil {
				p.complain(pair.Key, "two-steps", "begin another step with a dash", "a step does one thing, and this one does %s as well", s.verb.name)
				continue
			}
			s.verb, s.key, s.value = found, pair.Key, pair.Value
		}
	}
	common := p.beside(s, v)
	p.common(s, common)
	switch {
	case s.verb != nil:
		s.verb.read(p, s)
	case len(common) == 0 || !common["on"].There() && !common["today"].There():
		p.complain(v, "no-step", "add what is done, such as move: or check:", "the step does nothing")
	}
	return s
}

// beside sorts the keys beside the verb: those of any step, and the verb's own.
func (p *parser) beside(s *step, v workflow.Value) map[string]workflow.Value {
	common := map[string]workflow.Value{}
	known := slices.Clone(beside)
	if s.verb != nil {
		known = append(known, s.verb.beside...)
	}
	for _, pair := range v.Pairs() {
		switch key := pair.Key.Text(); {
		case verbOf(key) != nil:
		case slices.Contains(beside, key):
			common[key] = pair.Value
		case slices.Contains(known, key):
			s.beside[key] = pair.Value
		default:
			p.complain(pair.Key, "unknown-key", stepHint(key, s, known), "%q is not a key of a step", key)
		}
	}
	return common
}

// stepHint is the hint for an unknown key of a step: what it does may have been meant.
func stepHint(key string, s *step, known []string) string {
	if s.verb == nil {
		known = append(known, verbNames()...)
	}
	if near := workflow.Nearest(key, known); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	if s.verb == nil {
		return "what a step can do stands in docs/scenarios.md"
	}
	return "beside " + s.verb.name + " there is " + list(known)
}

func (p *parser) common(s *step, keys map[string]workflow.Value) {
	s.on, s.today = p.date(keys["on"], "on"), p.date(keys["today"], "today")
	s.by, s.typedBy = p.somebody(keys["by"], "by"), p.somebody(keys["typed_by"], "typed_by")
	s.minute, s.madeUp = p.text(keys["minute"], "minute"), p.yes(keys["made_up"], "made_up")
	s.say, s.meant = p.text(keys["say"], "say"), p.texts(keys["represents"], "represents")
	s.then, s.refused = keys["then"], keys["refused"]
	if v := keys["as"]; v.There() {
		s.as = p.name(v, "a record")
		if slices.Contains(p.names, s.as) {
			p.complain(v, "name-taken", "choose another", "an earlier step has the name %s", s.as)
		}
		p.names = append(p.names, s.as)
	}
	if s.given && keys["refused"].There() {
		p.complain(keys["refused"], "misplaced-key", "put the step below steps:", "what is given must succeed")
	}
	p.comparesSomething(s.then, "then")
	p.stagesLike(s.then, "then")
	p.obstaclesLike(s.refused, "refused")
}

// somebody reads the name of somebody in the cast.
func (p *parser) somebody(v workflow.Value, what string) string {
	name := p.text(v, what)
	if name != "" && !slices.Contains(p.cast, name) {
		p.complain(v, "unknown-person", meant(name, p.cast), "nobody in the cast is %q", name)
	}
	return name
}

// stagesLike checks that tracks stand with a stage, or with a stage for each item.
func (p *parser) stagesLike(v workflow.Value, what string) {
	if v == (workflow.Value{}) {
		return
	}
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write {review: decided}", "%s is written as tracks, each with its stage", what)
	}
	for _, pair := range v.Pairs() {
		if !pair.Value.Mapping() {
			p.text(pair.Value, "the stage of "+pair.Key.Text())
		}
		for _, item := range pair.Value.Pairs() {
			p.text(item.Value, "the stage of "+item.Key.Text())
		}
	}
}

// comparesSomething complains about lists and mappings that are empty: what compares
// nothing passes whatever happened.
func (p *parser) comparesSomething(v workflow.Value, what string) {
	if v.Mapping() && len(v.Pairs()) == 0 || v.List() && len(v.Items()) == 0 {
		p.complain(v, "empty-value", "write what it is compared with, or delete it", "%s compares nothing", what)
	}
	for _, pair := range v.Pairs() {
		if what != "waits" { // an empty one there is complained about by itself
			p.comparesSomething(pair.Value, pair.Key.Text())
		}
	}
	for _, item := range v.Items() {
		p.comparesSomething(item, what)
	}
}

// obstaclesLike checks that obstacles stand by name, with or without their sentences.
func (p *parser) obstaclesLike(v workflow.Value, what string) {
	if v == (workflow.Value{}) {
		return
	}
	for _, pair := range v.Pairs() {
		p.text(pair.Value, "the sentence of "+pair.Key.Text())
	}
	if !v.Mapping() && len(p.texts(v, what)) == 0 && v.List() {
		p.complain(v, "empty-value", "name what stands in the way", "%s names nothing", what)
	}
}
