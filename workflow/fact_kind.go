package workflow

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// factKind is a kind of record as rules see it: a person, a finding, the form
// "decision". It tells the type checker which fields there are, and reads them.
// Its name is a phrase with a space in it, so that no rule can spell it.
type factKind struct {
	*types.Type
	names  []string // of its fields, in the order of the Go struct or the definition
	fields map[string]*factField
}

// factField is a field of a record. read returns nil for what is not recorded.
type factField struct {
	name string
	typ  *types.Type
	read func(*record) ref.Val
}

func newFactKind(title string) *factKind {
	return &factKind{
		Type:   types.NewObjectType(title),
		fields: make(map[string]*factField),
	}
}

func (k *factKind) add(name string, typ *types.Type, read func(*record) ref.Val) {
	if _, again := k.fields[name]; !again {
		k.names = append(k.names, name)
	}
	k.fields[name] = &factField{name, typ, read}
}

// ReflectType says that no Go type stands for the kind by itself: records are
// handed over ready-made.
func (k *factKind) ReflectType() reflect.Type { return nil }

// FieldNames lists the fields.
func (k *factKind) FieldNames() []string { return slices.Clone(k.names) }

// FindFieldType says of what type a field is and how to read it.
func (k *factKind) FindFieldType(name string) (*types.FieldType, bool) {
	f, ok := k.fields[name]
	if !ok {
		return nil, false
	}
	return &types.FieldType{Type: f.typ, IsSet: f.isSet, GetFrom: f.get}, true
}

// NewValue refuses to make a record: rules read facts and never state any.
func (k *factKind) NewValue(types.Adapter, map[string]ref.Val) ref.Val {
	return types.NewErr("a rule cannot make %s", k.TypeName())
}

// Adapt refuses as well, for the same reason.
func (k *factKind) Adapt(types.Adapter, any) ref.Val {
	return types.NewErr("a rule cannot make %s", k.TypeName())
}

// get reads the field. What is not recorded is an unknown value, never the zero
// value: "no" and "nobody said" must not look the same to a rule.
func (f *factField) get(target any) (any, error) {
	switch r := target.(type) {
	case *types.Unknown:
		return r, nil
	case *record:
		r.read.rely(r.seqs...)
		if v := f.read(r); v != nil {
			return v, nil
		}
		return r.read.missing(r.path + "." + f.name), nil
	}
	return nil, fmt.Errorf("%q is read of something that is not a record", f.name)
}

// isSet answers has(): whether the field is recorded and, where it is a record
// itself, whether anything of it is.
func (f *factField) isSet(target any) bool {
	r, ok := target.(*record)
	if !ok {
		return false
	}
	r.read.rely(r.seqs...)
	v := f.read(r)
	if inner, ok := v.(*record); ok {
		r.read.rely(inner.seqs...)
		return inner.data != nil
	}
	return v != nil
}

// record is one thing with fields. Its data is nil when nothing of it is
// recorded; then every field is unknown.
type record struct {
	kind *factKind
	data any
	path string // as a rule would name it: people[p3], forms.decision
	seqs []int64
	read *reading
}

// ConvertToNative is not supported: a record means nothing outside a rule.
func (r *record) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("a record of a rule is not a Go value")
}

// ConvertToType returns the record itself; rules have no conversions.
func (r *record) ConvertToType(ref.Type) ref.Val { return r }

// Equal compares identity. The type checker lets no rule compare records.
func (r *record) Equal(other ref.Val) ref.Val { return types.Bool(other == ref.Val(r)) }

// Type returns the kind of the record.
func (r *record) Type() ref.Type { return r.kind.Type }

// Value returns the record itself: fields are read from it.
func (r *record) Value() any { return r }

// handle names the record among its like: its id, or else its place from 1.
func (r *record) handle() string {
	_, after, _ := strings.Cut(r.path, "[")
	return strings.TrimSuffix(after, "]")
}

// reading notes what one rule read: the events that the facts came from, and
// the facts that were not recorded.
type reading struct {
	seqs    map[int64]bool
	paths   []string // not recorded, in the order in which they were asked for
	numbers map[string]int64
}

func newReading() *reading {
	return &reading{seqs: make(map[int64]bool), numbers: make(map[string]int64)}
}

// rely notes events. Seq 0 is no event.
func (r *reading) rely(seqs ...int64) {
	for _, s := range seqs {
		if s != 0 {
			r.seqs[s] = true
		}
	}
}

// missing returns the unknown value for a path. Each path has a number of its
// own: unknown values with equal numbers share memory when they are merged.
func (r *reading) missing(path string) ref.Val {
	n, ok := r.numbers[path]
	if !ok {
		r.paths = append(r.paths, path)
		n = int64(len(r.paths))
		r.numbers[path] = n
	}
	return types.NewUnknown(n, types.NewAttributeTrail(path))
}

// named lists the paths that made a value unknown.
func (r *reading) named(u *types.Unknown) []string {
	var paths []string
	for _, n := range u.IDs() {
		if n > 0 && int(n) <= len(r.paths) {
			paths = append(paths, r.paths[n-1])
		}
	}
	return paths
}

// reliedOn lists the events in order.
func (r *reading) reliedOn() []int64 {
	seqs := make([]int64, 0, len(r.seqs))
	for s := range r.seqs {
		seqs = append(seqs, s)
	}
	slices.Sort(seqs)
	return seqs
}
