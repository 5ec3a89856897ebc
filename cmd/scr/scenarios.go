package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"scr/internal/report"
	"scr/internal/scenario"
	"scr/review"
	"scr/workflow"
	"scr/workflow/library"
)

// scenarioFiles is how the name of a file of scenarios ends, where one stands beside its
// definition.
const scenarioFiles = ".scenarios.yaml"

const workflowTestHelp = `Run the scenarios of definitions: each is played through the rules of this
program, in memory, and nothing of the board is read or written but the definition
where it stands in no file. FILE is a file of scenarios, or the name of a definition
that is shipped with some.

The definition is looked for in the folder of the file, then among those shipped,
then among those that the board adopted. docs/scenarios.md describes the files.

The exit status is 1 when a scenario fails, and 7 when a file cannot be read.`

// workflowTestCommand runs the scenarios of definitions.
func workflowTestCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "test FILE…", Short: "Run scenarios of definitions: whether reviews run as they say",
		Long: workflowTestHelp, Args: takesArguments}
	t := &scenarioTest{app: a}
	cmd.Flags().StringVar(&t.definition, "definition", "", "file of the definition to run them under")
	cmd.Flags().StringVar(&t.coverage, "coverage", "", "say what of the definition no scenario shows; =full: and fail where something is missing")
	cmd.Flags().Lookup("coverage").NoOptDefVal = "shown"
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		a.onlyPrints = true
		return t.run(cmd.Context(), files)
	}
	return cmd
}

// scenarioTest is one run of some files of scenarios.
type scenarioTest struct {
	*app
	definition string
	coverage   string
	results    []*scenario.Result
	wrong      []workflow.Diagnostic
	unread     []error
}

func (t *scenarioTest) run(ctx context.Context, files []string) error {
	if t.coverage != "" && t.coverage != "shown" && t.coverage != "full" {
		return misuse("--coverage is written by itself, or as --coverage=full")
	}
	for _, file := range files {
		if err := t.file(ctx, file); review.CodeOf(err) == review.Usage && err != nil {
			return err
		} else if err != nil {
			t.unread = append(t.unread, err)
		}
	}
	if err := t.print(); err != nil {
		return err
	}
	return t.result(files)
}

// file runs the scenarios of one file.
func (t *scenarioTest) file(ctx context.Context, name string) error {
	f, dir, err := t.load(name)
	if err != nil || f == nil {
		return err
	}
	def, err := t.find(ctx, f, dir)
	if err != nil {
		return err
	}
	var also []*scenario.File
	for _, id := range f.AlsoRun {
		other, _, err := t.load(t.beside(dir, id))
		if err != nil || other == nil {
			return err
		}
		also = append(also, other)
	}
	result, wrong, err := f.Run(ctx, def, also...)
	t.wrong = append(t.wrong, wrong...)
	if result != nil {
		t.results = append(t.results, result)
	}
	return err
}

// load reads a file of scenarios, or those of a shipped definition. It returns no file
// where something is wrong with it.
func (t *scenarioTest) load(name string) (f *scenario.File, dir string, err error) {
	src, called, err := t.readSource(name)
	dir = filepath.Dir(name)
	if shipped, ok := shippedScenarios(name); os.IsNotExist(err) && ok {
		src, called, dir, err = shipped.Bytes, shipped.Name, "", nil
	}
	if review.CodeOf(err) == review.Usage {
		return nil, "", err
	}
	if err != nil {
		return nil, "", review.Errorf(review.Invalid, "%w", err).WithHint("name a file of scenarios, or a definition that is shipped with some: %s", strings.Join(withScenarios(), ", "))
	}
	f, wrong := scenario.Load(called, src)
	t.wrong = append(t.wrong, wrong...)
	return f, dir, nil
}

