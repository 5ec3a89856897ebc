package main

import (
	"context"
	"maps"
	"slices"

	"scr/engine"
	"scr/workflow"
)

// A definition has its own lists of words: roles, kinds of meeting, categories.
// Whoever is asked for such a word, or finds it in a template, is shown the list.

// lists reports whether the form takes words from the definition.
func (f form) lists() bool {
	return slices.ContainsFunc(f.fields, func(x field) bool { return x.list != "" })
}

// in returns the form with the words that its fields may be in a definition.
func (f form) in(def *workflow.Definition) form {
	f.fields = slices.Clone(f.fields)
	for i, x := range f.fields {
		if x.list != "" {
			f.fields[i].of = wordsOf(def, x.list)
		}
	}
	return f
}

// wordsOf returns one of a definition's lists; nothing means that any word will do.
func wordsOf(def *workflow.Definition, list string) []string {
	var words []string
	switch list {
	case "roles":
		for _, r := range def.Roles {
			words = append(words, r.Name)
		}
	case "holds":
		for _, h := range def.Holds {
			words = append(words, h.Name)
		}
	case "grounds":
		words = def.Grounds()
	case "professions":
		words = def.Professions
	case "factors":
		if v := def.Vocabulary(list); v != nil {
			words = slices.Sorted(maps.Keys(v.Frames))
		}
	default:
		if v := def.Vocabulary(list); v != nil {
			for _, w := range v.Words {
				words = append(words, w.Name)
			}
		}
	}
	return words
}

// shown returns the form as the person at the terminal is to see it. Where
// nobody is asked the definition is not read.
func (f form) shown(ctx context.Context, a *app, e *engine.Engine, user, reference string) (form, error) {
	if !a.asks() || !f.lists() {
		return f, nil
	}
	v, err := e.Outline(ctx, reference, a.by(user))
	if err != nil {
		return f, err
	}
	return f.in(v.Definition), nil
}
