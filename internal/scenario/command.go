package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

func readMove(p *parser, s *step) {
	p.text(s.value, "move")
	p.text(s.beside["item"], "item")
	p.text(s.beside["why"], "why")
	p.text(s.beside["authority"], "authority")
	if form, ok := s.beside["form"]; ok {
		p.formLike(form, "form")
	}
	if v, ok := s.beside["despite"]; ok {
		p.obstaclesLike(v, "despite")
	}
}

// said reads a value at a key of a step, which was checked when the file was read.
func (t *trial) said(v workflow.Value, key string) string {
	return t.nameFor(key, strings.TrimSpace(v.Text()))
}

// at returns the value of a key of a mapping.
func at(v workflow.Value, key string) workflow.Value {
	for _, pair := range v.Pairs() {
		if pair.Key.Text() == key {
			return pair.Value
		}
	}
	return workflow.Value{}
}

func (t *trial) sayAt(v workflow.Value, key string) string { return t.said(at(v, key), key) }

// textsAt returns what a list, or a single value, says at a key.
func (t *trial) textsAt(v workflow.Value, key string) (all []string) {
	of := at(v, key)
	if of.Single() {
		return []string{t.said(of, key)}
	}
	for _, item := range of.Items() {
		all = append(all, t.said(item, key))
	}
	return all
}

func dateAt(v workflow.Value, key string) review.Date {
	d, err := review.ReadDate(at(v, key).Text())
	if err != nil {
		return review.Date{}
	}
	return d
}

// whyAt is the reason that a step gives, or one made up.
func (t *trial) whyAt(v workflow.Value) string { return orMadeUp(at(v, "why").Text()) }

func orMadeUp(why string) string {
	if strings.TrimSpace(why) == "" {
		return madeUpReason
	}
	return why
}

// values are the fields of a form as the engine takes them. Members of the cast are
// named in fields that hold a person.
func (t *trial) values(form string, v workflow.Value) map[string]string {
	values := map[string]string{}
	of := t.def.Form(form)
	for _, pair := range v.Pairs() {
		name := pair.Key.Text()
		said := pair.Value.Text()
		if pair.Value.List() {
			said = strings.Join(t.textsAt(v, name), ",")
		}
		if of != nil && of.Field(name) != nil && of.Field(name).Type == workflow.PersonField {
			said = t.nameFor("person", said)
		}
		values[name] = said
	}
	return values
}

func doMove(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	cmd := engine.Advance{Meta: t.meta(s), Review: t.reference, Move: s.value.Text(), Item: t.said(s.beside["item"], "item"),
		Despite: despite(s.beside["despite"]), Authority: s.beside["authority"].Text(), Why: s.beside["why"].Text()}
	if tr := moveOf(t.def, cmd.Move); tr != nil {
		if v, ok := s.beside["form"]; ok {
			cmd.Form = &engine.FormInput{Form: tr.Form, Values: t.values(tr.Form, v)}
		}
		if tr.Reopens {
			cmd.Why, cmd.Authority = orMadeUp(cmd.Why), orMadeUp(cmd.Authority)
		}
	}
	return t.engine.Advance(ctx, cmd)
}

// despite are the requirements that a move passes over, each with the reason.
func despite(v workflow.Value) map[string]string {
	passed := map[string]string{}
	for _, pair := range v.Pairs() {
		passed[pair.Key.Text()] = pair.Value.Text()
	}
	for _, item := range v.Items() {
		passed[item.Text()] = madeUpReason
	}
	if v.Single() {
		passed[v.Text()] = madeUpReason
	}
	return passed
}

func doFill(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	form := at(s.value, "form").Text()
	return t.engine.Fill(ctx, engine.Fill{Meta: t.meta(s), Review: t.reference,
		Form: engine.FormInput{Form: form, Item: t.sayAt(s.value, "item"), Values: t.values(form, at(s.value, "values"))}})
}

func doRole(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	return t.engine.Assign(ctx, engine.Assign{Meta: t.meta(s), Review: t.reference, Assignment: review.Assignment{
		Person: t.sayAt(s.value, "person"), Role: at(s.value, "role").Text(), Agency: t.sayAt(s.value, "agency"),
		Profession: at(s.value, "profession").Text(), From: dateAt(s.value, "from"), To: dateAt(s.value, "to")}})
}

func doExtend(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	return t.engine.ExtendClock(ctx, engine.ExtendClock{Meta: t.meta(s), Review: t.reference, Clock: at(s.value, "clock").Text(),
		Item: t.sayAt(s.value, "item"), Until: dateAt(s.value, "until"), Documents: t.textsAt(s.value, "documents"), Why: t.whyAt(s.value)})
}

func doExcuse(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	return t.engine.Excuse(ctx, engine.Excuse{Meta: t.meta(s), Review: t.reference, Track: at(s.value, "track").Text(),
		Item: t.sayAt(s.value, "item"), Why: t.whyAt(s.value)})
}

// doAdmit takes an excuse back.
func doAdmit(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	return t.engine.Admit(ctx, engine.Admit{Meta: t.meta(s), Review: t.reference, Track: at(s.value, "track").Text(),
		Item: t.sayAt(s.value, "item"), Why: t.whyAt(s.value)})
}

