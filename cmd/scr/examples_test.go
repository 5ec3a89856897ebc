package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"scr/workflow"
	"scr/workflow/library"
)

// The help of scr open showed a stage that no workflow has. Each command line that help
// shows must be one that the program takes: command, arguments, flags, and the names that
// the shipped definitions give to tracks, stages, moves, forms and fields.
func TestEveryExampleInHelpIsACommandLine(t *testing.T) {
	defs := shippedDefinitions(t)
	each(whole(t), func(cmd *cobra.Command) {
		for _, line := range shownIn(cmd.Long + "\n" + cmd.Example) {
			t.Run(line, func(t *testing.T) { checkLine(t, defs, line) })
		}
	})
}

// shownIn returns the command lines that a page of help shows: each on a line of its own.
// What stands two spaces and more behind it explains it.
func shownIn(help string) []string {
	var lines []string
	for line := range strings.Lines(help) {
		if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "  scr ") {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
			line, _, _ = strings.Cut(line, " > ")
			lines = append(lines, line)
		}
	}
	return lines
}

// shippedParents finds what a shipped definition extends among the shipped ones.
func shippedParents(id string, version int) (string, []byte, error) {
	file, _ := library.Find(id, version)
	return file.Name, file.Bytes, nil
}

func shippedDefinitions(t *testing.T) (defs []*workflow.Definition) {
	t.Helper()
	for _, file := range library.All() {
		def, wrong := workflow.Load(file.Name, file.Bytes, shippedParents)
		if len(wrong) > 0 {
			t.Fatalf("%s: %v", file.Name, wrong)
		}
		defs = append(defs, def)
	}
	return defs
}

func checkLine(t *testing.T, defs []*workflow.Definition, line string) {
	t.Helper()
	cmd, rest, err := newRoot(testApp(t), nil).Find(shellWords(strings.ReplaceAll(line, `"`, "'"))[1:])
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && cmd.Args != nil {
		err = cmd.Args(cmd, cmd.Flags().Args())
	}
	if err != nil || cmd.HasAvailableSubCommands() {
		t.Fatalf("this is no command line: %v", err)
	}
	checkNames(t, defs, cmd)
}

// checkNames holds what a line names against the definition that it names, or against
// those that are shipped: one of them must have it.
func checkNames(t *testing.T, defs []*workflow.Definition, cmd *cobra.Command) {
	t.Helper()
	if f := cmd.Flags().Lookup("workflow"); f != nil && f.Changed {
		id, _, _ := strings.Cut(f.Value.String(), "@")
		defs = slices.DeleteFunc(slices.Clone(defs), func(d *workflow.Definition) bool { return d.ID != id })
	}
	has := func(what string, in func(*workflow.Definition) bool) {
		if !slices.ContainsFunc(defs, in) {
			t.Errorf("no shipped definition has %s", what)
		}
	}
	args := cmd.Flags().Args()
	for i, word := range strings.Fields(cmd.Use)[1:] {
		if i < len(args) && word == "TRACK.MOVE" {
			track, move, _ := strings.Cut(args[i], ".")
			has(args[i], func(d *workflow.Definition) bool {
				return d.Track(track) != nil && d.Track(track).Transition(move) != nil
			})
		}
		if i < len(args) && word == "FORM" {
			has("form "+args[i], func(d *workflow.Definition) bool { return d.Form(args[i]) != nil })
		}
	}
	for _, at := range list(cmd, "at") {
		track, stage, _ := strings.Cut(at, "=")
		has("stage "+at, func(d *workflow.Definition) bool { return d.Track(track) != nil && d.Track(track).Stage(stage) != nil })
	}
	for _, set := range list(cmd, "set") {
		name, _, _ := strings.Cut(set, "=")
		form, field, dotted := strings.Cut(name, ".")
		if !dotted {
			form, field = args[len(args)-1], name
		}
		has("field "+name, func(d *workflow.Definition) bool { return d.Form(form) != nil && d.Form(form).Field(field) != nil })
	}
}

func list(cmd *cobra.Command, flag string) []string {
	if f := cmd.Flags().Lookup(flag); f != nil {
		if l, ok := f.Value.(interface{ GetSlice() []string }); ok {
			return l.GetSlice()
		}
	}
	return nil
}

// quoted is a command line in a sentence, such as "scr history REF" in quotes.
var quoted = regexp.MustCompile(`"scr ([^"]+)"`)

// A hint that fails when it is typed is worse than none: each command in quotes in the
// sources is one that there is, with flags that it has.
func TestEveryCommandInAHintIsThere(t *testing.T) {
	for _, folder := range []string{".", "../../engine", "../../internal/report", "../../store", "../../config", "../../internal/keyring"} {
		for place, text := range literals(t, folder) {
			for _, found := range quoted.FindAllStringSubmatch(text, -1) {
				checkHint(t, place, found[1])
			}
		}
	}
}

// literals returns the texts in a folder's sources, by place.
func literals(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no sources: %v", folder, err)
	}
	all := map[string]string{}
	fset := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				all[fset.Position(lit.Pos()).String()], _ = strconv.Unquote(lit.Value)
			}
			return true
		})
	}
	return all
}

func checkHint(t *testing.T, place, line string) {
	t.Helper()
	words := strings.Fields(line)
	root := newRoot(testApp(t), nil)
	root.InitDefaultHelpCmd()
	if strings.HasPrefix(words[0], "%") {
		return // which command it is the program knows only when it says so
	}
	cmd, rest, err := root.Find(words)
	if err != nil {
		t.Errorf("%s: scr %s: %v", place, line, err)
		return
	}
	rest = slices.DeleteFunc(rest, func(word string) bool { return word == "--help" })
	for _, word := range rest {
		flag, isFlag := strings.CutPrefix(word, "--")
		flag, _, _ = strings.Cut(flag, "=")
		if isFlag && cmd.Flags().Lookup(flag) == nil && cmd.InheritedFlags().Lookup(flag) == nil {
			t.Errorf("%s: scr %s: %s has no flag --%s", place, line, cmd.CommandPath(), flag)
		}
	}
	if cmd.HasAvailableSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "%") {
		t.Errorf("%s: scr %s: %s has no command %s", place, line, cmd.CommandPath(), rest[0])
	}
}
