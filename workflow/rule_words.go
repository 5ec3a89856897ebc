package workflow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"scr/workflow/calendar"
)

// wordsIn looks through a checked rule for words that a field cannot hold:
// "declned" where the stages of a track are compared.
func (s *ruleScan) wordsIn(root ast.Expr) {
	ast.PreOrderVisit(root, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ListKind {
			s.oneKind(e.AsList().Elements())
		}
		if !isCall(e) {
			return
		}
		args := e.AsCall().Args()
		switch e.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals:
			s.meet(args[0], args[1])
			s.meet(args[1], args[0])
			s.settled(e, args)
		case operators.In:
			if phrase, ok := isWords(s.typeOf(args[1])); ok {
				s.mustHold(phrase, args[1], args[0])
			}
			s.meetList(args[0], args[1])
		}
	}))
}

// oneKind refuses a list of different kinds of things.
func (s *ruleScan) oneKind(elements []ast.Expr) {
	for _, x := range elements[min(1, len(elements)):] {
		first, t := s.typeOf(elements[0]), s.typeOf(x)
		if !first.IsExactType(t) && t.Kind() != types.ErrorKind && first.Kind() != types.ErrorKind {
			s.report(x, "rule-type", "", "%s is %s and %s is %s: a list holds one kind of thing",
				s.subject(elements[0]), describe(first), s.subject(x), describe(t))
			return
		}
	}
}

// settled refuses to compare what is written out with what is written out: it
// was meant to be a fact.
func (s *ruleScan) settled(e ast.Expr, args []ast.Expr) {
	if args[0].Kind() == ast.LiteralKind && args[1].Kind() == ast.LiteralKind {
		s.report(e, "rule-type", "take the quotation marks off what is a fact", "both sides are written out: the answer is always the same")
	}
}

// meet checks what a word is compared with.
func (s *ruleScan) meet(word, other ast.Expr) {
	if phrase, ok := isWord(s.typeOf(word)); ok {
		s.mustHold(phrase, word, other)
	}
}

func (s *ruleScan) meetList(word, list ast.Expr) {
	phrase, ok := isWord(s.typeOf(word))
	if !ok || s.typeOf(list).Kind() != types.ListKind {
		return
	}
	if list.Kind() != ast.ListKind {
		if s.typeOf(list).Parameters()[0].Kind() == types.StringKind {
			s.notSuchWord(phrase, word, list)
		}
		return
	}
	for _, x := range list.AsList().Elements() {
		s.mustHold(phrase, word, x)
	}
}

// mustHold checks that a text is one of the words of a phrase. A text that is
// not written out cannot be checked, and is refused.
func (s *ruleScan) mustHold(phrase string, word, e ast.Expr) {
	if s.typeOf(e).Kind() != types.StringKind {
		return // the same kind of word, or a mismatch that was told
	}
	text, ok := e.AsLiteral().(types.String)
	if !ok {
		s.notSuchWord(phrase, word, e)
		return
	}
	words := s.language.view.words[phrase]
	if slices.Contains(words, string(text)) {
		return
	}
	hint := didYouMean(string(text), words)
	if hint == "there are none" {
		hint = "the workflow names none"
	}
	s.report(e, "rule-choice", hint, "%s is not %s", s.rule.textOf(e), phrase)
}

func (s *ruleScan) notSuchWord(phrase string, word, e ast.Expr) {
	s.report(e, "rule-type", "write out the word in quotes", "%s is %s and meets only words written out, or its like: %s is %s",
		s.subject(word), phrase, s.subject(e), s.describe(e))
}

// typeOf returns the type of a part of the rule.
func (s *ruleScan) typeOf(e ast.Expr) *types.Type {
	if t := s.rule.ast.GetType(e.ID()); t != nil {
		return t
	}
	return types.ErrorType
}

func (s *ruleScan) describe(e ast.Expr) string { return describe(s.typeOf(e)) }

func (s *ruleScan) describeAll(list []ast.Expr) string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = s.describe(e)
	}
	return wordList(all, "and")
}

// subject is what a message calls a part of a rule: a field by its name, the
// rest as it is written.
func (s *ruleScan) subject(e ast.Expr) string {
	if e.Kind() == ast.SelectKind && !e.AsSelect().IsTestOnly() {
		return e.AsSelect().FieldName()
	}
	text := []rune(s.rule.textOf(e))
	if len(text) > 40 {
		return string(text[:39]) + "…"
	}
	return string(text)
}

