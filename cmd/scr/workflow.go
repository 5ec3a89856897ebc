package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scr/engine"
	"scr/internal/report"
	"scr/review"
	"scr/workflow"
	"scr/workflow/library"
)

// workflowCommand holds the definitions by which reviews run.
func workflowCommand(a *app) *cobra.Command {
	cmd := parent("workflow", "Definitions by which reviews run", workflowListCommand(a), workflowShowCommand(a),
		workflowCheckCommand(a), workflowTestCommand(a), workflowAdoptCommand(a))
	cmd.Long = workflowHelp
	return cmd
}

func workflowListCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the definitions that the board has adopted",
		Long: `List the definitions that the board has adopted. With --on or --nation: which version
of each is in force on that day, and why the others are not.`,
		Example: "  scr workflow list --on 2011-03 --nation england"}
	day := cmd.Flags().String("on", "", "which are in force on that day (a day, a month or a year)")
	nation := cmd.Flags().String("nation", "", "only those of that nation")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, _ engine.Reader, _ []string) error {
		on, err := dateOf("--on", *day)
		if err != nil {
			return err
		}
		if !on.IsZero() || *nation != "" {
			return a.versions(ctx, e, engine.Choice{On: on, Nation: *nation})
		}
		adopted, err := e.Definitions(ctx)
		if err != nil {
			return err
		}
		a.offerShipped(adopted)
		return a.data(adopted, func(w *report.Writer) { report.Adoptions(w, adopted) })
	})
}

// versions lists which definitions are in force on a day, and why others are not.
func (a *app) versions(ctx context.Context, e *engine.Engine, want engine.Choice) error {
	fits, err := e.Versions(ctx, want)
	if err != nil {
		return err
	}
	list := report.VersionsJSON{Versions: make([]report.Fit, len(fits))}
	for i, f := range fits {
		list.Versions[i] = report.Fit(f)
	}
	return a.data(list, func(w *report.Writer) { report.Versions(w, list.Versions) })
}

func workflowShowCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID[@VERSION]", Short: "Show a definition: tracks, moves, what they require"}
	source := cmd.Flags().Bool("source", false, "print the file as it was adopted")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, _ engine.Reader, args []string) error {
		id, number, err := splitVersion(args[0])
		if err != nil {
			return err
		}
		def, err := e.Definition(ctx, id, number)
		if err != nil {
			return err
		}
		if *source {
			file, err := a.db.DefinitionFile(ctx, def.Hash)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.out, report.Printable(string(file.Bytes)))
			return err
		}
		return a.data(def, func(w *report.Writer) { outline(w, def) })
	})
}

func workflowCheckCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "check FILE…", Short: "Check definitions: everything that is wrong, at its place",
		Args: takesArguments}
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		a.onlyPrints = true
		c := definitionCheck{files: files}
		for _, file := range files {
			src, name, err := a.readSource(file)
			if review.CodeOf(err) == review.Usage {
				return err
			}
			if err != nil {
				c.unread = append(c.unread, err)
				continue
			}
			_, found := workflow.Load(name, src, a.parents(cmd.Context()))
			c.add(name, found)
		}
		if err := a.diagnosed(c.wrong); err != nil {
			return err
		}
		for _, name := range c.sound {
			fmt.Fprintf(a.err, "scr: %s is sound\n", report.Printable(name))
		}
		return c.result()
	}
	return cmd
}

// definitionCheck is what came of checking some files. One that cannot be read
// keeps nobody from what is wrong with the others.
type definitionCheck struct {
	files   []string
	wrong   []workflow.Diagnostic
	sound   []string
	unsound []string
	unread  []error
}

func (c *definitionCheck) add(name string, found []workflow.Diagnostic) {
	if c.wrong = append(c.wrong, found...); len(found) > 0 {
		c.unsound = append(c.unsound, name)
	} else {
		c.sound = append(c.sound, name)
	}
}

