package workflow

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	celparse "cel.dev/cel-go/parser"
)

// ruleUsage says how each function of the language is written. A hint shows it.
func ruleUsage() map[string]string {
	return map[string]string{
		"count":         `count(people, p, p.accredited)`,
		"every":         `every(findings, f, f.agreed)`,
		"exists":        `findings.exists(f, f.agreed)`,
		"all":           `findings.all(f, f.agreed)`,
		"filter":        `findings.filter(f, f.agreed)`,
		"map":           `findings.map(f, f.id)`,
		"has":           `has(forms.decision.outcome)`,
		"size":          `size(findings)`,
		"date":          `date("2013-03-21")`,
		"working_days":  `working_days(review.opened_on, today)`,
		"months_after":  `months_after(review.opened_on, 6)`,
		"months_before": `months_before(today, 6)`,
		"days_after":    `days_after(review.opened_on, 14)`,
		"days_before":   `days_before(today, 14)`,
		"overlaps":      `overlaps(s.from, s.to, date("2013-03-21"), today)`,
	}
}

// loops are the macros of the language: what takes a list, a name and a
// condition on what bears the name.
func (l *ruleLanguage) loops() []celparse.Macro {
	receiver := func(name string, expand celparse.MacroExpander) celparse.Macro {
		return celparse.NewReceiverMacro(name, 2, func(eh celparse.ExprHelper, list ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
			if err := l.checkLoopName(eh, args[0]); err != nil {
				return nil, err
			}
			return expand(eh, list, args)
		})
	}
	global := func(name string, expand celparse.MacroExpander) celparse.Macro {
		return celparse.NewGlobalMacro(name, 3, func(eh celparse.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
			if err := l.checkLoopName(eh, args[1]); err != nil {
				return nil, err
			}
			return expand(eh, args[0], args[1:])
		})
	}
	return []celparse.Macro{
		receiver(operators.Exists, celparse.MakeExists),
		receiver(operators.All, celparse.MakeAll),
		receiver(operators.Filter, celparse.MakeFilter),
		receiver(operators.Map, celparse.MakeMap),
		global("count", makeCount),
		global("every", makeEvery),
		celparse.HasMacro,
	}
}

// checkLoopName refuses a name that is not one, or that hides a fact: in
// count(people, review, …) nobody could say which review is meant.
func (l *ruleLanguage) checkLoopName(eh celparse.ExprHelper, name ast.Expr) *common.Error {
	if name.Kind() != ast.IdentKind {
		return eh.NewError(name.ID(), "a loop needs a plain name here, such as p")
	}
	n := name.AsIdent()
	if _, hides := l.facts[n]; hides || slices.Contains(l.view.order, n) || n == itemFact {
		return eh.NewError(name.ID(), fmt.Sprintf("%s%q is a fact and cannot be the name of a loop", shadowMark, n))
	}
	return nil
}

// shadowMark tells such an error from one of syntax.
const shadowMark = "shadow: "

// makeCount counts the members of a list for which the condition holds. If the
// condition is unknown for one of them, so is the count.
func makeCount(eh celparse.ExprHelper, list ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	one := eh.NewCall(operators.Conditional, args[1], eh.NewLiteral(types.IntOne), eh.NewLiteral(types.IntZero))
	return eh.NewComprehension(list, args[0].AsIdent(), eh.AccuIdentName(),
		eh.NewLiteral(types.IntZero),
		eh.NewLiteral(types.True),
		eh.NewCall(operators.Add, eh.NewAccuIdent(), one),
		eh.NewAccuIdent()), nil
}

// makeEvery is all() that is false for an empty list: "every finding is agreed"
// must not hold because nobody found anything.
func makeEvery(eh celparse.ExprHelper, list ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	some := eh.NewCall(operators.Greater, eh.NewCall(overloads.Size, eh.Copy(list)), eh.NewLiteral(types.IntZero))
	each, err := celparse.MakeAll(eh, list, args)
	if err != nil {
		return nil, err
	}
	return eh.NewCall(operators.LogicalAnd, some, each), nil
}

// loop is a loop in a checked rule.
type loop struct {
	node ast.Expr // the comprehension
	list ast.Expr
	name string
	body ast.Expr // the condition, or for map what it makes
}

// loopOf takes a loop apart that one of the macros made.
func (r *rule) loopOf(e ast.Expr) (loop, bool) {
	if e.Kind() == ast.CallKind && r.isMacro(e) {
		e = e.AsCall().Args()[1] // every: some && each
	}
	if e.Kind() != ast.ComprehensionKind {
		return loop{}, false
	}
	c := e.AsComprehension()
	body, ok := loopBody(c.LoopStep())
	return loop{e, c.IterRange(), c.IterVar(), body}, ok
}

// loopBody finds the condition in the step of a loop.
func loopBody(step ast.Expr) (ast.Expr, bool) {
	if step.Kind() != ast.CallKind {
		return nil, false
	}
	args := step.AsCall().Args()
	switch step.AsCall().FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr: // all, exists: result && condition
		return args[1], true
	case operators.Conditional: // filter: condition ? result + [x] : result
		return args[0], true
	case operators.Add: // count: result + (condition ? 1 : 0); map: result + [made]
		if args[1].Kind() == ast.CallKind {
			return args[1].AsCall().Args()[0], true
		}
		if args[1].Kind() == ast.ListKind {
			return args[1].AsList().Elements()[0], true
		}
	}
	return nil, false
}
