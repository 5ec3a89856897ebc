package workflow

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"scr/workflow/calendar"
)

// dateFunctions are the functions of the language that reckon with dates.
func dateFunctions(nation calendar.Nation) []cel.EnvOption {
	date := dateType
	return []cel.EnvOption{
		cel.Function("date", cel.Overload("date_text", []*types.Type{types.StringType}, date,
			cel.UnaryBinding(dateOf))),
		cel.Function("working_days", cel.Overload("working_days_dates", []*types.Type{date, date}, types.IntType,
			cel.BinaryBinding(workingDays(nation)))),
		shifted("months_after", calendar.Day.AddMonths, 1),
		shifted("months_before", calendar.Day.AddMonths, -1),
		shifted("days_after", calendar.Day.AddDays, 1),
		shifted("days_before", calendar.Day.AddDays, -1),
		cel.Function("overlaps", cel.Overload("overlaps_dates", []*types.Type{date, date, date, date}, types.BoolType,
			cel.OverloadIsNonStrict(), cel.FunctionBinding(overlaps))),
	}
}

// shifted declares a function that takes a date and a number, with decimals or without.
func shifted(name string, shift func(calendar.Day, int) calendar.Day, direction int) cel.EnvOption {
	binding := cel.BinaryBinding(func(from, by ref.Val) ref.Val {
		return factDate{shift(from.(factDate).day, direction*steps(by))}
	})
	return cel.Function(name,
		cel.Overload(name+"_whole", []*types.Type{dateType, types.IntType}, dateType, binding),
		cel.Overload(name+"_decimal", []*types.Type{dateType, types.DoubleType}, dateType, binding))
}

// steps rounds a number of days or months towards zero, and stops at more than there are days in a
// calendar. A month clamps to its end: six months after 31 August is the last of February.
func steps(n ref.Val) int {
	switch n := n.(type) {
	case types.Int:
		return int(max(-maxShift, min(maxShift, int64(n))))
	case types.Double:
		return int(max(-maxShift, min(maxShift, float64(n))))
	}
	return 0
}

// maxShift is more than lies between any two days of a calendar.
const maxShift = 366 * (calendar.MaxYear - calendar.MinYear + 1)

// overlaps reports whether two spells have a day in common: from, until, and the first and
// last day of the other. Where it is unknown until when the first lasted, it goes on: here
// alone, of all the language, does what is not recorded mean something.
func overlaps(args ...ref.Val) ref.Val {
	var unknown *types.Unknown
	for i, arg := range args {
		u, isUnknown := arg.(*types.Unknown)
		switch {
		case types.IsError(arg):
			return arg
		case isUnknown && i != 1:
			unknown = types.MergeUnknowns(u, unknown)
		}
	}
	if unknown != nil {
		return unknown
	}
	from, until := args[0].(factDate).day, calendar.Day{}
	if d, ended := args[1].(factDate); ended {
		until = d.day
	}
	first, last := args[2].(factDate).day, args[3].(factDate).day
	return types.Bool(!last.Before(first) && !last.Before(from) &&
		(until.IsZero() || !until.Before(from) && !until.Before(first)))
}

// dateOf reads a date written in a rule. That it is one was checked at load.
func dateOf(text ref.Val) ref.Val {
	s, _ := text.(types.String)
	day, err := calendar.ParseDay(string(s))
	if err != nil {
		return types.WrapErr(err)
	}
	return factDate{day}
}

func workingDays(nation calendar.Nation) func(from, to ref.Val) ref.Val {
	return func(from, to ref.Val) ref.Val {
		c, err := calendar.For(nation)
		if err != nil {
			return types.WrapErr(err)
		}
		n, err := c.WorkingDaysBetween(from.(factDate).day, to.(factDate).day)
		if err != nil {
			return types.WrapErr(err)
		}
		return types.Int(n)
	}
}
