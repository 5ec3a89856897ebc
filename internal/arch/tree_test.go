package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is a Go file of the project.
type source struct {
	path    string // from the root, with slashes
	dir     string // of the package: "." for the root
	test    bool
	lines   int
	file    *ast.File
	fset    *token.FileSet
	imports []string
}

// at is where in the source a node stands.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

const root = "../.."

// files returns the paths of all files of the project, from the root.
func files(t *testing.T) []string {
	t.Helper()
	paths, err := walk()
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func walk() ([]string, error) {
	var paths []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "bin"):
			return filepath.SkipDir
		case d.Type().IsRegular():
			rel, err := filepath.Rel(root, path)
			paths = append(paths, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	return paths, err
}

// sources returns every Go file of the project outside testdata, parsed once.
func sources(t *testing.T) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d Go files were found: is this the root of the project?", len(all))
	}
	return all
}

var parsed = sync.OnceValues(func() ([]source, error) {
	paths, err := walk()
	var all []source
	for _, path := range paths {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.Contains(path, "testdata/") {
			var s source
			s, err = parse(path)
			all = append(all, s)
		}
	}
	return all, err
})

func parse(path string) (source, error) {
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		return source{}, err
	}
	s := source{path: path, dir: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go"),
		lines: strings.Count(string(text), "\n"), fset: token.NewFileSet()}
	if s.file, err = parser.ParseFile(s.fset, path, text, parser.ParseComments); err != nil {
		return s, err
	}
	for _, i := range s.file.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return s, err
		}
		s.imports = append(s.imports, name)
	}
	return s, nil
}

// packages returns the program's own sources by directory, tests left out.
func packages(t *testing.T) map[string][]source {
	t.Helper()
	byDir := map[string][]source{}
	for _, s := range sources(t) {
		if !s.test {
			byDir[s.dir] = append(byDir[s.dir], s)
		}
	}
	return byDir
}

// ours returns the project's own packages among imports, without the module's name.
func ours(imports []string) []string {
	var dirs []string
	for _, i := range imports {
		if dir, ok := strings.CutPrefix(i, "scr/"); ok {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// below reports whether an import path is a module or lies in it.
func below(path, module string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}

func TestOurs(t *testing.T) {
	got := ours([]string{"fmt", "scr/review", "github.com/x/scr/y", "scr/workflow/calendar"})
	if want := []string{"review", "workflow/calendar"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
