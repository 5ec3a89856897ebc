package workflow

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// types tells the errors of the type checker in words.
func (s *ruleScan) types(errs []*common.Error) {
	nodes := make(map[int64]ast.Expr)
	ast.PostOrderVisit(s.rule.ast.Expr(), ast.NewExprVisitor(func(e ast.Expr) { nodes[e.ID()] = e }))
	var within []span // of unknown functions, in which nothing makes sense
	for _, err := range errs {
		if e, ok := nodes[err.ExprID]; ok && isCall(e) && strings.Contains(err.Message, "undeclared") {
			within = append(within, s.rule.spanOf(e))
			s.unknownFunction(e)
		}
	}
	for _, err := range errs {
		e, ok := nodes[err.ExprID]
		switch {
		case !ok:
			at := s.offset(err.Location)
			s.reportAt(span{at, at + 1}, "rule-type", "", "the kinds of values do not fit together here")
		case isCall(e) && strings.Contains(err.Message, "undeclared"):
		case slices.ContainsFunc(within, func(w span) bool { at := s.rule.spanOf(e); return at.start >= w.start && at.end <= w.end }):
		default:
			s.typeError(e, err.Message)
		}
	}
}

func isCall(e ast.Expr) bool { return e.Kind() == ast.CallKind }

// typeError tells one error. What is asked of the message is only of which sort
// the error is.
func (s *ruleScan) typeError(e ast.Expr, message string) {
	switch {
	case e.Kind() == ast.IdentKind && strings.Contains(message, "undeclared"):
		s.unknownFact(e)
	case e.Kind() == ast.SelectKind && strings.Contains(message, "undefined field"):
		s.unknownField(e)
	case e.Kind() == ast.SelectKind && strings.Contains(message, "field selection"):
		operand := e.AsSelect().Operand()
		s.report(e, "rule-type", "", "%s is %s: it has no fields", s.subject(operand), s.describe(operand))
	case strings.Contains(message, "range of a comprehension"):
		s.report(e, "rule-type", "", "%s is not a list: there is nothing to go through", s.subject(e))
	case isCall(e) && strings.Contains(message, "no matching overload"):
		s.mismatch(e)
	case strings.Contains(message, "expected type 'bool'"):
		s.notYesNo(e)
	default:
		s.report(e, "rule-type", "", "the kinds of values do not fit together here")
	}
}

func (s *ruleScan) unknownFact(e ast.Expr) {
	name := e.AsIdent()
	if name == itemFact {
		return // told by ident
	}
	hint := didYouMean(name, s.language.view.order)
	if Nearest(name, s.language.view.order) == "" {
		hint = "the facts are " + wordList(s.language.view.order, "and")
	}
	if slices.Contains(s.language.view.allWords(), name) && !s.asked(e) {
		hint = fmt.Sprintf("write %q in quotes", name)
	}
	s.report(e, "rule-fact", hint, "there is no fact %q", name)
}

// asked reports whether something of a name is asked for, with a dot behind it: then it
// stands for a fact, and not for a word whose quotes are missing.
func (s *ruleScan) asked(e ast.Expr) bool {
	end := s.rule.spanOf(e).end
	return end < len(s.rule.text) && s.rule.text[end] == '.'
}

func (s *ruleScan) unknownFunction(e ast.Expr) {
	call := e.AsCall()
	name := call.FunctionName()
	if !isName(name) {
		if name != operators.Index {
			sign, _ := operators.FindReverse(name)
			at := int(s.rule.places[e.ID()].Start)
			s.reportAt(span{at, at + len(sign)}, "rule-syntax", "rules do not divide: multiply the other side instead", "%s is not a sign of this language", sign)
		}
		return
	}
	at := s.rule.spanOf(e)
	if call.IsMemberFunction() {
		at.start = s.rule.call(span{int(s.rule.places[e.ID()].Start), 0}).start
	}
	at.end = s.rule.wordEnd(at.start)
	usage := ruleUsage()
	if how, known := usage[name]; known {
		s.reportAt(at, "rule-syntax", "write it like "+how, "%s is not used like this", name)
		return
	}
	if joiners()[name] == notHint {
		s.reportAt(at, "rule-syntax", notHint, "%s is not a word of this language", name)
		return
	}
	known := slices.Sorted(maps.Keys(usage))
	s.reportAt(at, "rule-fact", cmp.Or(didYouMean(name, known), "there is "+wordList(known, "and")), "there is no function %q", name)
}

// unknownField reports a misspelt field, at its own place.
func (s *ruleScan) unknownField(e ast.Expr) {
	sel := e.AsSelect()
	at := s.rule.spanOf(e)
	at.start = max(at.start, at.end-len([]rune(sel.FieldName())))
	k, ok := s.language.view.kinds[s.typeOf(sel.Operand()).TypeName()]
	if !ok {
		s.reportAt(at, "rule-fact", "", "there is no field %q", sel.FieldName())
		return
	}
	message, hint := s.noSuchField(k, sel.FieldName())
	s.reportAt(at, "rule-fact", hint, "%s", message)
}

func (s *ruleScan) noSuchField(k *factKind, name string) (message, hint string) {
	hint = didYouMean(name, k.names)
	if noun, isCollection := collections()[k.TypeName()]; isCollection {
		message = fmt.Sprintf("there is no %s %q", noun, name)
	} else if forEach, ofItem := strings.CutPrefix(k.TypeName(), "the forms of "); ofItem {
		message = fmt.Sprintf("there is no form %q that is filled for %s", name, forEach)
	} else {
		message = fmt.Sprintf("%s has no field %q", k.TypeName(), name)
	}
	if elsewhere := s.elsewhere(k.TypeName(), name); elsewhere != "" {
		hint = elsewhere
	}
	return message, hint
}

