package engine_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"scr/engine"
	"scr/review"
)

// TestEveryTextHasAMaterial walks every event body and every state: a text of which
// nobody said what material it is would be shown to nobody, or to anybody.
func TestEveryTextHasAMaterial(t *testing.T) {
	texts := 0
	has := func(noun string, class review.Class, where string) {
		texts++
		m, known := engine.MaterialOf(noun, class)
		if !known || !slices.Contains(engine.Materials(), m) {
			t.Errorf("%s: a text of class %s has no material", where, class)
		}
	}
	for _, kind := range review.Kinds() {
		noun, _, _ := strings.Cut(kind, ".")
		body, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if noun == "record" {
			continue // a correction is what it corrects
		}
		eachText(reflect.TypeOf(body), "", "", func(path string, class review.Class) { has(noun, class, kind+" "+path) })
	}
	for _, state := range []review.State{&review.Review{}, &review.Person{}, &review.Board{}, &review.Adoption{}} {
		eachText(reflect.TypeOf(state), "", "", func(path string, class review.Class) {
			has(nounAt(state, path), class, reflect.TypeOf(state).Elem().Name()+"."+path)
		})
	}
	if texts < 100 {
		t.Errorf("only %d texts were found: does the walk still reach the records?", texts)
	}
}

// eachText visits the places where a type may hold texts, with their classes.
func eachText(typ reflect.Type, path string, class review.Class, visit func(string, review.Class), seen ...reflect.Type) {
	if typ == reflect.TypeFor[review.Text]() {
		visit(path, class)
		return
	}
	if slices.Contains(seen, typ) {
		return
	}
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		eachText(typ.Elem(), path, class, visit, append(seen, typ)...)
	case reflect.Struct:
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				name = ""
			}
			eachText(f.Type, strings.Trim(path+"."+name, "."), review.Class(f.Tag.Get("personal")), visit, append(seen, typ)...)
		}
	}
}

// TestEveryKindOfEventHasAMaterial: also of an event without texts somebody must say
// who may know of it.
func TestEveryKindOfEventHasAMaterial(t *testing.T) {
	for _, kind := range review.Kinds() {
		noun, _, _ := strings.Cut(kind, ".")
		if _, known := engine.MaterialOf(noun, review.Narrative); !known && noun != "record" {
			t.Errorf("%s is of no material: nobody could see it", kind)
		}
	}
}

func TestWhatIsNotInTheTableNobodySees(t *testing.T) {
	for _, c := range append(engine.Columns(), "invented") {
		if got := engine.RightOf(c, "invented"); got != engine.None {
			t.Errorf("%s sees %q of a material that there is not", c, got)
		}
	}
	for _, m := range engine.Materials() {
		if got := engine.RightOf("invented", m); got != engine.None {
			t.Errorf("a column that there is not sees %q of %s", got, m)
		}
	}
	if _, known := engine.MaterialOf("finding", "invented"); known {
		t.Error("a text of a class that there is not has a material")
	}
}

// bold are the rights that no board may loosen.
func TestTheTableKeepsWhatNoBoardMayLoosen(t *testing.T) {
	for _, tt := range []struct {
		column   engine.Column
		material engine.Material
	}{
		{engine.Administrator, engine.Identity}, {engine.AgencyAuthor, engine.AgencyOthers},
		{engine.LeadReviewer, engine.Legal}, {engine.PanelMember, engine.Legal}, {engine.Auditor, engine.Legal},
		{engine.NoColumn, engine.Work}, {engine.FamilyLink, engine.Work},
	} {
		if got := engine.RightOf(tt.column, tt.material); got != engine.None {
			t.Errorf("%s sees %q of %s", tt.column, got, tt.material)
		}
	}
}

// nounAt returns the kind of record that a text of a state belongs to, by the text's
// path in it.
func nounAt(state review.State, path string) string {
	switch state.(type) {
	case *review.Person:
		return "person"
	case *review.Board:
		return "board"
	case *review.Adoption:
		return "definition"
	}
	field, _, _ := strings.Cut(path, ".")
	return engine.Places[field]
}
