package main

import (
	"context"
	"fmt"
	"os"
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
			src, err := os.ReadFile(file)
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
			return review.Errorf(review.Invalid, "%d of %d files are not sound definitions", unsound, len(files))
		}
		fmt.Fprintf(a.err, "scr: %d of %d files are sound\n", len(files), len(files))
		return nil
	}
	return cmd
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
		src, err := os.ReadFile(args[0])
		if err != nil {
			return engine.Outcome{}, review.Errorf(review.Invalid, "%w", err)
		}
		return e.Adopt(ctx, engine.Adopt{Meta: meta, File: args[0], Source: src})
	})
}

// outline lays a definition out for people.
func outline(w *report.Writer, d *workflow.Definition) {
	w.Heading(fmt.Sprintf("%s (%s@%d)", d.Title, d.ID, d.Version))
	w.Pairs(0, []report.Pair{{Label: "nation", Value: string(d.Nation)},
		{Label: "in force", Value: strings.TrimSpace(d.InForce.From + " – " + d.InForce.To)},
		{Label: "SHA-256", Value: d.Hash}})
	for _, u := range d.Unverified {
		w.Item(0, "nobody could confirm: "+u)
	}
	w.Heading("Roles")
	for _, r := range d.Roles {
		w.Item(0, r.Name+": "+r.Title+roleNotes(r))
	}
	for _, t := range d.Tracks {
		outlineTrack(w, t)
	}
	outlineRest(w, d)
}

func roleNotes(r workflow.Role) string {
	var notes []string
	for _, n := range []struct {
		is  bool
		say string
	}{{r.Office, "board office"}, {r.Opens, "records for others"}, {r.OnTeam, "on the review team"}} {
		if n.is {
			notes = append(notes, n.say)
		}
	}
	if len(r.MustBe) > 0 {
		notes = append(notes, "must be "+joined(r.MustBe))
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

func outlineTrack(w *report.Writer, t workflow.Track) {
	title := t.Name + ": " + t.Title
	if t.ForEach != "" {
		title += ", once for each " + t.ForEach
	}
	w.Heading(title)
	for _, tr := range t.Transitions {
		w.Item(0, fmt.Sprintf("%s.%s: %s → %s%s", t.Name, tr.Name, joined(tr.From), tr.To, decidedBy(tr)))
		for _, r := range tr.Requires {
			says := fmt.Sprintf("%s (%s)", r.Name, r.Strength)
			if r.Cites != "" {
				says += ", " + r.Cites
			}
			w.Item(1, says+": "+r.Rule)
		}
	}
}

func decidedBy(tr workflow.Transition) string {
	says := ""
	switch {
	case tr.Auto:
		says = ", by itself"
	case len(tr.By) > 0:
		says = ", decided by " + joined(tr.By)
	}
	if tr.Form != "" {
		says += ", with form " + tr.Form
	}
	return says
}

func outlineRest(w *report.Writer, d *workflow.Definition) {
	w.Heading("Forms")
	for _, f := range d.Forms {
		var fields []string
		for _, x := range f.Fields {
			fields = append(fields, x.Name)
		}
		w.Item(0, f.Name+": "+strings.Join(fields, ", "))
	}
	w.Heading("Clocks")
	for _, c := range d.Clocks {
		w.Item(0, fmt.Sprintf("%s: %s from %s", c.Name, c.Within, joined(c.Starts)))
	}
	w.Heading("Holds")
	for _, h := range d.Holds {
		w.Item(0, fmt.Sprintf("%s may cover %s", h.Name, joined(h.MayCover)))
	}
}

// joined puts words in a row.
func joined(words []string) string { return strings.Join(words, ", ") }
