package workflow

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Members and operands that are listed before it says how many more there are.
const (
	maxMembersTold  = 12
	maxOperandsTold = 8
)

// explain says of a part that did not hold what it was and what its values were:
//
//	count(people, p, "lead_reviewer" in p.roles) >= 2; is 1; p3: yes, p8: no
//
// and, for whoever does not read rules, what was found:
//
//	p3: yes, p8: roles is team member
func (run *run) explain(part ast.Expr, err error) (values, found string) {
	text := run.rule.textOf(part)
	if err != nil {
		found = "cannot be worked out: " + sentence(err)
		return text + "; " + found, found
	}
	aside := newRun(run.rule, run.facts) // to explain is not to rely
	operands := aside.operands(part, nil)
	said, plain := []string{text}, []string(nil)
	for _, e := range operands[:min(len(operands), maxOperandsTold)] {
		said = append(said, aside.operand(e, len(operands) == 1)...)
		plain = append(plain, aside.plainly(e))
	}
	return strings.Join(said, "; "), strings.Join(plain, "; ")
}

// operands finds what a condition depends on: the sides of comparisons, loops,
// and facts that are yes or no by themselves.
func (run *run) operands(e ast.Expr, found []ast.Expr) []ast.Expr {
	if _, ok := run.rule.loopOf(e); ok || e.Kind() != ast.CallKind {
		return run.addOperand(e, found)
	}
	call := e.AsCall()
	switch call.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Conditional,
		operators.Equals, operators.NotEquals, operators.In,
		operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		for _, arg := range call.Args() {
			found = run.operands(arg, found)
		}
		return found
	}
	return run.addOperand(e, found)
}

// addOperand leaves out what is written in the rule, and what is there already.
func (run *run) addOperand(e ast.Expr, found []ast.Expr) []ast.Expr {
	if e.Kind() == ast.LiteralKind || e.Kind() == ast.ListKind {
		return found
	}
	if call := e.AsCall(); e.Kind() == ast.CallKind && call.FunctionName() == "date" {
		return found
	}
	for _, other := range found {
		if run.rule.textOf(other) == run.rule.textOf(e) {
			return found
		}
	}
	return append(found, e)
}

// operand tells the value of a part, and of the members of a list it looks at.
// alone means that the condition depends on nothing else.
func (run *run) operand(e ast.Expr, alone bool) []string {
	var said []string
	name := run.rule.textOf(e) + " is "
	if alone {
		name = "is "
	}
	l, isLoop := run.rule.loopOf(e)
	if t := run.rule.ast.GetType(e.ID()); !isLoop || t.Kind() != types.BoolKind {
		said = append(said, name+run.told(e))
	}
	if isLoop {
		said = append(said, run.members(l, run.member))
	}
	if call := e.AsCall(); e.Kind() == ast.CallKind && call.FunctionName() == overloads.Size && tellable(run.typeOf(call.Args()[0])) {
		said = append(said, run.rule.textOf(call.Args()[0])+" is "+run.told(call.Args()[0]))
	}
	return said
}

// plainly tells the value of a part without the rule: of a loop, what was found of
// each member, which says more than how many there are.
func (run *run) plainly(e ast.Expr) string {
	if l, ok := run.rule.loopOf(e); ok {
		return run.members(l, run.memberFound)
	}
	told := run.operand(e, false)
	return told[len(told)-1]
}

func (run *run) typeOf(e ast.Expr) *types.Type { return run.rule.ast.GetType(e.ID()) }

func (run *run) told(e ast.Expr) string {
	value, err := run.value(e, nil)
	if err != nil {
		return "not to be worked out"
	}
	return toldValue(value, run.typeOf(e))
}

func toldValue(v ref.Val, t *types.Type) string {
	if types.IsUnknown(v) {
		return "not recorded"
	}
	return english(v, t)
}

// members tells something of each member of a loop's list.
func (run *run) members(l loop, tell func(loop, ref.Val) string) string {
	value, err := run.value(l.list, nil)
	list, ok := value.(traits.Lister)
	if err != nil || !ok {
		return run.rule.textOf(l.list) + ": not recorded"
	}
	var said []string
	more := 0
	for it := list.Iterator(); it.HasNext() == types.True; {
		member := it.Next()
		if len(said) == maxMembersTold {
			more++
			continue
		}
		said = append(said, tell(l, member))
	}
	switch {
	case len(said) == 0:
		return run.rule.textOf(l.list) + ": none"
	case more > 0:
		said = append(said, "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(said, ", ")
}

// member tells what the condition of a loop gives for one member.
func (run *run) member(l loop, member ref.Val) string {
	name := english(member, types.StringType)
	value, err := run.value(l.body, map[string]ref.Val{l.name: member})
	if err != nil {
		return name + ": not to be worked out"
	}
	return name + ": " + toldValue(value, run.typeOf(l.body))
}

// memberFound tells what the condition looked at in a member for which it does not
// hold: "conversation-1: state is invited". Of the others it says yes.
func (run *run) memberFound(l loop, member ref.Val) string {
	names := map[string]ref.Val{l.name: member}
	if value, err := run.value(l.body, names); err != nil || value == types.True {
		return run.member(l, member)
	}
	var said []string
	for _, e := range run.operands(l.body, nil) {
		field, ofMember := strings.CutPrefix(run.rule.textOf(e), l.name+".")
		value, err := run.value(e, names)
		if !ofMember || err != nil || e.Kind() != ast.SelectKind {
			return run.member(l, member) // what the member itself says would not be all
		}
		said = append(said, strings.ReplaceAll(field, "_", " ")+" is "+toldValue(value, run.typeOf(e)))
	}
	if len(said) == 0 {
		return run.member(l, member)
	}
	return english(member, types.StringType) + ": " + strings.Join(said, " and ")
}
