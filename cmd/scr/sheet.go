package main

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"scr/review"
)

// A sheet is a struct that people fill in: an event's body or the record in it.
// Its fields are named as in JSON, in files and flags alike.

// place is where a value was given, for errors. It never holds the value.
type place struct {
	file string // "" for a flag or an answer
	key  string
}

func (p place) errorf(n *yaml.Node, format string, args ...any) *review.Error {
	says := fmt.Sprintf(format, args...)
	if p.file == "" {
		return misuse("%s %s", p.key, says)
	}
	return review.Errorf(review.Invalid, "%s:%d:%d: %s %s", spoken(p.file), n.Line, n.Column, p.key, says)
}

// below is a place within a value. A flag is named as it is typed.
func (p place) below(key string) place {
	if p.file == "" && strings.HasPrefix(p.key, "--") {
		return p
	}
	return place{p.file, p.key + "." + key}
}

// put writes a value into a field of a sheet.
func put(v reflect.Value, n *yaml.Node, at place) error {
	if t, ok := v.Addr().Interface().(*review.Text); ok {
		return putText(t, n, at)
	}
	if d, ok := v.Addr().Interface().(*review.Date); ok {
		return putDate(d, n, at)
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		return putPlain(v, n, at)
	case reflect.Slice:
		return putList(v, n, at)
	case reflect.Struct:
		return putStruct(v, n, at)
	}
	return at.errorf(n, "cannot be given here")
}

// putText writes a narrative. An unchanged one stays what it is: a reference to
// where it was first recorded.
func putText(t *review.Text, n *yaml.Node, at place) error {
	if n.Kind != yaml.ScalarNode {
		return at.errorf(n, "is a text")
	}
	value := strings.TrimRight(scalar(n), "\r\n")
	if (t.Loaded() || t.Erased()) && t.Reveal() == value {
		return nil
	}
	if review.Blank(value) {
		value = "" // nothing was written
	}
	*t = review.NewText(value)
	return nil
}

// putDate writes a date, as people write one.
func putDate(d *review.Date, n *yaml.Node, at place) error {
	parsed, err := review.ReadDate(scalar(n))
	if n.Kind != yaml.ScalarNode || err != nil {
		says := "is not a date"
		if err != nil {
			says = review.WhyNoDate(err)
		}
		if strings.HasPrefix(at.key, "--") {
			says += fmt.Sprintf(": %q", n.Value) // a flag's value is no narrative
		}
		return at.errorf(n, "%s", says).WithHint("write a day (2013-03-21), a month (2013-03) or a year (2013)")
	}
	*d = parsed
	return nil
}

func putPlain(v reflect.Value, n *yaml.Node, at place) error {
	if n.Kind != yaml.ScalarNode {
		return at.errorf(n, "is a single value")
	}
	switch s := strings.TrimSpace(scalar(n)); v.Kind() {
	case reflect.Bool:
		if !slices.Contains([]string{"", "yes", "no", "true", "false"}, s) {
			return at.errorf(n, "is yes or no")
		}
		v.SetBool(s == "yes" || s == "true")
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(s, 10, 64)
		if err != nil && s != "" || number < 0 {
			return at.errorf(n, "is a number, and not below 0")
		}
		v.SetInt(number)
	default:
		v.SetString(s)
	}
	return nil
}

// putList writes a list; a single value with commas in it is a list of words.
func putList(v reflect.Value, n *yaml.Node, at place) error {
	items := n.Content
	switch {
	case n.Kind == yaml.ScalarNode && v.Type().Elem().Kind() == reflect.String:
		items = words(n)
	case n.Kind == yaml.ScalarNode && scalar(n) == "":
		items = nil
	case n.Kind != yaml.SequenceNode:
		return at.errorf(n, "is a list")
	}
	list := reflect.MakeSlice(v.Type(), 0, len(items))
	for i, item := range items {
		if item.Kind == yaml.ScalarNode && strings.TrimSpace(scalar(item)) == "" {
			continue
		}
		element := reflect.New(v.Type().Elem()).Elem()
		if i < v.Len() {
			element.Set(v.Index(i)) // so that an unchanged text stays what it is
		}
		if err := put(element, item, at.below(strconv.Itoa(i+1))); err != nil {
			return err
		}
		list = reflect.Append(list, element)
	}
	v.Set(list)
	if list.Len() == 0 {
		v.SetZero()
	}
	return nil
}

// words splits a value at its commas.
func words(n *yaml.Node) []*yaml.Node {
	var list []*yaml.Node
	for word := range strings.SplitSeq(scalar(n), ",") {
		list = append(list, &yaml.Node{Kind: yaml.ScalarNode, Value: strings.TrimSpace(word), Line: n.Line, Column: n.Column})
	}
	return list
}

func putStruct(v reflect.Value, n *yaml.Node, at place) error {
	if n.Kind != yaml.MappingNode {
		return at.errorf(n, "holds %s", strings.Join(review.SlotNames(v.Type()), ", "))
	}
	return eachEntry(n, at.file, func(key, value *yaml.Node) error {
		field, ok := review.SlotOf(v, key.Value)
		if !ok {
			return at.below(key.Value).errorf(key, "is not known here").
				WithHint("the keys are %s", strings.Join(review.SlotNames(v.Type()), ", "))
		}
		return put(field, value, at.below(key.Value))
	})
}

// scalar returns a node's value; null is nothing.
func scalar(n *yaml.Node) string {
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

// splitWords splits a list of words at its commas.
func splitWords(value string) []string {
	var list []string
	for _, n := range words(scalarNode(value)) {
		if n.Value != "" {
			list = append(list, n.Value)
		}
	}
	return list
}
