package arch

import (
	"reflect"
	"slices"
	"testing"

	"scr/review"
)

// classes are the known classes of personal values.
var classes = []review.Class{review.Identity, review.Narrative, review.Family, review.Staff, review.Reason}

// TestPersonalValuesAreMarked walks every type that is recorded or folded: each
// field that holds a text says what class of personal value it is, and no other
// field claims to.
func TestPersonalValuesAreMarked(t *testing.T) {
	w := walker{t: t, seen: map[reflect.Type]bool{}}
	for _, kind := range review.Kinds() {
		body, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		w.walk(reflect.TypeOf(body))
	}
	for _, state := range []any{review.Review{}, review.Person{}, review.Board{}, review.Adoption{}} {
		w.walk(reflect.TypeOf(state))
	}
	if w.texts < 40 {
		t.Errorf("only %d texts were found: does the walk still reach the records?", w.texts)
	}
}

type walker struct {
	t     *testing.T
	seen  map[reflect.Type]bool
	texts int
}

func (w *walker) walk(typ reflect.Type) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		w.walk(typ.Elem())
		return
	case reflect.Struct:
	default:
		return
	}
	if w.seen[typ] || typ == reflect.TypeFor[review.Text]() {
		return
	}
	w.seen[typ] = true
	for i := range typ.NumField() {
		w.field(typ, typ.Field(i))
	}
}

func (w *walker) field(typ reflect.Type, f reflect.StructField) {
	w.t.Helper()
	class, marked := f.Tag.Lookup("personal")
	switch {
	case !holdsText(f.Type):
		if marked {
			w.t.Errorf("%s.%s is marked personal and holds no text", typ, f.Name)
		}
		w.walk(f.Type)
		return
	case !marked:
		w.t.Errorf("%s.%s holds a text and does not say of what class", typ, f.Name)
	case !slices.Contains(classes, review.Class(class)):
		w.t.Errorf("%s.%s: %q is not a class of personal values", typ, f.Name, class)
	}
	w.texts++
}

// holdsText reports whether a field is a text, or a list or map of texts.
func holdsText(typ reflect.Type) bool {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return holdsText(typ.Elem())
	}
	return typ == reflect.TypeFor[review.Text]()
}

// TestPersonalValuesAreNotKeys keeps handles free of what they stand for: a text
// is never the key of a map.
func TestPersonalValuesAreNotKeys(t *testing.T) {
	for _, state := range []any{review.Review{}, review.Person{}, review.Board{}} {
		for f := range reflect.TypeOf(state).Fields() {
			if f.Type.Kind() == reflect.Map && f.Type.Key() == reflect.TypeFor[review.Text]() {
				t.Errorf("%T.%s is a map with personal keys", state, f.Name)
			}
		}
	}
}