// doDeclare has somebody declare a conflict of interest of their own.
func doDeclare(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	meta := t.meta(s)
	meta.User, meta.DecidedBy, meta.Minute = t.sayAt(s.value, "person"), "", ""
	return t.engine.Declare(ctx, engine.Declare{Meta: meta, Review: t.reference, Kinds: t.textsAt(s.value, "kinds"),
		Agency: t.sayAt(s.value, "agency"), Why: t.whyAt(s.value)})
}

// doOffice gives somebody an office of the board, or says until when they held it.
func doOffice(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	cmd := engine.HoldOffice{Meta: engine.Meta{User: founder, On: t.on, CommandID: t.id()}, Office: at(s.value, "office").Text(),
		Person: t.sayAt(s.value, "person"), From: dateAt(s.value, "from"), To: dateAt(s.value, "until")}
	cmd.Leave = cmd.From.IsZero() && !cmd.To.IsZero()
	return t.engine.HoldOffice(ctx, cmd)
}

func readCorrect(p *parser, s *step) {
	keys := p.keys(s.value, s.key, "correct", "step", "void", "with", "new_on", "why")
	if name := p.text(keys["step"], "step"); s.value.Mapping() && !slices.Contains(p.names, name) {
		p.complain(cmpValue(keys["step"], s.key), "unknown-step", meant(name, p.names), "no earlier step has the name %q", name)
	}
	p.yes(keys["void"], "void")
	p.date(keys["new_on"], "new_on")
	p.text(keys["why"], "why")
	if v, ok := keys["with"]; ok && !v.Mapping() {
		p.complain(cmpValue(v, s.key), "wrong-kind", "write the keys that are otherwise", "with is written as keys, each with a colon and a value")
	}
}

// doCorrect corrects or voids what an earlier step recorded.
func doCorrect(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
	of, ok := t.made[at(s.value, "step").Text()]
	if !ok {
		return engine.Outcome{}, review.Errorf(review.Invalid, "step %s recorded nothing", at(s.value, "step").Text())
	}
	void := slices.Contains([]string{"yes", "true"}, at(s.value, "void").Text())
	cmd := engine.Correct{Meta: t.meta(s), Review: t.reference, Seq: of.seq, Void: void, NewOn: dateAt(s.value, "new_on"), Why: t.whyAt(s.value)}
	if with := at(s.value, "with"); with.Mapping() {
		body, err := t.corrected(ctx, of, with)
		if err != nil {
			return engine.Outcome{}, err
		}
		cmd.With = body
	}
	return t.engine.Correct(ctx, cmd)
}

// corrected is what an event recorded, with some of its values replaced.
func (t *trial) corrected(ctx context.Context, of made, with workflow.Value) (review.Body, error) {
	body, err := t.bodyNow(ctx, of.seq)
	if err != nil {
		return nil, err
	}
	if filled, ok := body.(*review.FormFilled); ok {
		return t.refilled(*filled, with), nil
	}
	sheet := review.FilledIn(body)
	for _, pair := range with.Pairs() {
		if _, known := review.SlotOf(sheet, pair.Key.Text()); !known {
			return nil, review.Errorf(review.Invalid, "%q is not a key of what %s recorded", pair.Key.Text(), of.name).
				WithHint("%s", meant(pair.Key.Text(), fillable(sheet.Type())))
		}
	}
	values := &parser{sheet: workflow.ReadSheet("", nil, "a correction")}
	put{values, t.nameFor}.into(sheet, with, of.name)
	if wrong := values.sheet.Problems(); len(wrong) > 1 { // an empty file is one
		return nil, review.Errorf(review.Invalid, "%s", wrong[len(wrong)-1].Message)
	}
	return body, nil
}

// bodyNow returns what the log says now of an event.
func (t *trial) bodyNow(ctx context.Context, seq int64) (review.Body, error) {
	r, err := t.board.Review(ctx, t.reference)
	if err != nil {
		return nil, err
	}
	events, err := t.board.Events(ctx, r.Stream())
	if err != nil {
		return nil, err
	}
	body := events[seq-1].Body
	for _, ev := range events {
		if c, ok := ev.Body.(*review.RecordCorrected); ok && c.Seq == seq && c.With != nil {
			body = c.With
		}
	}
	plain, _, err := review.Encode(body, seq)
	if err != nil {
		return nil, fmt.Errorf("copy what step recorded: %w", err)
	}
	return review.Decode(body.Kind(), plain)
}

// refilled is a filling of a form with some of its values replaced.
func (t *trial) refilled(filled review.FormFilled, with workflow.Value) review.Body {
	out := filled
	out.Values, out.Lists, out.Texts = copied(filled.Values), copied(filled.Lists), copied(filled.Texts)
	form := t.def.Form(filled.Form)
	for name, value := range t.values(filled.Form, with) {
		switch field := form.Field(name); {
		case field != nil && field.Type == workflow.ChoicesField:
			out.Lists[name] = strings.Split(value, ",")
		case field != nil && field.Type == workflow.TextField && !field.Plain:
			out.Texts[name] = review.NewText(value)
		default:
			out.Values[name] = value
		}
	}
	return &out
}

func copied[V any](m map[string]V) map[string]V {
	c := map[string]V{}
	for k, v := range m {
		c[k] = v
	}
	return c
}
