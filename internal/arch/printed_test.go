package arch

import (
	"go/ast"
	"maps"
	"slices"
	"testing"
)

// streams are ways to standard output, to standard error and to a terminal. The
// program knows its own from [os.File]s that main hands in, and puts a guard
// (internal/report) before each as soon as a command line is run. Whoever uses one of
// these goes round it.
func streams(n ast.Node) string {
	for _, name := range []string{"Stdout", "Stderr", "NewFile"} {
		if is(n, "os", name) {
			return "os." + name
		}
	}
	for _, name := range []string{"Print", "Printf", "Println"} {
		if is(n, "fmt", name) || is(n, "log", name) {
			return "fmt." + name
		}
	}
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Value == `"/dev/tty"` || n.Value == `"/dev/stdout"` || n.Value == `"/dev/stderr"` {
			return n.Value
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "behind" || f.Name == "print" || f.Name == "println") {
			return f.Name
		}
		if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Under" {
			return "Under"
		}
	}
	return ""
}

// round says where that is done all the same, how often, and why.
var round = map[string]struct {
	times int
	why   string
}{
	"cmd/scr/main.go os.Stdout":          {1, "handed to the program, which puts a guard before it"},
	"cmd/scr/main.go os.Stderr":          {2, "the same; and a sentence of our own before there is a program"},
	"cmd/scr/exit.go behind":             {1, "what the guard stands before keeps what went wrong"},
	"cmd/scr/app.go \"/dev/tty\"":        {1, "to ask on; a guard is put before it"},
	"cmd/scr/passphrase.go \"/dev/tty\"": {1, "to ask for a passphrase, in words of our own"},
	"cmd/scr/editor.go behind":           {2, "an editor draws on the terminal"},
	"cmd/scr/editor.go Under":            {1, "the function behind itself"},
	"cmd/scr/audit.go behind":            {1, "progress, which is numbers over the line before"},
	"cmd/scr/audit_board.go behind":      {1, "a proof or checkpoint for a machine, byte for byte; on a terminal it goes through the guard"},
}

// TestNothingIsPrintedRoundTheGuard keeps every other way to people out of the program.
func TestNothingIsPrintedRoundTheGuard(t *testing.T) {
	left := map[string]int{}
	for place, r := range round {
		left[place] = r.times
	}
	for dir, list := range packages(t) {
		if slices.ContainsFunc(rigs, func(rig string) bool { return below(dir, rig) }) {
			continue
		}
		for _, s := range list {
			ast.Inspect(s.file, func(n ast.Node) bool {
				if way := streams(n); way != "" {
					place := s.path + " " + way
					if left[place]--; left[place] < 0 {
						t.Errorf("%s: %s goes round the guard: print to the app's own streams", s.at(n), way)
					}
				}
				return true
			})
		}
	}
	for place := range maps.Keys(left) {
		if left[place] > 0 {
			t.Errorf("%s is in the table %d times too often", place, left[place])
		}
	}
}
