package workflow

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"scr/workflow/calendar"
)

// The facts that differ from definition to definition: forms, tracks, items and
// clocks. Each is a record whose fields are the definition's names.

// The facts with which their paths begin.
const (
	formsFact  = "forms"
	trackFact  = "track"
	itemsFact  = "items"
	itemFact   = "item"
	clocksFact = "clocks"
	todayFact  = "today"
)

func (v *factView) addForms() {
	k := v.formsKind("the forms", formsFact, "")
	v.add(formsFact, k.Type, func(f *Facts, r *reading) ref.Val {
		return &record{kind: k, data: f.Forms, path: formsFact, read: r}
	})
}

// formsKind is a record of the forms that are filled per item of a kind, or
// those that are filled once if forEach is "".
func (v *factView) formsKind(title, path, forEach string) *factKind {
	if k, ok := v.kinds[title]; ok {
		return k
	}
	k := v.newKind(title)
	for i := range v.def.Forms {
		form := &v.def.Forms[i]
		if form.ForEach != forEach {
			continue
		}
		inner := v.formKind(form)
		k.add(form.Name, inner.Type, func(r *record) ref.Val {
			rec := &record{kind: inner, path: r.path + "." + form.Name, read: r.read}
			if filled, ok := r.data.(map[string]FormFact)[form.Name]; ok {
				rec.data, rec.seqs = filled, []int64{filled.Seq}
			}
			return rec
		})
	}
	return k
}

func (v *factView) formKind(form *Form) *factKind {
	k := v.newKind("form " + form.Name)
	for _, field := range form.Fields {
		read := fieldReader(field.Type)
		k.add(field.Name, v.fieldType(form, field), func(r *record) ref.Val {
			filled, ok := r.data.(FormFact)
			if !ok {
				return nil
			}
			return read(filled, field.Name)
		})
	}
	return k
}

// fieldType is the type of a form's field in a rule. A number may have decimals,
// and compares with whole numbers too. Of a text a rule sees only whether it is
// filled.
func (v *factView) fieldType(form *Form, field Field) *types.Type {
	choice := func() *types.Type {
		return v.choose("a choice of "+form.Name+"."+field.Name, field.Of)
	}
	switch field.Type {
	case ChoiceField:
		return choice()
	case ChoicesField:
		return types.NewListType(choice())
	case DateField:
		return dateType
	case NumberField:
		return types.DoubleType
	case PersonField, AgencyField:
		return types.StringType
	}
	return types.BoolType // a text, and yes or no
}

// fieldReader returns what reads a field from a form that was filled. What is
// recorded but cannot be read counts as not recorded, so that no rule holds by it.
func fieldReader(t FieldType) func(FormFact, string) ref.Val {
	switch t {
	case ChoicesField:
		return readChoices
	case DateField:
		return readDate
	case NumberField:
		return readNumber
	case YesNoField:
		return readYesNo
	case TextField:
		return func(f FormFact, name string) ref.Val {
			return types.Bool(f.Filled[name] || f.Values[name] != "")
		}
	}
	return func(f FormFact, name string) ref.Val { return textValue(f.Values[name]) }
}

func readChoices(f FormFact, name string) ref.Val {
	chosen, ok := f.Lists[name]
	if !ok {
		return nil
	}
	return textList(chosen)
}

// readDate takes the last day that a partial date can mean, so that nobody is
// held to a guess.
func readDate(f FormFact, name string) ref.Val {
	_, last, err := calendar.ParsePartial(f.Values[name])
	if err != nil {
		return nil
	}
	return dateValue(last)
}

func readNumber(f FormFact, name string) ref.Val {
	n, err := strconv.ParseFloat(f.Values[name], 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil
	}
	return types.Double(n)
}

func readYesNo(f FormFact, name string) ref.Val {
	switch f.Values[name] {
	case "yes":
		return types.True
	case "no":
		return types.False
	}
	return nil
}

func (v *factView) addTracks() {
	k := v.newKind("the tracks")
	for i := range v.def.Tracks {
		t := &v.def.Tracks[i]
		if t.ForEach != "" {
			continue
		}
		inner := v.structKind(reflect.TypeFor[TrackFact](), "track "+t.Name, t)
		k.add(t.Name, inner.Type, fromMap[TrackFact](inner, t.Name))
	}
	v.add(trackFact, k.Type, func(f *Facts, r *reading) ref.Val {
		return &record{kind: k, data: f.Tracks, path: trackFact, read: r}
	})
}

