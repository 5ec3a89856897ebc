package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"scr/review"
)

// asText says how to write what YAML would take for something else.
const asText = "put the text in quotes, or write it as a block with |"

// parseYAML reads one mapping, of which key is one that it may have. An empty text gives an empty mapping. Errors say
// where, and never what is written there.
func parseYAML(name, key string, data []byte) (*yaml.Node, error) {
	name, data = spoken(name), bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin a file with this mark
	if blank(data) {
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, yamlError(name, key, data, err)
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, review.Errorf(review.Invalid, "%s:%d:%d: this is not a list of keys with values", name, top.Line, top.Column).
			WithHint("write lines such as \"%s: …\"", key)
	}
	if err := noReferences(name, key, top); err != nil {
		return nil, err
	}
	return top, (&notes{name: name, lines: strings.Split(string(data), "\n")}).check(&doc)
}

// blank reports whether a text holds nothing but space and comments.
func blank(data []byte) bool {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

func yamlError(name, key string, data []byte, err error) error {
	if line := tabbed(data); line > 0 {
		return review.Errorf(review.Invalid, "%s:%d:1: a tab stands where the line begins", name, line).
			WithHint("indent with spaces, not tabs")
	}
	if e, ok := errors.AsType[*yaml.LoadError](err); ok && e.Mark.Line > 0 {
		return review.Errorf(review.Invalid, "%s:%d:%d: %s", name, e.Mark.Line, e.Mark.Column, e.Message).
			WithHint("a text with a colon, a quotation mark or several lines goes below its key: \"%s: |\", then indented lines", key)
	}
	return &review.Error{Code: review.Invalid, Message: fmt.Sprintf("%s is not one YAML document", name), Err: err,
		Hint: "control characters, tabs before a key and a second document are not read"}
}

// tabbed returns the first line that a tab indents, or 0.
func tabbed(data []byte) int {
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; strings.Contains(indent, "\t") {
			return number
		}
	}
	return 0
}

// noReferences refuses anchors, aliases and tags: a text stands where it is read,
// and is read as it stands.
func noReferences(name, key string, n *yaml.Node) error {
	if tagged(n) {
		return review.Errorf(review.Invalid, "%s:%d:%d: tags are not read", name, n.Line, n.Column).
			WithHint("%s", asText)
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return review.Errorf(review.Invalid, "%s:%d:%d: anchors and aliases are not read", name, n.Line, n.Column).
			WithHint("put a text that begins with & or * below its key: \"%s: |\"", key)
	}
	for _, part := range n.Content {
		if err := noReferences(name, key, part); err != nil {
			return err
		}
	}
	return nil
}

// tagged reports whether a ! says what kind of value something is.
func tagged(n *yaml.Node) bool {
	return n.Style&yaml.TaggedStyle != 0 || n.Tag != "" && !strings.HasPrefix(n.Tag, "!!")
}

// eachEntry visits a mapping's keys in order; a key that comes twice is an error.
func eachEntry(n *yaml.Node, file string, visit func(key, value *yaml.Node) error) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			return review.Errorf(review.Invalid, "%s:%d:%d: this key comes twice", spoken(file), key.Line, key.Column)
		}
		seen[key.Value] = true
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}
