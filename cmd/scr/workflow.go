package main

import (
	"context"
	"fmt"
	"io"
	"os"

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
		workflowCheckCommand(a), workflowAdoptCommand(a))
	cmd.Long = workflowHelp
	return cmd
}

func workflowListCommand(a *app) *cobra.Command {
	return reading(a, &cobra.Command{Use: "list", Short: "List the definitions that the board has adopted"},
		func(ctx context.Context, e *engine.Engine, _ string, _ []string) error {
			adopted, err := e.Definitions(ctx)
			if err != nil {
				return err
			}
			return a.data(adopted, func(w *report.Writer) { report.Adoptions(w, adopted) })
		})
}

func workflowShowCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID[@VERSION]", Short: "Show a definition: tracks, moves, what they require"}
	source := cmd.Flags().Bool("source", false, "print the file as it was adopted")
	return reading(a, cmd, func(ctx context.Context, e *engine.Engine, _ string, args []string) error {
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
		var wrong []workflow.Diagnostic
		unsound := 0
		for _, file := range files {
			src, err := readSource(file)
			if err != nil {
				return review.Errorf(review.Invalid, "%w", err)
			}
			_, found := workflow.Load(file, src, a.parents(cmd.Context()))
			if wrong = append(wrong, found...); len(found) > 0 {
				unsound++
			}
		}
		if err := a.diagnosed(wrong); err != nil {
			return err
		}
		if unsound > 0 {
			return review.Errorf(review.Invalid, "%s", unsoundOf(unsound, files)).WithHint("mend what is listed, and check again")
		}
		for _, file := range files {
			fmt.Fprintf(a.err, "scr: %s is sound\n", report.Printable(file))
		}
		return nil
	}
	return cmd
}

func unsoundOf(unsound int, files []string) string {
	if len(files) == 1 {
		return files[0] + " is not a sound definition"
	}
	return fmt.Sprintf("%d of %d files are not sound definitions", unsound, len(files))
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
		e, err := a.open(ctx)
		if err != nil {
			return "", nil, err
		}
		def, err := e.Definition(ctx, id, version)
		if err != nil {
			return "", nil, err
		}
		file, err := a.db.DefinitionFile(ctx, def.Hash)
		return id + ".yaml", file.Bytes, err
	}
}

func workflowAdoptCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "adopt FILE", Short: "Adopt a definition for the board; once adopted, it never changes"}
	return writing(a, cmd, func(ctx context.Context, e *engine.Engine, meta engine.Meta, args []string) (engine.Outcome, error) {
		src, err := readSource(args[0])
		if err != nil {
			return engine.Outcome{}, review.Errorf(review.Invalid, "%w", err)
		}
		return e.Adopt(ctx, engine.Adopt{Meta: meta, File: args[0], Source: src})
	})
}

// maxSource is how much of a definition's file is read: far more than a definition
// may have, and less than a device without an end would give.
const maxSource = 16 << 20

func readSource(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSource))
}
