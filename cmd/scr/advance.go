package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// move holds what a person says of a move.
type move struct {
	item, form, reason, authority string
	set, despite                  []string
}

func (m *move) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.item, "item", "", "agency, subject, relative, document…, where the track runs for each")
	f.StringArrayVar(&m.set, "set", nil, "FORM.FIELD=VALUE of the form that is filled with the move; not for narrative")
	f.StringVar(&m.form, "form", "", "YAML file (- for standard input) with the form's fields")
	f.StringSliceVar(&m.despite, "despite", nil, "name of an expected requirement to pass over; --reason-file says why")
	f.StringVar(&m.reason, "reason-file", "", "file with the reason, for --despite or for a move that re-opens")
	f.StringVar(&m.authority, "authority-file", "", "file that says on whose authority a move re-opens")
}

func advanceCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "advance REF TRACK.MOVE", Short: "Make one move of one track",
		Long: `Make one move of one track. "scr next REF" lists the moves, and says what stands
in the way of those that cannot be made now. A move that is refused writes nothing.`,
		Example: `  scr advance EXB-2026-001 review.decide --form decision.yaml --decided-by p2 --minute "Panel 4, item 2"
  scr advance EXB-2026-001 management_review.receive --item city_hospital --on 2026-03-02`}
	var m move
	m.flags(cmd)
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		advance := engine.Advance{Meta: meta, Review: args[0], Move: args[1], Item: m.item}
		var err error
		if advance.Why, err = a.readText("--reason-file", m.reason); err != nil {
			return engine.Outcome{}, err
		}
		if advance.Authority, err = a.readText("--authority-file", m.authority); err != nil {
			return engine.Outcome{}, err
		}
		if advance.Despite, err = m.passedOver(advance.Why); err != nil {
			return engine.Outcome{}, err
		}
		answered := a.answered
		var out engine.Outcome
		if advance.Form, err = m.filled(ctx, a, e, meta.User, args); err == nil {
			out, err = e.Advance(ctx, advance)
		}
		return out, a.rescue(err, answered, again(cmd, args, "form", "set"), "--form", answers(advance.Form))
	})
}

// passedOver pairs each requirement that is passed over with the reason.
func (m *move) passedOver(why string) (map[string]string, error) {
	if len(m.despite) == 0 {
		return nil, nil
	}
	if why == "" {
		return nil, misuse("--despite needs the reason: --reason-file").WithHint("write why judgement departs from what is expected")
	}
	despite := map[string]string{}
	for _, name := range m.despite {
		despite[name] = why
	}
	return despite, nil
}

// filled returns the form that goes with the move, or nil. The definition is
// read only where somebody gives values or can be asked for them.
func (m *move) filled(ctx context.Context, a *app, e *engine.Engine, user string, args []string) (*engine.FormInput, error) {
	if len(m.set) == 0 && m.form == "" && !a.asks() {
		return nil, nil
	}
	v, err := e.Outline(ctx, args[0], a.by(user))
	if err != nil {
		return nil, err
	}
	form, err := m.formOf(v.Definition, args[1])
	if err != nil || form == nil {
		return nil, err
	}
	in := &engine.FormInput{Form: form.Name, Values: map[string]string{}}
	if form.ForEach != "" {
		in.Item = m.item
	}
	return in, a.fillForm(form, in, m.set, "--form", m.form)
}

// formOf finds the form of a move. What the engine will refuse anyway is left to
// the engine, which says it better.
func (m *move) formOf(def *workflow.Definition, name string) (*workflow.Form, error) {
	track, move, _ := strings.Cut(name, ".")
	t := def.Track(track)
	if t == nil {
		return nil, nil
	}
	tr := t.Transition(move)
	if tr == nil {
		return nil, nil
	}
	if tr.Form == "" {
		if len(m.set) > 0 || m.form != "" {
			return nil, misuse("%s asks for no form", name).WithHint("leave out --set and --form")
		}
		return nil, nil
	}
	return def.Form(tr.Form), nil
}

// fillForm gives a form its values: from the file, then from --set, then from
// whoever sits at the terminal.
func (a *app) fillForm(form *workflow.Form, in *engine.FormInput, set []string, flag, file string) error {
	if file != "" {
		top, err := a.readYAML(flag, file, textIn(form))
		if err != nil {
			return err
		}
		if err := enterForm(form, in, top, file); err != nil {
			return err
		}
	}
	given := map[string]bool{}
	for _, assignment := range set {
		key, err := setField(form, in, assignment, flag)
		if err != nil {
			return err
		}
		if given[key] {
			return misuse("--set gives %s.%s twice", form.Name, key).WithHint("give it once: which of the two is meant nobody knows")
		}
		given[key] = true
	}
	if a.asks() {
		return a.askForm(form, in)
	}
	return nil
}

