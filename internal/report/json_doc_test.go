package report

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/internal/scenario"
	"scr/review"
	"scr/workflow"
)

// outputs are what reading commands print with --json, each with its type.
var outputs = []struct {
	command string
	v       any
}{
	{"`scr show`", ShowJSON{}},
	{"`scr next`", NextJSON{}},
	{"`scr history`", HistoryJSON{}},
	{"`scr list`", ListJSON{}},
	{"`scr todo`", TodoJSON{}},
	{"`scr stats`", review.Figures{}},
	{"`scr report`", ReportJSON{}},
	{"`scr clock show`", DerivationJSON{}},
	{"`scr finding list`, `scr finding show` and those of the other records", RecordsJSON{}},
	{"`scr person list` and `scr person show`: people", review.Person{}},
	{"`scr office list` and `scr user list`: the board", review.Board{}},
	{"`scr workflow list`: adopted definitions", review.Adoption{}},
	{"`scr workflow list` with `--on` or `--nation`", VersionsJSON{}},
	{"`scr workflow check`: diagnostics", workflow.Diagnostic{}},
	{"`scr workflow test`: results, and diagnostics as above", scenario.Result{}},
	{"`scr keys recipients`", RecipientsJSON{}},
	{"`scr erase list`", ErasuresJSON{}},
	{"`scr erase show` and `scr erase report`", ErasureJSON{}},
	{"`scr retention list`", RetentionJSON{}},
	{"`scr retention due`", DueJSON{}},
	{"`scr audit verify`", review.Verified{}},
	{"`scr audit check`", CheckJSON{}},
	{"`scr audit witness`", WitnessJSON{}},
	{"every writing command: its receipt", review.Receipt{}},
}

// TestJSONIsDocumented holds docs/json.md to the types: every field of every
// output stands in it, with what it means.
func TestJSONIsDocumented(t *testing.T) {
	g := &guide{comments: fieldComments(t, "../../review", "../../workflow", "../scenario", "."), done: map[reflect.Type]bool{}}
	got := g.write()
	for _, field := range g.silent {
		t.Errorf("%s has no comment that says what it means", field)
	}
	page := filepath.Join("..", "..", "docs", "json.md")
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("docs/json.md is not what the types say now: run go test ./internal/report -update")
	}
}

// guide writes the documentation of what is printed as JSON.
type guide struct {
	strings.Builder
	comments map[string]string // Type.Field → what it means
	done     map[reflect.Type]bool
	queue    []reflect.Type
	silent   []string // fields without a meaning
}

func (g *guide) write() string {
	g.WriteString(`# What the program prints as JSON

Every reading command takes ` + "`--json`" + `. The names below are stable: a field is added, never
renamed, and never means something else later. This page is made from the types
and held to them by a test.

- A date is text: ` + "`2013-03-21`, `2013-03` or `2013`" + `, as it was recorded; an unknown date is left
  out or empty.
- An instant is text in UTC, as in RFC 3339.
- A personal text is text; ` + "`null`" + ` says that one is recorded and not shown, or was erased.
- A list is never ` + "`null`" + `. A field marked *optional* is left out where there is nothing.
- Characters that could steer a terminal are escaped, as in ` + "`\\u001b`" + `; the value is the
  same.
- An error is an object on standard error with ` + "`code`, `message`, `hint` and `details`" + `; the details
  of a refusal are a list of [Obstacle](#obstacle).

`)
	for _, o := range outputs {
		typ := reflect.TypeOf(o.v)
		fmt.Fprintf(g, "- %s: %s\n", o.command, g.link(typ))
	}
	g.WriteString("- a record: one of ")
	var nouns []string
	for _, b := range (words{}).binders(&review.Review{}) {
		nouns = append(nouns, g.link(reflect.TypeOf(b.records).Elem()))
	}
	g.WriteString(list(nouns) + "\n\n## Types\n")
	for len(g.queue) > 0 {
		next := g.queue[0]
		g.queue = g.queue[1:]
		g.table(next)
	}
	g.bodies()
	return g.String()
}

