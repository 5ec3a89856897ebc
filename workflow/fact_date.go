package workflow

import (
	"errors"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"scr/workflow/calendar"
)

// factDate is a day in a rule. It can be compared and subtracted; the difference
// is a number of days.
type factDate struct{ day calendar.Day }

// dateType is the type of a factDate. It is opaque: a date has no fields. It is
// never changed.
var dateType = types.NewOpaqueType("a date").WithTraits(traits.ComparerType | traits.SubtractorType)

// ConvertToNative is not supported.
func (d factDate) ConvertToNative(reflect.Type) (any, error) {
	return nil, errors.New("a date of a rule is not a Go value")
}

// ConvertToType returns the date itself; rules have no conversions.
func (d factDate) ConvertToType(ref.Type) ref.Val { return d }

// Equal reports whether it is the same day.
func (d factDate) Equal(other ref.Val) ref.Val {
	o, ok := other.(factDate)
	return types.Bool(ok && d.day == o.day)
}

// Compare orders days.
func (d factDate) Compare(other ref.Val) ref.Val {
	o, ok := other.(factDate)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	switch c := d.day.Compare(o.day); {
	case c < 0:
		return types.IntNegOne
	case c > 0:
		return types.IntOne
	}
	return types.IntZero
}

// Subtract returns how many days lie between.
func (d factDate) Subtract(other ref.Val) ref.Val {
	o, ok := other.(factDate)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return types.Int(d.day.Sub(o.day))
}

// Type returns the type of dates.
func (d factDate) Type() ref.Type { return dateType }

// Value returns the day.
func (d factDate) Value() any { return d.day }

// dateValue is nil for the zero day: no day is not a date.
func dateValue(day calendar.Day) ref.Val {
	if day.IsZero() {
		return nil
	}
	return factDate{day}
}