// textIn returns a field of a form that a file may give: its first text, if it has one.
func textIn(form *workflow.Form) string {
	for _, f := range form.Fields {
		if f.Type == workflow.TextField {
			return f.Name
		}
	}
	return form.Fields[0].Name
}

// enterForm writes a YAML mapping into a form.
func enterForm(form *workflow.Form, in *engine.FormInput, top *yaml.Node, file string) error {
	return eachEntry(top, file, func(key, value *yaml.Node) error {
		at := place{file, key.Value}
		if form.Field(key.Value) == nil {
			return at.errorf(key, "is not a field of %s", form.Name).WithHint("%s", fieldsHint(form, key.Value))
		}
		switch {
		case value.Kind == yaml.SequenceNode:
			var list []string
			for _, item := range value.Content {
				list = append(list, strings.TrimSpace(scalar(item)))
			}
			in.Values[key.Value] = strings.Join(list, ",")
		case value.Kind == yaml.ScalarNode:
			in.Values[key.Value] = strings.TrimRight(scalar(value), "\r\n")
		default:
			return at.errorf(value, "is a single value or a list")
		}
		return nil
	})
}

// setField reads FORM.FIELD=VALUE, and returns the field. A narrative is refused: an
// argument stays in the shell's history and shows in the list of processes.
func setField(form *workflow.Form, in *engine.FormInput, assignment, flag string) (key string, err error) {
	name, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return "", misuse("--set needs FORM.FIELD=VALUE")
	}
	formName, key, dotted := strings.Cut(name, ".")
	if !dotted {
		formName, key = form.Name, name
	}
	field := form.Field(key)
	switch {
	case formName != form.Name:
		return "", misuse("--set names the form %s, and the form here is %s", formName, form.Name)
	case field == nil:
		return "", misuse("%s is not a field of %s", key, form.Name).WithHint("%s", fieldsHint(form, key))
	case field.Type == workflow.TextField && !field.Plain:
		return "", misuse("%s.%s is a narrative: it is not taken as an argument", form.Name, key).
			WithHint("write it in a YAML file, \"%s: …\", and give that with %s, or - for standard input", key, flag)
	case review.Blank(value):
		return "", misuse("--set leaves %s.%s empty", form.Name, key).WithHint("leave it out, or say what it is")
	}
	in.Values[key] = value
	return key, nil
}

func fieldsHint(form *workflow.Form, key string) string {
	var names []string
	for _, f := range form.Fields {
		names = append(names, f.Name)
	}
	if meant := nearest(key, names); meant != "" {
		return "did you mean " + meant + "?"
	}
	return "its fields are " + strings.Join(names, ", ")
}

// askForm asks for the fields that have no value yet.
func (a *app) askForm(form *workflow.Form, in *engine.FormInput) error {
	for _, field := range form.Fields {
		if in.Values[field.Name] != "" {
			continue
		}
		answer, err := a.ask(formQuestion(field))
		if answer != "" {
			in.Values[field.Name] = answer
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func formQuestion(field workflow.Field) question {
	label := field.Title
	if label == "" {
		label = strings.ReplaceAll(field.Name, "_", " ")
	}
	q := question{label: label, help: field.Help, needed: !field.Optional, long: field.Type == workflow.TextField}
	switch field.Type {
	case workflow.ChoiceField:
		q.of = field.Of
	case workflow.ChoicesField:
		q.help = strings.TrimSpace(q.help + " one or more of " + strings.Join(field.Of, ", ") + ", with commas")
	case workflow.YesNoField:
		q.of = []string{"yes", "no"}
	case workflow.DateField:
		q.help = strings.TrimSpace(q.help + " a day, a month or a year: 2013-03-21")
	case workflow.PersonField:
		q.help = strings.TrimSpace(q.help + " a handle such as p7")
	}
	return q
}

// answers writes a form's values as a YAML file.
func answers(in *engine.FormInput) func() (string, error) {
	return func() (string, error) {
		text, err := yaml.Dump(in.Values, yaml.WithV3Defaults())
		return string(text), err
	}
}
