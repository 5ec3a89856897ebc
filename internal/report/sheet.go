package report

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"scr/review"
	"scr/workflow"
)

// sheet is one record as people read it: what every record carries, and its
// content as labelled values.
type sheet struct {
	review.Record
	fields []field
}

// field is one labelled value of a record. Those that are listed are columns of
// a list of records, filled or not; the others are left out where they are empty.
type field struct {
	label, value string
	listed       bool
	cell         string   // in a list, where that differs: a day in figures
	entries      []string // in place of a value: one of each of several
}

func column(label, value string) field { return field{label: label, value: value, listed: true} }

// dated is a column for a day: in words in the full record, in figures in a list.
func dated(label string, d review.Date) field {
	return field{label: label, value: date(d), listed: true, cell: d.String()}
}

func detail(label, value string) field { return field{label: label, value: value} }

// each is a field that holds an entry for each part of a value.
func each[T any](label string, parts []T, say func(T) string) field {
	entries := make([]string, len(parts))
	for i, part := range parts {
		entries[i] = say(part)
	}
	return field{label: label, entries: entries}
}

func longer(label string, t review.Text) field { return field{label: label, value: text(t)} }

// sheets turns the records of one kind into sheets.
func sheets[T review.Noun[T]](records []T, fields func(T) []field) []sheet {
	list := make([]sheet, len(records))
	for i, r := range records {
		list[i] = sheet{review.Header(r), fields(r)}
	}
	return list
}

// binder is a kind of record of one review, with its sheets.
type binder struct {
	noun    string
	sheets  func() []sheet
	records any // the list itself
}

// bind makes the binder of a kind of record.
func bind[T review.Noun[T]](records []T, fields func(T) []field) binder {
	return binder{review.NounOf[T](), func() []sheet { return sheets(records, fields) }, filled(records)}
}

// binders are the records of a review, kind by kind, in the order of its life.
func (w words) binders(r *review.Review) []binder {
	return []binder{
		bind(r.Subjects, w.subject),
		bind(r.Agencies, w.agency),
		bind(r.Statuses, w.status),
		bind(r.Partners, w.partner),
		bind(r.Relatives, w.relative),
		bind(r.Contacts, w.contact),
		bind(r.Assignments, w.assignment),
		bind(r.Meetings, w.meeting),
		bind(r.Conversations, w.conversation),
		bind(r.Evidence, w.evidence),
		bind(r.Documents, w.document),
		bind(r.Letters, w.letter),
		bind(r.Proceedings, w.proceeding),
		bind(r.Links, w.link),
		bind(r.Criteria, w.criterion),
		bind(r.Releases, w.release),
		bind(r.Disclosures, w.disclosure),
		bind(r.Episodes, w.episode),
		bind(r.Findings, w.finding),
		bind(r.Recommendations, w.recommendation),
		bind(r.Responses, w.response),
		bind(r.Actions, w.action),
		bind(r.Holds, w.holdRecord),
		{"form", func() []sheet { return w.forms(r.Forms) }, filled(r.Forms)},
	}
}

// Nouns returns the kinds of record that [Records] lists, in the order of a
// review's life.
func Nouns() []string {
	var nouns []string
	for _, b := range (words{}).binders(&review.Review{}) {
		nouns = append(nouns, b.noun)
	}
	return nouns
}

func (w words) binder(r *review.Review, noun string) (binder, error) {
	all := w.binders(r)
	i := slices.IndexFunc(all, func(b binder) bool { return b.noun == noun })
	if i < 0 {
		return binder{}, review.Errorf(review.Invalid, "%q is not a kind of record", noun).
			WithHint("the kinds are %s", list(Nouns()))
	}
	return all[i], nil
}

// Records writes the records of one kind, a line each. A kind that does not exist
// is an Invalid error.
func Records(w *Writer, s Standing, noun string) error {
	b, err := s.words().binder(s.Review, noun)
	if err != nil {
		return err
	}
	page{w, s.words(), s}.bannered()
	records := b.sheets()
	if len(records) == 0 {
		return nil
	}
	heading := []string{"Handle", "On"}
	for _, f := range records[0].fields {
		if f.listed {
			heading = append(heading, capital(f.label))
		}
	}
	rows := make([][]string, len(records))
	for i, record := range records {
		rows[i] = record.row()
	}
	w.Table(heading, rows)
	return nil
}

func (s sheet) row() []string {
	row := []string{s.ID + madeUp(s.MadeUp), s.On.String()}
	for _, f := range s.fields {
		if f.listed {
			row = append(row, cmp.Or(f.cell, f.value))
		}
	}
	return row
}

