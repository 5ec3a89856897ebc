package workflow

import (
	"maps"
	"slices"
)

func (c *checker) checkVocabularies() {
	used := map[string]bool{}
	for _, f := range c.a.forms {
		for _, x := range f.fields {
			used[x.ofWhom.text] = true
		}
	}
	for _, h := range c.a.holds {
		used[h.groundsOf.text] = true
	}
	slots := slices.Sorted(maps.Keys(VocabularySlots))
	for _, v := range c.a.vocabularies {
		if !used[v.name.text] && nameable(v.name) {
			c.oneOf(v.name, "unknown-vocabulary", "a vocabulary that anything uses", slots...)
		}
		checked := Vocabulary{Name: v.name.text, Title: v.title.text}
		for _, w := range v.words {
			checked.Words = append(checked.Words, Named{Name: w.name.text, Title: w.title.text})
		}
		for frame, categories := range v.frames {
			if checked.Frames == nil {
				checked.Frames = map[string][]string{}
			}
			checked.Frames[frame] = texts(categories)
		}
		c.d.Vocabularies = append(c.d.Vocabularies, checked)
	}
}

func (c *checker) checkRoles() {
	for _, r := range c.a.roles {
		role := Role{
			Name: r.name.text, Title: titleOf(r.title, r.name),
			Office: r.office.on, Opens: r.opens.on, OnTeam: r.onTeam.on,
		}
		for _, w := range r.mustBe {
			if c.oneOf(w, "must-be", "something that can be asked of a person", Accredited, IndependentOfAgencies) {
				role.MustBe = append(role.MustBe, w.text)
			}
		}
		if c.oneOf(r.access, "access", "a column of the access table", accessColumns()...) {
			role.Access = r.access.text
		}
		if nameable(r.name) {
			c.d.Roles = append(c.d.Roles, role)
		}
	}
}

// accessColumns are the columns of the access table that a role in a review may
// have. Administrators and those who run the machine read no reviews.
func accessColumns() []string {
	return []string{"board_manager", "lead_reviewer", "chair", "panel_member", "agency_author", "legal_adviser", "family_link", "auditor"}
}

func (c *checker) checkForms() {
	for _, f := range c.a.forms {
		form := Form{
			Name: f.name.text, Title: titleOf(f.title, f.name),
			FilledBy:   c.refer(f.by, c.roles, "unknown-role", "a role"),
			Cites:      c.cites(f.cites),
			Unverified: c.unverified("forms."+f.name.text, f.unverified),
		}
		if c.oneOf(f.forEach, "for-each", "something that a form can be filled for", EachOf()...) {
			form.ForEach = f.forEach.text
		} else if f.forEach.given() {
			c.doubtful[f.name.text] = true
		}
		for _, x := range f.fields {
			if field := c.checkField(x); nameable(x.name) {
				form.Fields = append(form.Fields, field)
			}
		}
		if nameable(f.name) {
			c.d.Forms = append(c.d.Forms, form)
		}
	}
}

func (c *checker) checkField(x authoredField) Field {
	field := Field{Name: x.name.text, Title: x.title.text, Of: texts(x.of), Optional: x.optional.on, Help: x.help.text}
	choices := len(x.of) > 0 || x.ofWhom.given()
	switch {
	case c.oneOf(x.kind, "field-type", "the type of a field", "text", "choice", "choices", "date", "number", "yes_no", "person", "agency"):
		field.Type = FieldType(x.kind.text)
	case choices: // guess, so that the rest can be checked
		field.Type = ChoiceField
	default:
		field.Type = TextField
	}
	if x.ofWhom.given() {
		field.Of = c.vocabularyWords(x.name.text, x.ofWhom)
	}
	chooses := field.Type == ChoiceField || field.Type == ChoicesField
	switch {
	case !x.kind.given() || field.Type != FieldType(x.kind.text):
		c.doubtful[x.name.text] = true
	case chooses && !choices && !c.doubtful[x.name.text]:
		c.doubtful[x.name.text] = true // rules may compare it with the choices that are missing
		c.complain(x.kind, "missing-key", "add of: [one, another]", "the field does not say what there is to choose from")
	case !chooses && x.ofWhom.given():
		c.complain(x.ofWhom, "misplaced-key", "write type: choice, or delete of", "a field of type %s has nothing to choose from", field.Type)
	case !chooses && len(x.of) > 0:
		c.complain(x.of[0], "misplaced-key", "write type: choice, or delete of", "a field of type %s has nothing to choose from", field.Type)
	}
	if x.personal.at != nil && field.Type != TextField {
		c.out.add(x.personal.at.place, "misplaced-key", "delete personal", "only a text can be personal; this is a field of type %s", field.Type)
	}
	field.Plain = x.personal.at != nil && !x.personal.on
	return field
}

// vocabularyWords returns the words of the vocabulary that a field chooses from.
func (c *checker) vocabularyWords(field string, name word) (words []string) {
	known := namesOf(c, "vocabularies", c.a.vocabularies, func(v authoredVocabulary) word { return v.name })
	if !c.refersTo(name, known, "unknown-vocabulary", "a vocabulary; a list of choices is written [one, another]") {
		c.doubtful[field] = true
		return nil
	}
	for _, v := range c.a.vocabularies {
		if v.name.text == name.text {
			for _, w := range v.words {
				words = append(words, w.name.text)
			}
		}
	}
	return words
}
