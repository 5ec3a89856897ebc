package main

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"scr/review"
)

// notes are the comments of a YAML text. One stands on a line of its own that
// begins with #. Any other would cut short what somebody wrote, as in
// "name: O #Brien", and nobody would hear of it.
type notes struct {
	name  string
	lines []string
}

// check refuses the first comment that may have been meant as text.
func (x *notes) check(n *yaml.Node) error {
	if n.LineComment != "" {
		return x.refuse(n.Line, n.LineComment)
	}
	for _, comment := range []string{n.HeadComment, n.FootComment} {
		for line := range strings.Lines(comment) {
			if line = strings.TrimSpace(line); line != "" && !x.alone(line) {
				return x.refuse(1, line)
			}
		}
	}
	for _, part := range n.Content {
		if err := x.check(part); err != nil {
			return err
		}
	}
	return nil
}

// alone reports whether a comment begins its line. Each line counts once: the same
// words may stand elsewhere as a text.
func (x *notes) alone(comment string) bool {
	i := slices.IndexFunc(x.lines, func(line string) bool { return strings.TrimSpace(line) == comment && line[0] == '#' })
	if i < 0 {
		return false
	}
	x.lines[i] = ""
	return true
}

// refuse says on which line the comment is, at the earliest on the one given.
func (x *notes) refuse(from int, comment string) error {
	line, column := max(from, 1), 1
	for i := line - 1; i < len(x.lines); i++ {
		if before, ok := strings.CutSuffix(strings.TrimSpace(x.lines[i]), strings.TrimSpace(comment)); ok && !(before == "" && x.lines[i][0] == '#') {
			line, column = i+1, strings.LastIndex(x.lines[i], strings.TrimSpace(comment))+1
			break
		}
	}
	return review.Errorf(review.Invalid, "%s:%d:%d: a # here begins a note, and the text would end before it", x.name, line, column).
		WithHint("%s; a note begins its line with #", asText)
}
