package arch

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// unlisted are constants that are called like limits and have no row in docs/limits.md,
// with the reason.
var unlisted = map[string]string{
	"cmd/scr.maxSource":         "as much of a definition as is read; what may be read of it is maxBytes",
	"cmd/scr.longest":           "of a sentence that is told: the middle is left out, nothing is refused",
	"cmd/scr.maxBackupNote":     "a note of the last backup that is larger is as none: nothing is refused",
	"engine.maxTries":           "how often a command is tried again, no measure of what somebody gives",
	"engine.maxExplained":       "of what is told at once",
	"engine.maxAutoMoves":       "a loop that the check of definitions does not let through",
	"engine.longestGrant":       "the hours of an access, which engine's tests of grants try",
	"workflow.maxDepth":         "TestLoadHostile tries it, in many shapes",
	"workflow.maxNodes":         "the same",
	"workflow.maxRules":         "the same",
	"workflow.maxMarks":         "the same: it only keeps the parser from what maxNodes refuses",
	"workflow.maxOddities":      "of what is told at once",
	"workflow.maxDiagnostics":   "of what is told at once",
	"workflow.maxQuoted":        "of what is told at once",
	"workflow.maxListed":        "of what is told at once",
	"workflow.maxMembersTold":   "of what is told at once",
	"workflow.maxOperandsTold":  "of what is told at once",
	"workflow.maxRuleProblem":   "of what is told at once",
	"workflow.maxRuleDepth":     "the tests of rules try it",
	"workflow.maxRuleLoops":     "the tests of rules try it",
	"workflow.maxRuleCost":      "the tests of rules try it",
	"workflow.maxParents":       "the tests of extends try it",
	"workflow.maxShift":         "more than lie between any two days: a sum is held within it, nothing is refused",
	"workflow/calendar.MaxYear": "the years for which there are bank holidays: a day beyond is counted with a warning",
	"workflow/calendar.MinYear": "the same",
	"internal/audit.MaxSize":    "no log reaches it; the tests of the tree try it",

	"internal/report.mostReviews": "a slip in a file of figures: the test of reading them tries it",
	"internal/report.mostDays":    "the same",
}

// limitLike is what such a constant is called.
var limitLike = regexp.MustCompile(`^([mM]ax|[mM]ost|[lL]ongest|[sS]hortest|[lL]argest|lastEpoch|clockSlack|MinYear)`)

// listedLimit is a row of docs/limits.md.
type listedLimit struct{ what, most, says, name, dir, exit string }

func listedLimits(t *testing.T) (rows []listedLimit) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "limits.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		c := strings.Split(strings.TrimSpace(line), " | ")
		if len(c) != 5 || !strings.Contains(c[3], "`") {
			continue
		}
		name, dir, _ := strings.Cut(strings.TrimPrefix(c[3], "`"), "`, ")
		rows = append(rows, listedLimit{strings.TrimPrefix(c[0], "| "), c[1], c[2], name, dir, strings.TrimSuffix(c[4], " |")})
	}
	return rows
}

// TestLimitsAreListed holds docs/limits.md to the constants: each has a row or a reason,
// and the number in its row.
func TestLimitsAreListed(t *testing.T) {
	rows := listedLimits(t)
	if len(rows) < 25 {
		t.Fatalf("only %d rows were found", len(rows))
	}
	values := limitConstants(t)
	for _, row := range rows {
		value, known := values[row.dir+"."+row.name]
		if !known {
			t.Errorf("%s: there is no constant %s in %s", row.what, row.name, row.dir)
		} else if said := amount(t, row.most); said != value {
			t.Errorf("%s: docs/limits.md says %s, and %s is %d", row.what, row.most, row.name, value)
		}
	}
	for name := range values {
		listed := slices.ContainsFunc(rows, func(r listedLimit) bool { return r.dir+"."+r.name == name })
		if reason := unlisted[name]; listed == (reason != "") {
			t.Errorf("%s: give it a row in docs/limits.md, or say in unlisted why it needs none, and not both", name)
		}
	}
	for name := range unlisted {
		if _, known := values[name]; !known {
			t.Errorf("%s is unlisted, and there is no such constant", name)
		}
	}
}

// amount reads "10,000 events" and "1 MiB".
func amount(t *testing.T, text string) int64 {
	t.Helper()
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.ParseInt(strings.ReplaceAll(number, ",", ""), 10, 64)
	if err != nil {
		t.Errorf("%q is no number with a unit", text)
	}
	for name, times := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "TiB": 1 << 40, "minutes": int64(time.Minute)} {
		if unit == name {
			return n * times
		}
	}
	return n
}

