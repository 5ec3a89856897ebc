package scenario

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"scr/engine"
	"scr/review"
	"scr/workflow"
)

// madeUpReason is the reason of whatever a scenario gives no reason for.
const madeUpReason = "Made up for the scenario."

// adding is the verb that adds a record. Chosen says that people choose its handle.
func adding[T review.Noun[T]](chosen bool) verb {
	v := recording(review.NounOf[T](), func() review.Body { return new(review.Added[T]) })
	v.read = func(p *parser, s *step) {
		b := new(review.Added[T])
		given := v.fill(put{p, asWritten}, b, s)
		kept := review.Fresh(b.Record)
		if chosen {
			kept = review.WithID(kept, review.Header(b.Record).ID)
		}
		notGiven(p, given, reflect.ValueOf(&b.Record).Elem(), reflect.ValueOf(&kept).Elem())
	}
	return v
}

// notGiven complains about keys whose values only what happens later gives.
func notGiven(p *parser, given []workflow.Value, was, kept reflect.Value) {
	for _, key := range given {
		before, _ := review.SlotOf(was, key.Text())
		after, _ := review.SlotOf(kept, key.Text())
		if !before.IsZero() && !reflect.DeepEqual(before.Interface(), after.Interface()) {
			p.complain(key, "misplaced-key", "leave it out; on: gives a step its day", "%s is not given: it comes of what happens", key.Text())
		}
	}
}

// amending is the verb that amends a record: it begins with the record as it stands.
func amending[T review.Noun[T]]() verb {
	v := recording(review.NounOf[T]()+" amend", func() review.Body { return new(review.Amended[T]) })
	v.do = func(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
		b := new(review.Amended[T])
		v.fill(put{&parser{}, t.nameFor}, b, s)
		id := review.Header(b.Record).ID
		r, err := t.board.Review(ctx, t.reference)
		if err != nil {
			return engine.Outcome{}, err
		}
		if now, ok := review.Find[T](r, id); ok {
			b.Record = now
		}
		v.fill(put{&parser{}, t.nameFor}, b, s)
		return t.record(ctx, s, b)
	}
	return v
}

// deed is the verb of a later event of a record.
func deed[T any, B interface {
	*T
	review.Body
}](name string) verb {
	return recording(name, func() review.Body { return B(new(T)) })
}

// recording is a verb that records a body.
func recording(name string, fresh func() review.Body) verb {
	v := verb{name: name, fresh: fresh}
	v.read = func(p *parser, s *step) { v.fill(put{p, asWritten}, fresh(), s) }
	v.do = func(ctx context.Context, t *trial, s *step) (engine.Outcome, error) {
		b := fresh()
		v.fill(put{&parser{}, t.nameFor}, b, s)
		return t.record(ctx, s, b)
	}
	return v
}

// fill writes what a step says into a body. A handle alone says which record is meant.
func (v verb) fill(u put, body review.Body, s *step) []workflow.Value {
	sheet := review.FilledIn(body)
	if id, ok := review.SlotOf(reflect.ValueOf(body).Elem(), "id"); ok && s.value.Single() { // not of a record, which says more
		u.value(id, s.value, "id")
		reasoned(body)
		return nil
	}
	if !s.value.Mapping() {
		u.p.complain(cmpValue(s.value, s.key), "wrong-kind", "it has "+list(fillable(sheet.Type())), "%s is written as keys, each with a colon and a value", v.name)
		return nil
	}
	given := u.into(sheet, s.value, v.name)
	reasoned(body)
	return given
}

// fillable are the keys of a record, or of an event, that a step may give.
func fillable(of reflect.Type) []string {
	return slices.DeleteFunc(review.SlotNames(of), func(key string) bool { return slices.Contains([]string{"seq", "changed", "on", "made_up"}, key) })
}

// reasoned gives a reason where a scenario gives none. What is amended has its own.
func reasoned(body review.Body) {
	if why, ok := review.SlotOf(review.FilledIn(body), "why"); ok && !review.Amends(body) {
		if text, ok := why.Addr().Interface().(*review.Text); ok && !text.Filled() {
			*text = review.NewText(madeUpReason)
		}
	}
}

// record has the engine record a body.
func (t *trial) record(ctx context.Context, s *step, body review.Body) (engine.Outcome, error) {
	return t.engine.Record(ctx, engine.Record{Meta: t.meta(s), Review: t.reference, Body: body})
}

// readKeys reads a mapping with those keys.
func readKeys(known ...string) func(*parser, *step) {
	return func(p *parser, s *step) {
		keys := p.keys(s.value, s.key, s.verb.name, known...)
		for _, key := range known {
			v, ok := keys[key]
			switch {
			case !ok:
			case key == "values":
				p.formLike(v, "values")
			case key == "documents" || key == "kinds":
				p.texts(v, key)
			case key == "until" || key == "from" || key == "to":
				p.date(v, key)
			default:
				p.text(v, key)
			}
		}
	}
}

// formLike checks that the fields of a form stand with single values, or lists.
func (p *parser) formLike(v workflow.Value, what string) {
	if !v.Mapping() {
		p.complain(v, "wrong-kind", "write {outcome: no_review}", "%s is written as fields, each with its value", what)
	}
	for _, pair := range v.Pairs() {
		p.texts(pair.Value, fmt.Sprintf("field %s", pair.Key.Text()))
	}
}
