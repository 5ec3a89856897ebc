package workflow

import (
	"errors"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"scr/workflow/calendar"
)

// run is one rule over one set of facts.
type run struct {
	rule  *rule
	facts *Facts
	read  *reading
}

func newRun(r *rule, facts *Facts) *run {
	return &run{rule: r, facts: facts, read: newReading()}
}

// value works a part of the rule out. names holds what the loops around it have
// named. An unknown value is not an error.
func (run *run) value(e ast.Expr, names map[string]ref.Val) (ref.Val, error) {
	program, err := run.rule.plan(e)
	if err != nil {
		return nil, err
	}
	value, _, err := program.Eval(activation{run, run.read, names})
	if err != nil {
		return nil, err
	}
	return value, nil
}

// activation hands facts to a rule. A fact is built when it is read.
type activation struct {
	run   *run
	read  *reading
	names map[string]ref.Val
}

// ResolveName returns the fact or the member of a list that bears a name.
func (a activation) ResolveName(name string) (any, bool) {
	if v, ok := a.names[name]; ok {
		return v, true
	}
	f, ok := a.run.rule.language.facts[name]
	if !ok {
		return nil, false
	}
	return f.read(a.run.facts, a.read), true
}

// Parent is always nil: all facts are in one place.
func (a activation) Parent() cel.Activation { return nil }

// AsPartialActivation says that unknown facts are values here, not patterns.
func (a activation) AsPartialActivation() (cel.PartialActivation, bool) { return nil, false }

// sentence tells in words why a rule cannot be worked out. CEL's own words may
// hold a value, so only what is known to be harmless is repeated.
func sentence(err error) string {
	if known, ok := errors.AsType[*calendar.Error](err); ok {
		return known.Message
	}
	if stopped, ok := errors.AsType[interpreter.EvalCancelledError](err); ok && stopped.Cause == interpreter.CostLimitExceeded {
		return "there are too many records to go through"
	}
	if strings.Contains(err.Error(), "overflow") {
		return "a number is too large"
	}
	return "the facts do not fit the rule"
}