// describe says in words what a type is.
func describe(t *types.Type) string {
	if phrase, ok := isWord(t); ok {
		return phrase
	}
	switch t.Kind() {
	case types.BoolKind:
		return "yes or no"
	case types.IntKind, types.DoubleKind:
		return "a number"
	case types.StringKind:
		return "text"
	case types.ListKind:
		return "a list"
	case types.StructKind, types.OpaqueKind:
		return t.TypeName()
	case types.TypeKind:
		return "the name of a type"
	}
	return "something else"
}

func isDate(t *types.Type) bool { return t.IsExactType(dateType) }

// mend proposes how to write a comparison of things that do not compare.
func (s *ruleScan) mend(e, l, r ast.Expr) string {
	sign, _ := operators.FindReverse(e.AsCall().FunctionName())
	if isCall(l) && isOrder(l.AsCall().FunctionName()) && isOrder(e.AsCall().FunctionName()) {
		return fmt.Sprintf("write two conditions: %s && %s %s %s", s.rule.textOf(l), s.rule.textOf(l.AsCall().Args()[1]), sign, s.rule.textOf(r))
	}
	if to := s.mended(r, l); to != "" {
		return fmt.Sprintf("write %s %s %s", s.rule.textOf(l), sign, to)
	}
	if to := s.mended(l, r); to != "" {
		return fmt.Sprintf("write %s %s %s", to, sign, s.rule.textOf(r))
	}
	for _, x := range []ast.Expr{l, r} {
		if s.typeOf(x).Kind() != types.BoolKind {
			continue
		}
		if isCall(x) {
			return "put brackets around a condition that is compared"
		}
		if x.Kind() != ast.LiteralKind {
			return fmt.Sprintf("write %s for yes, !%s for no", s.rule.textOf(x), s.rule.textOf(x))
		}
	}
	return ""
}

// isOrder reports whether a function asks which of two comes first.
func isOrder(function string) bool {
	return slices.Contains([]string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals}, function)
}

// mended rewrites a literal so that it can be compared with the other side.
func (s *ruleScan) mended(literal, other ast.Expr) string {
	t := s.typeOf(other)
	if literal.Kind() != ast.LiteralKind {
		text := s.rule.textOf(literal)
		if _, err := calendar.ParseDay(text); err == nil && isDate(t) { // 2013-03-21 without quotes is a subtraction
			return fmt.Sprintf("date(%q)", text)
		}
		return ""
	}
	_, other2word := isWord(t)
	switch v := literal.AsLiteral().(type) {
	case types.String:
		if _, err := strconv.ParseFloat(string(v), 64); err == nil && strings.Contains("int double", t.TypeName()) {
			return string(v)
		}
		if _, err := calendar.ParseDay(string(v)); err == nil && isDate(t) {
			return fmt.Sprintf("date(%q)", string(v))
		}
		if isDate(t) {
			return ruleUsage()["date"]
		}
	case types.Int, types.Double:
		if t.Kind() == types.StringKind || other2word {
			return strconv.Quote(s.rule.textOf(literal))
		}
	}
	return ""
}

// compareHint proposes how to make a condition of a value.
func compareHint(text string, t *types.Type) string {
	if _, ok := isWord(t); ok {
		return fmt.Sprintf("compare it: %s == …", text)
	}
	switch t.Kind() {
	case types.IntKind, types.DoubleKind:
		return fmt.Sprintf("compare it: %s > 0", text)
	case types.ListKind:
		return fmt.Sprintf("compare its size: size(%s) > 0", text)
	case types.StringKind:
		return fmt.Sprintf("compare it: %s == …", text)
	}
	if isDate(t) {
		return fmt.Sprintf("compare it: %s <= today", text)
	}
	return ""
}

// fieldHint proposes a field of a record, or of the members of a list.
func fieldHint(v *factView, text string, t *types.Type) string {
	list := t.Kind() == types.ListKind
	if list {
		t = t.Parameters()[0]
	}
	k, ok := v.kinds[t.TypeName()]
	if !ok || len(k.names) == 0 {
		return ""
	}
	if list {
		return fmt.Sprintf("name a field of each: %s.map(x, x.%s)", text, k.names[0])
	}
	return fmt.Sprintf("name a field of it, such as %s.%s", text, k.names[0])
}
