package workflow

import (
	"strings"
	"unicode"

	"cel.dev/cel-go/common/ast"
)

// span is a stretch of a rule, in runes from its beginning.
type span struct{ start, end int }

// spanOf finds the stretch of a rule that an expression was written in. The
// parser notes one token for each expression (an operator, the bracket of a
// call); the stretch reaches from the first token below it to the last, with
// every bracket that it opens closed.
func (r *rule) spanOf(e ast.Expr) span {
	s := r.tokens(e)
	s.start, s.end = max(0, s.start), min(len(r.text), s.end)
	if s.start >= s.end {
		return span{min(s.start, len(r.text)), min(s.start+1, len(r.text))}
	}
	return r.balance(s)
}

// textOf returns what an expression says, on one line.
func (r *rule) textOf(e ast.Expr) string {
	s := r.spanOf(e)
	return strings.Join(strings.Fields(string(r.text[s.start:s.end])), " ")
}

// tokens is the stretch from the first to the last token of an expression.
func (r *rule) tokens(e ast.Expr) span {
	at, ok := r.places[e.ID()]
	own := span{int(at.Start), int(at.Stop)}
	if !ok {
		own = span{len(r.text), 0}
	}
	switch e.Kind() {
	case ast.SelectKind:
		if r.isMacro(e) { // has
			return r.call(own)
		}
		own.end = r.wordEnd(own.start + 1)
		return own.with(r.tokens(e.AsSelect().Operand()))
	case ast.CallKind:
		if r.isMacro(e) {
			return r.call(own).with(r.tokens(r.mustLoop(e).list))
		}
		return r.callTokens(e.AsCall(), own)
	case ast.ComprehensionKind:
		return r.call(own).with(r.tokens(e.AsComprehension().IterRange()))
	case ast.ListKind:
		own.end = r.closing(own.start)
	}
	return own
}

func (r *rule) mustLoop(e ast.Expr) loop {
	l, ok := r.loopOf(e)
	if !ok {
		return loop{list: e.AsCall().Args()[0]}
	}
	return l
}

func (r *rule) callTokens(call ast.CallExpr, own span) span {
	if isName(call.FunctionName()) {
		own = r.call(own)
	}
	if call.IsMemberFunction() {
		own = own.with(r.tokens(call.Target()))
	}
	for _, arg := range call.Args() {
		own = own.with(r.tokens(arg))
	}
	return own
}

// call reaches from the name of a function to the bracket that closes it. The
// parser's place for a call is its opening bracket.
func (r *rule) call(own span) span {
	end := r.closing(own.start)
	for own.start > 0 && unicode.IsSpace(r.text[own.start-1]) {
		own.start--
	}
	for own.start > 0 && isNameRune(r.text[own.start-1]) {
		own.start--
	}
	return span{own.start, end}
}

func (s span) with(t span) span { return span{min(s.start, t.start), max(s.end, t.end)} }

// balance widens a stretch until it closes every bracket that it opens, and
// opens every one that it closes.
func (r *rule) balance(s span) span {
	var open []int
	pairs := r.brackets()
	for i := s.start; i < s.end; i++ {
		j, ok := pairs[i]
		switch {
		case !ok:
		case j > i:
			open = append(open, j)
		case j < s.start:
			s.start = j
		}
	}
	for _, j := range open {
		s.end = max(s.end, j+1)
	}
	return s
}

// closing returns where the bracket that opens at a place has just been closed.
func (r *rule) closing(at int) int {
	if j, ok := r.brackets()[at]; ok && j > at {
		return j + 1
	}
	return min(at+1, len(r.text))
}

// wordEnd returns where the word ends that begins at or after a place.
func (r *rule) wordEnd(at int) int {
	for at < len(r.text) && unicode.IsSpace(r.text[at]) {
		at++
	}
	for at < len(r.text) && isNameRune(r.text[at]) {
		at++
	}
	return at
}

// brackets pairs the places of brackets, both ways. Those in quotes and in
// comments are no brackets.
func (r *rule) brackets() map[int]int {
	if r.pairs != nil {
		return r.pairs
	}
	r.pairs = make(map[int]int)
	var open []int
	for i := 0; i < len(r.text); i++ {
		switch c := r.text[i]; c {
		case '"', '\'':
			i = quoteEnd(r.text, i)
		case '/':
			i = commentEnd(r.text, i)
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) > 0 {
				last := open[len(open)-1]
				open = open[:len(open)-1]
				r.pairs[last], r.pairs[i] = i, last
			}
		}
	}
	r.leftOpen = open
	return r.pairs
}

// quoteEnd returns the place of the quotation mark that closes the one at i, or
// the last place of the text.
func quoteEnd(text []rune, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case text[i]:
			return j
		}
	}
	return len(text) - 1
}

// commentEnd returns the last place of the comment that begins at i, or i if
// none does.
func commentEnd(text []rune, i int) int {
	if i+1 >= len(text) || text[i+1] != '/' {
		return i
	}
	for i+1 < len(text) && text[i+1] != '\n' {
		i++
	}
	return i
}

func isNameRune(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

// isName reports whether a function has a name, and not a sign as operators do.
func isName(function string) bool {
	return strings.IndexFunc(function, func(c rune) bool { return !isNameRune(c) }) < 0 && strings.Trim(function, "_") == function
}
