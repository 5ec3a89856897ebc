package arch

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// chancy may use a generator that can be guessed, with the reason.
var chancy = map[string]string{"internal/simulation": "what it does must be repeated from a seed, and it is no part of the program"}

// TestTimeAndChanceComeFromOutside keeps the clock and randomness in the wiring,
// so that a test can say what day it is.
func TestTimeAndChanceComeFromOutside(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.dir == "cmd/scr" || s.dir == "internal/torture/writer" { // which wires as the program does
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if is(n, "time", "Now") || is(n, "time", "Since") || is(n, "time", "Until") {
				t.Errorf("%s: the time comes from outside, from a field Now", s.at(n))
			}
			return true
		})
		for _, i := range s.imports {
			if strings.HasPrefix(i, "math/rand") && chancy[s.dir] == "" {
				t.Errorf("%s imports %s: what must not be guessed is not left to it", s.path, i)
			}
		}
	}
}

// is reports whether a node is a name of a package, as written pkg.Name.
func is(n ast.Node, pkg, name string) bool {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == pkg && x.Obj == nil
}

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: a package does nothing before it is asked", s.at(d))
			}
		}
	}
}

// state lists the package variables that may change, with the reason.
var state = map[string]string{
	"review.textFields":        "remembers what reflection says of a type, which never changes",
	"store/storetest.commands": "numbers the suite's commands, so that no two share a key",
}

// TestNoPackageState lets package variables be errors, embedded files, and tables
// and values that nothing changes.
func TestNoPackageState(t *testing.T) {
	for dir, list := range packages(t) {
		vars := map[string]bool{}
		for _, s := range list {
			for _, spec := range packageVars(s.file) {
				for _, name := range spec.Names {
					vars[name.Name] = true
					if len(spec.Values) == 0 && !embedded(s, spec) && state[dir+"."+name.Name] == "" {
						t.Errorf("%s: %s begins empty, so something must change it", s.at(name), name.Name)
					}
				}
			}
		}
		for _, s := range list {
			for _, name := range assigned(s.file) {
				if name.Name != "_" && vars[name.Name] && packageLevel(s.file, name) && state[dir+"."+name.Name] == "" {
					t.Errorf("%s: the package variable %s is changed", s.at(name), name.Name)
				}
			}
		}
	}
}

func packageVars(f *ast.File) []*ast.ValueSpec {
	var specs []*ast.ValueSpec
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				specs = append(specs, spec.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

// embedded reports whether a variable is filled by the compiler, from a file: the
// directive stands on the line above it.
func embedded(s source, spec *ast.ValueSpec) bool {
	line := s.fset.Position(spec.Pos()).Line
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:embed ") && s.fset.Position(c.Pos()).Line == line-1 {
				return true
			}
		}
	}
	return false
}

// assigned returns the names at the root of what a file assigns to: x in x = 1,
// x[i] = 1, x.f++ and delete(x, k).
func assigned(f *ast.File) []*ast.Ident {
	var names []*ast.Ident
	add := func(e ast.Expr) {
		if name := rootName(e); name != nil {
			names = append(names, name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					add(e)
				}
			}
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "delete" || f.Name == "clear") && len(n.Args) > 0 {
				add(n.Args[0])
			}
		}
		return true
	})
	return names
}

func rootName(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.IndexExpr:
		return rootName(e.X)
	case *ast.SelectorExpr:
		return rootName(e.X)
	case *ast.StarExpr:
		return rootName(e.X)
	case *ast.ParenExpr:
		return rootName(e.X)
	}
	return nil
}

// packageLevel reports whether a name is not one of a function's own. The parser
// finds declarations within a file: a name that it did not find, or found among
// the variables of the file, belongs to the package.
func packageLevel(f *ast.File, name *ast.Ident) bool {
	if name.Obj == nil {
		return true
	}
	spec, ok := name.Obj.Decl.(*ast.ValueSpec)
	return ok && slices.Contains(packageVars(f), spec)
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	for dir, list := range packages(t) {
		name := list[0].file.Name.Name
		lead := "Package " + name + " "
		if name == "main" {
			lead = "Command " + path.Base(dir) + " "
		}
		if !slices.ContainsFunc(list, func(s source) bool { return strings.HasPrefix(s.file.Doc.Text(), lead) }) {
			t.Errorf("package %s has no comment that begins %q", dir, lead)
		}
	}
}

// TestExportedNamesAreDocumented looks at what one package offers to another.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, list := range packages(t) {
		for _, s := range list {
			if s.file.Name.Name == "main" {
				continue
			}
			for _, d := range s.file.Decls {
				for _, name := range undocumented(d) {
					t.Errorf("%s: %s is exported and has no comment", s.at(name), name.Name)
				}
			}
		}
	}
}

func undocumented(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && ofExported(d) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var names []*ast.Ident
		for _, spec := range d.Specs {
			names = append(names, undocumentedSpec(d, spec)...)
		}
		return names
	}
	return nil
}

// ofExported reports whether a function stands alone or belongs to an exported
// type. Methods that an interface of the standard library asks for speak for
// themselves only on types of the package's own.
func ofExported(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

func undocumentedSpec(d *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
			return []*ast.Ident{spec.Name}
		}
	case *ast.ValueSpec:
		if d.Doc != nil || spec.Doc != nil || spec.Comment != nil {
			return nil
		}
		return slices.DeleteFunc(slices.Clone(spec.Names), func(n *ast.Ident) bool { return !n.IsExported() })
	}
	return nil
}

// long lists the files that may be longer than the rest, with the reason.
var long = map[string]string{}

func TestFilesAreShort(t *testing.T) {
	const most = 600
	for _, s := range sources(t) {
		if s.lines > most && long[s.path] == "" {
			t.Errorf("%s has %d lines: a file over 400 asks to be two, one over %d is", s.path, s.lines, most)
		}
	}
}

func TestPackagesAreNouns(t *testing.T) {
	for dir := range packages(t) {
		if name := path.Base(dir); slices.Contains([]string{"util", "utils", "common", "models", "types", "helpers", "misc", "base"}, name) {
			t.Errorf("package %s says where things were put, not what they are", dir)
		}
	}
}