// Record writes one record in full. A handle that does not exist is a NotFound
// error.
func Record(w *Writer, s Standing, noun, id string) error {
	b, err := s.words().binder(s.Review, noun)
	if err != nil {
		return err
	}
	i, err := b.find(s.Review, id)
	if err != nil {
		return err
	}
	record := b.sheets()[i]
	page{w, s.words(), s}.bannered()
	w.Heading(id + madeUp(record.MadeUp))
	w.Pairs(0, append(record.pairs(), Pair{"on", date(record.On)}, Pair{"recorded", s.words().recorded(record)}))
	return nil
}

// find returns the place of a record among those of its kind.
func (b binder) find(r *review.Review, id string) (int, error) {
	i := slices.IndexFunc(b.sheets(), func(s sheet) bool { return s.ID == id })
	if i < 0 {
		return 0, review.Errorf(review.NotFound, "review %s has no %s %s", r.Reference, b.noun, id)
	}
	return i, nil
}

// pairs is a record's content in full.
func (s sheet) pairs() []Pair {
	var pairs []Pair
	for _, f := range s.fields {
		if len(f.entries) > 0 {
			pairs = append(pairs, several(f.label, f.entries)...)
			continue
		}
		pairs = append(pairs, Pair{f.label, f.value})
	}
	return pairs
}

// several gives a label several values, one below the other.
func several(label string, values []string) []Pair {
	pairs := make([]Pair, len(values))
	for i, v := range values {
		pairs[i] = Pair{label, v}
	}
	return pairs
}

// recorded says where a record stands in the log, and what changed it there.
func (w words) recorded(s sheet) string {
	if s.Changed > s.Seq {
		return w.mark(s.Seq) + "; last changed by " + w.mark(s.Changed)
	}
	return w.mark(s.Seq)
}

// forms lays out fillings of forms.
func (w words) forms(filled []review.Form) []sheet {
	list := make([]sheet, len(filled))
	for i, f := range filled {
		list[i] = sheet{
			review.Record{ID: f.Handle(), Seq: f.Seq, Changed: f.Seq, On: f.On, MadeUp: f.MadeUp},
			w.formFields(f),
		}
	}
	return list
}

func (w words) formFields(f review.Form) []field {
	fields := []field{
		column("form", w.form(f.Form)),
		column("with", f.Move),
		column("by", w.person(f.By)),
	}
	for _, name := range w.filled(f) {
		fields = append(fields, detail(w.field(f.Form, name), w.answer(f, name)))
	}
	return fields
}

// filled lists the filled fields of a form, in the definition's order.
func (w words) filled(f review.Form) []string {
	var names []string
	if w.def != nil {
		if form := w.def.Form(f.Form); form != nil {
			for _, x := range form.Fields {
				names = append(names, x.Name)
			}
		}
	}
	var others []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			others = append(others, name)
		}
	}
	for name := range f.Values {
		add(name)
	}
	for name := range f.Lists {
		add(name)
	}
	for name := range f.Texts {
		add(name)
	}
	slices.Sort(others)
	return append(names, slices.Compact(others)...)
}

func (w words) answer(f review.Form, name string) string {
	if t, ok := f.Texts[name]; ok {
		return text(t)
	}
	if l, ok := f.Lists[name]; ok {
		return list(humans(l))
	}
	value := f.Values[name]
	switch w.fieldType(f.Form, name) {
	case workflow.PersonField:
		return w.person(value)
	case workflow.DateField:
		if day, err := review.ParseDate(value); err == nil {
			return date(day)
		}
	}
	return human(value)
}

// fieldType is what a field of a form takes; nothing where that is not known.
func (w words) fieldType(form, name string) workflow.FieldType {
	if w.def == nil {
		return ""
	}
	if f := w.def.Form(form); f != nil && f.Field(name) != nil {
		return f.Field(name).Type
	}
	return ""
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// RecordsJSON returns the records of one kind in the form that "--json" prints. A
// kind that does not exist is an Invalid error.
func (s Standing) RecordsJSON(noun string) (RecordsJSON, error) {
	b, err := s.words().binder(s.Review, noun)
	return RecordsJSON{Reference: s.Review.Reference, Kind: noun, Records: b.records, Banner: s.Banner}, err
}

// RecordJSON returns one record in the form that "--json" prints. A handle that
// does not exist is a NotFound error.
func (s Standing) RecordJSON(noun, id string) (RecordsJSON, error) {
	b, err := s.words().binder(s.Review, noun)
	if err != nil {
		return RecordsJSON{}, err
	}
	i, err := b.find(s.Review, id)
	if err != nil {
		return RecordsJSON{}, err
	}
	one := reflect.ValueOf(b.records).Slice(i, i+1).Interface()
	return RecordsJSON{Reference: s.Review.Reference, Kind: noun, Records: one, Banner: s.Banner}, nil
}
