package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"scr/review"
)

// maxInput is the largest file that a flag may name, in bytes.
const maxInput = 1 << 20

// readInput reads the file that a flag names; - is standard input, once.
func (a *app) readInput(flag, name string) ([]byte, error) {
	var from io.Reader = a.in
	if name == "-" {
		if a.taken {
			return nil, misuse("%s - reads standard input, which another flag has read", flag).
				WithHint("put one of the two in a file")
		}
		a.taken = true
	} else {
		f, err := os.Open(name)
		if err != nil {
			return nil, review.Errorf(review.Invalid, "%s: %w", flag, err)
		}
		defer f.Close()
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	if err != nil {
		return nil, review.Errorf(review.Invalid, "%s: %w", flag, err)
	}
	return data, checkInput(name, data)
}

func checkInput(name string, data []byte) error {
	switch {
	case len(data) > maxInput:
		return review.Errorf(review.Invalid, "%s is larger than 1 MiB", name)
	case !utf8.Valid(data):
		return review.Errorf(review.Invalid, "%s is not UTF-8 text", name).
			WithHint("save it as UTF-8 without conversion marks, and try again")
	case strings.ContainsRune(string(data), 0):
		return review.Errorf(review.Invalid, "%s holds a zero byte: it is not a text", name)
	}
	return nil
}

// readText reads a narrative from the file that a flag names.
func (a *app) readText(flag, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	data, err := a.readInput(flag, name)
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if strings.TrimSpace(text) == "" {
		return "", review.Errorf(review.Invalid, "%s: %s is empty", flag, name)
	}
	return text, nil
}

// readYAML reads the file that a flag names as one YAML mapping.
func (a *app) readYAML(flag, name string) (*yaml.Node, error) {
	data, err := a.readInput(flag, name)
	if err != nil {
		return nil, err
	}
	return parseYAML(name, data)
}

// parseYAML reads one mapping. An empty text gives an empty mapping. Errors say
// where, and never what is written there.
func parseYAML(name string, data []byte) (*yaml.Node, error) {
	if name == "-" {
		name = "standard input"
	}
	if blank(data) {
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, yamlError(name, err)
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, review.Errorf(review.Invalid, "%s:%d:%d: this is not a list of keys with values", name, top.Line, top.Column).
			WithHint("write lines such as \"title: …\"")
	}
	return top, noReferences(name, top)
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

func yamlError(name string, err error) error {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok && e.Mark.Line > 0 {
		return review.Errorf(review.Invalid, "%s:%d:%d: %s", name, e.Mark.Line, e.Mark.Column, e.Message).
			WithHint("a text with a colon, a quotation mark or several lines goes below its key: \"title: |\", then indented lines")
	}
	return &review.Error{Code: review.Invalid, Message: fmt.Sprintf("%s is not one YAML document", name), Err: err,
		Hint: "control characters, tabs before a key and a second document are not read"}
}

// noReferences refuses anchors and aliases: a text stands where it is read.
func noReferences(name string, n *yaml.Node) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return review.Errorf(review.Invalid, "%s:%d:%d: anchors and aliases are not read", name, n.Line, n.Column).
			WithHint("put a text that begins with & or * below its key: \"title: |\"")
	}
	for _, part := range n.Content {
		if err := noReferences(name, part); err != nil {
			return err
		}
	}
	return nil
}

// eachEntry visits a mapping's keys in order; a key that comes twice is an error.
func eachEntry(n *yaml.Node, file string, visit func(key, value *yaml.Node) error) error {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			return review.Errorf(review.Invalid, "%s:%d:%d: this key comes twice", file, key.Line, key.Column)
		}
		seen[key.Value] = true
		if err := visit(key, value); err != nil {
			return err
		}
	}
	return nil
}
