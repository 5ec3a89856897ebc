package review

import (
	"reflect"
	"strings"
)

// Whoever lets people fill in records and events, from a command line or a file, finds
// their fields by the names that they have in JSON.

// SlotOf returns the field of a struct that has that name, also of a struct in it.
func SlotOf(v reflect.Value, name string) (reflect.Value, bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			if in, ok := SlotOf(v.Field(i), name); ok {
				return in, true
			}
			continue
		}
		if SlotName(f) == name {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// SlotName is what a field is called.
func SlotName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// SlotNames are what the fields of a struct are called, and those of the structs in it.
func SlotNames(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			names = append(names, SlotNames(f.Type)...)
		} else if name := SlotName(f); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// FilledIn returns the part of a body that people fill in: the record that is added or
// amended, else the body itself.
func FilledIn(body Body) reflect.Value {
	v := reflect.ValueOf(body).Elem()
	if record, ok := SlotOf(v, "record"); ok {
		return record
	}
	return v
}
