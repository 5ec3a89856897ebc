package workflow

import (
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"scr/workflow/calendar"
)

// shape looks through a parsed rule for what CEL allows and the language does
// not. loops are the names of the loops around the expression.
func (s *ruleScan) shape(e ast.Expr, loops []string) {
	switch e.Kind() {
	case ast.LiteralKind:
		s.literal(e)
	case ast.IdentKind:
		s.ident(e)
	case ast.MapKind, ast.StructKind:
		s.report(e, "rule-syntax", "", "curly brackets mean nothing in a rule")
	case ast.SelectKind:
		s.clock(e)
		s.shape(e.AsSelect().Operand(), loops)
	case ast.ListKind:
		for _, x := range e.AsList().Elements() {
			s.shape(x, loops)
		}
	case ast.CallKind:
		s.call(e, loops)
	case ast.ComprehensionKind:
		s.loop(e, loops)
	}
}

func (s *ruleScan) literal(e ast.Expr) {
	switch e.AsLiteral().(type) {
	case types.Null:
		s.report(e, "rule-syntax", "ask whether it is recorded: has(forms.decision.outcome)", "there is no null: what is not recorded is unknown, and no rule holds by it")
	case types.Uint:
		s.report(e, "rule-syntax", "write the number without the u", "this is not a number of the language")
	case types.Bytes:
		s.report(e, "rule-syntax", "write the text without the b", "this is not a text of the language")
	}
}

func (s *ruleScan) ident(e ast.Expr) {
	switch e.AsIdent() {
	case todayFact:
		if s.auto && s.whole {
			s.report(e, "rule-today-in-auto", "let somebody make the move, or use a clock",
				"a move that fires by itself may not depend on today: it would fire on a day on which nobody did anything")
		}
	case itemFact:
		if _, ok := s.language.facts[itemFact]; !ok {
			s.report(e, "rule-fact", "look through the instances of such a track: items.agency_report.exists(i, …)",
				"there is an item only in a track with for_each")
		}
	}
}

// clock finds a clock that runs for each item of a track, or for each letter, spoken of
// as if there were one.
func (s *ruleScan) clock(e ast.Expr) {
	of := e.AsSelect().Operand()
	if of.Kind() != ast.IdentKind || of.AsIdent() != clocksFact {
		return
	}
	clock := s.language.view.def.Clock(e.AsSelect().FieldName())
	switch {
	case clock == nil:
	case clock.Kind == LetterDeadline:
		s.report(e, "rule-fact", "let the clock block the move", "clock %s runs for each letter: a rule cannot speak of it", clock.Name)
	case clock.Track == "":
	case s.language.track == clock.Track:
		s.report(e, "rule-fact", "write item.clocks."+clock.Name, "clock %s runs for each item of track %s", clock.Name, clock.Track)
	default:
		s.report(e, "rule-fact", fmt.Sprintf("look through them: items.%s.exists(i, i.clocks.%s.overdue)", clock.Track, clock.Name), "clock %s runs for each item of track %s", clock.Name, clock.Track)
	}
}

func (s *ruleScan) call(e ast.Expr, loops []string) {
	call := e.AsCall()
	args := call.Args()
	if call.IsMemberFunction() {
		s.shape(call.Target(), loops)
	}
	if s.rule.isMacro(e) && len(args) == 2 { // every: the list stands in it twice
		args = args[1:]
	}
	for _, x := range args {
		s.shape(x, loops)
	}
	if call.FunctionName() == "date" && !call.IsMemberFunction() && len(args) == 1 {
		s.date(args[0])
	}
	if call.FunctionName() == operators.Index || call.FunctionName() == operators.OptIndex || call.FunctionName() == operators.OptSelect {
		s.report(e, "rule-syntax", "use exists, all or count to look through a list", "a member of a list cannot be picked by its number")
	}
}

// date checks at load that a date is one.
func (s *ruleScan) date(arg ast.Expr) {
	text, ok := arg.AsLiteral().(types.String)
	if arg.Kind() != ast.LiteralKind || !ok {
		s.report(arg, "rule-type", "write a day in quotes, such as "+ruleUsage()["date"], "date() makes a date of a day that is written out in the rule")
		return
	}
	if _, err := calendar.ParseDay(string(text)); err != nil {
		s.report(arg, "rule-type", "write a full day that exists, such as "+ruleUsage()["date"], "%s is not a day", s.rule.textOf(arg))
	}
}

func (s *ruleScan) loop(e ast.Expr, loops []string) {
	l, ok := s.rule.loopOf(e)
	if !ok {
		return
	}
	s.shape(l.list, loops)
	for _, outer := range loops {
		if outer == l.name {
			s.report(e, "rule-shadow", "give one of the loops another name", "%q is already the name of the loop around this one", l.name)
		}
	}
	if len(loops) >= maxRuleLoops {
		s.report(e, "rule-nesting", "make two requirements of it", "a loop may stand within a loop, but not within two")
		return
	}
	s.shape(l.body, append(loops[:len(loops):len(loops)], l.name))
}
