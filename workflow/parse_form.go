package workflow

func parseForm(p *parser, name word, value *node) authoredForm {
	f := p.fields(name.at, value, "a form")
	f.need("fields")
	return authoredForm{
		name:       name,
		title:      f.word("title"),
		forEach:    f.word("for_each"),
		by:         f.words("by"),
		fields:     named(f, "fields", "a field", parseField),
		cites:      f.words("cites"),
		unverified: f.doubt(),
	}
}

func parseField(p *parser, name word, value *node) authoredField {
	f := p.fields(name.at, value, "a field")
	x := authoredField{
		name:     name,
		title:    f.word("title"),
		kind:     f.needWord("type"),
		optional: f.flag("optional"),
		personal: f.flag("personal"),
		help:     f.word("help"),
	}
	if e, ok := f.get("of"); ok && e.value.kind == scalar {
		x.ofWhom = f.text(e.key, e.value, "of")
	} else if ok {
		x.of = p.nameList(f.wordList(e, "of"), "a choice")
	}
	return x
}
