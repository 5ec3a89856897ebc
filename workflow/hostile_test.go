package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"scr/workflow"
)

// valid is a small definition; a test changes the one thing that matters.
const valid = `language: 1
workflow: sample
version: 1
title: A sample
nation: england
in_force: {from: 2013}
roles:
  chair: {}
tracks:
  review:
    initial: opened
    stages: [opened, closed]
    final: [closed]
    transitions:
      close: {from: opened, to: closed, by: chair}
`

// Files that are too large to be stored, and those that were made to hurt. Each
// is refused with one sentence, before anything grows.
func TestLoadHostile(t *testing.T) {
	tests := []struct {
		name string
		file string
		want string // place and rule of the first diagnostic
	}{
		{"ten megabytes", valid + strings.Repeat("# padding\n", 1<<20), "hostile.yaml [too-large]"},
		{"ten megabytes on a line", strings.Repeat("x", 10<<20), "hostile.yaml [too-large]"},
		{"open brackets", strings.Repeat("[", 200_000), "hostile.yaml:1:1 [long-line]"},
		{"open brackets on lines", strings.Repeat(strings.Repeat("[", 100)+"\n", 100), "hostile.yaml:1:65 [too-deep]"},
		{"brackets in a value", valid + "guidance: " + strings.Repeat("{a: ", 70), "hostile.yaml:16:267 [too-deep]"},
		{"deep indentation", deep(70), "hostile.yaml:65:66 [too-deep]"},
		{"dashes", strings.Repeat("- ", 1000), "hostile.yaml:1:129 [too-deep]"},
		{"a long line", valid + "# " + strings.Repeat("x", 5000), "hostile.yaml:16:1 [long-line]"},
		{"a long text", strings.Replace(valid, "A sample", ">\n"+strings.Repeat("  on and on\n", 500), 1), "hostile.yaml:4:8 [too-long]"},
		{"many values", valid + "guidance:\n" + numbered("  g%d: ["+strings.Repeat("b, ", 120)+"]\n", 450), "hostile.yaml:426:178 [too-many-values]"},
		{"many rules", valid + manyRules(), "hostile.yaml:1276:11 [too-many-values]"},
		{"many marks", strings.Repeat(strings.Repeat("[],", 1000)+"\n", 200), "hostile.yaml [too-many-values]"},
		{"many keys", valid + "guidance:\n" + numbered("  g%d: text\n", 501), "hostile.yaml:17:3 [too-many-values]"},
		{"many items", valid + "professions:\n" + numbered("  - p%d\n", 501), "hostile.yaml:17:3 [too-many-values]"},
		{"zeros", strings.Repeat("\x00", 1000), "hostile.yaml:1:1 [control-character]"},
		{"UTF-32", "\xff\xfe\x00\x00l\x00\x00\x00", "hostile.yaml [encoding]"},
		{"big-endian UTF-16", "\xfe\xff\x00l\x00a", "hostile.yaml [encoding]"},
		{"half a character", valid + "# \xc3", "hostile.yaml:16:3 [encoding]"},
		{"a lone surrogate", valid + "# \xed\xa0\x80", "hostile.yaml:16:3 [encoding]"},
		{"only a byte order mark", "\ufeff", "hostile.yaml [empty-file]"},
		{"carriage returns alone", strings.ReplaceAll(valid, "\n", "\r"), "hostile.yaml [control-character]"},
		{"a line separator", strings.Replace(valid, "A sample", "A\u2028sample", 1), "hostile.yaml:4:9 [control-character]"},
		{"an endless quote", valid + "successor: '" + strings.Repeat("''\n", 1000), "hostile.yaml:16:12 [yaml-syntax]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, problems := workflow.Load("hostile.yaml", []byte(tt.file), nil)
			if d != nil || len(problems) == 0 {
				t.Fatal("loads, and should not")
			}
			p := problems[0]
			got := fmt.Sprintf("%s [%s]", p.File, p.Rule)
			if p.Line > 0 {
				got = fmt.Sprintf("%s:%d:%d [%s]", p.File, p.Line, p.Column, p.Rule)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if len(printed(t, problems)) > 1<<20 {
				t.Error("the answer is longer than the question may be")
			}
		})
	}
}

// manyRules adds 26 tracks of 40 rules.
func manyRules() string {
	var b strings.Builder
	for i := range 26 {
		fmt.Fprintf(&b, "  t%d:\n    initial: a\n    stages: [a, b]\n    final: b\n    transitions:\n      m:\n        from: a\n        to: b\n        by: chair\n        requires:\n", i)
		b.WriteString(numbered("          q%d: {rule: review.taken_on, tell: it began elsewhere}\n", 40))
	}
	return b.String()
}

func deep(levels int) string {
	var b strings.Builder
	for i := range levels {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

// numbered repeats a line with a number in it.
func numbered(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// A file that is wrong everywhere is answered with the first two hundred problems
// and the number of the rest.
func TestLoadBoundsItsAnswer(t *testing.T) {
	file := strings.Replace(valid, "  chair: {}\n", "  chair: {}\n"+numbered("  r%d: {access: nobody}\n", 300), 1)
	_, problems := workflow.Load("wrong.yaml", []byte(file), nil)
	if len(problems) != 201 {
		t.Fatalf("%d problems are listed", len(problems))
	}
	last := problems[200]
	if last.Rule != "too-many-problems" || !strings.Contains(last.Message, "100 more") {
		t.Errorf("the last is %s", last)
	}
}