// shippedScenarios finds the scenarios that are shipped with a definition, by ID or
// ID@VERSION.
func shippedScenarios(name string) (library.File, bool) {
	def, ok := shippedAs(name)
	if !ok {
		return library.File{}, false
	}
	return library.Scenarios(def.ID)
}

// withScenarios names the shipped definitions that have scenarios.
func withScenarios() (names []string) {
	for _, f := range library.All() {
		if _, ok := library.Scenarios(f.ID); ok {
			names = append(names, f.ID)
		}
	}
	return names
}

// beside is the file with the scenarios of another definition: in the same folder, or
// shipped.
func (t *scenarioTest) beside(dir, id string) string {
	name := filepath.Join(dir, id+scenarioFiles)
	if _, err := os.Stat(name); dir != "" && err == nil {
		return name
	}
	return id
}

// find finds the definition that scenarios test.
func (t *scenarioTest) find(ctx context.Context, f *scenario.File, dir string) (scenario.Definition, error) {
	parents := t.parentsFrom(ctx, dir)
	if t.definition != "" {
		src, called, err := t.readSource(t.definition)
		if err != nil && review.CodeOf(err) != review.Usage {
			err = review.Errorf(review.Invalid, "--definition: %w", err)
		}
		return scenario.Definition{Name: called, Source: src, Parents: t.parentsFrom(ctx, filepath.Dir(t.definition))}, err
	}
	name, src, err := parents(f.Workflow, f.Number)
	if err != nil {
		return scenario.Definition{}, review.Errorf(review.Invalid, "%s tests %s: %w", f.Name, f.Workflow, err).
			WithHint("put the definition beside the scenarios, or name its file with --definition")
	}
	return scenario.Definition{Name: name, Source: src, Parents: parents}, nil
}

// parentsFrom finds definitions: in a folder, among those shipped, then among those
// adopted. Version 0 is the newest.
func (t *scenarioTest) parentsFrom(ctx context.Context, dir string) workflow.Parents {
	return func(id string, version int) (string, []byte, error) {
		if name, src := definitionIn(dir, id, version); name != "" {
			return name, src, nil
		}
		if f, ok := library.Find(id, version); ok {
			return f.Name, f.Bytes, nil
		}
		if version == 0 {
			version = t.newest(ctx, id)
		}
		return t.parents(ctx)(id, version)
	}
}

// newest is the newest version of a definition that the board adopted, or 1.
func (t *scenarioTest) newest(ctx context.Context, id string) int {
	names, err := t.adopted(ctx)
	newest := 1
	for _, name := range names {
		of, number, _ := strings.Cut(name, "@")
		if n, wrong := strconv.Atoi(number); err == nil && wrong == nil && of == id {
			newest = max(newest, n)
		}
	}
	return newest
}

// definitionIn looks for a definition's file in a folder: by what the files say. Of two
// that say the same the one that is called so is meant.
func definitionIn(dir, id string, version int) (found string, text []byte) {
	if dir == "" {
		return "", nil
	}
	names := []string{id + ".yaml"}
	files, _ := os.ReadDir(dir) // a folder that cannot be read holds no definition for us
	for _, f := range files {
		names = append(names, f.Name())
	}
	newest := 0
	for _, name := range names {
		if filepath.Ext(name) != ".yaml" || strings.HasSuffix(name, scenarioFiles) {
			continue
		}
		name = filepath.Join(dir, name)
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
			continue // a pipe would be waited for
		}
		src, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if of, number := headOf(src); of == id && number > newest && (version == 0 || number == version) {
			found, text, newest = name, src, number
		}
	}
	return found, text
}

// headOf reads the name and the version of a definition from the lines that say them.
func headOf(src []byte) (id string, version int) {
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ":")
		value, _, _ = strings.Cut(value, "#")
		switch key {
		case "workflow":
			id = cmp.Or(id, strings.Trim(strings.TrimSpace(value), `"'`))
		case "version":
			if version == 0 {
				version, _ = strconv.Atoi(strings.TrimSpace(value))
			}
		}
	}
	return id, version
}

