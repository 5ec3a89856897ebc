package workflow

import (
	"cel.dev/cel-go/cel"
	celcheck "cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	celparse "cel.dev/cel-go/parser"

	"scr/workflow/calendar"
)

// Limits of a rule.
const (
	maxRuleLength  = 2000   // characters
	maxRuleDepth   = 40     // parts within parts
	maxRuleLoops   = 2      // loops within loops
	maxRuleCost    = 100000 // steps
	maxRuleProblem = 20     // more would not be read
)

// ruleLanguage parses, checks and runs the rules of one kind of track of one
// definition: those of tracks without for_each share a language, and each track
// with for_each has one, in which there is an item.
type ruleLanguage struct {
	view    *factView
	track   string // whose rules have an item; "" for those without one
	facts   map[string]*fact
	env     *cel.Env
	checker *celcheck.Env
	parser  *celparse.Parser
}

// newRuleLanguage makes the language of a track. It takes about a millisecond.
func newRuleLanguage(v *factView, track *Track) (*ruleLanguage, error) {
	l := &ruleLanguage{view: v, facts: make(map[string]*fact, len(v.facts)+1)}
	for name, f := range v.facts {
		l.facts[name] = f
	}
	if track != nil && track.ForEach != "" {
		l.track, l.facts[itemFact] = track.Name, v.item(track)
	}
	var err error
	if l.env, err = cel.NewCustomEnv(l.options()...); err != nil {
		return nil, err
	}
	if l.checker, err = newRuleTypes(l.env); err != nil {
		return nil, err
	}
	l.parser, err = celparse.NewParser(
		celparse.EnablePrattParser(true), // knows where each part ends, and needs no warming up
		celparse.Macros(l.loops()...),
		celparse.PopulateMacroCalls(true),
		celparse.MaxRecursionDepth(maxRuleDepth),
		celparse.ExpressionSizeCodePointLimit(maxRuleLength),
	)
	return l, err
}

func (l *ruleLanguage) options() []cel.EnvOption {
	options := append(ruleFunctions(l.view.def.Nation),
		cel.StdLib(cel.StdLibSubset(ruleOperators())),
		cel.EnableMacroCallTracking())
	for _, k := range l.view.kinds {
		options = append(options, cel.Types(k))
	}
	for name, f := range l.facts {
		options = append(options, cel.Variable(name, f.typ))
	}
	return options
}

