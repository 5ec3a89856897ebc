package workflow

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// tellPiece is a stretch of a sentence: words, or a rule in curly brackets.
type tellPiece struct {
	text   string
	isRule bool
	offset int // of the text, in runes from the beginning of the sentence
}

// splitTell takes a sentence apart. Two brackets, {{ or }}, stand for one that
// is meant as itself.
func splitTell(sentence string) ([]tellPiece, []ruleProblem) {
	text := []rune(sentence)
	var pieces []tellPiece
	var words strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case (c == '{' || c == '}') && i+1 < len(text) && text[i+1] == c:
			words.WriteRune(c)
			i++
		case c == '}':
			return pieces, []ruleProblem{{i, 1, "rule-syntax", "there is no { that this } closes", "write }} for a bracket that is meant as itself"}}
		case c == '{':
			end := tellEnd(text, i)
			if end < 0 {
				return pieces, []ruleProblem{{i, 1, "rule-syntax", "the bracket { is not closed", "write }, or {{ for a bracket that is meant as itself"}}
			}
			pieces = append(pieces, tellPiece{text: words.String()}, tellPiece{string(text[i+1 : end]), true, i + 1})
			words.Reset()
			i = end
		default:
			words.WriteRune(c)
		}
	}
	return append(pieces, tellPiece{text: words.String()}), nil
}

// tellEnd finds the bracket that closes the one at i, or -1.
func tellEnd(text []rune, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '"', '\'':
			end := quoteEnd(text, j)
			if end == len(text)-1 && text[end] != text[j] {
				return -1
			}
			j = end
		case '}':
			return j
		}
	}
	return -1
}

// tellable reports whether a value of a type can be read aloud.
func tellable(t *types.Type) bool {
	if t.Kind() == types.ListKind {
		t = t.Parameters()[0]
		if t.Kind() == types.ListKind {
			return false
		}
	}
	if _, ok := isWord(t); ok || isDate(t) {
		return true
	}
	switch t.Kind() {
	case types.BoolKind, types.IntKind, types.DoubleKind, types.StringKind, types.TypeParamKind, types.DynKind:
		return true
	}
	return false
}

// notGiven stands in a sentence for what is not recorded.
const notGiven = "(not given)"

// english writes a value for people. Words of the definition lose their
// underscores; handles keep them.
func english(v ref.Val, t *types.Type) string {
	switch x := v.(type) {
	case types.String:
		if _, ok := isWord(t); ok {
			return strings.ReplaceAll(string(x), "_", " ")
		}
		return string(x)
	case types.Bool:
		if x {
			return "yes"
		}
		return "no"
	case types.Int:
		return strconv.FormatInt(int64(x), 10)
	case types.Double:
		return strconv.FormatFloat(float64(x), 'f', -1, 64)
	case factDate:
		return x.day.English()
	case traits.Lister:
		return englishList(x, t)
	case *record:
		return x.handle()
	}
	return notGiven
}

func englishList(list traits.Lister, t *types.Type) string {
	inner := types.DynType
	if len(t.Parameters()) == 1 {
		inner = t.Parameters()[0]
	}
	var words []string
	for it := list.Iterator(); it.HasNext() == types.True; {
		words = append(words, english(it.Next(), inner))
	}
	if len(words) == 0 {
		return "none"
	}
	return wordList(words, "and")
}
