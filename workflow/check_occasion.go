package workflow

// occasion checks a word that starts or stops a clock and names what is recorded, as
// filled.plan or received.query do. Dated says that a date of a form may be named. What
// names nothing of the kind is a move.
func (c *checker) occasion(w word, dated bool) (o Occasion, named, ok bool) {
	o, named = ParseOccasion(w.text)
	if !named {
		return o, false, false
	}
	if o.Verb != Filled || o.Field == "" {
		_, ok = c.event(w)
		return o, true, ok
	}
	form, ok := c.event(word{text: Filled + "." + o.Name, at: w.at})
	if !ok || form == nil {
		return o, true, ok
	}
	return o, true, c.dated(w, o, form, dated)
}

// dated checks the date of a form from which a clock counts.
func (c *checker) dated(w word, o Occasion, form *authoredForm, may bool) bool {
	if !may {
		c.complain(w, "event", "write "+Filled+"."+o.Name, "the date in a form starts a clock, and nothing else")
		return false
	}
	known := names{unread: c.forms.unread || c.doubtful[o.Name]}
	for _, f := range form.fields {
		if f.kind.text == string(DateField) {
			known.list = append(known.list, f.name.text)
		}
	}
	return c.refersTo(word{text: o.Field, at: w.at}, known, "event", "a date of form "+o.Name)
}
