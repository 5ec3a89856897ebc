package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"scr/internal/report"
	"scr/review"
)

// form says how a sheet gets its values: which fields it has, whether a YAML
// file may give them, and whether an editor opens when nothing is given.
type form struct {
	noun   string
	fields []field
	from   bool      // takes --from
	edited bool      // a long text: an editor opens, and --ask asks for every field
	hashes bool      // takes --file, and records its SHA-256 and size
	some   bool      // says nothing unless some field is given, whichever
	taken  *[]string // keys of the fields that were given, where somebody asks
}

// takes notes that a field was given.
func (f form) takes(keys ...string) {
	if f.taken != nil {
		*f.taken = append(*f.taken, keys...)
	}
}

// took returns the keys of the fields that were given, each once.
func (f form) took() []string {
	if f.taken == nil {
		return nil
	}
	slices.Sort(*f.taken)
	return slices.Compact(*f.taken)
}

// mayClear lets the flags of the fields be given empty: an amendment takes away with
// them what was recorded.
func (f form) mayClear(cmd *cobra.Command) {
	var flags bool
	for _, x := range f.fields {
		if x.flag != "" {
			flags = cmd.Flags().SetAnnotation(x.flag, mayBeEmpty, []string{"true"}) == nil
		}
	}
	if flags {
		cmd.Long = cmd.Short + ".\n\nWhat is not given stays as it is. A flag of the record that is given empty, as in\n--FLAG \"\", takes away what was there."
	}
}

// flags adds the flags that fill the form's sheet.
func (f form) flags(cmd *cobra.Command, sheet reflect.Value) {
	for _, x := range f.fields {
		target, _ := review.SlotOf(sheet, x.key)
		x.addFlag(cmd, target)
	}
	if f.from {
		cmd.Flags().String("from", "", "YAML file (- for standard input) with "+strings.Join(f.keys(), ", "))
	}
	if f.edited {
		cmd.Flags().Bool("ask", false, "ask for every part on the terminal")
	}
	if f.hashes {
		cmd.Flags().String("file", "", "file whose SHA-256 and size are recorded; the file itself stays where it is")
	}
}

func (f form) keys() []string {
	var keys []string
	for _, x := range f.fields {
		keys = append(keys, x.key)
	}
	return keys
}

// text returns a key that a file may give: the first that is no flag, if there is one.
func (f form) text() string {
	for _, x := range f.fields {
		if x.flag == "" {
			return x.key
		}
	}
	return f.fields[0].key
}

// given reports whether some flag gives a value of the form.
func (f form) given(cmd *cobra.Command) bool {
	return slices.ContainsFunc(append(f.drafted(), "file"), cmd.Flags().Changed)
}

// fill gives a sheet its values: from the file, then from the flags, then from
// whoever sits at the terminal. What is missing after that is named, all of it.
func (f form) fill(a *app, cmd *cobra.Command, sheet reflect.Value) error {
	if err := f.fillFromFile(a, cmd, sheet); err != nil {
		return err
	}
	if err := f.fillFromFlags(a, cmd, sheet); err != nil {
		return err
	}
	if err := f.fillFromHash(cmd, sheet); err != nil {
		return err
	}
	everything, _ := cmd.Flags().GetBool("ask")
	if everything && !a.asks() {
		return misuse("--ask needs a terminal").WithHint("give the parts in a YAML file: --from FILE")
	}
	if a.asks() {
		if err := f.fillFromTerminal(a, sheet, everything || f.some && f.empty(sheet)); err != nil {
			return err
		}
	}
	return f.complete(sheet)
}

// empty reports whether no field of the sheet was given.
func (f form) empty(sheet reflect.Value) bool {
	return !slices.ContainsFunc(f.fields, func(x field) bool {
		target, _ := review.SlotOf(sheet, x.key)
		return !target.IsZero()
	})
}

func (f form) fillFromFile(a *app, cmd *cobra.Command, sheet reflect.Value) error {
	if !f.from || !cmd.Flags().Changed("from") {
		return nil
	}
	name, _ := cmd.Flags().GetString("from")
	top, err := a.readYAML("--from", name, f.text())
	if err != nil {
		return err
	}
	return f.enter(sheet, top, name)
}

// keyLike matches what looks like a key, and not like a sentence.
var keyLike = regexp.MustCompile(`^[a-z][a-z_]{0,40}$`)

// enter writes a mapping into a sheet.
func (f form) enter(sheet reflect.Value, top *yaml.Node, file string) error {
	return eachEntry(top, file, func(key, value *yaml.Node) error {
		at := place{file, key.Value}
		if !keyLike.MatchString(key.Value) { // a line of somebody's account, perhaps, that was not put under its key
			at.key = "what stands before the colon"
		}
		target, ok := review.SlotOf(sheet, key.Value)
		if !ok || !f.has(key.Value) {
			err := at.errorf(key, "is not a key of the %s", f.noun)
			if meant := nearest(key.Value, f.keys()); meant != "" {
				return err.WithHint("did you mean %q?", meant)
			}
			return err.WithHint("the keys are %s", strings.Join(f.keys(), ", "))
		}
		f.takes(key.Value)
		return put(target, value, at)
	})
}

