package workflow

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

const ruleHint = "write rule: | and the rule on the next line, indented"

// parseRule reads a rule. It must stand on one line or after a |, so that every
// letter of it has its own place in the file.
func (f fields) parseRule() word {
	e, ok := f.need("rule")
	if !ok || f.torn {
		return word{}
	}
	n := e.value
	switch {
	case n.kind == scalar && n.plain() && (n.tag == "!!bool" || n.tag == "!!int"):
		return word{n.text, n} // a rule too, if not a good one: it is judged as one
	case n.kind == list || n.kind == mapping:
		f.complain(n, "wrong-kind", ruleHint, "text that begins with [ or { is %s to YAML, not a rule", kindName(n))
		return word{}
	}
	w := f.scalar(e.key, n, "rule")
	if !w.given() {
		return word{}
	}
	if n.style&yaml.FoldedStyle != 0 || n.style&yaml.LiteralStyle == 0 && n.manyLines() {
		f.complain(n, "rule-on-lines", ruleHint, "a rule on several lines is joined by YAML before anyone sees it")
		return word{}
	}
	f.checkCut(n, "rule", true)
	w.text = strings.TrimRight(n.text, "\n")
	return w
}

func (f fields) parseTell() word {
	e, ok := f.need("tell")
	if !ok || f.torn {
		return word{}
	}
	n := e.value
	if n.kind == mapping {
		f.complain(n, "wrong-kind", "put the sentence in quotes", "text that begins with { is a mapping to YAML, not a sentence")
		return word{}
	}
	w := f.scalar(e.key, n, "tell")
	if w.given() {
		f.checkCut(n, "tell", true)
	}
	return w
}