// limitConstants returns the constants of the program that are called like limits, by
// directory and name.
func limitConstants(t *testing.T) map[string]int64 {
	t.Helper()
	values := map[string]int64{}
	c := &constants{t: t, byDir: packages(t), done: map[string]*types.Package{}, std: importer.ForCompiler(token.NewFileSet(), "source", nil)}
	for dir := range c.byDir {
		if slices.ContainsFunc(rigs, func(rig string) bool { return below(dir, rig) }) {
			continue
		}
		scope := c.of(dir).Scope()
		for _, name := range scope.Names() {
			if k, ok := scope.Lookup(name).(*types.Const); ok && limitLike.MatchString(name) {
				if n, exact := constant.Int64Val(constant.ToInt(k.Val())); exact {
					values[dir+"."+name] = n
				}
			}
		}
	}
	return values
}

// constants works constants out. Of other modules it knows only package time: no limit
// needs more.
type constants struct {
	t     *testing.T
	byDir map[string][]source
	done  map[string]*types.Package
	std   types.Importer
}

// Import gives the checker one of our packages, package time, or an empty one.
func (c *constants) Import(path string) (*types.Package, error) {
	if dir, ours := strings.CutPrefix(path, "scr/"); ours {
		return c.of(dir), nil
	}
	if path == "time" {
		return c.std.Import(path)
	}
	return nil, fmt.Errorf("package %s is not looked at", path)
}

func (c *constants) of(dir string) *types.Package {
	if c.done[dir] == nil {
		fset, files := c.parsedAgain(dir)
		check := types.Config{IgnoreFuncBodies: true, Error: func(error) {}, Importer: c}
		c.done[dir], _ = check.Check("scr/"+dir, fset, files, nil) // what it does not know of is not looked at
	}
	return c.done[dir]
}

// parsedAgain gives the files of a package one set of places.
func (c *constants) parsedAgain(dir string) (*token.FileSet, []*ast.File) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, s := range c.byDir[dir] {
		if strings.HasSuffix(s.path, "_other.go") {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(root, s.path), nil, parser.SkipObjectResolution)
		if err != nil {
			c.t.Fatal(err)
		}
		files = append(files, file)
	}
	return fset, files
}

// TestLimitsAreTried: each row is tried by its package under the constant's name, and
// the sentence and the exit status in the row are those that are looked for.
func TestLimitsAreTried(t *testing.T) {
	exits := exitOfCode(t)
	tried := map[listedLimit]bool{}
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if row, ok := triedLimit(s.dir, n, exits); ok {
				tried[row] = true
			}
			return true
		})
	}
	rows := listedLimits(t)
	for _, row := range rows {
		row.most = ""
		if !tried[row] {
			t.Errorf("nobody tries %q as it stands in docs/limits.md: %+v", row.what, row)
		}
		delete(tried, row)
	}
	for row := range tried {
		t.Errorf("%q is tried, and has no such row in docs/limits.md: %+v", row.what, row)
	}
}

// triedLimit reads a limit.Limit that is written out in a test.
func triedLimit(dir string, n ast.Node, exits map[string]string) (row listedLimit, ok bool) {
	lit, ok := n.(*ast.CompositeLit)
	if !ok || !is(lit.Type, "limit", "Limit") {
		return row, false
	}
	row.dir = dir
	for _, e := range lit.Elts {
		kv := e.(*ast.KeyValueExpr)
		switch key := kv.Key.(*ast.Ident).Name; key {
		case "What", "Says":
			text, _ := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
			if key == "What" {
				row.what = text
			} else {
				row.says = text
			}
		case "N":
			row.name = lastName(kv.Value)
		case "Code":
			row.exit = exits[lastName(kv.Value)]
		}
	}
	return row, true
}

// lastName is the name in x, pkg.x or int64(x).
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.CallExpr:
		return lastName(e.Args[0])
	}
	return ""
}

// exitOfCode reads the table of exit statuses in docs/commands.md, which a test of
// cmd/scr holds to the program.
func exitOfCode(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"failed": "Failed", "usage": "Usage", "refused": "Refused", "invalid": "Invalid"}
	exits := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if c := strings.Split(line, " | "); len(c) == 3 && names[c[1]] != "" {
			exits[names[c[1]]] = strings.TrimPrefix(c[0], "| ")
		}
	}
	if len(exits) != len(names) {
		t.Fatalf("the exit statuses in docs/commands.md are %v", exits)
	}
	return exits
}
