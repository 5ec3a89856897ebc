package workflow

import (
	"maps"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// rule is a rule that was parsed and checked, or an expression in a sentence.
type rule struct {
	language *ruleLanguage
	text     []rune
	ast      *ast.AST
	places   map[int64]ast.OffsetRange // of the token of each expression
	macros   map[int64]bool            // expressions that a macro made
	pairs    map[int]int               // see brackets
	leftOpen []int                     // brackets that are not closed, see brackets
	programs map[int64]cel.Program     // parts that were planned
}

// parseRule parses a text. On errors the rule is empty.
func (l *ruleLanguage) parseRule(text string) (*rule, []*common.Error) {
	r := &rule{language: l, text: []rune(text)}
	parsed, errs := l.parse(text)
	if len(errs) > 0 {
		return r, errs
	}
	r.ast = parsed
	// The checker clears the places of what it rewrites.
	r.places = maps.Clone(parsed.SourceInfo().OffsetRanges())
	r.macros = make(map[int64]bool)
	for id := range parsed.SourceInfo().MacroCalls() {
		r.macros[id] = true
	}
	return r, nil
}

// check finds the types.
func (r *rule) check() []*common.Error {
	checked, errs := r.language.check(string(r.text), r.ast)
	r.ast = checked
	return errs
}

// isMacro reports whether a call or a loop was made by a macro.
func (r *rule) isMacro(e ast.Expr) bool { return r.macros[e.ID()] }

// parts splits a rule at its outermost && into conditions that all must hold.
func (r *rule) parts() []ast.Expr { return r.split(r.ast.Expr()) }

func (r *rule) split(e ast.Expr) []ast.Expr {
	if r.isMacro(e) || e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.LogicalAnd {
		return []ast.Expr{e}
	}
	args := e.AsCall().Args()
	return slices.Concat(r.split(args[0]), r.split(args[1]))
}

// plan prepares a part of the rule to be run, once.
func (r *rule) plan(e ast.Expr) (cel.Program, error) {
	if p, ok := r.programs[e.ID()]; ok {
		return p, nil
	}
	part := ast.NewCheckedAST(ast.NewAST(e, r.ast.SourceInfo()), r.ast.TypeMap(), r.ast.ReferenceMap())
	p, err := r.language.env.PlanProgram(part, cel.CostLimit(maxRuleCost))
	if err != nil {
		return nil, err
	}
	if r.programs == nil {
		r.programs = make(map[int64]cel.Program)
	}
	r.programs[e.ID()] = p
	return p, nil
}
