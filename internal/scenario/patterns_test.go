package scenario_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"scr/internal/scenario"
)

const patterns = "../../testdata/patterns"

// TestPatterns runs the scenarios of the control-flow patterns. Each shows all of its
// definition.
func TestPatterns(t *testing.T) {
	runAll(t, patterns)
}

// runAll runs the scenarios beside each definition of a folder. They show all of it.
func runAll(t *testing.T, dir string) {
	t.Helper()
	for _, file := range definitionFiles(t, dir) {
		t.Run(file, func(t *testing.T) {
			def, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			name := file[:len(file)-len(".yaml")] + ".scenarios.yaml"
			src, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			f, wrong := scenario.Load(name, src)
			if len(wrong) > 0 {
				t.Fatalf("%s", printed(wrong))
			}
			result, wrong, err := f.Run(t.Context(), scenario.Definition{Name: file, Source: def})
			if err != nil || len(wrong) > 0 {
				t.Fatalf("%v\n%s", err, printed(wrong))
			}
			if result.Failed() > 0 {
				t.Errorf("%s", printed(result.Failures()))
			}
			if c := result.Coverage; c.Covered < c.Of || len(result.Failures()) > 0 {
				t.Errorf("no scenario shows all of it: %v %v %v", c.NotMade, c.NotMet, c.NotUnmet)
			}
		})
	}
}

// TestPatternsPage holds the page to the files: every one of the 43 patterns has a line,
// with a definition that is there or as declined, and every definition has a line.
func TestPatternsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/patterns.md")
	if err != nil {
		t.Fatal(err)
	}
	var linked []string
	expressed := 0
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|.*\| (.*) \|$`).FindAllSubmatch(page, -1)
	if len(rows) != 43 {
		t.Fatalf("the page has %d lines", len(rows))
	}
	for n, row := range rows {
		if string(row[1]) != strconv.Itoa(n+1) {
			t.Fatalf("line %d is of pattern %s", n+1, row[1])
		}
		link := regexp.MustCompile(`patterns/(.*)\)$`).FindSubmatch(row[2])
		if link == nil && string(row[2]) != "declined" {
			t.Errorf("pattern %s has neither a definition nor is declined", row[1])
		}
		if link != nil {
			expressed++
			linked = append(linked, string(link[1]))
		}
	}
	if files := definitionFiles(t, patterns); !slices.Equal(files, linked) || expressed < 34 {
		t.Errorf("%d are expressed; the page links to\n%v\nand there are\n%v", expressed, linked, files)
	}
	if says := regexp.MustCompile(`(\d+) of 43 are expressed, (\d+) are declined`).FindSubmatch(page); says == nil ||
		string(says[1]) != strconv.Itoa(expressed) || string(says[2]) != strconv.Itoa(43-expressed) {
		t.Errorf("the page says %q, and %d are expressed", says, expressed)
	}
}

// definitionFiles names the definitions in a folder, in their order.
func definitionFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".yaml" {
			continue
		}
		if matched, _ := filepath.Match("*.scenarios.yaml", e.Name()); !matched {
			files = append(files, e.Name())
		}
	}
	return files
}
