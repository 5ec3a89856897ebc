package workflow

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
)

// ruleProblem is one thing wrong with a rule or with the sentence beside it. Its
// place counts in runes of that text, from 0; the width does not leave the line.
type ruleProblem struct {
	Offset, Width int
	Rule          string // name of the check, such as rule-type
	Message       string // as in a [Diagnostic]
	Hint          string
}

// ruleChecker finds what is wrong with the rules of one definition. The
// definition may itself be wrong elsewhere; the rules are checked against the
// names that it has.
type ruleChecker struct {
	view      *factView
	languages map[string]*ruleLanguage
}

func newRuleChecker(d *Definition) (*ruleChecker, error) {
	if d == nil {
		return nil, errors.New("there is no definition to check rules of")
	}
	return &ruleChecker{view: newFactView(d), languages: make(map[string]*ruleLanguage)}, nil
}

// language returns the language of a track's rules.
func (c *ruleChecker) language(track *Track) (*ruleLanguage, error) {
	name := ""
	if track != nil && track.ForEach != "" {
		name = track.Name
	}
	if l, ok := c.languages[name]; ok {
		return l, nil
	}
	l, err := newRuleLanguage(c.view, track)
	if err != nil {
		return nil, fmt.Errorf("make the language of rules: %w", err)
	}
	c.languages[name] = l
	return l, nil
}

// checkRule returns everything that is wrong with a rule, in the order of its
// places. Without problems the rule compiles, gives yes or no, and stays within
// its cost for the number of facts that a large review has.
func (c *ruleChecker) checkRule(track *Track, tr *Transition, text string) []ruleProblem {
	l, err := c.language(track)
	if err != nil {
		return []ruleProblem{{Width: 1, Rule: "rule-syntax", Message: err.Error()}}
	}
	s := &ruleScan{language: l, auto: tr != nil && tr.Auto, whole: true}
	return s.scan(text)
}

// checkTell returns everything that is wrong with a sentence that has
// {expressions} in it.
func (c *ruleChecker) checkTell(track *Track, tr *Transition, text string) []ruleProblem {
	l, err := c.language(track)
	if err != nil {
		return []ruleProblem{{Width: 1, Rule: "rule-syntax", Message: err.Error()}}
	}
	pieces, problems := splitTell(text)
	for _, p := range pieces {
		if !p.isRule {
			continue
		}
		s := &ruleScan{language: l, auto: tr != nil && tr.Auto}
		for _, found := range s.scan(p.text) {
			found.Offset += p.offset
			problems = append(problems, found)
		}
	}
	return inOrder(problems)
}

// ruleScan collects the problems of one rule.
type ruleScan struct {
	language *ruleLanguage
	auto     bool // the rule belongs to a move that fires by itself
	whole    bool // a rule, not an expression in a sentence
	rule     *rule
	problems []ruleProblem
}

func (s *ruleScan) scan(text string) []ruleProblem {
	switch {
	case utf8.RuneCountInString(text) > maxRuleLength:
		return []ruleProblem{{0, 1, "rule-too-long", fmt.Sprintf("the rule is longer than %d characters", maxRuleLength), "make two requirements of it"}}
	case strings.TrimSpace(text) == "":
		return []ruleProblem{{0, 1, "rule-syntax", "there is no rule here", "write a condition, such as size(professions.missing) == 0"}}
	}
	r, errs := s.language.parseRule(text)
	s.rule = r
	if len(errs) > 0 {
		s.syntax(errs[0]) // the others are usually its consequences
		return inOrder(s.problems)
	}
	s.shape(r.ast.Expr(), nil)
	if s.misread() {
		return inOrder(s.problems)
	}
	errs = r.check()
	s.types(errs)
	s.wordsIn(r.ast.Expr())
	if len(s.problems) == 0 {
		s.result()
	}
	if len(s.problems) == 0 {
		s.cost()
	}
	return inOrder(s.problems)
}

// misread reports whether the rule has parts that CEL knows and the language
// does not, so that the types of the rest would be reported wrongly.
func (s *ruleScan) misread() bool {
	return slices.ContainsFunc(s.problems, func(p ruleProblem) bool { return p.Rule == "rule-syntax" || p.Rule == "rule-shadow" })
}

// result checks what the whole gives: yes or no for a rule, something that can
// be read aloud for a part of a sentence.
func (s *ruleScan) result() {
	e := s.rule.ast.Expr()
	t := s.rule.ast.GetType(e.ID())
	if s.whole {
		if t.Kind() != types.BoolKind {
			s.report(e, "rule-not-boolean", compareHint(s.rule.textOf(e), t), "%s is %s: a rule must be yes or no", s.subject(e), describe(t))
		}
		return
	}
	if !tellable(t) {
		s.report(e, "rule-type", fieldHint(s.language.view, s.rule.textOf(e), t), "%s is %s and cannot be put into a sentence", s.subject(e), describe(t))
	}
}

// cost refuses a rule that could run too long over a large review.
func (s *ruleScan) cost() {
	estimate, err := cost.Cost(s.rule.ast, ruleSizes{})
	if err != nil || estimate.Max > maxRuleCost {
		s.report(s.rule.ast.Expr(), "rule-cost", "go through one list only, or look from the other side",
			"the rule goes through too many records: in a large review it would have to be broken off")
	}
}

// ruleSizes says how long lists are in a large review.
type ruleSizes struct{}

// EstimateCallCost leaves calls to CEL's own estimates.
func (ruleSizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// EstimateSize returns how long a list can be, by its path.
func (ruleSizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	size := cost.RangedSizeEstimate(0, 40) // a word, or a list within a record
	if n.Type().Kind() == types.ListKind {
		size.Max = listSize(n.Path())
	}
	return &size
}

func listSize(path []string) uint64 {
	switch {
	case len(path) == 0:
		return 200
	case path[0] == itemsFact, len(path) > 1:
		return 25
	}
	switch path[0] {
	case "people":
		return 200
	case "subjects", "agencies", "partners", "relatives", "proceedings", "links":
		return 25
	case "criteria", "notices":
		return 25
	case "findings", "episodes", "holds":
		return 50
	}
	return 100
}

// report adds a problem with an expression.
func (s *ruleScan) report(e ast.Expr, check, hint, format string, args ...any) {
	s.reportAt(s.rule.spanOf(e), check, hint, format, args...)
}

func (s *ruleScan) reportAt(at span, check, hint, format string, args ...any) {
	text := s.rule.text
	at.start = max(0, min(at.start, len(text)))
	end := at.start
	for end < min(at.end, len(text)) && text[end] != '\n' {
		end++
	}
	s.problems = append(s.problems, ruleProblem{at.start, max(1, end-at.start), check, fmt.Sprintf(format, args...), hint})
}

// inOrder sorts problems by place and drops repetitions: a list that a macro
// copied is reported once.
func inOrder(problems []ruleProblem) []ruleProblem {
	slices.SortStableFunc(problems, func(a, b ruleProblem) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Message, b.Message))
	})
	problems = slices.Compact(problems)
	return problems[:min(len(problems), maxRuleProblem)]
}