func (v *factView) addClocks() {
	k := v.newKind("the clocks")
	for i := range v.def.Clocks { // also those that run for each item, of which rules once were let speak
		v.addClock(k, v.def.Clocks[i].Name)
	}
	v.add(clocksFact, k.Type, func(f *Facts, r *reading) ref.Val {
		return &record{kind: k, data: f.Clocks, path: clocksFact, read: r}
	})
}

func (v *factView) addClock(k *factKind, name string) {
	inner := v.structKind(reflect.TypeFor[ClockFact](), "a clock", nil)
	k.add(name, inner.Type, fromMap[ClockFact](inner, name))
}

// itemClocks are the clocks that run for each item of a track.
func (v *factView) itemClocks(t *Track) *factKind {
	title := "the clocks of an item of " + t.Name
	if k, ok := v.kinds[title]; ok {
		return k
	}
	k := v.newKind(title)
	for i := range v.def.Clocks {
		if clock := &v.def.Clocks[i]; clock.Track == t.Name {
			v.addClock(k, clock.Name)
		}
	}
	return k
}

// fromMap reads an entry of a map of facts. Without the entry it is a record of
// which nothing is recorded.
func fromMap[T any](k *factKind, name string) func(*record) ref.Val {
	return func(r *record) ref.Val {
		path := r.path + "." + name
		entry, ok := r.data.(map[string]T)[name]
		if !ok {
			return &record{kind: k, path: path, read: r.read}
		}
		return structRecord(k, reflect.ValueOf(entry), path, r.read)
	}
}

func (v *factView) addItems() {
	k := v.newKind("the items")
	for i := range v.def.Tracks {
		t := &v.def.Tracks[i]
		if t.ForEach == "" {
			continue
		}
		inner := v.itemKind(t)
		k.add(t.Name, types.NewListType(inner.Type), func(r *record) ref.Val {
			list := r.data.(map[string][]ItemFact)[t.Name]
			return recordList(inner, reflect.ValueOf(list), r.path+"."+t.Name, r.read)
		})
	}
	v.add(itemsFact, k.Type, func(f *Facts, r *reading) ref.Val {
		return &record{kind: k, data: f.Items, path: itemsFact, read: r}
	})
}

// itemKind is an instance of a for_each track, with the forms filled for it and the
// clocks that run for it.
func (v *factView) itemKind(t *Track) *factKind {
	k := v.structKind(reflect.TypeFor[ItemFact](), "an item of "+t.Name, t)
	forms := v.formsKind("the forms of "+indefinite(t.ForEach), formsFact, t.ForEach)
	k.add(formsFact, forms.Type, func(r *record) ref.Val {
		rec := &record{kind: forms, data: map[string]FormFact(nil), path: r.path + "." + formsFact, read: r.read}
		if r.data != nil {
			rec.data = r.data.(reflect.Value).Interface().(ItemFact).Forms
		}
		return rec
	})
	clocks := v.itemClocks(t)
	k.add(clocksFact, clocks.Type, func(r *record) ref.Val {
		rec := &record{kind: clocks, data: map[string]ClockFact(nil), path: r.path + "." + clocksFact, read: r.read}
		if r.data != nil {
			rec.data = r.data.(reflect.Value).Interface().(ItemFact).Clocks
		}
		return rec
	})
	return k
}

// item is the fact that only rules of a for_each track have: the instance that
// the move is about.
func (v *factView) item(t *Track) *fact {
	k := v.itemKind(t)
	return &fact{k.Type, func(f *Facts, r *reading) ref.Val {
		if f.Item == nil {
			return &record{kind: k, path: itemFact, read: r}
		}
		return structRecord(k, reflect.ValueOf(f.Item).Elem(), itemFact, r)
	}}
}

// allWords lists every word that some field can hold.
func (v *factView) allWords() []string {
	var all []string
	for _, phrase := range slices.Sorted(maps.Keys(v.words)) {
		all = append(all, v.words[phrase]...)
	}
	return all
}
