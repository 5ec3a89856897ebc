package main

import (
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"scr/review"
)

// field is one value of a sheet, as people give it.
type field struct {
	key    string   // its name, as in JSON and in a YAML file
	flag   string   // flag that gives it; "" where it comes from a file or a terminal only
	file   bool     // the flag names a file that holds it
	usage  string   // what to write
	needed bool     // the command makes no sense without it
	short  bool     // a text of one line, such as a title or a name
	of     []string // words it may be
	list   string   // the definition's list that its words come from: see wordsOf
	split  func(string) *yaml.Node
}

// word is a field with a flag of its own name.
func word(key, usage string) field {
	return field{key: key, flag: strings.ReplaceAll(key, "_", "-"), usage: usage}
}

// text is a narrative: it comes from a YAML file, an editor or a terminal.
func text(key, usage string) field { return field{key: key, usage: usage} }

// filed is a narrative in a file of its own, which a flag names.
func filed(key, flag, usage string) field {
	return field{key: key, flag: flag, file: true, usage: usage}
}

// must makes the field needed.
func (f field) must() field { f.needed = true; return f }

// line makes a text one of a single line.
func (f field) line() field { f.short = true; return f }

// among says which words the field may be.
func (f field) among(words ...string) field { f.of = words; return f }

// listed says from which of the definition's lists the field's words come.
func (f field) listed(list string) field { f.list = list; return f }

// as gives the field's flag another name.
func (f field) as(flag string) field { f.flag = flag; return f }

// splits says how one flag's value is taken apart.
func (f field) splits(split func(string) *yaml.Node) field { f.split = split; return f }

// name returns how the field is to be given, for errors.
func (f field) name(from bool) string {
	switch {
	case f.flag != "":
		return "--" + f.flag
	case from:
		return f.key + " (in the file that --from names)"
	}
	return f.key
}

// addFlag gives the command the field's flag, of the kind that its slot has.
func (f field) addFlag(cmd *cobra.Command, target reflect.Value) {
	if f.flag == "" {
		return
	}
	usage := f.usage
	if len(f.of) > 0 {
		usage += ": " + strings.Join(f.of, ", ")
	}
	if f.list != "" {
		usage += " (\"scr workflow show\" has the list)"
	}
	switch {
	case f.file:
		cmd.Flags().String(f.flag, "", "file (- for standard input) with "+usage)
	case target.Kind() == reflect.Bool:
		cmd.Flags().Bool(f.flag, false, usage)
	case target.Kind() == reflect.Slice:
		cmd.Flags().StringSlice(f.flag, nil, usage)
	default:
		cmd.Flags().String(f.flag, "", usage)
	}
}

// given returns what the field's flag says, or nil when it was not given.
func (f field) given(a *app, cmd *cobra.Command) (*yaml.Node, error) {
	if f.flag == "" || !cmd.Flags().Changed(f.flag) {
		return nil, nil
	}
	flag := cmd.Flags().Lookup(f.flag)
	if list, ok := flag.Value.(interface{ GetSlice() []string }); ok {
		return f.nodes(list.GetSlice()), nil
	}
	value := flag.Value.String()
	if f.file {
		said, err := a.readText("--"+f.flag, value)
		return scalarNode(said), err
	}
	return scalarNode(value), nil
}

func (f field) nodes(values []string) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, v := range values {
		item := scalarNode(v)
		if f.split != nil {
			item = f.split(v)
		}
		list.Content = append(list.Content, item)
	}
	return list
}

func scalarNode(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }

// known refuses a word that the field cannot be, and names the flag that it was given
// with. What was written is not repeated: it may be somebody's account.
func (f field) known(target reflect.Value) error {
	if len(f.of) == 0 || target.Kind() != reflect.String || target.String() == "" || slices.Contains(f.of, target.String()) {
		return nil
	}
	err := review.Errorf(review.Invalid, "--%s is none of the words that it can be", f.flag)
	word := officeName(target.String())
	if !slices.Contains(f.of, word) {
		word = nearest(word, f.of)
	}
	if word != "" {
		return err.WithHint("did you mean %s? It is %s", word, joined(f.of))
	}
	return err.WithHint("it is %s", joined(f.of))
}

// question is the field as it is asked for on a terminal.
func (f field) question(target reflect.Value) question {
	_, long := target.Interface().(review.Text)
	_, list := target.Interface().([]review.Text)
	label := strings.ReplaceAll(f.key, "_", " ")
	q := question{label: strings.ToUpper(label[:1]) + label[1:], help: f.usage, of: f.of,
		long: (long || list) && !f.short, needed: f.needed}
	if target.Kind() == reflect.Slice { // an answer may hold several words
		q.help, q.of = f.described(), nil
	}
	return q
}

// described says what to write, with the words that it may be.
func (f field) described() string {
	switch {
	case len(f.of) == 0:
		return f.usage
	case f.list == "factors":
		return f.usage + "; the frames are " + strings.Join(f.of, ", ")
	}
	return f.usage + ": " + strings.Join(f.of, ", ")
}
