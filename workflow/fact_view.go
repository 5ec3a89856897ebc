package workflow

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"scr/workflow/calendar"
)

// factView is how the facts look to the rules of one definition: which there
// are, of what type, and how each is read from Facts. It is built once from the
// tags of the structs in facts.go and from the definition's own names.
type factView struct {
	def   *Definition
	words map[string][]string  // the words of each phrase
	kinds map[string]*factKind // by title
	facts map[string]*fact
	order []string // names of the facts, as they are to be offered
}

// fact is a name that a rule can begin with.
type fact struct {
	typ  *types.Type
	read func(*Facts, *reading) ref.Val
}

func newFactView(d *Definition) *factView {
	v := &factView{
		def:   d,
		words: make(map[string][]string),
		kinds: make(map[string]*factKind),
		facts: make(map[string]*fact),
	}
	v.addStructs()
	v.addForms()
	v.addTracks()
	v.addItems()
	v.addClocks()
	v.addActor()
	v.add("today", dateType, func(f *Facts, r *reading) ref.Val {
		if d := dateValue(f.Today); d != nil {
			return d
		}
		return r.missing("today")
	})
	return v
}

func (v *factView) add(name string, typ *types.Type, read func(*Facts, *reading) ref.Val) {
	v.order = append(v.order, name)
	v.facts[name] = &fact{typ, read}
}

// addStructs adds the facts that are the same for every definition: the tagged
// fields of Facts.
func (v *factView) addStructs() {
	all := reflect.TypeFor[Facts]()
	for i := range all.NumField() {
		name := all.Field(i).Tag.Get("fact")
		if name == "" {
			continue
		}
		typ := all.Field(i).Type
		if typ.Kind() == reflect.Slice {
			k := v.structKind(typ.Elem(), title(typ.Elem(), false), nil)
			v.add(name, types.NewListType(k.Type), func(f *Facts, r *reading) ref.Val {
				return recordList(k, reflect.ValueOf(f).Elem().Field(i), name, r)
			})
			continue
		}
		k := v.structKind(typ, title(typ, true), nil)
		v.add(name, k.Type, func(f *Facts, r *reading) ref.Val {
			return structRecord(k, reflect.ValueOf(f).Elem().Field(i), name, r)
		})
	}
}

func (v *factView) addActor() {
	k := v.structKind(reflect.TypeFor[PersonFact](), title(reflect.TypeFor[PersonFact](), false), nil)
	v.add("actor", k.Type, func(f *Facts, r *reading) ref.Val {
		return structRecord(k, reflect.ValueOf(&f.Actor).Elem(), "actor", r)
	})
}

// title says in words what a struct of facts is: "a person", "the review".
func title(t reflect.Type, only bool) string {
	noun := strings.ToLower(strings.TrimSuffix(t.Name(), "Fact"))
	switch {
	case only:
		return "the " + noun
	case noun == "evidence":
		return "a piece of evidence"
	}
	return indefinite(noun)
}

// structKind makes a kind of record from the tagged fields of a struct.
func (v *factView) structKind(t reflect.Type, title string, track *Track) *factKind {
	if k, ok := v.kinds[title]; ok {
		return k
	}
	k := v.newKind(title)
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("fact")
		if name == "" {
			continue
		}
		text := v.enumType(f.Tag.Get("enum"), name, title, track)
		k.add(name, goType(f.Type, text), func(r *record) ref.Val {
			if r.data == nil {
				return nil
			}
			return goValue(r.data.(reflect.Value).Field(i))
		})
	}
	return k
}

func (v *factView) newKind(title string) *factKind {
	k := newFactKind(title)
	v.kinds[title] = k
	return k
}

// goType is the type, in a rule, of a field of a struct of facts. text is the
// type that its text has.
func goType(t reflect.Type, text *types.Type) *types.Type {
	switch t {
	case reflect.TypeFor[calendar.Day]():
		return dateType
	case reflect.TypeFor[[]string]():
		return types.NewListType(text)
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Int:
		return types.IntType
	case reflect.Bool:
		return types.BoolType
	}
	panic(fmt.Sprintf("facts.go has a field of type %s, which rules cannot read", t))
}

// goValue is the value of such a field, or nil if nothing is recorded.
func goValue(v reflect.Value) ref.Val {
	switch x := v.Interface().(type) {
	case calendar.Day:
		return dateValue(x)
	case []string:
		return textList(x)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return goValue(v.Elem())
	case reflect.String:
		return textValue(v.String())
	case reflect.Int:
		return types.Int(v.Int())
	case reflect.Bool:
		return types.Bool(v.Bool())
	}
	return nil
}

// textValue is nil for an empty text: it was not filled in.
func textValue(s string) ref.Val {
	if s == "" {
		return nil
	}
	return types.String(s)
}

func textList(list []string) ref.Val {
	values := make([]ref.Val, len(list))
	for i, s := range list {
		values[i] = types.String(s)
	}
	return types.NewRefValList(types.DefaultTypeAdapter, values)
}

// recordList makes a list of records. To read the list is to rely on each of
// them: a rule that counts people would count another number without one.
func recordList(k *factKind, list reflect.Value, path string, r *reading) ref.Val {
	values := make([]ref.Val, list.Len())
	for i := range values {
		rec := structRecord(k, list.Index(i), path, r)
		rec.path = fmt.Sprintf("%s[%s]", path, handle(list.Index(i), i))
		r.rely(rec.seqs...)
		values[i] = rec
	}
	return types.NewRefValList(types.DefaultTypeAdapter, values)
}

// handle is the ID of an element of a list, or else its place from 1.
func handle(v reflect.Value, i int) string {
	if id := v.FieldByName("ID"); id.IsValid() && id.String() != "" {
		return id.String()
	}
	return "#" + strconv.Itoa(i+1)
}

func structRecord(k *factKind, v reflect.Value, path string, r *reading) *record {
	rec := &record{kind: k, data: v, path: path, read: r}
	if seq := v.FieldByName("Seq"); seq.IsValid() {
		rec.seqs = []int64{seq.Int()}
	}
	if seqs := v.FieldByName("Seqs"); seqs.IsValid() {
		rec.seqs = seqs.Interface().([]int64)
	}
	return rec
}