// print prints what came of all files.
func (t *scenarioTest) print() error {
	if t.global.json {
		return report.JSON(t.out, struct {
			Results     []*scenario.Result    `json:"results"`
			Diagnostics []workflow.Diagnostic `json:"diagnostics"`
		}{append([]*scenario.Result{}, t.results...), append([]workflow.Diagnostic{}, t.wrong...)})
	}
	if err := workflow.Print(t.out, t.wrong); err != nil {
		return err
	}
	for _, r := range t.results {
		if err := workflow.Print(t.out, r.Failures()); err != nil {
			return err
		}
	}
	for _, r := range t.results {
		fmt.Fprintf(t.out, "%s: %s under %s\n", report.Printable(r.File), passed(r), report.Printable(r.Definition))
		if t.coverage != "" {
			t.printCoverage(r)
		}
	}
	return nil
}

// passed says how many scenarios passed.
func passed(r *scenario.Result) string {
	all, failed := len(r.Scenarios), r.Failed()
	switch {
	case failed > 0:
		return fmt.Sprintf("%d of %s failed", failed, scenarioCount(all))
	case all == 1:
		return "1 scenario passed"
	}
	return fmt.Sprintf("%d scenarios passed", all)
}

func scenarioCount(n int) string {
	if n == 1 {
		return "1 scenario"
	}
	return fmt.Sprintf("%d scenarios", n)
}

// printCoverage says what no scenario shows. While some fail it does not: what they would
// show is most of it, and nobody would see why they fail.
func (t *scenarioTest) printCoverage(r *scenario.Result) {
	c := r.Coverage
	fmt.Fprintf(t.out, "  %d%% of %s is covered\n", c.Percent(), report.Printable(c.Definition))
	if r.Failed() > 0 {
		fmt.Fprintln(t.out, "  what is not covered is listed when all scenarios pass")
		return
	}
	for _, missing := range []struct {
		says string
		list []string
	}{{"never made", c.NotMade}, {"never seen met", c.NotMet}, {"never seen not met", c.NotUnmet}} {
		for _, name := range missing.list {
			fmt.Fprintf(t.out, "  %s: %s\n", missing.says, report.Printable(name))
		}
	}
}

// result is nil only if every file was read and every scenario passed.
func (t *scenarioTest) result(files []string) error {
	if len(t.wrong) > 0 || len(t.unread) > 0 {
		return t.unsound(len(files))
	}
	failed, all, bare := 0, 0, false
	for _, r := range t.results {
		failed, all = failed+r.Failed(), all+len(r.Scenarios)
		bare = bare || r.Coverage.Covered < r.Coverage.Of
	}
	switch {
	case all == 0:
		return review.Errorf(review.Invalid, "there is no scenario to run").
			WithHint("what also_run names is run, and not what is named there in turn")
	case failed > 0:
		return review.Errorf(review.Failed, "%d of %s failed", failed, scenarioCount(all)).
			WithHint("mend the definition where it is wrong, or the scenario")
	case bare && t.coverage == "full":
		return review.Errorf(review.Failed, "not everything is covered").WithHint("add scenarios that show what is listed")
	}
	return nil
}

// unsound says that files could not be read, or are wrong.
func (t *scenarioTest) unsound(files int) error {
	var told []string
	hint := "mend what is listed, and run them again"
	if len(t.wrong) > 0 && files == 1 {
		told = append(told, "the scenarios cannot be run")
	} else if len(t.wrong) > 0 {
		told = append(told, "not all scenarios can be run")
	}
	for _, err := range t.unread {
		told = append(told, err.Error())
		if e := asError(err); e != nil && len(t.wrong) == 0 {
			hint = e.Hint
		}
	}
	return review.Errorf(review.Invalid, "%s", strings.Join(told, "; ")).WithHint("%s", hint)
}
