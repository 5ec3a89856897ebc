package engine

import (
	"context"
	"maps"
	"slices"
	"strings"

	"scr/review"
	"scr/workflow"
)

// Fill fills a form by itself, without a move.
func (e *Engine) Fill(ctx context.Context, cmd Fill) (Outcome, error) {
	return e.onReview(ctx, cmd.Review, cmd.Meta, cmd, true, func(d *draft) error {
		form := d.def.Form(cmd.Form.Form)
		if form == nil {
			return unknownName("form", cmd.Form.Form, each(d.def.Forms, func(f workflow.Form) string { return f.Name }))
		}
		if err := d.touches(&review.FormFilled{Form: form.Name, Item: cmd.Form.Item}); err != nil {
			return err
		}
		if err := d.mayDecide(d.fillersOf(form), "fill "+form.Name); err != nil {
			return err
		}
		if err := d.formItem(form, cmd.Form.Item); err != nil {
			return err
		}
		if err := d.notDecided(form, cmd.Form.Item); err != nil {
			return err
		}
		return d.fill(form, cmd.Form, "")
	})
}

// fillersOf are the roles that decide what a form says that is filled by itself:
// those that the definition names, or those that make the moves it belongs to. What
// anybody wrote would otherwise become their decision.
func (d *draft) fillersOf(form *workflow.Form) []string {
	if len(form.FilledBy) > 0 {
		return form.FilledBy
	}
	var roles []string
	for _, track := range d.def.Tracks {
		for _, tr := range track.Transitions {
			if tr.Form == form.Name {
				roles = append(roles, tr.By...)
			}
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// notDecided refuses to fill a form again by itself after a move was made with it:
// the move rests on what it said.
func (d *draft) notDecided(form *workflow.Form, item string) error {
	filled, ok := d.review.Filled(form.Name, item)
	if !ok {
		return nil
	}
	move := d.restsOn(filled)
	if move == "" {
		return nil
	}
	return review.Errorf(review.Refused, "%s was made with form %s as it was filled %s, and rests on it", move, form.Name, filled.On.When()).
		WithHint("a new decision brings its form with the move; what was written down wrongly is corrected: scr correct %s %d --reason-file FILE --from FILE", d.review.Reference, filled.Seq)
}

// restsOn returns the move that was made with a filling of a form, or nothing: the
// one it was filled with, or the first that asks for the form and was made later.
func (d *draft) restsOn(filled review.Form) string {
	if filled.Move != "" {
		return filled.Move
	}
	for _, m := range d.review.Moves {
		_, tr, err := d.transition(m.Name())
		if err == nil && m.Seq > filled.Seq && tr.Form == filled.Form && (filled.Item == "" || filled.Item == m.Item) {
			return m.Name()
		}
	}
	return ""
}

// formItem checks the item that a form is filled for.
func (d *draft) formItem(form *workflow.Form, item string) error {
	if form.ForEach == "" {
		if item != "" {
			return review.Errorf(review.Invalid, "form %s is filled once for the review", form.Name).WithHint("leave out --item")
		}
		return nil
	}
	known := d.itemsOf(form.ForEach)
	if !slices.Contains(known, item) {
		return review.Errorf(review.Usage, "form %s is filled once per %s: say which", form.Name, form.ForEach).
			WithHint("add --item with one of: %s", english(known))
	}
	return nil
}

// itemsOf returns the handles of what there is of a kind, as far as whoever types may know.
func (d *draft) itemsOf(forEach string) []string {
	switch forEach {
	case "agency":
		return d.knownAgencies()
	case "subject":
		return knownIDs(d, d.review.Subjects)
	case "relative":
		return knownIDs(d, d.review.Relatives)
	case "partner":
		return knownIDs(d, d.review.Partners)
	case "document":
		return knownIDs(d, d.review.Documents)
	case "proceeding":
		return knownIDs(d, d.review.Proceedings)
	case "participant":
		people := slices.DeleteFunc(d.itemsOfAll(forEach), func(p string) bool { return !d.isPart(p) })
		slices.Sort(people)
		return slices.Compact(people)
	}
	return nil
}

// fillWithMove records the form that a move asks for, before the move is judged,
// so that its rules see the form as it is being submitted.
func (d *draft) fillWithMove(tr *workflow.Transition, in review.Instance, cmd Advance) error {
	if tr.Form == "" {
		if cmd.Form != nil && len(cmd.Form.Values) > 0 {
			return review.Errorf(review.Invalid, "%s asks for no form", cmd.Move).WithHint("fill it by itself with \"scr form fill\"")
		}
		return nil
	}
	if !slices.Contains(tr.From, in.Stage) {
		return nil // refused for its stage; nobody should be asked for a form first
	}
	form := d.def.Form(tr.Form)
	item := ""
	if form.ForEach != "" {
		item = in.Item
	}
	if cmd.Form == nil || len(cmd.Form.Values) == 0 && !cmd.Form.blank {
		if filled, ok := d.review.Filled(form.Name, item); ok && d.restsOn(filled) == "" {
			return nil // filled beforehand, by itself
		}
		return missingFields(form, nil, cmd.Move)
	}
	if cmd.Form.Form != "" && cmd.Form.Form != form.Name {
		return review.Errorf(review.Invalid, "%s asks for form %s, not %s", cmd.Move, form.Name, cmd.Form.Form)
	}
	return d.fill(form, FormInput{Form: form.Name, Item: item, Values: cmd.Form.Values}, cmd.Move)
}

// fill checks what was typed into a form against its fields and records it.
func (d *draft) fill(form *workflow.Form, input FormInput, move string) error {
	filled, err := d.filling(form, input, move)
	if err != nil {
		return err
	}
	return d.emit(filled)
}

// filling checks what was typed into a form, and puts each value where its kind
// belongs.
func (d *draft) filling(form *workflow.Form, input FormInput, move string) (*review.FormFilled, error) {
	filled := &review.FormFilled{Form: form.Name, Item: input.Item, Move: move}
	for _, name := range sortedKeys(input.Values) {
		if form.Field(name) == nil {
			return nil, review.Errorf(review.Invalid, "form %s has no field %q", form.Name, name).
				WithHint("it has: %s", english(each(form.Fields, func(f workflow.Field) string { return f.Name })))
		}
	}
	for i := range form.Fields {
		field := &form.Fields[i]
		value := strings.TrimSpace(input.Values[field.Name])
		if value == "" {
			continue
		}
		if err := d.setField(filled, form, field, value); err != nil {
			return nil, err // what is wrong is said before what is missing
		}
	}
	return filled, missingFields(form, input.Values, move)
}

// checkFilling checks a filled form as it would be checked when it is typed: above
// all, that no text which is personal stands among the plain values.
func (d *draft) checkFilling(b *review.FormFilled) error {
	form := d.def.Form(b.Form)
	if form == nil {
		return unknownName("form", b.Form, each(d.def.Forms, func(f workflow.Form) string { return f.Name }))
	}
	filled, err := d.filling(form, FormInput{Form: b.Form, Item: b.Item, Values: typed(b)}, b.Move)
	if err != nil {
		return err
	}
	for i := range form.Fields {
		field := &form.Fields[i]
		if has(b.Values, field.Name) != has(filled.Values, field.Name) || has(b.Lists, field.Name) != has(filled.Lists, field.Name) ||
			has(b.Texts, field.Name) != has(filled.Texts, field.Name) {
			return badField(form, field, "does not stand among the values of its kind")
		}
	}
	return nil
}

// typed returns what was typed into a form, as far as it is known: of a text only that
// there was one.
func typed(b *review.FormFilled) map[string]string {
	values := maps.Clone(b.Values)
	for name, words := range b.Lists {
		put(&values, name, strings.Join(words, ","))
	}
	for name, text := range b.Texts {
		put(&values, name, text.String()) // filled or not: a text may hold anything
	}
	return values
}

func has[V any](m map[string]V, key string) bool {
	_, ok := m[key]
	return ok
}

// missingFields names every field that must be filled and is not.
func missingFields(form *workflow.Form, values map[string]string, move string) error {
	var missing []string
	for _, f := range form.Fields {
		if !f.Optional && strings.TrimSpace(values[f.Name]) == "" {
			missing = append(missing, form.Name+"."+f.Name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return review.Errorf(review.Usage, "form %s is not complete: %s missing", form.Name, isAre(missing)).
		WithHint("%s", howToFill(form, values, move))
}

// howToFill says how the missing fields are given: plain ones as flags, texts in
// a file, because they are personal. The commands call that file differently.
func howToFill(form *workflow.Form, values map[string]string, move string) string {
	file := "--from"
	if move != "" {
		file = "--form"
	}
	var plain, texts string
	for _, f := range form.Fields {
		switch missing := !f.Optional && strings.TrimSpace(values[f.Name]) == ""; {
		case !missing:
		case f.Type == workflow.TextField && !f.Plain && texts == "":
			texts = "write the texts to a file, as lines such as \"" + f.Name + ": …\", and name it with " + file
		case (f.Type != workflow.TextField || f.Plain) && plain == "":
			plain = "give plain fields with --set " + form.Name + "." + f.Name + "=…"
		}
	}
	if plain != "" && texts != "" {
		return plain + ", and " + texts
	}
	return plain + texts
}

func isAre(words []string) string {
	if len(words) == 1 {
		return words[0] + " is"
	}
	return english(words) + " are"
}

// setField checks one value and puts it where its kind belongs.
func (d *draft) setField(filled *review.FormFilled, form *workflow.Form, field *workflow.Field, value string) error {
	switch field.Type {
	case workflow.TextField:
		if !field.Plain {
			put(&filled.Texts, field.Name, review.NewText(value))
			return nil
		}
		if err := short(form.Name+"."+field.Name, value); err != nil {
			return err
		}
	case workflow.ChoicesField:
		words, err := choices(form, field, value)
		put(&filled.Lists, field.Name, words)
		return err
	default:
		if err := d.checkValue(form, field, &value); err != nil {
			return err
		}
	}
	put(&filled.Values, field.Name, value)
	return nil
}

// put sets a key of a map that may not be there yet.
func put[V any](m *map[string]V, key string, value V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = value
}

func choices(form *workflow.Form, field *workflow.Field, value string) ([]string, error) {
	var words []string
	for word := range strings.SplitSeq(value, ",") {
		word = strings.TrimSpace(word)
		if !slices.Contains(field.Of, word) {
			return nil, badField(form, field, "is one or more of "+strings.Join(field.Of, ", "))
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words, nil
}

var decimal = pattern(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$`)

// checkValue checks one plain value, and brings it into the form it is kept in.
func (d *draft) checkValue(form *workflow.Form, field *workflow.Field, value *string) error {
	switch field.Type {
	case workflow.ChoiceField:
		if !slices.Contains(field.Of, *value) {
			return badField(form, field, "is one of "+strings.Join(field.Of, ", "))
		}
	case workflow.DateField:
		if _, err := review.ParseDate(*value); err != nil {
			return badField(form, field, "is a date: 2013-03-21, 2013-03 or 2013")
		}
	case workflow.NumberField:
		if !decimal().MatchString(*value) {
			return badField(form, field, "is a number, such as 3 or 2.5")
		}
	case workflow.YesNoField:
		if *value != "yes" && *value != "no" {
			return badField(form, field, "is yes or no")
		}
	case workflow.PersonField:
		if !d.isPart(*value) {
			return badField(form, field, "is the handle of a person with a part in this review, such as p7")
		}
	case workflow.AgencyField:
		if !knows[review.Agency](d, *value) {
			return badField(form, field, "is the handle of an agency in this review: "+english(d.knownAgencies()))
		}
	}
	return nil
}

// badField says what a field may hold, never what was typed: it may be personal.
func badField(form *workflow.Form, field *workflow.Field, is string) error {
	return review.Errorf(review.Invalid, "%s.%s %s", form.Name, field.Name, is)
}