// collections are the facts whose fields are names of the definition.
func collections() map[string]string {
	return map[string]string{
		"the forms":  "form",
		"the tracks": "track without for_each",
		"the items":  "track with for_each",
		"the clocks": "clock",
	}
}

// elsewhere says where a name is to be found that exists but not here.
func (s *ruleScan) elsewhere(kind, name string) string {
	d := s.language.view.def
	t, f := d.Track(name), d.Form(name)
	switch {
	case kind == "the tracks" && t != nil:
		return fmt.Sprintf("there is one %s for each %s: write items.%s.exists(i, i.stage == …)", name, t.ForEach, name)
	case kind == "the items" && t != nil:
		return fmt.Sprintf("there is only one %s: write track.%s.stage", name, name)
	case kind == "the forms" && f != nil:
		return fmt.Sprintf("the form is filled for each %s: write item.forms.%s", f.ForEach, name)
	case strings.HasPrefix(kind, "the forms of ") && f != nil && f.ForEach == "":
		return fmt.Sprintf("the form is filled once: write forms.%s", name)
	case strings.HasPrefix(kind, "the forms of ") && f != nil:
		return fmt.Sprintf("the form is filled for each %s", f.ForEach)
	}
	return ""
}

// mismatch tells that an operator or a function got what it cannot use.
func (s *ruleScan) mismatch(e ast.Expr) {
	call := e.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); name {
	case operators.Equals, operators.NotEquals:
		s.neverEqual(e, args[0], args[1])
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		s.report(e, "rule-type", s.mend(e, args[0], args[1]), "%s is %s, %s is %s: neither comes before the other",
			s.subject(args[0]), s.describe(args[0]), s.subject(args[1]), s.describe(args[1]))
	case operators.In:
		s.notIn(e, args[0], args[1])
	case operators.LogicalNot:
		s.notYesNo(args[0])
	case operators.Conditional:
		s.mixed(e, args)
	case operators.Add, operators.Subtract, operators.Multiply, operators.Negate:
		for _, x := range args {
			if k := s.typeOf(x).Kind(); k != types.IntKind && k != types.DoubleKind {
				s.report(x, "rule-type", dateHint(s.typeOf(x)), "%s is %s: only numbers can be reckoned with", s.subject(x), s.describe(x))
				return
			}
		}
	default:
		hint := ""
		if how, known := ruleUsage()[name]; known {
			hint = "write it like " + how
		}
		s.report(e, "rule-type", hint, "%s cannot be used with %s", name, s.describeAll(args))
	}
}

// dateHint says what can be done with dates instead of reckoning.
func dateHint(t *types.Type) string {
	if isDate(t) {
		return "write months_after(…) or days_after(…), or subtract one date from another to get days"
	}
	return ""
}

func (s *ruleScan) neverEqual(e, l, r ast.Expr) {
	for _, x := range []ast.Expr{l, r} {
		switch t := s.typeOf(x); t.Kind() {
		case types.StructKind:
			s.report(x, "rule-type", fieldHint(s.language.view, s.rule.textOf(x), t), "%s is %s, which is many facts at once and equals nothing", s.subject(x), describe(t))
			return
		case types.ListKind:
			s.report(e, "rule-type", s.listHint(x, l, r), "%s is a list: it cannot be compared as a whole", s.subject(x))
			return
		}
	}
	s.report(e, "rule-type", s.mend(e, l, r), "%s is %s, %s is %s: they are never equal",
		s.subject(l), s.describe(l), s.subject(r), s.describe(r))
}

func (s *ruleScan) listHint(list, l, r ast.Expr) string {
	other := r
	if list == r {
		other = l
	}
	if other.Kind() == ast.ListKind {
		if other.AsList().Size() == 0 {
			return fmt.Sprintf("write size(%s) == 0", s.rule.textOf(list))
		}
		other = other.AsList().Elements()[0]
	}
	return fmt.Sprintf("write %s in %s", s.rule.textOf(other), s.rule.textOf(list))
}

func (s *ruleScan) notIn(e, x, list ast.Expr) {
	t := s.typeOf(list)
	if t.Kind() != types.ListKind {
		hint := fmt.Sprintf("write %s == %s", s.rule.textOf(x), s.rule.textOf(list))
		if s.typeOf(x).Kind() == types.ListKind {
			hint = fmt.Sprintf("turn the two round: %s in %s", s.rule.textOf(list), s.rule.textOf(x))
		}
		s.report(list, "rule-type", hint, "%s is %s, not a list", s.subject(list), describe(t))
		return
	}
	s.report(e, "rule-type", "", "%s is %s, a member of %s is %s: it is never in there",
		s.subject(x), s.describe(x), s.subject(list), describe(t.Parameters()[0]))
}

// mixed tells that the two sides of a choice are of different kinds.
func (s *ruleScan) mixed(e ast.Expr, args []ast.Expr) {
	if s.typeOf(args[0]).Kind() != types.BoolKind {
		s.notYesNo(args[0])
		return
	}
	s.report(e, "rule-type", "make two requirements of it, or join conditions with && and ||", "%s is %s, %s is %s: one answer must be of one kind",
		s.subject(args[1]), s.describe(args[1]), s.subject(args[2]), s.describe(args[2]))
}

func (s *ruleScan) notYesNo(e ast.Expr) {
	t := s.typeOf(e)
	if t.Kind() == types.BoolKind || t.Kind() == types.ErrorKind || t.Kind() == types.DynKind {
		return // a consequence of something told already
	}
	s.report(e, "rule-type", compareHint(s.rule.textOf(e), t), "%s is %s, not yes or no", s.subject(e), describe(t))
}
