package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"scr/engine"
	"scr/review"
)

// errNothing says that somebody left the editor without writing.
var errNothing = errors.New("nothing was written")

// compose lets somebody write a sheet in their editor, and sends it. What does
// not parse, or is found wrong, can be mended and sent again; where that is not
// wanted the draft is kept and named, so that nothing typed is lost.
func (a *app) compose(ctx context.Context, f form, sheet reflect.Value, again string, send func() (engine.Outcome, error)) (engine.Outcome, error) {
	template, err := f.template(sheet)
	if err != nil {
		return engine.Outcome{}, err
	}
	a.listen() // from the first word on
	a.tellKept()
	d, err := newDraft(template)
	if err != nil {
		return engine.Outcome{}, err
	}
	blank := reflect.ValueOf(sheet.Interface())
	for {
		sheet.Set(blank)
		out, err := a.attempt(ctx, d, f, sheet, template, send)
		switch {
		case err == nil:
			d.recorded(a)
			return out, nil
		case errors.Is(err, errNothing):
			return out, errors.Join(err, d.remove())
		case !mendable(err):
			return out, d.keep(err, again, "--from")
		}
		if more, failure := a.mend(err); failure != nil || !more {
			return out, d.keep(err, again, "--from")
		}
	}
}

// attempt edits the draft once, reads it and sends it.
func (a *app) attempt(ctx context.Context, d *draft, f form, sheet reflect.Value, template string, send func() (engine.Outcome, error)) (engine.Outcome, error) {
	data, err := a.edit(ctx, d)
	if err != nil {
		return engine.Outcome{}, err
	}
	if string(data) == template || blank(data) {
		return engine.Outcome{}, &review.Error{Code: review.Usage, Message: "nothing was written, and nothing is recorded", Err: errNothing}
	}
	if err := checkInput(d.file, data); err != nil {
		return engine.Outcome{}, err
	}
	top, err := parseYAML(d.file, f.text(), data)
	if err != nil {
		return engine.Outcome{}, err
	}
	if err := f.enter(sheet, top, d.file); err != nil {
		return engine.Outcome{}, err
	}
	if err := f.complete(sheet); err != nil {
		return engine.Outcome{}, err
	}
	return send()
}

// mendable reports whether another round in the editor can help.
func mendable(err error) bool {
	code := review.CodeOf(err)
	return code == review.Invalid || code == review.Usage
}

// template writes a sheet as a YAML file with notes on what belongs where.
func (f form) template(sheet reflect.Value) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Write the %s below, then save and leave the editor.\n", f.noun)
	b.WriteString("# Lines that begin with # are notes. What you leave empty is not recorded.\n")
	b.WriteString("# A text stands below its key, each line of it two spaces in.\n")
	b.WriteString("# To give up, leave the editor without writing anything.\n")
	for _, x := range f.fields {
		target, _ := review.SlotOf(sheet, x.key)
		entry, err := x.entry(target)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n# %s\n%s", x.note(), entry)
	}
	return b.String(), nil
}

func (f field) note() string {
	note := f.described()
	if f.needed {
		note += " (needed)"
	}
	return note
}

// entry writes one key with its value, or with room for one.
func (f field) entry(target reflect.Value) (string, error) {
	if !target.IsZero() {
		text, err := yaml.Dump(map[string]any{f.key: plainOf(target)}, yaml.WithV3Defaults())
		return string(text), err
	}
	switch target.Interface().(type) {
	case review.Text:
		return f.key + ": |\n  \n", nil // so that a colon in a title needs no quotes
	case []review.Text:
		return f.key + ":\n  - |\n    \n", nil
	case []review.Factor:
		return f.key + ":\n#  - frame: one of the frames\n#    category: one of its categories\n#    note: what made the difference\n", nil
	}
	return f.key + ":\n", nil
}

// plainOf turns a value into what YAML can write: texts revealed, since it is
// the person's own draft, dates as they were recorded.
func plainOf(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case review.Text:
		return x.Reveal()
	case review.Date:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainOf(v.Index(i))
		}
		return list
	case reflect.Struct:
		entries := map[string]any{}
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				entries[review.SlotName(v.Type().Field(i))] = plainOf(v.Field(i))
			}
		}
		return entries
	}
	return v.Interface()
}
