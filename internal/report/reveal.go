package report

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"scr/review"
)

// encode writes v as JSON, as encoding/json would, but with the values of texts
// where the log has references to them. It knows what the types of package review
// and of this one are made of: structs with tags, slices, maps with string keys.
func encode(v any) ([]byte, error) {
	var e encoder
	err := e.value(reflect.ValueOf(v))
	return e.Bytes(), err
}

type encoder struct{ bytes.Buffer }

func (e *encoder) value(v reflect.Value) error {
	if !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		e.WriteString("null")
		return nil
	}
	switch x := v.Interface().(type) {
	case review.Text:
		return e.text(x)
	case *review.RecordCorrected:
		return e.correction(x)
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		e.string(string(text))
		return err
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return e.value(v.Elem())
	case reflect.Struct:
		return e.object(v)
	case reflect.Slice, reflect.Array:
		return e.array(v)
	case reflect.Map:
		return e.dictionary(v)
	case reflect.String:
		e.string(v.String())
		return nil
	}
	return e.basic(v)
}

// basic writes a number or a yes or no.
func (e *encoder) basic(v reflect.Value) error {
	plain, err := json.Marshal(v.Interface())
	e.Write(plain)
	return err
}

// text writes a personal value; null says that there is one, which is not shown.
func (e *encoder) text(t review.Text) error {
	if t.Filled() && !t.Loaded() {
		e.WriteString("null")
		return nil
	}
	e.string(t.Reveal())
	return nil
}

// correction writes a correction with the new body in it, which its struct tags
// leave out.
func (e *encoder) correction(c *review.RecordCorrected) error {
	type plain review.RecordCorrected
	if err := e.object(reflect.ValueOf((*plain)(c)).Elem()); err != nil || c.With == nil {
		return err
	}
	e.Truncate(e.Len() - len("}"))
	e.WriteString(`,"kind":`)
	e.string(c.With.Kind())
	e.WriteString(`,"with":`)
	err := e.value(reflect.ValueOf(c.With))
	e.WriteByte('}')
	return err
}

func (e *encoder) object(v reflect.Value) error {
	e.WriteByte('{')
	err := e.fields(v)
	if last := e.Bytes()[e.Len()-1]; last == ',' {
		e.Truncate(e.Len() - 1)
	}
	e.WriteByte('}')
	return err
}

// fields writes a struct's fields, each with a comma after it; those of an
// embedded struct among them.
func (e *encoder) fields(v reflect.Value) error {
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			if err := e.fields(value); err != nil {
				return err
			}
			continue
		case !f.IsExported() || name == "-" || left(value, options) || withheld(value):
			continue
		}
		if name == "" {
			return fmt.Errorf("field %s of %s has no name in JSON", f.Name, v.Type())
		}
		e.string(name)
		e.WriteByte(':')
		if err := e.value(value); err != nil {
			return err
		}
		e.WriteByte(',')
	}
	return nil
}

// withheld reports whether a value is a text that is kept from the reader. It is left
// out as if it were not there.
func withheld(v reflect.Value) bool {
	t, ok := v.Interface().(review.Text)
	return ok && t.Withheld()
}

// left reports whether a field is left out of the output.
func left(v reflect.Value, options string) bool {
	for option := range strings.SplitSeq(options, ",") {
		switch {
		case option == "omitzero" && zero(v):
			return true
		case option == "omitempty" && (v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0):
			return true
		}
	}
	return false
}

func zero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return z.IsZero()
	}
	return v.IsZero()
}

func (e *encoder) array(v reflect.Value) error {
	e.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			e.WriteByte(',')
		}
		if err := e.value(v.Index(i)); err != nil {
			return err
		}
	}
	e.WriteByte(']')
	return nil
}

func (e *encoder) dictionary(v reflect.Value) error {
	keys := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		if !withheld(v.MapIndex(k)) {
			keys[k.String()] = k
		}
	}
	e.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(keys)) {
		if i > 0 {
			e.WriteByte(',')
		}
		e.string(name)
		e.WriteByte(':')
		if err := e.value(v.MapIndex(keys[name])); err != nil {
			return err
		}
	}
	e.WriteByte('}')
	return nil
}

// string writes a string in which every character that could steer a terminal is
// escaped, so that the value stays the same and looking at it is safe.
func (e *encoder) string(s string) {
	e.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			e.WriteByte('\\')
			e.WriteRune(r)
		case r == '\n':
			e.WriteString(`\n`)
		case r == '\t':
			e.WriteString(`\t`)
		case visible(r):
			e.WriteRune(r)
		default:
			e.escape(r)
		}
	}
	e.WriteByte('"')
}

func (e *encoder) escape(r rune) {
	units := []rune{r}
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		units = []rune{high, low}
	}
	for _, u := range units {
		e.WriteString(`\u` + strings.Repeat("0", 4-len(strconv.FormatInt(int64(u), 16))) + strconv.FormatInt(int64(u), 16))
	}
}
