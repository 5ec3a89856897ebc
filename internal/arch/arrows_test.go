package arch

import (
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages each package may import: towards the nouns,
// never back. Tests may import what they like, cmd/scr excepted.
var arrows = map[string][]string{
	"review":              {},
	"workflow":            {"workflow/calendar", "internal/typo"},
	"workflow/calendar":   {"internal/typo"},
	"workflow/library":    {},
	"engine":              {"review", "workflow", "workflow/calendar"},
	"store":               {"review", "internal/audit", "internal/custody", "internal/keyring"},
	"store/storetest":     {"review"},
	"config":              {"review", "internal/files"},
	"internal/audit":      {"review", "internal/typo"},
	"internal/custody":    {},
	"internal/keyring":    {"review", "internal/custody"},
	"internal/backup":     {"review", "internal/audit"},
	"internal/files":      {"review", "internal/custody"},
	"internal/limit":      {"review"}, // for tests
	"internal/typo":       {},
	"internal/report":     {"review", "workflow", "workflow/calendar"},
	"internal/simulation": {"review", "workflow", "workflow/calendar", "workflow/library", "engine", "store", "internal/audit", "internal/keyring"},
	"internal/scenario":   {"review", "workflow", "engine"},
	"internal/arch":       {},
	"internal/arch/tally": {},
	"cmd/scr": {"review", "workflow", "workflow/library", "workflow/calendar", "engine", "store", "config",
		"internal/audit", "internal/backup", "internal/custody", "internal/files", "internal/keyring", "internal/report", "internal/scenario", "internal/typo"},

	// The test rig: a program that writes as cmd/scr does, one that makes calls fail,
	// and the planted faults.
	"internal/torture":         {},
	"internal/torture/writer":  {"review", "engine", "store", "internal/keyring"},
	"internal/torture/strike":  {},
	"internal/torture/mutants": {},
}

func TestArrows(t *testing.T) {
	for dir, list := range packages(t) {
		may, known := arrows[dir]
		if !known {
			t.Errorf("package %s has no place in the arrows", dir)
		}
		for _, s := range list {
			for _, imported := range ours(s.imports) {
				if !slices.Contains(may, imported) {
					t.Errorf("%s imports %s: %s may import %s", s.path, imported, dir, strings.Join(may, ", "))
				}
			}
		}
	}
}

func TestArrowsPointNowhereTwice(t *testing.T) {
	for from, to := range arrows {
		for _, dir := range to {
			if slices.Contains(arrows[dir], from) {
				t.Errorf("%s and %s import each other", from, dir)
			}
		}
	}
}

func TestNobodyImportsTheProgram(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains(s.imports, "scr/cmd/scr") {
			t.Errorf("%s imports the program", s.path)
		}
		if slices.Contains(s.imports, "scr/internal/simulation") {
			t.Errorf("%s imports what tries the program out", s.path)
		}
	}
}

// TestNounsNeedNothing keeps package review and the calendar on the standard
// library: everything else stands on them.
func TestNounsNeedNothing(t *testing.T) {
	byDir := packages(t)
	for _, dir := range []string{"review", "workflow/calendar"} {
		for _, s := range byDir[dir] {
			for _, i := range s.imports {
				if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") {
					t.Errorf("%s imports %s", s.path, i)
				}
			}
		}
	}
}

// keepers says who alone knows a library: a directory, or one file.
var keepers = map[string][]string{
	"github.com/spf13/viper":               {"config"},
	"github.com/jmoiron/sqlx":              {"store"},
	"github.com/mattn/go-sqlite3":          {"store"},
	"github.com/pressly/goose/v3":          {"store"},
	"database/sql":                         {"store"},
	"cel.dev/cel-go":                       {"workflow"},
	"github.com/looplab/fsm":               {"engine/machine.go"},
	"github.com/spf13/cobra":               {"cmd/scr"},
	"golang.org/x/mod":                     {"internal/audit", "store", "cmd/scr", "internal/keyring", "internal/backup"},
	"golang.org/x/term":                    {"cmd/scr"},
	"github.com/clipperhouse/displaywidth": {"internal/report", "workflow"},
	"go.yaml.in/yaml/v4":                   {"workflow", "cmd/scr"},
}

func TestKeepers(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue // a test may look at a library from outside
		}
		for _, i := range s.imports {
			for module, keep := range keepers {
				if below(i, module) && !slices.Contains(keep, s.dir) && !slices.Contains(keep, s.path) {
					t.Errorf("%s imports %s, which only %s may know", s.path, i, strings.Join(keep, " and "))
				}
			}
		}
	}
}

// TestKeepersAreNeeded tells when a line above names a module that is no longer,
// or never was, one of the program's.
func TestKeepersAreNeeded(t *testing.T) {
	modules := read(t, "go.mod")
	for module := range keepers {
		first, _, _ := strings.Cut(module, "/")
		if strings.Contains(first, ".") && !strings.Contains(modules, "\t"+module+" v") {
			t.Errorf("%s is not in go.mod", module)
		}
	}
}
