package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scr/review"
)

// again is the command line that was typed, without the flags that a draft speaks
// for: with the draft it records the same, on the same day and by the same person.
func again(cmd *cobra.Command, args []string, drafted ...string) string {
	words := []string{cmd.CommandPath()}
	for _, arg := range args {
		words = append(words, review.ShellWord(arg))
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(drafted, f.Name) {
			words = append(words, typedAs(f)...)
		}
	})
	return strings.Join(words, " ")
}

// typedAs is a flag as one would type it.
func typedAs(f *pflag.Flag) []string {
	name := "--" + f.Name
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return []string{name, review.ShellWord(strings.Join(list.GetSlice(), ","))}
	}
	switch value := f.Value.String(); {
	case f.Value.Type() != "bool":
		return []string{name, review.ShellWord(value)}
	case value == "true":
		return []string{name}
	default:
		return []string{name + "=" + value}
	}
}

// drafted lists the flags of the form's own fields, and those that say where a whole
// form comes from: a draft speaks for them all.
func (f form) drafted() []string {
	names := []string{"from", "ask"}
	for _, x := range f.fields {
		names = append(names, x.flag)
	}
	return names
}
