package workflow

import (
	"strings"
	"testing"
)

// Each sample is a definition's value with one letter marked by @ in the value
// that YAML reads. The letter must be found at the @ of the file.
func TestPlaces(t *testing.T) {
	tests := []struct{ name, file string }{
		{"plain", "rule: size(p) @ 3\n"},
		{"after wide letters", "rule: 日本 + @\n"},
		{"single quotes", "rule: 'it''s @ one'\n"},
		{"double quotes", `rule: "a \"b\" \x41 \u00e9 @ c"` + "\n"},
		{"literal", "rule: |\n  size(p) == 1 &&\n    a @ b\n"},
		{"literal with blank lines", "rule: |\n\n  a\n\n  b @\n"},
		{"literal with a digit", "rule: |2\n    a @\n"},
		{"literal with windows line ends", "rule: |\r\n  a\r\n  b @ c\r\n"},
		{"folded", "rule: >\n  a\n  b\n\n  c @ d\n"},
		{"folded, more indented", "rule: >\n  a\n    b\n  c @ d\n"},
		{"plain on lines", "rule: a\n  b\n  c @ d\n"},
		{"single quotes on lines", "rule: 'a \n  b''s\n\n  c @ d'\n"},
		{"double quotes on lines", "rule: \"a\n  b\\tx \\\n  c @ d\"\n"},
		{"in a flow mapping", "x: {rule: a @ b, tell: c}\n"},
		{"with a comment", "rule: a @ b # c\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := sampleRule(t, tt.file)
			offset := len([]rune(n.text[:strings.Index(n.text, "@")]))
			got := n.span(offset, 1)
			line := strings.Split(strings.ReplaceAll(tt.file, "\r", ""), "\n")[got.line-1]
			if letter := string([]rune(line)[got.column-1]); letter != "@" {
				t.Errorf("%d:%d is %q in line %q", got.line, got.column, letter, line)
			}
		})
	}
}

func TestSpanOverLinesEndsWithTheFirst(t *testing.T) {
	n := sampleRule(t, "rule: |\n  first &&\n  second\n")
	got := n.span(0, 15)
	if got.line != 2 || got.column != 3 || got.width != len("first &&") {
		t.Errorf("got %d:%d, %d wide", got.line, got.column, got.width)
	}
}

func TestSpanOutsideTheValueStaysInTheFile(t *testing.T) {
	n := sampleRule(t, "rule: abc\n")
	for _, offset := range []int{-5, 3, 99} {
		if got := n.span(offset, 7); got.line != 1 || got.column < 7 || got.column > 10 {
			t.Errorf("offset %d is at %d:%d", offset, got.line, got.column)
		}
	}
}

// sampleRule reads a file and returns the value of its rule.
func sampleRule(t *testing.T, file string) *node {
	t.Helper()
	out := &report{}
	src, ok := readSource("sample.yaml", 0, []byte(file), out)
	if !ok {
		t.Fatal(out.sorted())
	}
	tree := parseTree(src, out)
	if tree == nil {
		t.Fatal(out.sorted())
	}
	if inner := tree.value("x"); inner != nil {
		tree = inner
	}
	return tree.value("rule")
}
