package review

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// textField is a struct field below which a Text may lie.
type textField struct {
	index int
	name  string
	class Class
}

// textFields remembers, per struct type, where texts may lie: every command
// walks the same few types, and reflection on tags is the slow part.
var textFields sync.Map // reflect.Type → []textField

func fieldsWithTexts(t reflect.Type) []textField {
	if known, ok := textFields.Load(t); ok {
		return known.([]textField)
	}
	var fields []textField
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() && !f.Anonymous || !mayHoldText(f.Type, nil) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			name = ""
		}
		fields = append(fields, textField{i, name, Class(f.Tag.Get("personal"))})
	}
	textFields.Store(t, fields)
	return fields
}

// mayHoldText reports whether a Text can lie below a value of type t. An
// interface may hold anything.
func mayHoldText(t reflect.Type, seen []reflect.Type) bool {
	if t == textType {
		return true
	}
	if slices.Contains(seen, t) {
		return false
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return mayHoldText(t.Elem(), append(seen, t))
	case reflect.Struct:
		for i := range t.NumField() {
			if mayHoldText(t.Field(i).Type, append(seen, t)) {
				return true
			}
		}
	}
	return false
}

// Unshare gives what v points to lists and maps of its own wherever texts may lie, so
// that values can be loaded into them and nobody else sees those.
func Unshare(v any) { unshare(reflect.ValueOf(v)) }

func unshare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.CanSet() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			v.Set(own)
		}
		unshare(v.Elem())
	case reflect.Interface:
		if !v.IsNil() {
			unshare(v.Elem())
		}
	case reflect.Struct:
		if v.Type() == textType {
			return
		}
		for _, f := range fieldsWithTexts(v.Type()) {
			unshare(v.Field(f.index))
		}
	case reflect.Slice:
		if v.CanSet() && !v.IsNil() {
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			v.Set(own)
		}
		for i := range v.Len() {
			unshare(v.Index(i))
		}
	case reflect.Map:
		unshareMap(v)
	}
}

// unshareMap copies a map of texts.
func unshareMap(v reflect.Value) {
	if v.IsNil() || !v.CanSet() || v.Type().Elem() != textType {
		return
	}
	own := reflect.MakeMapWithSize(v.Type(), v.Len())
	for _, k := range v.MapKeys() {
		own.SetMapIndex(k, v.MapIndex(k))
	}
	v.Set(own)
}

func walkTexts(v reflect.Value, path string, class Class, visit func(string, Class, *Text)) {
	if v.IsValid() && v.Type() == textType {
		if t := v.Addr().Interface().(*Text); t.Filled() {
			visit(path, class, t)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkTexts(v.Elem(), path, class, visit)
		}
	case reflect.Struct:
		for _, f := range fieldsWithTexts(v.Type()) {
			walkTexts(v.Field(f.index), join(path, f.name), f.class, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkTexts(v.Index(i), join(path, strconv.Itoa(i)), class, visit)
		}
	case reflect.Map:
		if v.Type().Elem() == textType {
			walkTextMap(v, path, class, visit)
		}
	}
}

// walkTextMap visits a map's texts through a copy, because a map's elements
// cannot be addressed.
func walkTextMap(v reflect.Value, path string, class Class, visit func(string, Class, *Text)) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range keys {
		t := v.MapIndex(k).Interface().(Text)
		if !t.Filled() {
			continue
		}
		visit(join(path, k.String()), class, &t)
		v.SetMapIndex(k, reflect.ValueOf(t))
	}
}

func join(path, name string) string {
	switch {
	case path == "":
		return name
	case name == "":
		return path
	}
	return path + "." + name
}
