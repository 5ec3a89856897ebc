package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Judge judges the requirements of one definition's moves. It compiles a rule
// when it first meets it and keeps it, so one Judge serves a whole command, or
// many. It may be used by several goroutines, which wait for each other.
type Judge struct {
	def *Definition

	mu        sync.Mutex
	view      *factView
	languages map[string]*ruleLanguage
	rules     map[ruleKey]*rule
}

// ruleKey names a compiled rule: equal texts mean the same in one language.
type ruleKey struct{ language, text string }

// NewJudge returns a Judge of a definition that was checked. It costs nothing
// until there is a requirement to judge.
func NewJudge(d *Definition) *Judge {
	return &Judge{def: d, languages: make(map[string]*ruleLanguage), rules: make(map[ruleKey]*rule)}
}

// Requirements judges every requirement of a move, in the order of the file. A
// requirement is met only if its rule holds for certain: a rule that needs
// something that is not recorded, or that cannot be worked out, is not met, and
// the judgement says why.
//
// An error means that a rule does not compile, which a checked definition rules
// out, or that the context has ended.
func (j *Judge) Requirements(ctx context.Context, track *Track, tr *Transition, facts *Facts) ([]Judgement, error) {
	if len(tr.Requires) == 0 {
		return nil, nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	judgements := make([]Judgement, 0, len(tr.Requires))
	for i := range tr.Requires {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one, err := j.requirement(track, &tr.Requires[i], facts)
		if err != nil {
			return nil, fmt.Errorf("judge requirement %s of %s.%s: %w", tr.Requires[i].Name, track.Name, tr.Name, err)
		}
		judgements = append(judgements, one)
	}
	return judgements, nil
}

// requirement judges one requirement. All its parts are judged, also after one
// that failed, so that a refusal names everything that is missing.
func (j *Judge) requirement(track *Track, req *Requirement, facts *Facts) (Judgement, error) {
	r, err := j.compile(track, req.Rule)
	if err != nil {
		return Judgement{}, err
	}
	judgement := Judgement{Requirement: req, Met: true}
	run := newRun(r, facts)
	for _, part := range r.parts() {
		value, err := run.value(part, nil)
		if err == nil && value == types.True {
			continue
		}
		judgement.Met = false
		judgement.note(run, part, value, err)
	}
	judgement.ReliedOn = run.read.reliedOn()
	if !judgement.Met {
		judgement.Says = j.says(track, req.Tell, facts)
	}
	return judgement, nil
}

// note records why a part of a rule did not hold.
func (judgement *Judgement) note(run *run, part ast.Expr, value ref.Val, err error) {
	if u, ok := value.(*types.Unknown); ok {
		for _, path := range run.read.named(u) {
			if !slices.Contains(judgement.Unknown, path) {
				judgement.Unknown = append(judgement.Unknown, path)
			}
		}
	}
	values, found := run.explain(part, err)
	judgement.Values = append(judgement.Values, values)
	judgement.Found = append(judgement.Found, found)
}

// compile returns the rule in the language of the track, compiled before or now.
func (j *Judge) compile(track *Track, text string) (*rule, error) {
	l, name, err := j.language(track)
	if err != nil {
		return nil, err
	}
	key := ruleKey{name, text}
	if r, ok := j.rules[key]; ok {
		return r, nil
	}
	r, errs := l.parseRule(text)
	if len(errs) == 0 {
		errs = r.check()
	}
	if len(errs) > 0 {
		return nil, errors.New("the rule does not compile; the definition was not checked by this version of the program")
	}
	j.rules[key] = r
	return r, nil
}

func (j *Judge) language(track *Track) (l *ruleLanguage, name string, err error) {
	if track.ForEach != "" {
		name = track.Name
	}
	if l, ok := j.languages[name]; ok {
		return l, name, nil
	}
	if j.view == nil {
		j.view = newFactView(j.def)
	}
	if l, err = newRuleLanguage(j.view, track); err != nil {
		return nil, "", fmt.Errorf("make the language of rules: %w", err)
	}
	j.languages[name] = l
	return l, name, nil
}

// says writes the sentence of a requirement that is not met. It never fails:
// what cannot be worked out is not given.
func (j *Judge) says(track *Track, sentence string, facts *Facts) string {
	pieces, problems := splitTell(sentence)
	if len(problems) > 0 {
		return sentence
	}
	said := ""
	for _, p := range pieces {
		if p.isRule {
			said += j.piece(track, p.text, facts)
		} else {
			said += p.text
		}
	}
	return said
}

func (j *Judge) piece(track *Track, text string, facts *Facts) string {
	r, err := j.compile(track, text)
	if err != nil {
		return notGiven
	}
	e := r.ast.Expr()
	value, err := newRun(r, facts).value(e, nil)
	if err != nil {
		return notGiven
	}
	return english(value, r.ast.GetType(e.ID()))
}
