package main

import (
	"errors"
	"io/fs"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"scr/internal/files"
	"scr/review"
)

// maxInput is the largest file that a flag may name, in bytes.
const maxInput = 1 << 20

// readInput reads the file that a flag names; - is standard input, once.
func (a *app) readInput(flag, name string) ([]byte, error) {
	data, err := a.readSome(flag, name)
	if err != nil {
		return nil, unread(flag+": ", err)
	}
	if isDraft(name) {
		a.drafts = append(a.drafts, name)
	}
	return data, checkInput(name, data)
}

func (a *app) readSome(flag, name string) ([]byte, error) {
	if name != "-" {
		return files.Read(name, maxInput)
	}
	if a.taken {
		return nil, misuse("%s - reads standard input, which another flag has read", flag).
			WithHint("put one of the two in a file")
	}
	a.taken = true
	return files.All(spoken(name), a.in, maxInput)
}

// unread says that a file that somebody named cannot be read.
func unread(where string, err error) error {
	if known := asError(err); known != nil {
		return known
	}
	refused := review.Errorf(review.Invalid, "%s%w", where, err)
	if errors.Is(err, fs.ErrNotExist) {
		return refused.WithHint("a name without a folder means the folder that you are in: \"pwd\" says which, \"ls\" what is there")
	}
	return refused
}

// spoken is how errors call the file that a flag names.
func spoken(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

func checkInput(name string, data []byte) error {
	name = spoken(name)
	switch {
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
	if review.Blank(text) {
		return "", review.Errorf(review.Invalid, "%s: %s is empty", flag, spoken(name))
	}
	return text, nil
}

// readYAML reads the file that a flag names as one YAML mapping, of which key is one
// that it may have.
func (a *app) readYAML(flag, name, key string) (*yaml.Node, error) {
	data, err := a.readInput(flag, name)
	if err != nil {
		return nil, err
	}
	return parseYAML(name, key, data)
}
