package scenario

import (
	"reflect"
	"slices"
	"strconv"

	"scr/review"
	"scr/workflow"
)

// put writes values of a file into the fields of a record or an event, which are named
// as in JSON and in the files that the command line takes.
type put struct {
	p     *parser                      // who complains
	named func(key, say string) string // what a name in a field stands for
}

// into writes a mapping into a struct, and returns the keys that were given.
func (u put) into(v reflect.Value, from workflow.Value, what string) (given []workflow.Value) {
	for _, pair := range from.Pairs() {
		key := pair.Key.Text()
		field, ok := review.SlotOf(v, key)
		if !ok {
			known := fillable(v.Type())
			u.p.complain(pair.Key, "unknown-key", meant(key, known), "%q is not a key of %s", key, what)
			continue
		}
		given = append(given, pair.Key)
		u.value(field, pair.Value, key)
	}
	return given
}

// value writes one value into a field.
func (u put) value(v reflect.Value, from workflow.Value, key string) {
	switch to := v.Addr().Interface().(type) {
	case *review.Text:
		*to = review.NewText(u.p.text(from, key))
		return
	case *review.Date:
		*to = u.p.date(from, key)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(u.named(key, u.p.text(from, key)))
	case reflect.Bool:
		v.SetBool(u.p.yes(from, key))
	case reflect.Int, reflect.Int64:
		u.number(v, from, key)
	case reflect.Slice:
		u.list(v, from, key)
	case reflect.Struct:
		u.into(v, from, key)
	default:
		u.p.complain(from, "wrong-kind", "leave it out", "%s cannot be given in a step", key)
	}
}

func (u put) number(v reflect.Value, from workflow.Value, key string) {
	n, err := strconv.ParseInt(u.p.text(from, key), 10, 64)
	if err != nil || n < 0 {
		u.p.complain(from, "wrong-type", "write a whole number", "%s is not a number", key)
	}
	v.SetInt(n)
}

// list writes a list; a single value is a list of one.
func (u put) list(v reflect.Value, from workflow.Value, key string) {
	items := from.Items()
	if !from.List() {
		items = []workflow.Value{from}
	}
	made := reflect.MakeSlice(v.Type(), 0, len(items))
	for _, item := range items {
		element := reflect.New(v.Type().Elem()).Elem()
		u.value(element, item, key)
		made = reflect.Append(made, element)
	}
	v.Set(made)
}

// people are the keys under which a member of the cast is named.
var people = []string{"person", "present", "by", "owner", "replaced_by", "target", "item", "id"}

// nameFor returns what a name stands for: a record that an earlier step made, or a
// member of the cast.
func (t *trial) nameFor(key, said string) string {
	if handle, ok := t.handles[said]; ok {
		return handle
	}
	if handle, ok := t.people[said]; ok && slices.Contains(people, key) {
		return handle
	}
	return said
}

// asWritten is nameFor while a file is read: nothing has a handle yet.
func asWritten(_, said string) string { return said }