// result is nil only if every file was read and is sound.
func (c *definitionCheck) result() error {
	if len(c.sound) == len(c.files) {
		return nil
	}
	var told []string
	switch n := len(c.unsound); {
	case n == 1 && len(c.files) == 1:
		told = append(told, c.unsound[0]+" is not a sound definition")
	case n > 0:
		told = append(told, fmt.Sprintf("%d of %d files are not sound definitions", n, len(c.files)))
	}
	for _, err := range c.unread {
		told = append(told, err.Error())
	}
	hint := "mend what is listed, and check again"
	if len(c.unsound) == 0 {
		hint = "is the name of the file right?"
	}
	return review.Errorf(review.Invalid, "%s", strings.Join(told, "; ")).WithHint("%s", hint)
}

func (a *app) diagnosed(wrong []workflow.Diagnostic) error {
	if a.global.json {
		return report.JSON(a.out, struct {
			Diagnostics []workflow.Diagnostic `json:"diagnostics"`
		}{append([]workflow.Diagnostic{}, wrong...)})
	}
	return workflow.Print(a.out, wrong)
}

// parents finds what a definition extends: among those shipped, then among those
// adopted, where there is a database.
func (a *app) parents(ctx context.Context) workflow.Parents {
	return func(id string, version int) (string, []byte, error) {
		if f, ok := library.Find(id, version); ok {
			return f.Name, f.Bytes, nil
		}
		adopted, err := a.adopted(ctx)
		if err != nil {
			return "", nil, err
		}
		if !slices.Contains(adopted, definitionName(id, version)) {
			return "", nil, unknownParent{id, append(shipped(), adopted...)}
		}
		def, err := a.engine.Definition(ctx, id, version)
		if err != nil {
			return "", nil, err
		}
		file, err := a.db.DefinitionFile(ctx, def.Hash)
		return id + ".yaml", file.Bytes, err
	}
}

func definitionName(id string, version int) string { return fmt.Sprintf("%s@%d", id, version) }

// adopted names every version of every definition that the board has adopted: none
// where there is no database.
func (a *app) adopted(ctx context.Context) (names []string, err error) {
	e, err := a.open(ctx)
	if review.CodeOf(err) == review.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	adoptions, err := e.Definitions(ctx)
	for _, adoption := range adoptions {
		for _, v := range adoption.Adopted {
			names = append(names, definitionName(adoption.Workflow, v.Number))
		}
	}
	return names, err
}

// unknownParent says that no definition has the name and version that another
// extends, and which there are.
type unknownParent struct {
	id    string
	known []string // name@1
}

func (e unknownParent) Error() string {
	if len(e.versions(e.id)) > 0 {
		return "there is no such version"
	}
	return "there is no such definition"
}

// versions are the known names of a definition.
func (e unknownParent) versions(id string) (names []string) {
	for _, name := range e.known {
		if strings.HasPrefix(name, id+"@") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Hint names those that may have been meant.
func (e unknownParent) Hint() string {
	if versions := e.versions(e.id); len(versions) > 0 {
		return "there is " + strings.Join(versions, ", ")
	}
	if near := nearest(e.id, ids(e.known)); near != "" {
		return "did you mean " + strings.Join(e.versions(near), " or ") + "?"
	}
	return "there is " + strings.Join(slices.Compact(slices.Sorted(slices.Values(e.known))), ", ")
}

func workflowAdoptCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "adopt FILE", Short: "Adopt a definition for the board; once adopted, it never changes",
		Long: `Adopt a definition for the board; once adopted, it never changes. FILE is a file, or
the id of a definition that the program ships: "scr workflow list" says which of those
the board has not adopted.`,
		Example: "  scr workflow adopt england-sar"}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		name, src, err := a.toAdopt(args[0])
		if err != nil {
			return engine.Outcome{}, err
		}
		return e.Adopt(ctx, engine.Adopt{Meta: meta, File: name, Source: src})
	})
}

// maxSource is how much of a definition's file is read: far more than a definition
// may have, and less than a device without an end would give.
const maxSource = 16 << 20

// readSource reads a definition's file and says what to call it; - is standard
// input, once.
func (a *app) readSource(name string) (src []byte, called string, err error) {
	if name == "-" {
		if a.taken {
			return nil, name, misuse("standard input can be read only once").WithHint("name - once, and the other files by their names")
		}
		a.taken = true
		src, err = io.ReadAll(io.LimitReader(a.in, maxSource))
		return src, "standard input", err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, name, err
	}
	defer f.Close()
	src, err = io.ReadAll(io.LimitReader(f, maxSource))
	return src, name, err
}
