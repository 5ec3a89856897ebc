package simulation

import (
	"slices"
	"strconv"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// today is the civil day in London.
func (w *world) today() review.Date { return today(w.now) }

// aboutReview makes up a command on a review, most of the time one that fits.
func (w *world) aboutReview(s *subject) op {
	if undeclared := w.undeclared(s); undeclared != "" && w.one(3) || w.one(30) {
		return w.aboutAccess(s, undeclared)
	}
	switch n := w.IntN(100); {
	case n < 40:
		return op{cmd: w.advance(s), subject: s}
	case n < 74:
		return op{cmd: engine.Record{Meta: w.meta(s, nil), Review: s.ref, Body: w.body(s)}, subject: s, retries: true}
	case n < 79:
		return op{cmd: w.assign(s), subject: s, retries: true}
	case n < 86 && (len(s.def.Forms) > 0 || w.one(10)):
		return op{cmd: w.fill(s), subject: s, retries: true}
	case n < 87 && (w.extendable(s).Name != "" || w.one(10)):
		return op{cmd: w.extend(s), subject: s}
	case n < 90 && (w.excusable(s).Item != "" || w.one(10)):
		in := w.excusable(s)
		if back := w.excused(s); back.Item != "" && w.one(2) {
			return op{cmd: engine.Admit{Meta: w.meta(s, nil), Review: s.ref, Track: back.Track, Item: back.Item, Why: "a simulation"}, subject: s, retries: true}
		}
		return op{cmd: engine.Excuse{Meta: w.meta(s, nil), Review: s.ref, Track: in.Track, Item: in.Item, Why: "a simulation"}, subject: s, retries: true}
	}
	return op{cmd: w.correct(s), subject: s, retries: true}
}

// excusable is an instance that need not be finished, most of the time.
func (w *world) excusable(s *subject) review.Instance {
	in := pick(w.chance, s.row.Instances)
	for range 3 {
		if in.Item == "" || in.Done() {
			in = pick(w.chance, s.row.Instances)
		}
	}
	return in
}

// excused is an instance whose excuse could be taken back, or none.
func (w *world) excused(s *subject) review.Instance {
	return pick(w.chance, slices.DeleteFunc(slices.Clone(s.row.Instances), func(in review.Instance) bool { return !in.Excused }))
}

// extendable is a clock that can be extended, or none.
func (w *world) extendable(s *subject) review.Clock {
	var clocks []review.Clock
	for _, c := range s.row.Clocks {
		if kind := s.def.Clock(c.Name); kind != nil && kind.Extend != nil && c.State != review.Stopped {
			clocks = append(clocks, c)
		}
	}
	return pick(w.chance, clocks)
}

// meta makes up who types, who decided and when: most of the time people who may.
func (w *world) meta(s *subject, by []string) engine.Meta {
	m := engine.Meta{User: w.opens(s), On: w.someDay(s.row.Latest), MadeUp: w.one(20)}
	if w.one(8) {
		m.User = pick(w.chance, append(w.board.people, "p99"))
	}
	if len(by) > 0 && !w.one(8) || w.one(3) {
		m.DecidedBy, m.Minute = w.holder(s, by), "minute 1"
	}
	if w.one(60) {
		m.Minute = ""
	}
	return m
}

// opens is somebody who may record what others decide, and has declared, or anybody.
func (w *world) opens(s *subject) string {
	declared := slices.DeleteFunc(w.holders(s, []string{"coordinator"}), func(p string) bool { return !s.row.Declares(p) })
	if len(declared) > 0 {
		return pick(w.chance, declared)
	}
	return w.holder(s, []string{"coordinator", "chair"})
}

// holder is somebody who has one of the roles now, or anybody.
func (w *world) holder(s *subject, roles []string) string {
	holders := w.holders(s, roles)
	if len(holders) == 0 {
		holders = w.board.people
	}
	return pick(w.chance, holders)
}

func (w *world) holders(s *subject, roles []string) (holders []string) {
	for _, a := range s.row.Assignments {
		if slices.Contains(roles, a.Role) && a.Holds(w.today()) {
			holders = append(holders, a.Person)
		}
	}
	for _, t := range w.board.offices {
		if slices.Contains(roles, t.Office) && t.Holds(w.today()) {
			holders = append(holders, t.Person)
		}
	}
	return holders
}

// advance makes up a move, most of the time one that begins where an instance stands.
func (w *world) advance(s *subject) engine.Advance {
	in, open := w.moves(s)
	for range 4 {
		if len(open) == 0 {
			in, open = w.moves(s)
		}
	}
	tr := pick(w.chance, open)
	cmd := engine.Advance{Meta: w.meta(s, tr.By), Review: s.ref, Move: in.Track + "." + tr.Name, Item: in.Item}
	if !w.one(3) {
		cmd.Despite = map[string]string{}
		for _, q := range tr.Requires {
			if q.Strength == workflow.Expected || w.one(20) {
				cmd.Despite[q.Name] = "a simulation"
			}
		}
	}
	if form := s.def.Form(tr.Form); form != nil && !w.one(6) {
		cmd.Form = &engine.FormInput{Values: w.values(s, form)}
	}
	if tr.Reopens && !w.one(6) {
		cmd.Why, cmd.Authority = "a simulation", "nobody's"
	}
	return cmd
}

// moves are the moves of some instance that begin where it stands, and now and then
// some that do not, or that nobody makes.
func (w *world) moves(s *subject) (review.Instance, []workflow.Transition) {
	in := pick(w.chance, s.row.Instances)
	var open []workflow.Transition
	for _, tr := range s.def.Track(in.Track).Transitions {
		if slices.Contains(tr.From, in.Stage) && !in.Excused && len(tr.By) > 0 || w.one(80) {
			open = append(open, tr)
		}
	}
	return in, open
}

// values fills a form, now and then with what does not belong there.
func (w *world) values(s *subject, form *workflow.Form) map[string]string {
	values := map[string]string{}
	for _, f := range form.Fields {
		if f.Optional && w.one(2) || w.one(30) {
			continue
		}
		values[f.Name] = w.value(s, f)
	}
	if w.one(40) {
		values["no_such_field"] = "one"
	}
	return values
}

func (w *world) value(s *subject, f workflow.Field) string {
	if w.one(40) {
		return "nothing like it"
	}
	switch f.Type {
	case workflow.ChoiceField, workflow.ChoicesField:
		return pick(w.chance, f.Of)
	case workflow.DateField:
		return w.planned()
	case workflow.NumberField:
		return strconv.Itoa(w.IntN(6))
	case workflow.YesNoField:
		return pick(w.chance, []string{"yes", "no"})
	case workflow.PersonField:
		return w.holder(s, []string{"coordinator"})
	case workflow.AgencyField:
		return pick(w.chance, s.row.Agencies).ID
	}
	if f.Plain {
		return "plain"
	}
	return w.text().Reveal()
}

// planned is a date in a form: of something that happened, or is to happen; some are
// partial, and some where a calendar is odd.
func (w *world) planned() string {
	if w.one(4) {
		return pick(w.chance, []string{"2014-05", "2013", "2012-02-29", "2016-02", "2012-08-31", "2020-05-08", "2019-12-31"})
	}
	at := w.now.AddDate(0, 0, w.between(-60, 120))
	d := review.NewDate(at.Year(), int(at.Month()), at.Day())
	if w.one(6) {
		d = review.NewDate(at.Year(), int(at.Month()), 0)
	}
	return d.String()
}

func (w *world) fill(s *subject) engine.Fill {
	form := pick(w.chance, s.def.Forms)
	if filled := pick(w.chance, s.row.Forms); filled.Form != "" && w.one(2) { // again
		form = *s.def.Form(filled.Form)
	}
	item := ""
	switch form.ForEach {
	case "agency":
		item = pick(w.chance, s.row.Agencies).ID
	case "subject":
		item = pick(w.chance, s.row.Subjects).ID
	case "relative":
		item = pick(w.chance, s.row.Relatives).ID
	case "document":
		item = pick(w.chance, s.row.Documents).ID
	case "proceeding":
		item = pick(w.chance, s.row.Proceedings).ID
	case "partner":
		item = pick(w.chance, s.row.Partners).ID
	case "participant":
		item = pick(w.chance, s.row.Assignments).Person
	}
	return engine.Fill{Meta: w.meta(s, form.FilledBy), Review: s.ref,
		Form: engine.FormInput{Form: form.Name, Item: item, Values: w.values(s, &form)}}
}

func (w *world) assign(s *subject) engine.Assign {
	a := review.Assignment{Person: pick(w.chance, w.board.people), Role: pick(w.chance, s.def.Roles).Name}
	if role := s.def.Role(a.Role); role.Office && !w.one(10) {
		a.Role = "team_member"
	}
	if w.one(2) {
		a.Profession = pick(w.chance, s.def.Professions)
	}
	if w.one(4) {
		a.Agency = pick(w.chance, s.row.Agencies).ID
	}
	if w.one(6) {
		a.To = w.someDay(s.row.Latest)
	}
	return engine.Assign{Meta: w.meta(s, nil), Review: s.ref, Assignment: a}
}

func (w *world) extend(s *subject) engine.ExtendClock {
	c := w.extendable(s)
	if w.one(6) {
		c = pick(w.chance, s.row.Clocks)
	}
	cmd := engine.ExtendClock{Review: s.ref, Clock: c.Name, Item: c.Item, Why: "a simulation"}
	var by []string
	if kind := s.def.Clock(c.Name); kind != nil && kind.Extend != nil {
		by = kind.Extend.By
	}
	cmd.Meta = w.meta(s, by)
	until := civil(day(c.Due) + w.between(-3, 60))
	if !c.Due.IsZero() {
		cmd.Until = review.NewDate(until.Year(), int(until.Month()), until.Day())
	}
	for _, doc := range s.row.Documents {
		cmd.Documents = append(cmd.Documents, doc.ID)
	}
	return cmd
}
