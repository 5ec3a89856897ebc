package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scr/review"
)

// A flag that takes one value is given once, and with something in it. Of two values
// the last would win without a word, and an empty one is mostly a variable of the
// shell that was never set: in both cases nobody knows what was meant.

// once is the value of such a flag.
type once struct {
	pflag.Value
	flag  *pflag.Flag
	given bool
}

// Set takes the value, the first time.
func (o *once) Set(value string) error {
	if o.given {
		return misuse("--%s is given twice", o.flag.Name).WithHint("give it once: which of the two is meant nobody knows")
	}
	if err := notEmpty(o.flag, value); err != nil {
		return err
	}
	o.given = true
	if o.Value.Set(spelledFlag(o.flag.Name, value)) == nil {
		return nil
	}
	if o.Type() == "bool" {
		return misuse("--%s is neither true nor false", o.flag.Name).WithHint("alone, without a value, it means true")
	}
	return misuse("--%s is not a number that can be read", o.flag.Name).WithHint("write a whole number, such as 14")
}

// filled is the value of a flag that takes several.
type filled struct {
	pflag.Value
	pflag.SliceValue
	flag *pflag.Flag
}

// Set adds a value, or several with commas.
func (l *filled) Set(value string) error {
	if err := notEmpty(l.flag, value); err != nil {
		return err
	}
	if l.Value.Set(spelledFlag(l.flag.Name, value)) != nil {
		return misuse("--%s holds a quotation mark that does not end", l.flag.Name).WithHint("write words with commas between them")
	}
	return nil
}

// notEmpty refuses a value in which there is nothing to be seen.
func notEmpty(f *pflag.Flag, value string) error {
	if _, may := f.Annotations[mayBeEmpty]; may || !review.Blank(value) {
		return nil
	}
	return misuse("--%s is empty", f.Name).
		WithHint("leave it out, or say what it is; a variable of the shell that was not set is empty, too")
}

// mayBeEmpty marks the flags of an amendment: empty, they take a value away.
const mayBeEmpty = "may be empty"

// strictly has the flags of a command, and of all below it, taken strictly.
func strictly(cmd *cobra.Command) {
	cmd.PersistentFlags().VisitAll(strict)
	cmd.Flags().VisitAll(strict)
	for _, kid := range cmd.Commands() {
		strictly(kid)
	}
}

func strict(f *pflag.Flag) {
	switch v := f.Value.(type) {
	case *once, *filled:
	case pflag.SliceValue:
		f.Value, f.DefValue = &filled{f.Value, v, f}, "" // or help would show the empty list
		if f.Value.Type() == "stringSlice" {
			f.Usage += "; several with commas between them"
		}
	default:
		f.Value = &once{Value: f.Value, flag: f}
	}
}