// bodies documents what a history's entries hold, kind by kind.
func (g *guide) bodies() {
	g.WriteString("\n## Bodies of a history's entries, by kind\n")
	for _, kind := range slices.Sorted(slices.Values(review.Kinds())) {
		body, err := review.Decode(kind, []byte("{}"))
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(g, "\n### %s\n\n", kind)
		g.rows(reflect.TypeOf(body).Elem())
		if kind == "record.corrected/1" {
			g.WriteString("| `kind` | text | *optional*; of the new body |\n| `with` | body of that kind | *optional*; what stands in the corrected event's place |\n")
		}
		for len(g.queue) > 0 {
			next := g.queue[0]
			g.queue = g.queue[1:]
			g.table(next)
		}
	}
}

func (g *guide) table(t reflect.Type) {
	fmt.Fprintf(g, "\n### %s\n\n", called(t))
	g.rows(t)
}

func (g *guide) rows(t reflect.Type) {
	g.WriteString("| field | holds | means |\n| --- | --- | --- |\n")
	g.fields(t)
}

func (g *guide) fields(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			g.fields(f.Type)
		case f.IsExported() && name != "-":
			g.row(t, f, name, strings.Contains(options, "omit"))
		}
	}
}

func (g *guide) row(t reflect.Type, f reflect.StructField, name string, optional bool) {
	owner, _, _ := strings.Cut(t.Name(), "[")
	means := g.comments[path.Base(t.PkgPath())+"."+owner+"."+f.Name]
	if means == "" {
		means = common[name]
	}
	if means == "" {
		g.silent = append(g.silent, owner+"."+f.Name)
	}
	if optional {
		means = "*optional*; " + means
	}
	fmt.Fprintf(g, "| `%s` | %s | %s |\n", name, g.holds(f), strings.ReplaceAll(means, "|", "\\|"))
}

func (g *guide) holds(f reflect.StructField) string {
	if f.Type == reflect.TypeFor[review.Text]() {
		return "personal text (" + f.Tag.Get("personal") + ")"
	}
	return g.kind(f.Type)
}

func (g *guide) kind(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[review.Text]():
		return "personal text"
	case reflect.TypeFor[review.Date]():
		return "date"
	case reflect.TypeFor[time.Time]():
		return "instant"
	case reflect.TypeFor[review.Body]():
		return "body, see below"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.kind(t.Elem())
	case reflect.Slice:
		return "list of " + g.kind(t.Elem())
	case reflect.Map:
		return "object of " + g.kind(t.Elem())
	case reflect.Struct:
		return g.link(t)
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "yes or no"
	case reflect.Interface:
		return "list of records"
	}
	return "number"
}

// link refers to a type, and sees to it that the type is documented.
func (g *guide) link(t reflect.Type) string {
	if !g.done[t] {
		g.done[t] = true
		g.queue = append(g.queue, t)
	}
	anchor := strings.ReplaceAll(strings.ToLower(called(t)), " ", "-")
	return "[" + called(t) + "](#" + anchor + ")"
}

// called is a type's name for readers, who know no packages.
func called(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[Move]():
		return "Move ahead"
	case reflect.TypeFor[Clock]():
		return "Clock today"
	}
	return t.Name()
}

// fieldComments reads what the fields of the structs in some packages mean, from
// the comments beside or above them.
func fieldComments(t *testing.T, dirs ...string) map[string]string {
	t.Helper()
	comments := map[string]string{}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(comments, structComments(file))
		}
	}
	return comments
}

func structComments(file *ast.File) map[string]string {
	comments := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		body, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range body.Fields.List {
			said := strings.Join(strings.Fields(f.Comment.Text()+" "+f.Doc.Text()), " ")
			for _, name := range f.Names {
				comments[file.Name.Name+"."+spec.Name.Name+"."+name.Name] = said
			}
		}
		return false
	})
	return comments
}