func (f form) has(key string) bool {
	for _, x := range f.fields {
		if x.key == key {
			return true
		}
	}
	return false
}

func (f form) fillFromFlags(a *app, cmd *cobra.Command, sheet reflect.Value) error {
	for _, x := range f.fields {
		value, err := x.given(a, cmd)
		if err != nil {
			return err
		}
		if value == nil {
			continue
		}
		f.takes(x.key)
		target, _ := review.SlotOf(sheet, x.key)
		if err := put(target, value, place{key: "--" + x.flag}); err != nil {
			return err
		}
		if err := x.known(target); err != nil {
			return err
		}
	}
	return nil
}

// fillFromHash records the hash and the size of the file that --file names.
func (f form) fillFromHash(cmd *cobra.Command, sheet reflect.Value) error {
	if !f.hashes || !cmd.Flags().Changed("file") {
		return nil
	}
	name, _ := cmd.Flags().GetString("file")
	file, err := os.Open(name)
	if err != nil {
		return review.Errorf(review.Invalid, "--file: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return review.Errorf(review.Invalid, "--file: %s is not a file", name)
	}
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	if err != nil {
		return review.Errorf(review.Failed, "--file: %w", err)
	}
	f.takes("sha256", "bytes")
	return sameFile(sheet, hex.EncodeToString(hash.Sum(nil)), size, cmd.Flags().Changed("bytes"))
}

// sameFile records a file's hash and size, and refuses others that were given with
// it: somebody has another file in mind.
func sameFile(sheet reflect.Value, digest string, size int64, sized bool) error {
	sum, _ := review.SlotOf(sheet, "sha256")
	bytes, _ := review.SlotOf(sheet, "bytes")
	switch said := sum.String(); {
	case said != "" && !strings.EqualFold(said, digest):
		return review.Errorf(review.Invalid, "the SHA-256 of --file is %s, and not what --sha256 says", digest).
			WithHint("look whether it is the right file; then leave --sha256 out")
	case sized && bytes.Int() != size:
		return review.Errorf(review.Invalid, "--file has %d bytes, not %d as --bytes says", size, bytes.Int()).
			WithHint("look whether it is the right file; then leave --bytes out")
	}
	sum.SetString(digest)
	bytes.SetInt(size)
	return nil
}

// fillFromTerminal asks for what is needed and not given, or for everything.
func (f form) fillFromTerminal(a *app, sheet reflect.Value, everything bool) error {
	for _, x := range f.fields {
		target, _ := review.SlotOf(sheet, x.key)
		if !target.IsZero() || !(x.needed || everything) || !answerable(target) {
			continue
		}
		f.takes(x.key)
		if err := askInto(a, x, target); err != nil {
			return err
		}
	}
	return nil
}

// answerable reports whether a value fits in an answer: lists of structures
// need a file.
func answerable(target reflect.Value) bool {
	if target.Kind() != reflect.Slice || target.Type().Elem().Kind() == reflect.String {
		return true
	}
	_, texts := target.Interface().([]review.Text)
	return texts
}

// askInto asks until the answer fits.
func askInto(a *app, x field, target reflect.Value) error {
	for {
		answer, ended := a.ask(x.question(target))
		value := scalarNode(answer)
		if _, texts := target.Interface().([]review.Text); texts {
			value = x.nodes(strings.Split(answer, "\n"))
		}
		err := put(target, value, place{key: x.key})
		if ended != nil || err == nil {
			return ended
		}
		fmt.Fprintf(a.prompt, "  %s\n", report.Printable(err.Error()))
	}
}

// complete names everything that is needed and missing.
func (f form) complete(sheet reflect.Value) error {
	var missing, any []string
	flags := false
	for _, x := range f.fields {
		any = append(any, x.name(f.from))
		if target, _ := review.SlotOf(sheet, x.key); x.needed && target.IsZero() {
			missing = append(missing, x.name(f.from))
			flags = flags || x.flag != ""
		}
	}
	if f.some && f.empty(sheet) {
		return misuse("not given: one of %s", strings.Join(any, ", ")).
			WithHint("a %s of which nothing is known is not recorded; nobody is asked where there is no terminal", f.noun)
	}
	if len(missing) == 0 {
		return nil
	}
	how := "give it as a flag"
	switch {
	case f.from && flags:
		how += ", or in a YAML file: --from FILE"
	case f.from:
		how = "give it in a YAML file: --from FILE"
	}
	return misuse("not given: %s", strings.Join(missing, ", ")).WithHint("%s; nobody is asked where there is no terminal", how)
}