// newRuleTypes makes the type checker. It is the one that [cel.Env] has inside;
// used directly it keeps the types of all parts of a rule that has errors, so
// that these can be told in words.
func newRuleTypes(e *cel.Env) (*celcheck.Env, error) {
	c, err := celcheck.NewEnv(e.Container, e.CELTypeProvider(), celcheck.CrossTypeNumericComparisons(true))
	if err != nil {
		return nil, err
	}
	if err := c.AddIdents(e.Variables()...); err != nil {
		return nil, err
	}
	for _, f := range e.Functions() {
		if f.IsDeclarationDisabled() {
			continue
		}
		if err := c.AddFunctions(f); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// parse reads a text. The errors are CEL's own.
func (l *ruleLanguage) parse(text string) (*ast.AST, []*common.Error) {
	parsed, errs := l.parser.Parse(common.NewTextSource(text))
	return parsed, errs.GetErrors()
}

// check finds the type of every part. What it returns is typed as far as it goes
// even if there are errors.
func (l *ruleLanguage) check(text string, parsed *ast.AST) (*ast.AST, []*common.Error) {
	checked, errs := celcheck.Check(parsed, common.NewTextSource(text), l.checker)
	return checked, errs.GetErrors()
}

// ruleOperators is the part of CEL's standard library that rules have: no
// regular expressions, conversions, timestamps, division or indexes, each of
// which can fail or run long on facts that look right.
func ruleOperators() *env.LibrarySubset {
	some := func(name string, ids ...string) *env.Function {
		f := &env.Function{Name: name}
		for _, id := range ids {
			f.Overloads = append(f.Overloads, &env.Overload{ID: id})
		}
		return f
	}
	return &env.LibrarySubset{
		DisableMacros: true,
		IncludeFunctions: []*env.Function{
			some(operators.LogicalAnd), some(operators.LogicalOr), some(operators.LogicalNot),
			some(operators.Conditional), some(operators.NotStrictlyFalse),
			some(operators.Negate),
			some(operators.Less, overloads.LessInt64, overloads.LessDouble, overloads.LessInt64Double, overloads.LessDoubleInt64),
			some(operators.LessEquals, overloads.LessEqualsInt64, overloads.LessEqualsDouble, overloads.LessEqualsInt64Double, overloads.LessEqualsDoubleInt64),
			some(operators.Greater, overloads.GreaterInt64, overloads.GreaterDouble, overloads.GreaterInt64Double, overloads.GreaterDoubleInt64),
			some(operators.GreaterEquals, overloads.GreaterEqualsInt64, overloads.GreaterEqualsDouble, overloads.GreaterEqualsInt64Double, overloads.GreaterEqualsDoubleInt64),
			some(overloads.Size, overloads.SizeList),
		},
	}
}

// ruleFunctions are the functions of the language beyond those operators.
func ruleFunctions(nation calendar.Nation) []cel.EnvOption {
	return append(dateFunctions(nation),
		sameKind(operators.Equals),
		sameKind(operators.NotEquals),
		contained(),
		arithmetic(operators.Add, func(l, r ref.Val) ref.Val { return l.(traits.Adder).Add(r) },
			cel.Overload(overloads.AddList, []*types.Type{listOfA(), listOfA()}, listOfA())),
		arithmetic(operators.Subtract, func(l, r ref.Val) ref.Val { return l.(traits.Subtractor).Subtract(r) },
			cel.Overload("subtract_dates", []*types.Type{dateType, dateType}, types.IntType)),
		arithmetic(operators.Multiply, func(l, r ref.Val) ref.Val { return l.(traits.Multiplier).Multiply(r) }),
		ordered(operators.Less), ordered(operators.LessEquals),
		ordered(operators.Greater), ordered(operators.GreaterEquals),
	)
}

func typeA() *types.Type   { return types.NewTypeParamType("A") }
func listOfA() *types.Type { return types.NewListType(typeA()) }

// sameKind declares == and != for values that can be equal: not for records,
// which are many facts at once, nor for lists, whose order means nothing. How
// two values are compared is CEL's own.
func sameKind(operator string) cel.EnvOption {
	of := func(id string, l, r *types.Type) cel.FunctionOpt {
		return cel.Overload(operator+"_"+id, []*types.Type{l, r}, types.BoolType)
	}
	word := wordType(typeA())
	return cel.Function(operator,
		of("bool", types.BoolType, types.BoolType),
		of("int", types.IntType, types.IntType),
		of("double", types.DoubleType, types.DoubleType),
		of("int_double", types.IntType, types.DoubleType),
		of("double_int", types.DoubleType, types.IntType),
		of("text", types.StringType, types.StringType),
		of("date", dateType, dateType),
		of("word", word, word),
		of("word_text", word, types.StringType),
		of("text_word", types.StringType, word))
}

// contained declares the operator in.
func contained() cel.EnvOption {
	of := func(id string, l, r *types.Type) cel.FunctionOpt {
		return cel.Overload("in_"+id, []*types.Type{l, types.NewListType(r)}, types.BoolType)
	}
	word := wordType(typeA())
	return cel.Function(operators.In,
		of("int", types.IntType, types.IntType),
		of("double", types.DoubleType, types.DoubleType),
		of("int_double", types.IntType, types.DoubleType),
		of("double_int", types.DoubleType, types.IntType),
		of("text", types.StringType, types.StringType),
		of("date", dateType, dateType),
		of("word", word, word),
		of("word_text", word, types.StringType),
		of("text_word", types.StringType, word),
		cel.SingletonBinaryBinding(func(x, list ref.Val) ref.Val {
			return list.(traits.Container).Contains(x)
		}, 0))
}

// ordered adds dates to what can be earlier or later, less or more. The binding
// is that of CEL's own operator.
func ordered(operator string) cel.EnvOption {
	return cel.Function(operator,
		cel.Overload(operator+"_date", []*types.Type{dateType, dateType}, types.BoolType))
}

// arithmetic declares an operator on whole numbers and numbers with decimals,
// also on one of each: to an administrator they are all numbers.
func arithmetic(operator string, apply func(l, r ref.Val) ref.Val, more ...cel.FunctionOpt) cel.EnvOption {
	of := func(id string, l, r, result *types.Type) cel.FunctionOpt {
		return cel.Overload(operator+"_"+id, []*types.Type{l, r}, result)
	}
	whole, decimal := types.IntType, types.DoubleType
	return cel.Function(operator, append(more,
		of("int", whole, whole, whole),
		of("double", decimal, decimal, decimal),
		of("int_double", whole, decimal, decimal),
		of("double_int", decimal, whole, decimal),
		cel.SingletonBinaryBinding(func(l, r ref.Val) ref.Val {
			l, r = alike(l, r)
			return apply(l, r)
		}))...)
}

// alike turns the whole number of a mixed pair into one with decimals.
func alike(l, r ref.Val) (ref.Val, ref.Val) {
	switch a := l.(type) {
	case types.Int:
		if _, ok := r.(types.Double); ok {
			return types.Double(a), r
		}
	case types.Double:
		if b, ok := r.(types.Int); ok {
			return l, types.Double(b)
		}
	}
	return l, r
}
