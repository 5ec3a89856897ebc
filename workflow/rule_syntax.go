package workflow

import (
	"fmt"
	"strings"
	"unicode"

	"cel.dev/cel-go/common"
)

// syntax tells an error of the parser in words.
func (s *ruleScan) syntax(e *common.Error) {
	if name, ok := strings.CutPrefix(e.Message, shadowMark); ok {
		at := s.offset(e.Location)
		s.reportAt(span{at, s.rule.wordEnd(at)}, "rule-shadow", "give the loop another name, such as x", "%s", name)
		return
	}
	if strings.Contains(e.Message, "recursion limit") || strings.Contains(e.Message, "expression count") {
		s.reportAt(span{0, len(s.rule.text)}, "rule-nesting", "make two requirements of it", "the rule has too many parts within parts")
		return
	}
	at := s.offset(e.Location)
	if s.earlier(at, e.Message) {
		return
	}
	message, hint, width := s.unexpected(at, e.Message)
	s.reportAt(span{at, at + width}, "rule-syntax", hint, "%s", message)
}

// offset turns CEL's line and column into a place. Some errors have none, or one
// outside the text.
func (s *ruleScan) offset(l common.Location) int {
	if l == nil || l.Line() < 1 || l.Column() < 0 {
		return 0
	}
	at := 0
	for line := 1; line < l.Line(); line++ {
		next := strings.IndexRune(string(s.rule.text[at:]), '\n')
		if next < 0 {
			return at
		}
		at += len([]rune(string(s.rule.text[at:])[:next])) + 1
	}
	return min(at+l.Column(), len(s.rule.text))
}

// slip is a way of writing that comes from elsewhere.
type slip struct{ wrote, message, hint string }

// slips in the order in which they are to be looked for: the longer first.
func slips() []slip {
	return []slip{
		{"===", "=== is not a comparison", "write =="},
		{"!==", "!== is not a comparison", "write !="},
		{"=<", "=< is not a comparison", "write <="},
		{"=>", "=> is not a comparison", "write >="},
		{"<>", "<> is not a comparison", "write !="},
		{"=", "= does not compare", "write =="},
		{"&", "& does not join conditions", "write &&"},
		{"|", "| does not join conditions", "write ||"},
		{"“", "“ is not a plain quotation mark", `write "`},
		{"”", "” is not a plain quotation mark", `write "`},
		{"‘", "‘ is not a plain quotation mark", `write "`},
		{"’", "’ is not a plain quotation mark", `write "`},
		{"≥", "≥ is not a sign of this language", "write >="},
		{"≤", "≤ is not a sign of this language", "write <="},
		{"≠", "≠ is not a sign of this language", "write !="},
	}
}

// joiners are words for which the language has signs.
func joiners() map[string]string {
	return map[string]string{
		"and": "write &&", "AND": "write &&",
		"or": "write ||", "OR": "write ||",
		"not": notHint, "Not": notHint, "NOT": notHint,
		"is": "write ==", "equals": "write ==",
		"contains": `write "x" in the_list`,
	}
}

const notHint = "write ! before the condition"

// earlier tells of a slip that the parser noticed only behind it, or at the end. It
// reports whether there is one.
func (s *ruleScan) earlier(at int, message string) bool {
	if strings.Contains(message, "unterminated") {
		return false
	}
	for _, slip := range slips() {
		width := len([]rune(slip.wrote))
		for start := max(0, at-width+1); start < at; start++ {
			if strings.HasPrefix(string(s.rule.text[start:]), slip.wrote) {
				s.reportAt(span{start, start + width}, "rule-syntax", slip.hint, "%s", slip.message)
				return true
			}
		}
	}
	if word := s.wordBefore(at); joiners()[string(s.rule.text[word.start:word.end])] == notHint {
		s.reportAt(word, "rule-syntax", notHint, "%s is not a word of this language", string(s.rule.text[word.start:word.end]))
		return true
	}
	return s.bracket(at)
}

// wordBefore returns the place of the word before a place, with a space between.
func (s *ruleScan) wordBefore(at int) span {
	end := at
	for end > 0 && unicode.IsSpace(s.rule.text[end-1]) {
		end--
	}
	start := end
	for start > 0 && end < at && isNameRune(s.rule.text[start-1]) {
		start--
	}
	return span{start, end}
}

// bracket tells of a bracket that closes nothing, or that the rule leaves open.
func (s *ruleScan) bracket(at int) bool {
	pairs, text := s.rule.brackets(), s.rule.text
	if at < len(text) && strings.ContainsRune(")]}", text[at]) {
		if _, paired := pairs[at]; !paired {
			s.reportAt(span{at, at + 1}, "rule-syntax", "delete it", "there is no bracket that this %c closes", text[at])
			return true
		}
	}
	if open := s.rule.leftOpen; len(open) > 0 && strings.TrimSpace(string(text[at:])) == "" {
		last := open[len(open)-1]
		closing := map[rune]string{'(': ")", '[': "]", '{': "}"}[text[last]]
		s.reportAt(span{last, last + 1}, "rule-syntax", "write "+closing+" where it ends", "this %c is not closed", text[last])
		return true
	}
	return false
}

// unexpected says what is wrong at a place where the parser got stuck.
func (s *ruleScan) unexpected(at int, message string) (sentence, hint string, width int) {
	rest := string(s.rule.text[at:])
	if strings.Contains(message, "unterminated") {
		return "a quotation mark is not closed", `write " at the end of the word too`, 1
	}
	for _, slip := range slips() {
		if strings.HasPrefix(rest, slip.wrote) {
			return slip.message, slip.hint, len([]rune(slip.wrote))
		}
	}
	if strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "<") {
		if before := strings.TrimRight(string(s.rule.text[:at]), " "); strings.HasSuffix(before, "<") || strings.HasSuffix(before, "=") {
			return "this is not a comparison", "write ==, !=, <, <=, > or >=", 1
		}
	}
	word := string(s.rule.text[at:s.rule.wordEnd(at)])
	switch hint, known := joiners()[word]; {
	case strings.TrimSpace(rest) == "" || strings.Contains(message, "<EOF>"):
		return "the rule ends too early", "say what the last part is compared or joined with", 1
	case rest[0] != ' ' && unicode.Is(unicode.Zs, s.rule.text[at]):
		return fmt.Sprintf("a space that is not a plain space stands here (U+%04X)", s.rule.text[at]), "replace it by a space", 1
	case known:
		return word + " is not a word of this language", hint, len([]rune(word))
	case strings.Contains(message, "reserved identifier"):
		return fmt.Sprintf("%q cannot be used as a name", word), "", len([]rune(word))
	case strings.Contains(message, "has() macro"):
		return "has() asks whether a field is recorded", "write " + ruleUsage()["has"], max(1, len([]rune(word)))
	case strings.Contains(message, "loop needs"):
		return message, "write " + ruleUsage()["count"], max(1, len([]rune(word)))
	case word == "":
		word = string([]rune(rest)[:1])
	}
	return fmt.Sprintf("%q is not expected here", word), "look for a missing &&, || or bracket before it", max(1, len([]rune(word)))
}
